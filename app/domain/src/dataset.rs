//! Datasets and the states of their days: the archive's two axes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What is fetched, archived and counted by the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dataset {
    /// One row per person and day: totals, clients, models, attribution.
    Usage,
    /// One row per day for the whole workspace, to reconcile the first with.
    UsageWorkspace,
    /// Reviews that Codex carried out, by day of the review.
    CodeReviews,
    /// What people did with review comments, by day of the merge.
    CodeReviewResponses,
}

/// A text that names no dataset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a dataset: use usage, usage_workspace, code_reviews or code_review_responses")]
pub struct NotADataset(pub String);

impl Dataset {
    /// Every dataset.
    pub const ALL: [Self; 4] = [Self::Usage, Self::UsageWorkspace, Self::CodeReviews, Self::CodeReviewResponses];

    /// The name in the database, in the API and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::UsageWorkspace => "usage_workspace",
            Self::CodeReviews => "code_reviews",
            Self::CodeReviewResponses => "code_review_responses",
        }
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dataset {
    type Err = NotADataset;

    fn from_str(text: &str) -> Result<Self, NotADataset> {
        Self::ALL.into_iter().find(|dataset| dataset.name() == text).ok_or_else(|| NotADataset(text.to_owned()))
    }
}

/// How far a day of a dataset can be trusted (METRICS.md, days and their states).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// Its last successful fetch began at least 72 hours after its end.
    Settled,
    /// Fetched, but `OpenAI` may still revise it.
    Provisional,
    /// Not fetched, or before the first day with rows: unknown, not zero.
    Gap,
}

impl DayState {
    /// Hours after a day's end from which a successful fetch settles it.
    pub const SETTLES_AFTER_HOURS: i64 = 72;

    /// The name in the database and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Provisional => "provisional",
            Self::Gap => "gap",
        }
    }
}

impl fmt::Display for DayState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
