//! `Interval`: how a range is cut into buckets, and the buckets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::range::DateRange;

/// The width of a bucket. Weeks are ISO weeks, starting on Monday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interval {
    /// One UTC day.
    #[default]
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
    /// The whole range as one bucket.
    Total,
}

/// One bucket of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bucket {
    /// The day that names the bucket: the day, the week's Monday, the month's first, the range's first.
    /// May lie before the range, whose ends clip the bucket's days and not its name.
    pub start: Day,
    /// The days of the range that fall into the bucket.
    pub days: DateRange,
    /// Whether the range's ends cut days off the bucket.
    pub clipped: bool,
}

/// A text that names no interval.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an interval: use day, week, month or total")]
pub struct NotAnInterval(pub String);

impl Interval {
    /// Every interval, finest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Total];

    /// The name in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Total => "total",
        }
    }

    /// The buckets of a range, in order, none left out.
    pub fn buckets(self, range: DateRange) -> Vec<Bucket> {
        let mut buckets = Vec::new();
        let mut from = range.from();
        while from <= range.to() {
            let (start, after) = self.bounds(from, range);
            let to = after.previous().min(range.to());
            let Ok(days) = DateRange::new(from, to) else { break };
            let clipped = from > start || to.next() < after;
            buckets.push(Bucket { start, days, clipped });
            from = to.next();
        }
        buckets
    }

    /// The first day of the bucket that holds `day`, and the first day after the bucket.
    fn bounds(self, day: Day, range: DateRange) -> (Day, Day) {
        match self {
            Self::Day => (day, day.next()),
            Self::Week => (day.week_start(), day.week_start().plus(7)),
            Self::Month => (day.month_start(), day.next_month_start()),
            Self::Total => (range.from(), range.to().next()),
        }
    }

    /// The intervals worth offering for a range: at least two and at most 400 buckets.
    pub fn sensible(range: DateRange) -> Vec<Self> {
        let days = range.len_days();
        let mut offered = Vec::new();
        if days <= 400 {
            offered.push(Self::Day);
        }
        if days >= 14 {
            offered.push(Self::Week);
        }
        if days >= 56 {
            offered.push(Self::Month);
        }
        offered
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Interval {
    type Err = NotAnInterval;

    fn from_str(text: &str) -> Result<Self, NotAnInterval> {
        Self::ALL.into_iter().find(|interval| interval.name() == text).ok_or_else(|| NotAnInterval(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weeks_are_named_by_their_monday_even_when_clipped() {
        let range = DateRange::new("2026-11-18".parse().unwrap(), "2026-11-24".parse().unwrap()).unwrap();
        let buckets = Interval::Week.buckets(range);
        let starts: Vec<String> = buckets.iter().map(|b| b.start.to_string()).collect();
        assert_eq!(starts, ["2026-11-16", "2026-11-23"]);
        assert_eq!(buckets.iter().map(|b| b.days.len_days()).collect::<Vec<_>>(), [5, 2]);
        assert!(buckets.iter().all(|b| b.clipped));
    }

    proptest! {
        #[test]
        fn buckets_cover_each_day_once(start in 0i32..40_000, len in 1u32..900) {
            let range = DateRange::ending(Day::from_number(start), len);
            for interval in Interval::ALL {
                let days: Vec<Day> = interval.buckets(range).iter().flat_map(|b| b.days.days()).collect();
                prop_assert_eq!(days, range.days().collect::<Vec<_>>());
            }
        }
    }
}
