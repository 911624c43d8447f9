//! Lines and commits that Codex had a hand in (METRICS.md 25): counts, and shares made from counts.

use serde::{Deserialize, Serialize};

use super::answer::{PointState, Split};
use crate::day::Day;
use crate::interval::Interval;
use crate::range::DateRange;

/// Sums of counts. One is `None` where no row of the bucket has it, which is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttributionCounts {
    /// Accepted lines that Codex added.
    pub lines_added: Option<i64>,
    /// Lines removed.
    pub lines_removed: Option<i64>,
    /// Committed lines credited to Codex.
    pub lines_committed: Option<i64>,
    /// All committed lines.
    pub lines_committed_total: Option<i64>,
    /// Commits with a contribution by Codex.
    pub commits_with_codex: Option<i64>,
    /// All commits.
    pub commits_total: Option<i64>,
    /// Committed lines credited to Codex over all committed lines, of the rows that have both counts.
    pub lines_share: Option<f64>,
    /// Commits with Codex over all commits, of the rows that have both counts.
    pub commits_share: Option<f64>,
}

/// Counts of one bucket. `counts` is `None` exactly in the states without a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributionFigure {
    /// The counts.
    pub counts: Option<AttributionCounts>,
    /// How far they can be trusted.
    pub state: PointState,
}

/// One line of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributionSeries {
    /// `all`, a team's slug, `no-team`, `small-teams`, `unattributed`.
    pub key: String,
    /// The title for people.
    pub title: String,
    /// One a bucket, by the day that names it, none left out.
    pub points: Vec<(Day, AttributionFigure)>,
    /// Recomputed over the range.
    pub total: AttributionFigure,
}

/// Lines and commits over a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Over which days.
    pub range: DateRange,
    /// Cut how.
    pub by: Interval,
    /// Split how: not at all, by team or by parent team.
    pub split: Split,
    /// The lines.
    pub series: Vec<AttributionSeries>,
}
