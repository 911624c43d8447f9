//! Flow: who is new, who stayed, who came back, who stayed away since the period before.
//!
//! The period is the bucket: the ISO week, and likewise the day, the month, or the range with as many
//! days before it. Of a bucket that the range cuts off in front, the days before the range still tell
//! whether somebody is new in it or has lapsed.

use super::people::Days;
use super::{Home, Job};
use crate::catalog::Flow;
use crate::index::matrix::Row;
use crate::index::tables::Count;
use crate::spans::Span;

/// The days that decide which way somebody went.
struct Step {
    start: i32,
    /// The bucket's days inside the range.
    here: Days,
    /// The bucket's days, those before the range included.
    so_far: Days,
    before: Days,
}

/// People who went one way, by span.
pub(crate) fn flow(job: &Job<'_>, flow: Flow) -> Vec<Vec<i64>> {
    let (weeks, others): (Vec<_>, Vec<_>) = job.spans.iter().enumerate().partition(|(_, span)| is_week(job, span));
    let mut rows = vec![vec![0; job.spans.len()]; job.layout.lines.len()];
    let mondays: Vec<i32> = weeks.iter().map(|(_, span)| span.start.number()).collect();
    let steps: Vec<Step> = others.iter().map(|(_, span)| Step::of(job, span)).collect();
    let counted = [(weeks, job.with_days(Count::Weekly(flow), &mondays)), (others, one_by_one(job, flow, &steps))];
    for (spans, counted) in counted {
        for (row, counted) in rows.iter_mut().zip(counted) {
            for ((at, _), count) in spans.iter().zip(counted) {
                row.get_mut(*at).into_iter().for_each(|cell| *cell = count);
            }
        }
    }
    rows
}

/// Whether a span is an ISO week against the one before, as far as there are rows.
fn is_week(job: &Job<'_>, span: &Span) -> bool {
    let (sunday, last) = (span.start.plus(6), job.derived.days_with_rows().map(|(_, last)| last));
    let end = span.end(job.today);
    let whole = end == sunday || last.is_none_or(|last| end >= last && end < sunday);
    span.start == span.start.week_start()
        && span.days.from() == span.start
        && span.before.from() == span.start.plus(-7)
        && span.before.len_days() == 7
        && whole
}

impl Step {
    fn of(job: &Job<'_>, span: &Span) -> Self {
        let start = span.start.number();
        let here = Days::of(span.days, job.today);
        Self { start, here, so_far: Days::between(start, here.to), before: Days::of(span.before, job.today) }
    }
}

fn one_by_one(job: &Job<'_>, flow: Flow, steps: &[Step]) -> Vec<Vec<i64>> {
    if steps.is_empty() {
        return Vec::new();
    }
    job.by_line(steps.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            let (Some(first), home) = (row.first(), job.home(person)) else { continue };
            if home == Home::Nowhere {
                continue;
            }
            for (at, step) in steps.iter().enumerate() {
                let Some(days) = way(flow, step, row, first) else { continue };
                let line = match home {
                    Home::Line(line) => Some(line),
                    _ => days.last(row).and_then(|day| job.line_of(person, day)),
                };
                if let Some(line) = line {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}

/// Whether somebody went this way, and the days whose last active one says in which team.
fn way(flow: Flow, step: &Step, row: Row<'_>, first: i32) -> Option<Days> {
    let (here, before) = (step.here, step.before);
    let went = match flow {
        Flow::New => first >= step.start && first <= here.to && here.any(row),
        Flow::Retained => here.any(row) && before.any(row),
        Flow::Resurrected => first < step.start && here.any(row) && !before.any(row),
        Flow::Lapsed => return (before.any(row) && !here.any(row) && !step.so_far.any(row)).then_some(before),
    };
    went.then_some(here)
}
