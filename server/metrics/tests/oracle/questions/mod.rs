//! The questions that are no series, each against its definition by loops over raw rows.

mod counts;
mod money;
mod people;

use domain::{DateRange, Day, Filter, Interval};
use metrics::{Policy, Scope};
use proptest::prelude::*;

use crate::expect::buckets;
use crate::org::{Org, org};
use crate::truth::{Bucket, Pick, Truth};

pub fn scope(org: &Org, range: DateRange, filter: Filter, policy: Policy) -> Scope {
    Scope { range, filter, policy, today: org.today }
}

/// An organisation as it comes, or one of which every day is known, long enough for all windows.
pub fn any_or_whole() -> impl Strategy<Value = Org> {
    prop_oneof![1 => org(), 3 => org().prop_map(Org::whole)]
}

pub fn conflict(filter: &Filter) -> bool {
    filter.client.is_some() && filter.model.is_some()
}

pub fn whole(range: DateRange) -> Bucket {
    buckets(range, Interval::Total).pop().unwrap()
}

pub fn days(from: Day, to: Day) -> Vec<Day> {
    (from.number()..=to.number()).map(Day::from_number).collect()
}

/// Credits of one line on each day.
pub fn daily(truth: &Truth<'_>, pick: &Pick, day: Day) -> i64 {
    truth.facts(pick, &[day]).iter().map(|(_, line)| line.spend.credits.micros()).sum()
}

#[expect(clippy::cast_precision_loss, reason = "small")]
pub fn float(n: i64) -> f64 {
    n as f64
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    f64::midpoint(values[(n - 1) / 2], values[n / 2])
}

/// The least address of a person, or else the least id.
pub fn key_of(truth: &Truth<'_>, person: usize) -> String {
    let handles = &truth.people[person];
    handles.iter().filter(|handle| handle.contains('@')).min().or(handles.iter().min()).unwrap().clone()
}
