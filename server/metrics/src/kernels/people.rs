//! Distinct people, from bits. A person counts in the team of the last active day in the span.

use super::days::DayCounts;
use super::{Home, Job, Tally};
use crate::index::matrix::{Row, smear};

/// Distinct people active in each span.
pub(crate) fn active(job: &Job<'_>) -> Vec<Vec<i64>> {
    let (buckets, whole) = (job.spans.len() - 1, job.spans.len() - 1);
    let by_day = job.spans.iter().take(buckets).all(|span| span.days.len_days() == 1);
    // Of single days, all at once; what is left is the whole range.
    let each = if by_day { whole } else { 0 };
    let mut rows = in_spans(job, each);
    if by_day {
        for (row, days) in rows.iter_mut().zip(by_window(job, 1)) {
            row.iter_mut().take(buckets).zip(days).for_each(|(cell, day)| *cell = day);
        }
    }
    rows
}

/// Distinct people active in each span from the span `first` on.
fn in_spans(job: &Job<'_>, first: usize) -> Vec<Vec<i64>> {
    let spans: Vec<(usize, Days)> =
        job.spans.iter().enumerate().skip(first).map(|(at, span)| (at, Days::of(span.days, job.today))).collect();
    in_days(job, &spans, job.spans.len())
}

/// Distinct people active in each of these runs of days, whose places are given, by line: `width` places.
pub(crate) fn in_days(job: &Job<'_>, runs: &[(usize, Days)], width: usize) -> Vec<Vec<i64>> {
    job.by_line(width, |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            let home = job.home(person);
            if row.first().is_none() || home == Home::Nowhere {
                continue;
            }
            for (at, days) in runs {
                let line = match home {
                    Home::Line(line) => Some(line).filter(|_| days.any(row)),
                    _ => days.last(row).and_then(|day| job.line_of(person, day)),
                };
                if let Some(line) = line {
                    tally.add(line, *at, 1);
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
pub(crate) fn rolling(job: &Job<'_>, days: i32) -> Vec<Vec<i64>> {
    let from = job.range().map_or(0, |range| range.from().number());
    let whole = job.spans.len() - 1;
    let of_spans = |row: Vec<i64>| {
        let value = |(at, day): (usize, i32)| {
            let at_day = usize::try_from(day - from).ok().and_then(|day| row.get(day));
            (if at == whole { row.last() } else { at_day }).copied().unwrap_or(0)
        };
        job.spans.iter().map(|span| span.days.from().number()).enumerate().map(value).collect()
    };
    by_window(job, days).into_iter().map(of_spans).collect()
}

/// By line, people active in the `days` days that end with each day of the range up to the running day.
pub(crate) fn by_window(job: &Job<'_>, days: i32) -> Vec<Vec<i64>> {
    let Some(range) = job.range() else { return Vec::new() };
    let (from, to) = (range.from().number(), range.to().min(job.today).number());
    let width = usize::try_from(to - from + 1).unwrap_or(0);
    let before = usize::try_from(days - 1).unwrap_or(0);
    job.each_matrix(|matrix, lines| {
        // Movers: by day first who begins and who ceases to count, then who counts.
        let mut tally = Tally::new(lines, width);
        let mut counts = DayCounts::new(lines, before + width);
        let mut words = vec![0u64; counts.words()];
        for (person, row) in matrix.rows().enumerate() {
            match job.home(person) {
                Home::Nowhere => {}
                Home::Line(line) => {
                    row.words_from(from - days + 1, &mut words);
                    smear(&mut words, days.unsigned_abs());
                    counts.add(line, &words);
                }
                Home::Moves => movers(job, person, row, &mut Window { days, from, to, tally: &mut tally }),
            }
        }
        let summed = |(line, mut row): (usize, Vec<i64>)| {
            let mut sum = 0;
            for (cell, count) in row.iter_mut().zip(counts.row(line).into_iter().skip(before)) {
                sum += *cell;
                *cell = sum + count;
            }
            row
        };
        tally.rows().into_iter().enumerate().map(summed).collect()
    })
}

/// The window that is counted by, and where the counts go.
struct Window<'a> {
    days: i32,
    from: i32,
    to: i32,
    tally: &'a mut Tally,
}

impl Window<'_> {
    /// A person counts in a line from one day to another.
    fn stay(&mut self, line: Option<usize>, since: i32, until: i32) {
        let at = |day: i32| usize::try_from(day - self.from).unwrap_or(0);
        if let Some(line) = line.filter(|_| until >= self.from) {
            self.tally.add(line, at(since.max(self.from)), 1);
            self.tally.add(line, at(until + 1), -1);
        }
    }
}

/// Somebody who changes teams counts, from each active day on, in the team of that day.
fn movers(job: &Job<'_>, person: usize, row: Row<'_>, window: &mut Window<'_>) {
    let mut last: Option<i32> = None;
    let stay = |window: &mut Window<'_>, day: i32, next: i32| {
        window.stay(job.line_of(person, day), day, (day + window.days - 1).min(next - 1));
    };
    for day in row.days_in(window.from - window.days + 1, window.to) {
        if let Some(last) = last.replace(day) {
            stay(window, last, day);
        }
    }
    if let Some(last) = last {
        stay(window, last, i32::MAX);
    }
}
