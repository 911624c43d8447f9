//! Distinct people, from bits. A person counts in the team of the last active day in the span.

use super::{Job, in_places};
use crate::index::headcounts::Headcount;
use crate::index::matrix::Days;
use crate::index::tables::Count;

/// Windows that are counted with each day.
const WINDOWS: [i32; 3] = [1, 7, 28];

/// Distinct people active in each span.
pub(crate) fn active(job: &Job<'_>) -> Vec<Vec<i64>> {
    let runs: Vec<Days> = job.spans.iter().map(|span| job.elapsed(span)).collect();
    in_days(job, &runs)
}

/// Distinct people active in each of these runs of days, by line.
pub(crate) fn in_days(job: &Job<'_>, runs: &[Days]) -> Vec<Vec<i64>> {
    let mut left: Vec<(usize, Days)> = runs.iter().copied().enumerate().collect();
    let mut rows = vec![vec![0; runs.len()]; job.layout.lines.len()];
    // Who was active in a day, a week or four weeks is who was active in the window that ends with it.
    for length in WINDOWS {
        let same: Vec<(usize, Days)> = left.extract_if(.., |(_, (from, to))| *to - *from + 1 == length).collect();
        let ends: Vec<i32> = same.iter().map(|(_, (_, to))| *to).collect();
        let counted = job.with_days(Count::Active { days: length.unsigned_abs() }, &ends);
        in_places(&mut rows, same.iter().map(|(at, _)| *at), counted);
    }
    let asked: Vec<Headcount> = left.iter().map(|(_, days)| Headcount::Active(*days)).collect();
    in_places(&mut rows, left.iter().map(|(at, _)| *at), job.headcounts(&asked));
    rows
}

/// Distinct people active in each span who used two clients or more in it.
pub(crate) fn with_several_clients(job: &Job<'_>) -> Vec<Vec<i64>> {
    let asked: Vec<Headcount> = job.spans.iter().map(|span| Headcount::Several(job.elapsed(span))).collect();
    job.headcounts(&asked)
}

/// Distinct people active in the days that end with each day; for the whole range, with its last day.
pub(crate) fn rolling(job: &Job<'_>, days: u32) -> Vec<Vec<i64>> {
    job.with_days(Count::Active { days }, &job.ends())
}
