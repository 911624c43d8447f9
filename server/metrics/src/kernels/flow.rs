//! Flow: who is new, who stayed, who came back, who stayed away since the period before.
//!
//! The period is the bucket: the ISO week, and likewise the day, the month, or the range with as many
//! days before it. Of a bucket that the range cuts off in front, the days before the range still tell
//! whether somebody is new in it or has lapsed.

use super::people::Days;
use super::{Home, Job};
use crate::catalog::Flow;
use crate::index::matrix::Row;
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
    let step = |span: &Span| {
        let start = span.start.number();
        let here = Days::of(span.days, job.today);
        Step { start, here, so_far: Days::between(start, here.to), before: Days::of(span.before, job.today) }
    };
    let steps: Vec<Step> = job.spans.iter().map(step).collect();
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
