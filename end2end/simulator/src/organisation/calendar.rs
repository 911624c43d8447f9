//! When people work: weekdays, public holidays, and the weeks in which many are away.

use domain::Day;

/// The share of people who would normally work on the day and do, 0 to 1.
pub fn presence(day: Day) -> f64 {
    if is_public_holiday(day) {
        return 0.06;
    }
    let season = match (day.month(), day.day_of_month()) {
        (12, 20..=31) => 0.45,
        (1, 1..=5) => 0.6,
        (8, _) => 0.8,
        _ => 1.0,
    };
    // Fridays are a little quieter.
    if day.weekday_number() == 4 { season * 0.92 } else { season }
}

/// Days on which offices are closed.
pub fn is_public_holiday(day: Day) -> bool {
    let fixed = matches!((day.month(), day.day_of_month()), (1 | 5, 1) | (10, 3) | (12, 24..=26 | 31));
    fixed || is_thanksgiving(day) || is_thanksgiving(day.previous())
}

/// The fourth Thursday of November.
fn is_thanksgiving(day: Day) -> bool {
    day.month() == 11 && day.weekday_number() == 3 && (22..=28).contains(&day.day_of_month())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn holidays_are_quiet() {
        for holiday in ["2026-12-25", "2026-11-26", "2026-11-27", "2027-01-01"] {
            assert!(presence(holiday.parse().unwrap()) < 0.1, "{holiday}");
        }
        assert!(presence("2026-11-17".parse().unwrap()) > 0.9);
        assert!(!is_public_holiday("2026-11-19".parse().unwrap()));
    }
}
