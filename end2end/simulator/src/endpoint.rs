//! The three endpoints and the four kinds of rows they give.

use domain::Dataset;
use serde::{Deserialize, Serialize};

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `/usage`, with people or for the workspace.
    Usage,
    /// `/code_reviews`.
    CodeReviews,
    /// `/code_review_responses`.
    CodeReviewResponses,
}

impl Endpoint {
    /// The last part of its path.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::CodeReviews => "code_reviews",
            Self::CodeReviewResponses => "code_review_responses",
        }
    }

    /// The endpoint of a path's last part.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Usage, Self::CodeReviews, Self::CodeReviewResponses].into_iter().find(|endpoint| endpoint.name() == name)
    }

    /// What it gives, with or without `group=workspace`.
    pub fn dataset(self, grouped: bool) -> Dataset {
        match self {
            Self::Usage if grouped => Dataset::UsageWorkspace,
            Self::Usage => Dataset::Usage,
            Self::CodeReviews => Dataset::CodeReviews,
            Self::CodeReviewResponses => Dataset::CodeReviewResponses,
        }
    }
}
