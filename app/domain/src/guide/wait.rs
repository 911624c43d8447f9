//! How long `OpenAI` has been waited for, in business days.

use crate::day::Day;

/// After so many business days without an answer it is time to ask again.
pub const REMIND_AFTER: u32 = 5;

/// Business days that have passed since a day, the later day included. Public holidays are not known.
pub fn business_days(since: Day, until: Day) -> u32 {
    let days = (1..=until.days_since(since).max(0)).filter(|n| since.plus(*n).is_weekday()).count();
    u32::try_from(days).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn five_business_days_are_a_week_without_its_weekend() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        // 2026-11-16 is a Monday.
        for (sent, remind) in [("2026-11-16", "2026-11-23"), ("2026-11-20", "2026-11-27"), ("2026-11-21", "2026-11-27")]
        {
            let passed = [-1, 0].map(|more| business_days(day(sent), day(remind).plus(more)));
            assert_eq!(passed, [REMIND_AFTER - 1, REMIND_AFTER], "{sent}");
        }
        assert_eq!(business_days(day("2026-11-20"), day("2026-11-22")), 0);
        assert_eq!(business_days(day("2026-11-20"), day("2026-11-16")), 0);
    }
}
