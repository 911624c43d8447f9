//! Late data: a row shows up some hours into its day and grows until 72 hours after the day's end.
//! From then on it stays as it is.

use chrono::{DateTime, Utc};
use domain::{Day, DayState};

use crate::dice::{Dice, count};

/// The whole of a row, in parts.
pub const WHOLE: u64 = 1024;

const DAY_HOURS: i64 = 24;

/// Hours since the day began at which nothing changes any more.
pub const SETTLED: i64 = DAY_HOURS + DayState::SETTLES_AFTER_HOURS;

/// Full hours since the day began, at most `SETTLED`; `None` where the day is yet to come.
pub fn age(day: Day, now: DateTime<Utc>) -> Option<i64> {
    let hours = (now - day.start()).num_hours();
    (now >= day.start()).then(|| hours.min(SETTLED))
}

/// The age at which a row first shows up: in working hours, or for a few a day or two late.
pub fn arrival(dice: &mut Dice) -> i64 {
    let late = dice.chance(0.04);
    let hours = if late { 24 + dice.below(44) } else { 6 + dice.below(14) };
    count(hours)
}

/// How much of a row shows at an age, in parts of [`WHOLE`]; `None` before it shows up. Never falls with age.
pub fn shown(age: i64, arrival: i64) -> Option<u64> {
    if age < arrival {
        return None;
    }
    let parts = if age >= SETTLED {
        return Some(WHOLE);
    } else if age < DAY_HOURS {
        300 + 500 * (age - arrival) / (DAY_HOURS - arrival).max(1)
    } else {
        860 + 160 * (age - DAY_HOURS) / (SETTLED - DAY_HOURS)
    };
    u64::try_from(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_only_grow_until_they_are_settled() {
        for arrival in 6..70 {
            let seen: Vec<u64> = (0..=SETTLED).filter_map(|age| shown(age, arrival)).collect();
            assert!(seen.is_sorted());
            assert_eq!(seen.last(), Some(&WHOLE));
            assert!(seen.iter().rev().nth(1).is_some_and(|before| *before < WHOLE));
        }
    }

    #[test]
    fn a_day_to_come_has_no_age() {
        let day = Day::from_number(20_000);
        assert_eq!(age(day, day.previous().start()), None);
        assert_eq!(age(day, day.start()), Some(0));
        assert_eq!(age(day, day.plus(9).start()), Some(SETTLED));
    }
}
