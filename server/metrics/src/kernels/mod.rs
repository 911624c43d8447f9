//! Kernels: one formula each, from columns and bits to figures. They know nothing of states, of
//! titles, or of what is hidden.

pub(crate) mod bands;
pub(crate) mod daily;
pub(crate) mod days;
pub(crate) mod flow;
pub(crate) mod headcounts;
pub(crate) mod people;
pub(crate) mod per_active;
pub(crate) mod ratio;
pub(crate) mod reviews;
pub(crate) mod roster;
pub(crate) mod spread;
pub(crate) mod stickiness;
pub(crate) mod sums;

use domain::view::Number;
use domain::{Credits, DateRange, Day, Metric, Unit, Usd};

use crate::calendar::Calendar;
use crate::catalog::Kind;
use crate::index::Index;
use crate::index::derived::Derived;
use crate::index::tables::Count;
use crate::layout::{Layout, Part};
use crate::spans::Span;

/// What a kernel says of one line over one span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    Value(Number),
    /// No row has the field, or the quotient has no base.
    Unavailable,
    /// The base is too small to say anything.
    TooFew,
}

/// Outcomes by line, then by span.
pub(crate) type Table = Vec<Vec<Outcome>>;

/// All that a kernel needs.
pub(crate) struct Job<'a> {
    pub(crate) index: &'a Index,
    pub(crate) derived: &'a Derived,
    pub(crate) layout: &'a Layout,
    pub(crate) metric: Metric,
    pub(crate) today: Day,
    /// Buckets in order; the last span is the whole range.
    pub(crate) spans: Vec<Span>,
    pub(crate) calendar: Calendar,
}

/// What the kernels say of a question.
pub(crate) struct Answered {
    /// One row a line.
    pub(crate) table: Table,
    /// What is in no line, where there is any.
    pub(crate) unattributed: Option<Vec<Outcome>>,
}

impl Job<'_> {
    /// Runs the metric's kernel.
    pub(crate) fn run(&self) -> Answered {
        let only = |table| Answered { table, unattributed: None };
        match Kind::of(self.metric) {
            Kind::Sum { of, field } => sums::sum(self, of, field),
            Kind::Quotient { over, under, field } => only(sums::quotient(self, over, under, field)),
            Kind::Active => only(counts(people::active(self))),
            Kind::Rolling { days } => only(counts(people::rolling(self, days))),
            Kind::Adoption => only(roster::adoption(self)),
            Kind::Never => only(roster::absent(self, Count::Never)),
            Kind::Dormant => only(roster::absent(self, Count::Dormant)),
            Kind::Frequency(band) => only(counts(bands::frequency(self, band))),
            Kind::Flow(flow) => only(counts(flow::flow(self, flow))),
            Kind::Stickiness => only(stickiness::stickiness(self)),
            Kind::Several => only(counts(people::with_several_clients(self))),
            Kind::PerActive => only(per_active::per_active(self)),
            Kind::Spread(spread) => only(spread::spread(self, spread)),
            Kind::Reviews { dataset, of } => reviews::sum(self, dataset, of),
            Kind::ReviewRate { dataset, over, under, least, odd } => {
                only(reviews::rate(self, dataset, &reviews::Rate { over, under, least, odd }))
            }
        }
    }

    /// The whole range.
    pub(crate) fn range(&self) -> Option<DateRange> {
        self.spans.last().map(|span| span.days)
    }

    /// Counts part by part of the rows where lines are such parts, or else all lines at once: `count` is given the
    /// part and one row of zeros a line, `width` of them.
    fn by_part(&self, width: usize, count: impl Fn(&Part, &mut [Vec<i64>])) -> Vec<Vec<i64>> {
        let counted = |part: &Part, lines: usize| {
            let mut rows = vec![vec![0i64; width]; lines];
            if width > 0 {
                count(part, &mut rows);
            }
            rows
        };
        let lines = &self.layout.lines;
        if self.layout.is_by_part() {
            lines.iter().filter_map(|line| counted(&line.part, 1).pop()).collect()
        } else {
            counted(&self.layout.narrowed.part, lines.len())
        }
    }

    /// The line of a team, where it counts.
    pub(crate) fn line_of_team(&self, team: u32) -> Option<usize> {
        self.layout.by_team.get(team as usize).copied().flatten()
    }

    /// A figure of the metric's unit, exact.
    pub(crate) fn number(&self, value: i64) -> Number {
        match self.metric.unit() {
            Unit::Credits => Number::Credits(Credits::from_micros(value)),
            Unit::Usd => Number::Usd(Usd::from_micros(value)),
            _ => Number::Count(value),
        }
    }

    /// A quotient in the metric's unit; unavailable without a base.
    pub(crate) fn quotient(&self, over: i64, under: i64) -> Outcome {
        match self.metric.unit() {
            _ if under == 0 => Outcome::Unavailable,
            Unit::Credits => Outcome::Value(Number::Credits(Credits::from_micros(ratio::half_even(over, under)))),
            _ => Outcome::Value(Number::Ratio(ratio::ratio(over, under))),
        }
    }
}

/// Puts what was counted of some spans in their places.
pub(crate) fn in_places(rows: &mut [Vec<i64>], places: impl Iterator<Item = usize> + Clone, counted: Vec<Vec<i64>>) {
    for (row, counted) in rows.iter_mut().zip(counted) {
        for (at, count) in places.clone().zip(counted) {
            row.get_mut(at).into_iter().for_each(|cell| *cell = count);
        }
    }
}

/// Counts as outcomes.
pub(crate) fn counts(rows: Vec<Vec<i64>>) -> Table {
    let row = |row: Vec<i64>| row.into_iter().map(|count| Outcome::Value(Number::Count(count))).collect();
    rows.into_iter().map(row).collect()
}
