//! `Day`: one UTC day, midnight to midnight. OpenAI counts by UTC days, and so does everything here.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// One UTC day. Ordered by time; written `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

/// A text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a day: write it as YYYY-MM-DD, for example 2026-03-31")]
pub struct NotADay(pub String);

const SECONDS_A_DAY: i64 = 86_400;
/// Days from 0001-01-01 to 1970-01-01 as chrono counts them.
const EPOCH_FROM_CE: i32 = 719_163;

impl Day {
    /// The day of a calendar date; `None` where there is no such date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The day that a moment falls on.
    pub fn of(moment: DateTime<Utc>) -> Self {
        Self(moment.date_naive())
    }

    /// The day that a Unix time in seconds falls on; `None` beyond the calendar's range.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self::of)
    }

    /// Days since 1970-01-01. A compact key for indexes.
    pub fn number(self) -> i32 {
        self.0.num_days_from_ce() - EPOCH_FROM_CE
    }

    /// The inverse of [`Day::number`]; days beyond the calendar are clamped to its ends.
    pub fn from_number(number: i32) -> Self {
        let days = number.saturating_add(EPOCH_FROM_CE);
        Self(NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(if days < 0 {
            NaiveDate::MIN
        } else {
            NaiveDate::MAX
        }))
    }

    /// The first second of the day, in Unix seconds.
    pub fn start_unix(self) -> i64 {
        i64::from(self.number()) * SECONDS_A_DAY
    }

    /// The first second after the day, in Unix seconds: the exclusive end.
    pub fn end_unix(self) -> i64 {
        self.start_unix() + SECONDS_A_DAY
    }

    /// The moment the day begins.
    pub fn start(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc()
    }

    /// The moment the day is over.
    pub fn end(self) -> DateTime<Utc> {
        self.plus(1).start()
    }

    /// This day moved by a number of days, backwards where negative; clamped to the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let by = Days::new(days.unsigned_abs());
        let moved = if days < 0 { self.0.checked_sub_days(by) } else { self.0.checked_add_days(by) };
        Self(moved.unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
    }

    /// The next day.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The day before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// Days from `earlier` to this day; negative where `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.number()) - i64::from(earlier.number())
    }

    /// The Monday of this day's ISO week.
    #[must_use]
    pub fn week_start(self) -> Self {
        self.plus(-i64::from(self.0.weekday().num_days_from_monday()))
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        self.plus(-i64::from(self.0.day0()))
    }

    /// The first day of the month after this day's.
    #[must_use]
    pub fn next_month_start(self) -> Self {
        self.month_start().plus(32).month_start()
    }

    /// The first day of this day's calendar quarter.
    #[must_use]
    pub fn quarter_start(self) -> Self {
        let month = self.0.month0() / 3 * 3 + 1;
        Self::from_ymd(self.0.year(), month, 1).unwrap_or(self)
    }

    /// Monday to Friday.
    pub fn is_weekday(self) -> bool {
        !matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of the month, 1 to 31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// Day of the week, Monday = 0.
    pub fn weekday_number(self) -> u32 {
        self.0.weekday().num_days_from_monday()
    }

    /// In words, as pages write it: `17 November 2026`.
    pub fn in_words(self) -> String {
        format!("{} {} {}", self.day_of_month(), self.month_name(), self.year())
    }

    /// Short, for axes and tooltips: `17 Nov`.
    pub fn short(self) -> String {
        format!("{} {}", self.day_of_month(), self.month_name().get(..3).unwrap_or_default())
    }

    /// English name of the month.
    pub fn month_name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES.get(self.0.month0() as usize).copied().unwrap_or_default()
    }

    /// English name of the day of the week.
    pub fn weekday_name(self) -> &'static str {
        const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        NAMES.get(self.weekday_number() as usize).copied().unwrap_or_default()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day_of_month())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        read_iso(text).ok_or_else(|| NotADay(text.to_owned()))
    }
}

/// `YYYY-MM-DD`, exactly. By hand, because chrono's formats would be a tenth of a page's script.
fn read_iso(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let mut part = |width: usize| {
        let digits = parts.next().filter(|part| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()));
        digits?.parse::<u32>().ok()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    Day::from_ymd(i32::try_from(year).ok().filter(|year| *year > 0)?, month, day)
}

impl TryFrom<String> for Day {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn unix_bounds_are_utc_midnights() {
        let day = day("2026-07-21");
        assert_eq!((day.start_unix(), day.end_unix()), (1_784_592_000, 1_784_678_400));
        assert_eq!(Day::from_unix(1_784_678_399), Some(day));
        assert_eq!(Day::from_unix(1_784_678_400), Some(day.next()));
    }

    #[test]
    fn weeks_start_on_monday_and_months_on_the_first() {
        assert_eq!(day("2026-11-22").week_start(), day("2026-11-16"));
        assert_eq!(day("2026-11-16").week_start(), day("2026-11-16"));
        assert_eq!(day("2024-02-29").month_start(), day("2024-02-01"));
        assert_eq!(day("2024-02-29").next_month_start(), day("2024-03-01"));
        assert_eq!(day("2026-12-31").quarter_start(), day("2026-10-01"));
    }

    #[test]
    fn only_iso_days_parse() {
        for wrong in ["2026-2-3", "20260203", "2026-02-30", "", "+2026-02-03", "2026-02-03 "] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert_eq!(day("2026-11-17").in_words(), "17 November 2026");
        assert_eq!(day("2026-11-17").short(), "17 Nov");
        assert_eq!(day("2026-11-17").weekday_name(), "Tuesday");
    }

    proptest! {
        #[test]
        fn numbers_and_texts_round_trip(number in -100_000i32..100_000) {
            let day = Day::from_number(number);
            prop_assert_eq!(day.number(), number);
            prop_assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
            prop_assert_eq!(day.plus(7).days_since(day), 7);
            prop_assert_eq!(day.week_start().weekday_number(), 0);
        }
    }
}
