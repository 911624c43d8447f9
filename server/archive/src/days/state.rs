//! When a day is settled (METRICS.md, days and their states).

use chrono::{DateTime, Utc};
use domain::{Day, DayState};

/// The state of a fetched day by the moment its last successful fetch began: settled from 72 hours after the
/// day's end, provisional before.
pub fn day_state(day: Day, fetch_began: DateTime<Utc>) -> DayState {
    // Whole seconds, rounded down: the moment before the edge is not at it.
    if fetch_began.timestamp() >= day.end_unix() + DayState::SETTLES_AFTER_HOURS * 3600 {
        DayState::Settled
    } else {
        DayState::Provisional
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn the_edge_is_72_hours_after_the_days_end() {
        let day: Day = "2026-03-01".parse().unwrap();
        let edge: DateTime<Utc> = "2026-03-05T00:00:00Z".parse().unwrap();
        assert_eq!(day_state(day, edge), DayState::Settled);
        assert_eq!(day_state(day, edge - TimeDelta::milliseconds(1)), DayState::Provisional);
        assert_eq!(day_state(day, day.start()), DayState::Provisional);
    }
}
