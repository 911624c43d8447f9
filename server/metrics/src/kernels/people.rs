//! Distinct people, from bits. A person counts in the team of the last active day in the span.

use super::{Job, Tally};
use crate::index::matrix::Row;

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
    job.by_line(job.spans.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            if row.first().is_none() {
                continue;
            }
            for (at, span) in job.spans.iter().enumerate().skip(first) {
                let last = row.last_in(span.days.from().number(), span.end(job.today).number());
                if let Some(line) = last.and_then(|day| job.line_of(person, day)) {
                    tally.add(line, at, 1);
                }
            }
        }
    })
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
    // By day first who begins and who ceases to count, then who counts.
    let mut rows = job.by_line(width, |matrix, tally| {
        let mut words = Vec::new();
        let mut window = Window { days, from, to, tally };
        for (person, row) in matrix.rows().enumerate() {
            if let [only] = job.derived.people.plan(person) {
                let line = job.line_of_team(only.team);
                row.runs(days, from - days + 1, to, &mut words, |since, until| window.stay(line, since, until));
            } else {
                movers(job, person, row, &mut window);
            }
        }
    });
    for row in &mut rows {
        let mut sum = 0;
        for cell in row.iter_mut() {
            sum += *cell;
            *cell = sum;
        }
    }
    rows
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
