//! Coverage (METRICS.md 24): how much of what was asked for is known.

use serde::{Deserialize, Serialize};

use super::answer::Figure;
use crate::day::Day;
use crate::range::DateRange;

/// How much of a range is known, and of how much of its credits the team is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The days that were asked for.
    pub range: DateRange,
    /// How many they are.
    pub days: u32,
    /// On how many of them something is known; a fetched day without rows is known.
    pub days_with_data: u32,
    /// The last day that will not be revised any more.
    pub settled_through: Option<Day>,
    /// Credits of the known days.
    pub credits: Figure,
    /// Credits of people in a team over all credits, between 0 and 1. Unavailable without credits; too few where
    /// it would tell of people who must not be told.
    pub credits_with_team: Figure,
}
