//! Roll-ups: the sums of one day of one connection by team, by team and client, by team and model.

use super::codes::NOBODY;
use super::column::{Amount, HAS_CACHED, HAS_COST, HAS_OUTPUT, HAS_UNCACHED, Parts, UsageColumn};
use super::packed::Packed;

/// What is summed. The ones that end in `With` weigh how many lines and credits have a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Measure {
    Rows,
    Threads,
    Turns,
    Credits,
    Cost,
    Uncached,
    Cached,
    Output,
    /// Uncached input of lines that have both kinds of input.
    PairUncached,
    /// Cached input of lines that have both kinds of input.
    PairCached,
    /// Input of lines that have both kinds of input and output.
    TripleInput,
    /// Output of lines that have both kinds of input and output.
    TripleOutput,
    RowsWithCost,
    RowsWithUncached,
    RowsWithCached,
    RowsWithOutput,
    RowsWithPair,
    RowsWithTriple,
    CreditsWithCost,
    CreditsWithUncached,
    CreditsWithCached,
    CreditsWithOutput,
    CreditsWithPair,
    CreditsWithTriple,
}

const MEASURES: usize = Measure::CreditsWithTriple as usize + 1;

impl Measure {
    /// Every measure.
    pub(crate) const ALL: [Self; MEASURES] = [
        Self::Rows,
        Self::Threads,
        Self::Turns,
        Self::Credits,
        Self::Cost,
        Self::Uncached,
        Self::Cached,
        Self::Output,
        Self::PairUncached,
        Self::PairCached,
        Self::TripleInput,
        Self::TripleOutput,
        Self::RowsWithCost,
        Self::RowsWithUncached,
        Self::RowsWithCached,
        Self::RowsWithOutput,
        Self::RowsWithPair,
        Self::RowsWithTriple,
        Self::CreditsWithCost,
        Self::CreditsWithUncached,
        Self::CreditsWithCached,
        Self::CreditsWithOutput,
        Self::CreditsWithPair,
        Self::CreditsWithTriple,
    ];
}

/// Sums of every measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums([i64; MEASURES]);

impl Sums {
    /// Adds to one sum.
    pub(crate) fn add(&mut self, measure: Measure, value: i64) {
        if let Some(sum) = self.0.get_mut(measure as usize) {
            *sum = sum.saturating_add(value);
        }
    }

    fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, value)| *sum = sum.saturating_add(value));
    }

    fn of(&self, measure: Measure) -> i64 {
        self.0.get(measure as usize).copied().unwrap_or_default()
    }

    fn line(&mut self, line: &Amount) {
        use Measure as M;
        self.add(M::Rows, 1);
        self.add(M::Threads, line.threads);
        self.add(M::Turns, line.turns);
        self.add(M::Credits, line.credits);
        if line.present == 0 {
            return;
        }
        let mut field = |mask: u8, rows: M, credits: M, values: &[(M, i64)]| {
            if line.present & mask == mask {
                self.add(rows, 1);
                self.add(credits, line.credits);
                for (measure, value) in values {
                    self.add(*measure, *value);
                }
            }
        };
        let pair = HAS_UNCACHED | HAS_CACHED;
        let input = line.uncached.saturating_add(line.cached);
        field(HAS_COST, M::RowsWithCost, M::CreditsWithCost, &[(M::Cost, line.cost)]);
        field(HAS_UNCACHED, M::RowsWithUncached, M::CreditsWithUncached, &[(M::Uncached, line.uncached)]);
        field(HAS_CACHED, M::RowsWithCached, M::CreditsWithCached, &[(M::Cached, line.cached)]);
        field(HAS_OUTPUT, M::RowsWithOutput, M::CreditsWithOutput, &[(M::Output, line.output)]);
        let both = [(M::PairUncached, line.uncached), (M::PairCached, line.cached)];
        field(pair, M::RowsWithPair, M::CreditsWithPair, &both);
        let all = [(M::TripleInput, input), (M::TripleOutput, line.output)];
        field(pair | HAS_OUTPUT, M::RowsWithTriple, M::CreditsWithTriple, &all);
    }
}

/// Sums by team and code; one column a measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// Team and code (client, model; 0 where there is none) of each line.
    keys: Vec<(u32, u32)>,
    measures: Vec<Packed>,
    /// The sums of all teams, by code.
    whole: Vec<Sums>,
}

impl Section {
    /// Bytes on the heap.
    fn heap_bytes(&self) -> usize {
        let measures: usize = self.measures.iter().map(|one| size_of::<Packed>() + one.heap_bytes()).sum();
        size_of_val(self.keys.as_slice()) + measures + size_of_val(self.whole.as_slice())
    }

    /// Team and code of each line.
    pub(crate) fn keys(&self) -> &[(u32, u32)] {
        &self.keys
    }

    /// One measure of each line.
    pub(crate) fn measure(&self, measure: Measure) -> Vec<i64> {
        self.measures.get(measure as usize).map(Packed::decode_signed).unwrap_or_default()
    }

    /// One measure by code, teams not told apart.
    pub(crate) fn whole(&self, measure: Measure) -> Vec<i64> {
        self.whole.iter().map(|sums| sums.of(measure)).collect()
    }

    fn of(lines: impl Iterator<Item = (u32, u32, Amount)>, teams: usize) -> Self {
        let mut keys: Vec<(u32, u32)> = Vec::new();
        let mut sums: Vec<Sums> = Vec::new();
        let mut slots: Vec<u32> = Vec::new();
        for (team, code, amount) in lines {
            let at = code as usize * teams + team as usize;
            if at >= slots.len() {
                slots.resize(at + 1, NOBODY);
            }
            let Some(slot) = slots.get_mut(at) else { continue };
            if *slot == NOBODY {
                *slot = u32::try_from(keys.len()).unwrap_or(NOBODY);
                keys.push((team, code));
                sums.push(Sums::default());
            }
            if let Some(sum) = sums.get_mut(*slot as usize) {
                sum.line(&amount);
            }
        }
        let mut whole: Vec<Sums> = Vec::new();
        for ((_, code), sum) in keys.iter().zip(&sums) {
            let at = *code as usize;
            if at >= whole.len() {
                whole.resize(at + 1, Sums::default());
            }
            whole.get_mut(at).into_iter().for_each(|all| all.join(sum));
        }
        let column = |at: usize| Packed::signed(sums.iter().map(move |sum| sum.0.get(at).copied().unwrap_or_default()));
        Self { measures: (0..MEASURES).map(column).collect(), keys, whole }
    }
}

/// By what a section's lines are told apart besides the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum By {
    Nothing,
    Client,
    Model,
}

/// The sums of one day of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rollup {
    totals: Section,
    clients: Section,
    models: Section,
}

impl Rollup {
    /// The lines told apart by this.
    pub(crate) fn section(&self, by: By) -> &Section {
        match by {
            By::Nothing => &self.totals,
            By::Client => &self.clients,
            By::Model => &self.models,
        }
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.totals.heap_bytes() + self.clients.heap_bytes() + self.models.heap_bytes()
    }

    /// Sums a day's rows. `team` gives the code of the team of a row's actor on that day, below `teams`.
    pub(crate) fn of(column: &UsageColumn, teams: usize, team: impl Fn(u32) -> u32) -> Self {
        let rows: Vec<u32> = column.actors.iter().map(|actor| team(*actor)).collect();
        let totals = rows.iter().copied().zip(column.totals.decode()).map(|(team, amount)| (team, 0, amount));
        let parts = |parts: &Parts| {
            let lines = parts.keys().into_iter().zip(parts.amounts().decode());
            let lines = lines.filter_map(|((row, code), amount)| Some((*rows.get(row as usize)?, code, amount)));
            Section::of(lines, teams)
        };
        Self { totals: Section::of(totals, teams), clients: parts(&column.clients), models: parts(&column.models) }
    }
}
