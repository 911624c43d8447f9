//! Flow: who is new, who stayed, who came back, who stayed away since the period before.
//!
//! The period is the bucket: the ISO week, and likewise the day, the month, or the range with as many
//! days before it. Of a bucket that the range cuts off in front, the days before the range still tell
//! whether somebody is new in it or has lapsed.

use super::{Job, in_places};
use crate::catalog::Flow;
use crate::index::headcounts::{Headcount, Step};
use crate::index::tables::Count;
use crate::spans::Span;

/// People who went one way, by span.
pub(crate) fn flow(job: &Job<'_>, flow: Flow) -> Vec<Vec<i64>> {
    let (weeks, others): (Vec<_>, Vec<_>) = job.spans.iter().enumerate().partition(|(_, span)| is_week(job, span));
    let mut rows = vec![vec![0; job.spans.len()]; job.layout.lines.len()];
    let mondays: Vec<i32> = weeks.iter().map(|(_, span)| span.start.number()).collect();
    in_places(&mut rows, weeks.iter().map(|(at, _)| *at), job.with_days(Count::Weekly(flow), &mondays));
    let asked: Vec<Headcount> = others.iter().map(|(_, span)| Headcount::Went(flow, step(job, span))).collect();
    in_places(&mut rows, others.iter().map(|(at, _)| *at), job.headcounts(&asked));
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

fn step(job: &Job<'_>, span: &Span) -> Step {
    let before = (span.before.from().number(), span.before.to().min(job.today).number());
    Step { start: span.start.number(), here: job.elapsed(span), before }
}
