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
    // One cell a piece: people of its week, and people of its weekdays beside them.
    let weekly = people(job, &pieces, width, false);
    let daily = people(job, &pieces, width, true);
    let outcome = |weekly: &[i64], daily: &[i64], pieces: &[Piece]| {
        let mut sums = (0.0, 0);
        for ((people, days), piece) in weekly.iter().zip(daily).zip(pieces) {
            if let Ok(weekdays @ 1..) = i64::try_from(piece.weekdays.len()) {
                sums = (sums.0 + super::ratio::ratio(*days, weekdays), sums.1 + people);
            }
        }
        match sums {
            (_, 0) => Outcome::Unavailable,
            #[expect(clippy::cast_precision_loss, reason = "a share is rounded anyway")]
            (daily, weekly) => Outcome::Value(Number::Ratio(daily / weekly as f64)),
        }
    };
    let line = |(weekly, daily): (&Vec<i64>, &Vec<i64>)| {
        let cells = weekly.chunks_exact(width.max(1)).zip(daily.chunks_exact(width.max(1)));
        cells.zip(&pieces).map(|((weekly, daily), pieces)| outcome(weekly, daily, pieces)).collect()
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

/// By line, people of each piece's week, or the sum of people over its weekdays.
fn people(job: &Job<'_>, pieces: &[Vec<Piece>], width: usize, by_day: bool) -> Vec<Vec<i64>> {
    job.by_line(job.spans.len() * width, |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            if row.first().is_none() {
                continue;
            }
            for (span, pieces) in pieces.iter().enumerate() {
                for (at, piece) in pieces.iter().enumerate() {
                    let cell = span * width + at;
                    let (from, to) = (piece.days.from().number(), piece.days.to().number());
                    if by_day {
                        for day in row.days_in(from, to).filter(|day| piece.weekdays.contains(day)) {
                            job.line_of(person, day).into_iter().for_each(|line| tally.add(line, cell, 1));
                        }
                    } else if let Some(day) = row.last_in(from, to).filter(|_| !piece.weekdays.is_empty()) {
                        job.line_of(person, day).into_iter().for_each(|line| tally.add(line, cell, 1));
                    }
                }
            }
        }
    })
}
