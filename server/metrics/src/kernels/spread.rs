//! How credits spread over people: median, P90, and how few make how much.
//!
//! Each person active in the span is one value: all credits of the person in the span, within the
//! filter. The person stands, with all of them, in the team of the last active day.

use domain::view::Number;
use domain::{Credits, DateRange};

use super::{Job, Outcome, Table, ratio};
use crate::catalog::Spread;
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
    let matrix = job.derived.matrix(job.index, job.layout.narrowed.connection, &part.facets());
    let mut table: Table = vec![Vec::with_capacity(job.spans.len()); lines];
    let mut whole = vec![0i64; job.derived.people.len()];
    let last = job.spans.len() - 1;
    for (at, span) in job.spans.iter().enumerate() {
        let mut own = Vec::new();
        if at < last {
            own = vec![0; whole.len()];
            span.elapsed(job.today).into_iter().for_each(|days| add_credits(job, part, days, &mut own));
            whole.iter_mut().zip(&own).for_each(|(sum, value)| *sum = sum.saturating_add(*value));
        }
        let credits = if at < last { &own } else { &whole };
        let mut values: Vec<Vec<i64>> = vec![Vec::new(); lines];
        for ((person, row), credits) in matrix.rows().enumerate().zip(credits) {
            let day = row.last_in(span.days.from().number(), span.end(job.today).number());
            if let Some(line) = day.and_then(|day| job.line_of(person, day)).and_then(|line| values.get_mut(line)) {
                line.push(*credits);
            }
        }
        table.iter_mut().zip(values).for_each(|(row, values)| row.push(measure(spread, values)));
    }
    table
}

/// Adds every person's credits of these days.
fn add_credits(job: &Job<'_>, part: &Part, days: DateRange, sums: &mut [i64]) {
    let mut add = |actor: u32, micros: i64| {
        let person = job.derived.people.of_actor(actor);
        if let Some(sum) = person.and_then(|person| sums.get_mut(person)) {
            *sum = sum.saturating_add(micros);
        }
    };
    for (_, rolled) in job.derived.cells(job.layout.narrowed.connection, days.from(), days.to()) {
        part.each_credit(&rolled.column, &mut add);
    }
}

fn measure(spread: Spread, mut values: Vec<i64>) -> Outcome {
    if values.is_empty() {
        return Outcome::Unavailable;
    }
    values.sort_unstable();
    let people = values.len();
    // Nearest rank: the least value that so many of the people do not exceed.
    let ranked = |rank: usize| {
        let value = values.get(rank.max(1) - 1).copied().unwrap_or(0);
        Outcome::Value(Number::Credits(Credits::from_micros(value)))
    };
    match spread {
        Spread::Median => ranked(people.div_ceil(2)),
        Spread::P90 => ranked((people * 9).div_ceil(10)),
        Spread::HalfShare => half_share(&values),
        Spread::TopTenth => {
            let top: i64 = values.iter().rev().take(people.div_ceil(10)).sum();
            match values.iter().sum::<i64>() {
                total @ 1.. => Outcome::Value(Number::Ratio(ratio::ratio(top, total))),
                _ => Outcome::Unavailable,
            }
        }
    }
}

/// The smallest share of people who make half of the credits. `values` ascend.
fn half_share(values: &[i64]) -> Outcome {
    let total: i128 = values.iter().copied().map(i128::from).sum();
    if total <= 0 {
        return Outcome::Unavailable;
    }
    let mut sum = 0i128;
    let few = values.iter().rev().take_while(|value| {
        let enough = sum * 2 >= total;
        sum += i128::from(**value);
        !enough
    });
    let (few, all) = (few.count(), values.len());
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Outcome::Value(Number::Ratio(ratio::ratio(count(few), count(all))))
}
