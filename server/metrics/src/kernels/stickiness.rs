//! Stickiness: the mean of daily active people of the weekdays over the people active in the week.
//!
//! Of a span longer than a week, the whole ISO weeks inside count, and their means are added before they
//! are divided; where there is no whole week inside, what there is of weeks counts instead.

use domain::view::Number;
use domain::{DateRange, Interval};

use super::{Job, Outcome, Table};
use crate::spans::Span;

struct Piece {
    days: DateRange,
    /// Weekdays of which something is known.
    weekdays: Vec<i32>,
}

/// Stickiness by span.
pub(crate) fn stickiness(job: &Job<'_>) -> Table {
    let pieces: Vec<Vec<Piece>> = job.spans.iter().map(|span| pieces(job, span)).collect();
    let width = pieces.iter().map(Vec::len).max().unwrap_or(0);
    let weekly = weekly(job, &pieces, width);
    let daily = super::people::by_window(job, 1);
    let from = job.range().map_or(0, |range| range.from().number());
    let on =
        |daily: &[i64], day: i32| usize::try_from(day - from).ok().and_then(|at| daily.get(at)).copied().unwrap_or(0);
    let outcome = |weekly: &[i64], daily: &[i64], pieces: &[Piece]| {
        let mut sums = (0.0, 0);
        for (people, piece) in weekly.iter().zip(pieces) {
            if let Ok(weekdays @ 1..) = i64::try_from(piece.weekdays.len()) {
                let days: i64 = piece.weekdays.iter().map(|day| on(daily, *day)).sum();
                sums = (sums.0 + super::ratio::ratio(days, weekdays), sums.1 + people);
            }
        }
        match sums {
            (_, 0) => Outcome::Unavailable,
            #[expect(clippy::cast_precision_loss, reason = "a share is rounded anyway")]
            (daily, weekly) => Outcome::Value(Number::Ratio(daily / weekly as f64)),
        }
    };
    let line = |(weekly, daily): (&Vec<i64>, &Vec<i64>)| {
        let cells = weekly.chunks_exact(width.max(1)).zip(&pieces);
        let known = cells.map(|(weekly, pieces)| outcome(weekly, daily, pieces));
        known.chain(std::iter::repeat(Outcome::Unavailable)).take(job.spans.len()).collect()
    };
    weekly.iter().zip(&daily).map(line).collect()
}

fn pieces(job: &Job<'_>, span: &Span) -> Vec<Piece> {
    let Some(days) = span.elapsed(job.today) else { return Vec::new() };
    let weeks = Interval::Week.buckets(days);
    let any_whole = weeks.iter().any(|week| !week.clipped);
    let of_week = |days: DateRange| {
        let weekdays = days.days().filter(|day| day.is_weekday() && job.calendar.knows(*day));
        Piece { days, weekdays: weekdays.map(domain::Day::number).collect() }
    };
    weeks.iter().filter(|week| !any_whole || !week.clipped).map(|week| of_week(week.days)).collect()
}

/// By line, people active in each piece: `width` cells a span.
fn weekly(job: &Job<'_>, pieces: &[Vec<Piece>], width: usize) -> Vec<Vec<i64>> {
    job.by_line(job.spans.len() * width, |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            if row.first().is_none() {
                continue;
            }
            for (span, pieces) in pieces.iter().enumerate() {
                for (at, piece) in pieces.iter().enumerate() {
                    let last = row.last_in(piece.days.from().number(), piece.days.to().number());
                    if let Some(line) = last.and_then(|day| job.line_of(person, day)) {
                        tally.add(line, span * width + at, 1);
                    }
                }
            }
        }
    })
}
