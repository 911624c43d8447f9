//! Retention: who of those that began in a week came back in the weeks after (METRICS.md 7).

use serde::{Deserialize, Serialize};

use super::answer::Figure;
use crate::day::Day;

/// People by the ISO week of their first active day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cohort {
    /// The Monday of the week in which they were first active.
    pub week: Day,
    /// How many they are. Its state is the cohort's: gap where the week is not known, partial where it is
    /// cut by today, has gaps, or begins within 28 days of the archive's first day, `too_few` below the
    /// floor.
    pub size: Figure,
    /// How many of them were active in this week, in the next, and so on to the answer's last week. A
    /// share is one of these over `size`.
    pub active: Vec<Figure>,
}

impl Cohort {
    /// The share of the cohort that was active `k` weeks after its first; `None` where it is not known,
    /// hidden, or nobody began.
    pub fn share(&self, k: usize) -> Option<f64> {
        let size = self.size.value?.as_f64();
        let active = self.active.get(k)?.value?.as_f64();
        (size > 0.0).then(|| active / size)
    }
}

/// Retention by cohort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retention {
    /// The most weeks that a cohort is followed, its own included: the width of the table.
    pub weeks: u32,
    /// One cohort an ISO week that the range touches, oldest first, none left out.
    pub cohorts: Vec<Cohort>,
}
