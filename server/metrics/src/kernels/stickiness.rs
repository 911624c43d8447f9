//! Stickiness: the mean of daily active people of the weekdays over the people active in the week.
//!
//! Of a span longer than a week, the whole ISO weeks inside count, and their means are added before they
//! are divided; where there is no whole week inside, what there is of weeks counts instead.

use std::collections::{BTreeMap, BTreeSet};

use domain::view::Number;
use domain::{DateRange, Day, Interval};

use super::people::in_days;
use super::{Job, Outcome, Table};
use crate::index::matrix::Days;
use crate::index::tables::Count;
use crate::spans::Span;

struct Piece {
    days: DateRange,
    /// Weekdays of which something is known.
    weekdays: Vec<i32>,
}

/// Stickiness by span.
pub(crate) fn stickiness(job: &Job<'_>) -> Table {
    let pieces: Vec<Vec<Piece>> = job.spans.iter().map(|span| pieces(job, span)).collect();
    // The same days stand in a bucket and in the whole range: they are counted once.
    let mut places: BTreeMap<(Day, Day), usize> = BTreeMap::new();
    for piece in pieces.iter().flatten() {
        let next = places.len();
        places.entry((piece.days.from(), piece.days.to())).or_insert(next);
    }
    let mut runs: Vec<Days> = vec![(0, -1); places.len()];
    for ((from, to), at) in &places {
        runs.get_mut(*at).into_iter().for_each(|run| *run = (from.number(), to.number()));
    }
    let weekly = in_days(job, &runs);
    let days: Vec<i32> = pieces.iter().flatten().flat_map(|piece| piece.weekdays.iter().copied()).collect();
    let days: Vec<i32> = BTreeSet::from_iter(days).into_iter().collect();
    let daily = job.with_days(Count::Active { days: 1 }, &days);
    let on = |daily: &[i64], day: i32| days.binary_search(&day).ok().and_then(|at| daily.get(at)).copied().unwrap_or(0);
    let outcome = |weekly: &[i64], daily: &[i64], pieces: &[Piece]| {
        let mut sums = (0.0, 0);
        for piece in pieces {
            let place = places.get(&(piece.days.from(), piece.days.to()));
            let people = place.and_then(|place| weekly.get(*place)).copied().unwrap_or(0);
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
    let line =
        |(weekly, daily): (&Vec<i64>, &Vec<i64>)| pieces.iter().map(|pieces| outcome(weekly, daily, pieces)).collect();
    weekly.iter().zip(&daily).map(line).collect()
}

fn pieces(job: &Job<'_>, span: &Span) -> Vec<Piece> {
    let Some(days) = span.elapsed(job.today) else { return Vec::new() };
    let weeks = Interval::Week.buckets(days);
    let any_whole = weeks.iter().any(|week| !week.clipped);
    let of_week = |days: DateRange| {
        let weekdays = days.days().filter(|day| day.is_weekday() && job.calendar.knows(*day));
        Piece { days, weekdays: weekdays.map(Day::number).collect() }
    };
    weeks.iter().filter(|week| !any_whole || !week.clipped).map(|week| of_week(week.days)).collect()
}
