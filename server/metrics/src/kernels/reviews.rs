//! Reviews and what people did with their comments. Rows with people go to their teams by day. Rows
//! without go to the team whose connection they come from; where the connection is nobody's, or a parent
//! team's while its teams are asked for one by one, they stay with the connection. Nothing is spread.

use std::collections::BTreeMap;

use domain::view::{ReviewBasis, ShareInterval};
use domain::{ConnectionId, Dataset};

use super::{Answered, Job, Outcome, Table};
use crate::index::column::ReviewCounts;
use crate::index::sums::Reviewed;
use crate::spans::Span;

/// A rate of two sums.
pub(crate) struct Rate {
    pub(crate) over: fn(&ReviewCounts) -> i64,
    pub(crate) under: fn(&ReviewCounts) -> i64,
    /// A smaller base says too little.
    pub(crate) least: i64,
    /// Rows that contradict themselves, with which it cannot be made.
    pub(crate) odd: fn(&ReviewCounts) -> i64,
}

impl Rate {
    fn outcome(&self, job: &Job<'_>, counts: &ReviewCounts) -> Outcome {
        let (over, under) = ((self.over)(counts), (self.under)(counts));
        if under == 0 || (self.odd)(counts) > 0 {
            Outcome::Unavailable
        } else if under < self.least {
            Outcome::TooFew
        } else {
            job.quotient(over, under)
        }
    }
}

/// A sum line by line, and what is not known by team.
pub(crate) fn sum(job: &Job<'_>, dataset: Dataset, of: fn(&ReviewCounts) -> i64) -> Answered {
    let counts = Collected::of(job, dataset);
    let outcome = |counts: &ReviewCounts| Outcome::Value(job.number(of(counts)));
    let rest = &counts.unattributed;
    let by_team = job.layout.split.is_by_team() && job.layout.narrowed.teams.is_none();
    let told = by_team && rest.iter().any(|counts| counts.rows > 0);
    let unattributed = told.then(|| rest.iter().map(outcome).collect());
    Answered { table: counts.table(job, outcome), unattributed }
}

/// A rate line by line.
pub(crate) fn rate(job: &Job<'_>, dataset: Dataset, rate: &Rate) -> Table {
    Collected::of(job, dataset).table(job, |counts| rate.outcome(job, counts))
}

/// The interval beside each value of a rate, line by line.
pub(crate) fn intervals(job: &Job<'_>, dataset: Dataset, rate: &Rate) -> Vec<Vec<Option<ShareInterval>>> {
    let counts = Collected::of(job, dataset);
    let known = counts.table(job, |counts| rate.outcome(job, counts));
    let interval = |(counts, outcome): (&ReviewCounts, &Outcome)| {
        let Outcome::Value(_) = outcome else { return None };
        let (hits, base) = ((rate.over)(counts).unsigned_abs(), (rate.under)(counts).unsigned_abs());
        let (low, high) = super::ratio::wilson(hits, base)?;
        Some(ShareInterval { hits, base, low, high })
    };
    let line =
        |(counts, outcomes): (&Vec<ReviewCounts>, &Vec<Outcome>)| counts.iter().zip(outcomes).map(interval).collect();
    counts.lines.iter().zip(&known).map(line).collect()
}

/// How it is known what each line's figure of the whole range counts.
pub(crate) fn basis(job: &Job<'_>, dataset: Dataset) -> Vec<ReviewBasis> {
    let counts = Collected::of(job, dataset);
    let any = |rows: &[i64]| rows.last().is_some_and(|rows| *rows > 0);
    let of_line = |owned: &bool| match (any(&counts.named), any(&counts.nameless), owned) {
        (false, false, _) => ReviewBasis::NoRows,
        _ if !asks_teams(job) => ReviewBasis::Everybody,
        (true, true, true) => ReviewBasis::Both,
        (true, ..) => ReviewBasis::People,
        (false, true, true) => ReviewBasis::Connection,
        (false, true, false) => ReviewBasis::NotKnown,
    };
    counts.owned.iter().map(of_line).collect()
}

fn asks_teams(job: &Job<'_>) -> bool {
    job.layout.split.is_by_team() || job.layout.narrowed.teams.is_some()
}

struct Collected {
    lines: Vec<Vec<ReviewCounts>>,
    /// Whether a line has a connection of its own.
    owned: Vec<bool>,
    /// Rows that are in no line, by span.
    unattributed: Vec<ReviewCounts>,
    /// Rows that name somebody, in any team, by span.
    named: Vec<i64>,
    /// Rows that name nobody, by span.
    nameless: Vec<i64>,
}

impl Collected {
    fn of(job: &Job<'_>, dataset: Dataset) -> Self {
        let (spans, lines) = (job.spans.len(), job.layout.lines.len());
        let owners = owners(job);
        let mut found = Self {
            lines: vec![vec![ReviewCounts::default(); spans]; lines],
            owned: (0..lines).map(|line| owners.values().any(|of| *of == line)).collect(),
            unattributed: vec![ReviewCounts::default(); spans],
            named: vec![0; spans],
            nameless: vec![0; spans],
        };
        let everyone = (!asks_teams(job)).then_some(0);
        let nobody = job.derived.people.unknown();
        let asked = |id: &&ConnectionId| job.layout.narrowed.connection.is_none_or(|only| only == **id);
        for connection in job.index.connections.keys().filter(asked) {
            let owner = everyone.or_else(|| owners.get(connection).copied());
            let of_span = |span: &Span| Reviewed { dataset, connection: *connection, days: job.elapsed(span) };
            let runs: Vec<Reviewed> = job.spans.iter().map(of_span).collect();
            for (at, teams) in job.derived.reviewed(&runs).into_iter().enumerate() {
                for (team, counts) in (0u32..).zip(teams.iter()).filter(|(_, counts)| counts.rows > 0) {
                    let named = team != nobody;
                    let line = if named { job.line_of_team(team) } else { owner };
                    found.add(at, line, named, counts);
                }
            }
        }
        found
    }

    fn add(&mut self, at: usize, line: Option<usize>, named: bool, counts: &ReviewCounts) {
        let rows = if named { &mut self.named } else { &mut self.nameless };
        rows.get_mut(at).into_iter().for_each(|rows| *rows += counts.rows);
        let sums = match line {
            Some(line) => self.lines.get_mut(line),
            None if named => None,
            None => Some(&mut self.unattributed),
        };
        sums.and_then(|sums| sums.get_mut(at)).into_iter().for_each(|sum| sum.add(counts));
    }

    fn table(&self, job: &Job<'_>, outcome: impl Fn(&ReviewCounts) -> Outcome) -> Table {
        let has = |rows: &[i64], at: usize| rows.get(at).is_some_and(|rows| *rows > 0);
        // Rows there are, and nothing says whose: a team's part is unknown, not zero.
        let unknown =
            |at: usize, owned: bool| asks_teams(job) && !owned && has(&self.nameless, at) && !has(&self.named, at);
        let line = |(line, owned): (&Vec<ReviewCounts>, &bool)| {
            let cell = |(at, counts)| if unknown(at, *owned) { Outcome::Unavailable } else { outcome(counts) };
            line.iter().enumerate().map(cell).collect()
        };
        self.lines.iter().zip(&self.owned).map(line).collect()
    }
}

/// The line of each connection that a team owns. A parent team's connection has a line only where all of
/// its teams are in that line.
fn owners(job: &Job<'_>) -> BTreeMap<ConnectionId, usize> {
    let people = &job.derived.people;
    let line = |owner: &domain::TeamSlug| {
        let mut lines = people.covered_by(people.team_named(owner)?).into_iter().map(|team| job.line_of_team(team));
        let first = lines.next()??;
        lines.all(|line| line == Some(first)).then_some(first)
    };
    let asked = |id: &ConnectionId| job.layout.narrowed.connection.is_none_or(|only| only == *id);
    let owned = job.index.connections.iter().filter(|(id, _)| asks_teams(job) && asked(id));
    owned.filter_map(|(id, connection)| Some((*id, line(connection.owner.as_ref()?)?))).collect()
}
