//! Columns: the rows of one day of one connection, coded and packed, sorted as they came.

use domain::fact::{self, ReviewResponseRow, ReviewRow, WorkColumns};

use super::attributed::Attributed;
use super::codes::NOBODY;
use super::packed::Packed;

/// Bit of [`Amount::present`]: the row has the estimate in dollars.
pub(crate) const HAS_COST: u8 = 1;
/// Bit of [`Amount::present`]: the row has uncached input tokens.
pub(crate) const HAS_UNCACHED: u8 = 2;
/// Bit of [`Amount::present`]: the row has cached input tokens.
pub(crate) const HAS_CACHED: u8 = 4;
/// Bit of [`Amount::present`]: the row has output tokens.
pub(crate) const HAS_OUTPUT: u8 = 8;

/// The numbers of one line. What is not present is 0 here, and `present` tells it from a true zero.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amount {
    pub(crate) threads: i64,
    pub(crate) turns: i64,
    /// Millionths of a credit.
    pub(crate) credits: i64,
    pub(crate) present: u8,
    /// Millionths of a dollar.
    pub(crate) cost: i64,
    pub(crate) uncached: i64,
    pub(crate) cached: i64,
    pub(crate) output: i64,
}

/// A count as a signed number; what does not fit is as many as can be counted.
pub(crate) fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// [`Amount`]s, one packed column a field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Amounts {
    threads: Packed,
    turns: Packed,
    credits: Packed,
    present: Packed,
    cost: Packed,
    uncached: Packed,
    cached: Packed,
    output: Packed,
}

impl Amounts {
    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        let Self { threads, turns, credits, present, cost, uncached, cached, output } = self;
        [threads, turns, credits, present, cost, uncached, cached, output].map(Packed::heap_bytes).iter().sum()
    }

    /// Packs the lines.
    pub(crate) fn of(lines: &WorkColumns) -> Self {
        let pack = |values: &[i64]| Packed::signed(values.iter().copied());
        let WorkColumns { threads, turns, credits, cost, uncached, cached, output } = lines;
        let fields = [(cost, HAS_COST), (uncached, HAS_UNCACHED), (cached, HAS_CACHED), (output, HAS_OUTPUT)];
        let mut present = vec![0u8; credits.len()];
        for (numbers, bit) in fields {
            present.iter_mut().zip(&numbers.present).for_each(|(bits, has)| *bits |= if *has { bit } else { 0 });
        }
        Self {
            threads: pack(threads),
            turns: pack(turns),
            credits: pack(credits),
            present: Packed::signed(present.iter().copied().map(i64::from)),
            cost: pack(&cost.values),
            uncached: pack(&uncached.values),
            cached: pack(&cached.values),
            output: pack(&output.values),
        }
    }

    /// The credits alone, in millionths.
    pub(crate) fn credits(&self) -> Vec<i64> {
        self.credits.decode_signed()
    }

    /// Credits, threads and turns of each line.
    pub(crate) fn work(&self) -> impl Iterator<Item = (i64, i64, i64)> {
        let (threads, turns) = (self.threads.decode_signed(), self.turns.decode_signed());
        let counts = threads.into_iter().zip(turns);
        self.credits().into_iter().zip(counts).map(|(credits, (threads, turns))| (credits, threads, turns))
    }

    /// Whether each line is active: `threads + turns > 0`.
    pub(crate) fn active(&self) -> Vec<bool> {
        let (threads, turns) = (self.threads.decode_signed(), self.turns.decode_signed());
        threads.iter().zip(&turns).map(|(threads, turns)| *threads > 0 || *turns > 0).collect()
    }

    /// Every line again.
    pub(crate) fn decode(&self) -> Vec<Amount> {
        let mut lines: Vec<Amount> =
            self.credits().into_iter().map(|credits| Amount { credits, ..Amount::default() }).collect();
        let mut fill = |column: &Packed, set: fn(&mut Amount, i64)| {
            if !column.is_zero() {
                lines.iter_mut().zip(column.decode_signed()).for_each(|(line, value)| set(line, value));
            }
        };
        fill(&self.threads, |line, value| line.threads = value);
        fill(&self.turns, |line, value| line.turns = value);
        fill(&self.present, |line, value| line.present = u8::try_from(value).unwrap_or_default());
        fill(&self.cost, |line, value| line.cost = value);
        fill(&self.uncached, |line, value| line.uncached = value);
        fill(&self.cached, |line, value| line.cached = value);
        fill(&self.output, |line, value| line.output = value);
        lines
    }
}

/// The parts of a day's rows: by client, or by model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    /// Which row each part belongs to, as steps.
    rows: Packed,
    /// Code of the client or of the model.
    codes: Packed,
    amounts: Amounts,
}

impl Parts {
    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.codes.heap_bytes() + self.amounts.heap_bytes()
    }

    /// Packs parts; `codes` are those of their names.
    pub(crate) fn of<K>(parts: &fact::Parts<K>, codes: &[u32]) -> Self {
        let code = |at: &u32| u64::from(codes.get(*at as usize).copied().unwrap_or(NOBODY));
        Self {
            rows: Packed::steps(parts.rows.iter().copied()),
            codes: Packed::unsigned(parts.codes.iter().map(code)),
            amounts: Amounts::of(&parts.work),
        }
    }

    /// The row and the code of each part.
    pub(crate) fn keys(&self) -> Vec<(u32, u32)> {
        let code = |code: u64| u32::try_from(code).unwrap_or(u32::MAX);
        self.rows.decode_steps().into_iter().zip(self.codes.decode().into_iter().map(code)).collect()
    }

    /// The numbers of each part.
    pub(crate) fn amounts(&self) -> &Amounts {
        &self.amounts
    }
}

/// A day of `usage`.
#[derive(Clone, Debug, Default)]
pub(crate) struct UsageColumn {
    /// Whose row it is; [`super::codes::NOBODY`] where it does not say.
    pub(crate) actors: Vec<u32>,
    pub(crate) totals: Amounts,
    pub(crate) clients: Parts,
    pub(crate) models: Parts,
    /// Lines and commits, where any row has them.
    pub(crate) attributed: Option<Box<Attributed>>,
}

impl UsageColumn {
    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let parts = self.totals.heap_bytes() + self.clients.heap_bytes() + self.models.heap_bytes();
        size_of::<Self>() + size_of_val(self.actors.as_slice()) + parts
    }
}

/// What a row about reviews counts. The two datasets share the layout and never meet in one sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReviewCounts {
    pub(crate) rows: i64,
    pub(crate) reviews: i64,
    pub(crate) comments: i64,
    pub(crate) p0: i64,
    pub(crate) p1: i64,
    pub(crate) p2: i64,
    pub(crate) engaged: i64,
    pub(crate) replied: i64,
    pub(crate) reacted: i64,
    pub(crate) replies: i64,
    pub(crate) upvotes: i64,
    pub(crate) downvotes: i64,
    /// Rows with more comments engaged with than comments: no rate of engagement can be made with them.
    pub(crate) odd: i64,
    /// The same of comments replied to.
    pub(crate) odd_replied: i64,
    /// The same of comments reacted to.
    pub(crate) odd_reacted: i64,
}

impl ReviewCounts {
    /// A row of `code_reviews`.
    pub(crate) fn of_review(row: &ReviewRow) -> Self {
        Self {
            rows: 1,
            reviews: count(row.reviews),
            comments: count(row.comments),
            p0: count(row.p0),
            p1: count(row.p1),
            p2: count(row.p2),
            ..Self::default()
        }
    }

    /// A row of `code_review_responses`.
    pub(crate) fn of_response(row: &ReviewResponseRow) -> Self {
        Self {
            rows: 1,
            reviews: count(row.reviews),
            comments: count(row.comments),
            engaged: count(row.engaged),
            replied: count(row.replied),
            reacted: count(row.reacted),
            replies: count(row.replies),
            upvotes: count(row.upvotes),
            downvotes: count(row.downvotes),
            odd: i64::from(row.engaged > row.comments),
            odd_replied: i64::from(row.replied > row.comments),
            odd_reacted: i64::from(row.reacted > row.comments),
            ..Self::default()
        }
    }

    const FIELDS: usize = 15;

    fn fields(&self) -> [i64; Self::FIELDS] {
        [
            self.rows,
            self.reviews,
            self.comments,
            self.p0,
            self.p1,
            self.p2,
            self.engaged,
            self.replied,
            self.reacted,
            self.replies,
            self.upvotes,
            self.downvotes,
            self.odd,
            self.odd_replied,
            self.odd_reacted,
        ]
    }

    fn of_fields(fields: [i64; Self::FIELDS]) -> Self {
        let mut fields = fields.into_iter();
        let mut next = || fields.next().unwrap_or_default();
        // In the order of `fields`, which is that of the struct.
        Self {
            rows: next(),
            reviews: next(),
            comments: next(),
            p0: next(),
            p1: next(),
            p2: next(),
            engaged: next(),
            replied: next(),
            reacted: next(),
            replies: next(),
            upvotes: next(),
            downvotes: next(),
            odd: next(),
            odd_replied: next(),
            odd_reacted: next(),
        }
    }

    /// Adds another row's counts.
    pub(crate) fn add(&mut self, other: &Self) {
        let sum = |to: &mut i64, from: i64| *to = to.saturating_add(from);
        sum(&mut self.rows, other.rows);
        sum(&mut self.reviews, other.reviews);
        sum(&mut self.comments, other.comments);
        sum(&mut self.p0, other.p0);
        sum(&mut self.p1, other.p1);
        sum(&mut self.p2, other.p2);
        sum(&mut self.engaged, other.engaged);
        sum(&mut self.replied, other.replied);
        sum(&mut self.reacted, other.reacted);
        sum(&mut self.replies, other.replies);
        sum(&mut self.upvotes, other.upvotes);
        sum(&mut self.downvotes, other.downvotes);
        sum(&mut self.odd, other.odd);
        sum(&mut self.odd_replied, other.odd_replied);
        sum(&mut self.odd_reacted, other.odd_reacted);
    }
}

/// A day of `code_reviews` or of `code_review_responses`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReviewColumn {
    /// Whose row it is; [`super::codes::NOBODY`] where it does not say.
    pub(crate) actors: Vec<u32>,
    /// The fields of the counts, one packed column each.
    fields: [Packed; ReviewCounts::FIELDS],
}

impl ReviewColumn {
    /// Packs rows, given with whose they are.
    pub(crate) fn of(actors: Vec<u32>, rows: &[ReviewCounts]) -> Self {
        let field = |at: usize| rows.iter().map(move |row| row.fields().get(at).copied().unwrap_or_default());
        Self { actors, fields: std::array::from_fn(|at| Packed::signed(field(at))) }
    }

    /// The counts of each row.
    pub(crate) fn counts(&self) -> Vec<ReviewCounts> {
        let mut rows = vec![[0i64; ReviewCounts::FIELDS]; self.actors.len()];
        for (at, field) in self.fields.iter().enumerate().filter(|(_, field)| !field.is_zero()) {
            for (row, value) in rows.iter_mut().zip(field.decode_signed()) {
                row.get_mut(at).into_iter().for_each(|slot| *slot = value);
            }
        }
        rows.into_iter().map(ReviewCounts::of_fields).collect()
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let fields: usize = self.fields.iter().map(Packed::heap_bytes).sum();
        size_of::<Self>() + size_of_val(self.actors.as_slice()) + fields
    }
}
