//! Distinct people, from bits. A person counts in the team of the last active day in the span.

use super::Job;

/// Distinct people active in each span.
pub(crate) fn active(job: &Job<'_>) -> Vec<Vec<i64>> {
    job.by_line(job.spans.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            if row.first().is_none() {
                continue;
            }
            for (at, span) in job.spans.iter().enumerate() {
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
    let Some(range) = job.range() else { return Vec::new() };
    let (from, to) = (range.from().number(), range.to().min(job.today).number());
    let at = |day: i32| usize::try_from(day - from).unwrap_or(0);
    let width = if to < from { 0 } else { at(to) + 1 };
    // By day first who begins and who ceases to count, then who counts.
    let mut rows = job.by_line(width, |matrix, tally| {
        let mut enter = |stay: &Stay, until: i32| {
            if let Some(line) = stay.line.filter(|_| until >= from) {
                tally.add(line, at(stay.since.max(from)), 1);
                tally.add(line, at(until + 1), -1);
            }
        };
        for (person, row) in matrix.rows().enumerate() {
            let mut open: Option<Stay> = None;
            for day in row.days_in(from - days + 1, to) {
                let line = job.line_of(person, day);
                match &mut open {
                    // Still in the window and in the same team: the stay goes on.
                    Some(stay) if stay.line == line && day <= stay.until + 1 => stay.until = day + days - 1,
                    _ => {
                        let next = Stay { line, since: day, until: day + days - 1 };
                        if let Some(stay) = open.replace(next) {
                            enter(&stay, stay.until.min(day - 1));
                        }
                    }
                }
            }
            if let Some(stay) = open {
                enter(&stay, stay.until);
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
    let whole = job.spans.len() - 1;
    let value = |row: &[i64], span: usize, day: i32| {
        let cell = if span == whole { row.last() } else { row.get(at(day)) };
        cell.copied().unwrap_or(0)
    };
    let of_spans = |row: Vec<i64>| {
        let spans = job.spans.iter().enumerate();
        spans.map(|(at, span)| value(&row, at, span.days.from().number())).collect()
    };
    rows.into_iter().map(of_spans).collect()
}

/// Days on end on which a person counts in one line.
struct Stay {
    line: Option<usize>,
    since: i32,
    until: i32,
}
