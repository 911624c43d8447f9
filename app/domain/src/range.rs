//! `DateRange`: a run of whole UTC days, both ends included, never empty.

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// `from` and `to`, both included. Always at least one day long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct DateRange {
    from: Day,
    to: Day,
}

#[derive(Serialize, Deserialize)]
struct Ends {
    from: Day,
    to: Day,
}

/// A range whose end lies before its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the range ends on {to}, before it starts on {from}")]
pub struct EndsBeforeStart {
    /// The start that was asked for.
    pub from: Day,
    /// The end that was asked for.
    pub to: Day,
}

impl DateRange {
    /// The days from `from` to `to`, both included.
    pub fn new(from: Day, to: Day) -> Result<Self, EndsBeforeStart> {
        if to < from { Err(EndsBeforeStart { from, to }) } else { Ok(Self { from, to }) }
    }

    /// One day.
    pub fn single(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// The `days` days that end with `to`; at least one.
    pub fn ending(to: Day, days: u32) -> Self {
        Self { from: to.plus(1 - i64::from(days.max(1))), to }
    }

    /// First day.
    pub fn from(self) -> Day {
        self.from
    }

    /// Last day.
    pub fn to(self) -> Day {
        self.to
    }

    /// Number of days, at least 1.
    pub fn len_days(self) -> u32 {
        u32::try_from(self.to.days_since(self.from) + 1).unwrap_or(u32::MAX)
    }

    /// Every day, in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + ExactSizeIterator + Clone {
        let first = self.from.number();
        (0..self.len_days()).map(move |n| Day::from_number(first + i32::try_from(n).unwrap_or(i32::MAX)))
    }

    /// Whether the day lies inside.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days up to one, it included; `None` where all lie after it.
    pub fn up_to(self, last: Day) -> Option<Self> {
        Self::new(self.from, self.to.min(last)).ok()
    }

    /// The days that both ranges share, if any.
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    /// This range moved by a number of days.
    #[must_use]
    pub fn shifted(self, days: i64) -> Self {
        Self { from: self.from.plus(days), to: self.to.plus(days) }
    }

    /// The period to compare with: as long, and moved back by whole weeks so that weekdays match.
    /// `prev = cur - 7 * ceil(L / 7)` days (METRICS.md, period delta).
    #[must_use]
    pub fn prev(self) -> Self {
        self.shifted(-7 * i64::from(self.len_days().div_ceil(7)))
    }

    /// Whether the range reaches beyond `today`.
    pub fn ends_in_future(self, today: Day) -> bool {
        self.to > today
    }

    /// In words: `3 to 30 November 2026`, naming month and year only where they differ.
    pub fn in_words(self) -> String {
        let (from, to) = (self.from, self.to);
        if from == to {
            return to.in_words();
        }
        if (from.year(), from.month()) == (to.year(), to.month()) {
            return format!("{} to {}", from.day_of_month(), to.in_words());
        }
        if from.year() == to.year() {
            return format!("{} {} to {}", from.day_of_month(), from.month_name(), to.in_words());
        }
        format!("{} to {}", from.in_words(), to.in_words())
    }
}

impl TryFrom<Ends> for DateRange {
    type Error = EndsBeforeStart;

    fn try_from(ends: Ends) -> Result<Self, EndsBeforeStart> {
        Self::new(ends.from, ends.to)
    }
}

impl From<DateRange> for Ends {
    fn from(range: DateRange) -> Self {
        Self { from: range.from, to: range.to }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn range(from: &str, to: &str) -> DateRange {
        DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_range_never_ends_before_it_starts() {
        let (a, b) = ("2026-01-02".parse().unwrap(), "2026-01-01".parse().unwrap());
        assert_eq!(DateRange::new(a, b), Err(EndsBeforeStart { from: a, to: b }));
        assert!(serde_json::from_str::<DateRange>(r#"{"from":"2026-01-02","to":"2026-01-01"}"#).is_err());
    }

    #[test]
    fn words_name_only_what_differs() {
        assert_eq!(range("2026-11-03", "2026-11-30").in_words(), "3 to 30 November 2026");
        assert_eq!(range("2026-10-03", "2026-11-30").in_words(), "3 October to 30 November 2026");
        assert_eq!(range("2025-12-03", "2026-01-30").in_words(), "3 December 2025 to 30 January 2026");
        assert_eq!(range("2026-01-30", "2026-01-30").in_words(), "30 January 2026");
    }

    proptest! {
        #[test]
        fn prev_matches_weekdays_and_does_not_overlap(start in 0i32..40_000, len in 1u32..800) {
            let cur = DateRange::ending(Day::from_number(start), len);
            let prev = cur.prev();
            prop_assert_eq!(prev.len_days(), cur.len_days());
            prop_assert_eq!(prev.from().weekday_number(), cur.from().weekday_number());
            prop_assert!(prev.intersect(cur).is_none());
            prop_assert!(cur.from().days_since(prev.to()) <= 7);
        }

        #[test]
        fn days_are_each_day_once(start in 0i32..40_000, len in 1u32..400) {
            let range = DateRange::ending(Day::from_number(start), len);
            let days: Vec<Day> = range.days().collect();
            prop_assert_eq!(days.len(), len as usize);
            prop_assert!(days.windows(2).all(|pair| matches!(pair, [a, b] if a.next() == *b)));
            prop_assert!(days.iter().all(|day| range.contains(*day)));
        }
    }
}
