//! How credits spread over people: median, P90, and how few make how much.
//!
//! Each person active in the span is one value: all credits of the person in the span, within the
//! filter. The person stands, with all of them, in the team of the last active day.

use domain::view::Number;
use domain::{Credits, DateRange};

use super::{Job, Outcome, Table, ratio};
use crate::catalog::Spread;
use crate::index::matrix::Matrix;
use crate::layout::Part;

/// A measure of spread by line and span.
pub(crate) fn spread(job: &Job<'_>, spread: Spread) -> Table {
    let lines = job.layout.lines.len();
    if !job.layout.is_by_part() {
        return of_part(job, &job.layout.narrowed.part, lines, spread);
    }
    job.layout.lines.iter().filter_map(|line| of_part(job, &line.part, 1, spread).pop()).collect()
}

fn of_part(job: &Job<'_>, part: &Part, lines: usize, spread: Spread) -> Table {
    let connection = job.layout.narrowed.connection;
    let matrix = job.derived.activity(job.index, connection, part);
    of_matrix(job, &matrix, part, lines, spread)
}

fn of_matrix(job: &Job<'_>, matrix: &Matrix, part: &Part, lines: usize, spread: Spread) -> Table {
    let mut table: Table = vec![Vec::with_capacity(job.spans.len()); lines];
    let people = job.derived.people.len();
    let (mut whole, mut own) = (Spent::of(people), Spent::of(people));
    let last = job.spans.len() - 1;
    let mut values: Vec<Vec<i64>> = vec![Vec::new(); lines];
    for (at, span) in job.spans.iter().enumerate() {
        if at < last {
            own.clear();
            span.elapsed(job.today).into_iter().for_each(|days| own.add_days(job, part, days));
            own.each(|person, credits| whole.add(person, credits));
        }
        let credits = if at < last { &own } else { &whole };
        let days = matrix.clip(job.elapsed(span));
        // Whoever was active has a row.
        credits.each(|person, credits| {
            let row = matrix.row(person);
            let line = match job.derived.people.only_team(person) {
                Some(team) => job.line_of_team(team).filter(|_| row.any(days)),
                None => row.last(days).and_then(|day| job.line_of(person, day)),
            };
            line.and_then(|line| values.get_mut(line)).into_iter().for_each(|values| values.push(credits));
        });
        for (row, values) in table.iter_mut().zip(&mut values) {
            row.push(measure(spread, values));
            values.clear();
        }
    }
    table
}

/// Credits by person, of those who have a row.
struct Spent {
    micros: Vec<i64>,
    seen: Vec<bool>,
    people: Vec<usize>,
}

impl Spent {
    fn of(people: usize) -> Self {
        Self { micros: vec![0; people], seen: vec![false; people], people: Vec::new() }
    }

    fn clear(&mut self) {
        for person in self.people.drain(..) {
            self.micros.get_mut(person).into_iter().for_each(|micros| *micros = 0);
            self.seen.get_mut(person).into_iter().for_each(|seen| *seen = false);
        }
    }

    fn add(&mut self, person: usize, micros: i64) {
        let Some((sum, seen)) = self.micros.get_mut(person).zip(self.seen.get_mut(person)) else { return };
        *sum = sum.saturating_add(micros);
        if !std::mem::replace(seen, true) {
            self.people.push(person);
        }
    }

    /// Adds every person's credits of these days.
    fn add_days(&mut self, job: &Job<'_>, part: &Part, days: DateRange) {
        job.derived.credited.each(job.layout.narrowed.connection, part, days, |actor, micros| {
            job.derived.people.of_actor(actor).into_iter().for_each(|person| self.add(person, micros));
        });
    }

    fn each(&self, mut person: impl FnMut(usize, i64)) {
        for at in &self.people {
            person(*at, self.micros.get(*at).copied().unwrap_or(0));
        }
    }
}

fn measure(spread: Spread, values: &mut [i64]) -> Outcome {
    if values.is_empty() {
        return Outcome::Unavailable;
    }
    let people = values.len();
    match spread {
        Spread::Median => ranked(values, people.div_ceil(2)),
        Spread::P90 => ranked(values, (people * 9).div_ceil(10)),
        Spread::HalfShare => half_share(values),
        Spread::TopTenth => {
            let top: i64 = largest(values, people.div_ceil(10)).iter().sum();
            match values.iter().sum::<i64>() {
                total @ 1.. => Outcome::Value(Number::Ratio(ratio::ratio(top, total))),
                _ => Outcome::Unavailable,
            }
        }
    }
}

/// Nearest rank: the least value that so many of the people do not exceed.
fn ranked(values: &mut [i64], rank: usize) -> Outcome {
    let at = rank.clamp(1, values.len().max(1)) - 1;
    if at >= values.len() {
        return Outcome::Unavailable;
    }
    let (_, value, _) = values.select_nth_unstable(at);
    Outcome::Value(Number::Credits(Credits::from_micros(*value)))
}

/// The largest `few` values, in no order. Reorders the values.
fn largest(values: &mut [i64], few: usize) -> &mut [i64] {
    let from = values.len().saturating_sub(few);
    if from > 0 && from < values.len() {
        values.select_nth_unstable(from);
    }
    values.get_mut(from..).unwrap_or_default()
}

/// The smallest share of people who make half of the credits.
fn half_share(values: &mut [i64]) -> Outcome {
    let total: i128 = values.iter().copied().map(i128::from).sum();
    if total <= 0 {
        return Outcome::Unavailable;
    }
    let all = values.len();
    // Few make much: their part alone need be in order.
    let mut few = all.div_ceil(8);
    while largest(values, few).iter().copied().map(i128::from).sum::<i128>() * 2 < total && few < all {
        few = (few * 2).min(all);
    }
    let top = largest(values, few);
    top.sort_unstable();
    let mut sum = 0i128;
    let needed = top.iter().rev().take_while(|value| {
        let enough = sum * 2 >= total;
        sum += i128::from(**value);
        !enough
    });
    let needed = needed.count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Outcome::Value(Number::Ratio(ratio::ratio(count(needed), count(all))))
}
