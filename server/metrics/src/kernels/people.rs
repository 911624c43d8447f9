//! Distinct people, from bits. A person counts in the team of the last active day in the span.

use super::{Home, Job};
use crate::index::derived::Kept;
use crate::index::matrix::Row;
use crate::index::tables::Count;
use crate::layout::Part;

/// Distinct people active in each span.
pub(crate) fn active(job: &Job<'_>) -> Vec<Vec<i64>> {
    let runs: Vec<Days> = job.spans.iter().map(|span| Days::of(span.days, job.today)).collect();
    in_days(job, &runs)
}

/// Distinct people active in each of these runs of days, by line.
pub(crate) fn in_days(job: &Job<'_>, runs: &[Days]) -> Vec<Vec<i64>> {
    let mut left: Vec<(usize, Days)> = runs.iter().copied().enumerate().collect();
    let mut rows = vec![vec![0; runs.len()]; job.layout.lines.len()];
    // Who was active in a day, a week or four weeks is who was active in the window that ends with it.
    for length in WINDOWS {
        let same: Vec<(usize, Days)> = left.extract_if(.., |(_, days)| days.len() == length).collect();
        let ends: Vec<i32> = same.iter().map(|(_, days)| days.to).collect();
        let counted = job.with_days(Count::Active { days: length }, &ends);
        fill(&mut rows, &same, counted);
    }
    // The whole range may stand there twice; it is counted once.
    let mut runs: Vec<Days> = Vec::new();
    let places: Vec<usize> = left.iter().map(|(_, days)| place(&mut runs, *days)).collect();
    let counted = if runs.is_empty() { Vec::new() } else { one_by_one(job, &runs) };
    let spread = |row: Vec<i64>| places.iter().map(|at| row.get(*at).copied().unwrap_or(0)).collect();
    fill(&mut rows, &left, counted.into_iter().map(spread).collect());
    rows
}

/// The place of a run among those that differ.
fn place(runs: &mut Vec<Days>, days: Days) -> usize {
    let found = runs.iter().position(|other| (other.from, other.to) == (days.from, days.to));
    found.unwrap_or_else(|| {
        runs.push(days);
        runs.len() - 1
    })
}

/// Puts what was counted of some runs in their places.
fn fill(rows: &mut [Vec<i64>], runs: &[(usize, Days)], counted: Vec<Vec<i64>>) {
    for (row, counted) in rows.iter_mut().zip(counted) {
        for ((at, _), count) in runs.iter().zip(counted) {
            row.get_mut(*at).into_iter().for_each(|cell| *cell = count);
        }
    }
}

/// Windows that are counted with each day.
const WINDOWS: [u32; 3] = [1, 7, 28];

/// Distinct people active in each span who used two clients or more in it.
pub(crate) fn with_several_clients(job: &Job<'_>) -> Vec<Vec<i64>> {
    let connection = job.layout.narrowed.connection;
    let activity = |(code, _)| job.derived.activity(job.index, connection, &Part::Clients(vec![code]));
    let clients: Vec<Kept<'_>> = job.index.clients.iter().map(activity).collect();
    let runs: Vec<Days> = job.spans.iter().map(|span| Days::of(span.days, job.today)).collect();
    job.by_line(runs.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            let used: Vec<Row<'_>> =
                clients.iter().map(|client| client.row(person)).filter(|row| row.first().is_some()).collect();
            if used.len() < 2 {
                continue;
            }
            for (at, days) in runs.iter().enumerate() {
                let Some(last) = days.last(row) else { continue };
                if used.iter().filter(|client| days.any(**client)).nth(1).is_some()
                    && let Some(line) = job.line_of(person, last)
                {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}

fn one_by_one(job: &Job<'_>, runs: &[Days]) -> Vec<Vec<i64>> {
    job.by_line(runs.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            let home = job.home(person);
            if row.first().is_none() || home == Home::Nowhere {
                continue;
            }
            for (at, days) in runs.iter().enumerate() {
                let line = match home {
                    Home::Line(line) => Some(line).filter(|_| days.any(row)),
                    _ => days.last(row).and_then(|day| job.line_of(person, day)),
                };
                if let Some(line) = line {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}

/// A run of days as day numbers; empty where the last lies before the first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// The days as bits from the first on, where a word is enough.
    bits: Option<u64>,
}

impl Days {
    /// The days of a range up to the running day.
    pub(crate) fn of(range: domain::DateRange, today: domain::Day) -> Self {
        Self::between(range.from().number(), range.to().min(today).number())
    }

    /// From one day to another, both included.
    pub(crate) fn between(from: i32, to: i32) -> Self {
        let bits = match to - from {
            ..0 => Some(0),
            len @ 0..63 => Some((1 << (len + 1)) - 1),
            63 => Some(u64::MAX),
            _ => None,
        };
        Self { from, to, bits }
    }

    /// Number of days.
    fn len(self) -> u32 {
        u32::try_from(self.to - self.from + 1).unwrap_or(0)
    }

    /// Whether somebody was active on any of the days.
    pub(crate) fn any(self, row: Row<'_>) -> bool {
        self.bits.map_or_else(|| row.any_in(self.from, self.to), |bits| row.bits_from(self.from) & bits != 0)
    }

    /// The last of the days on which somebody was active.
    pub(crate) fn last(self, row: Row<'_>) -> Option<i32> {
        row.last_in(self.from, self.to)
    }
}

/// Distinct people active in the days that end with each day; for the whole range, with its last day.
pub(crate) fn rolling(job: &Job<'_>, days: u32) -> Vec<Vec<i64>> {
    job.with_days(Count::Active { days }, &job.ends())
}
