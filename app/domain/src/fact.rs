//! Facts: what `OpenAI` says about one day, in our own words. Rows of the four datasets.
//!
//! `threads`, `turns` and `credits` are always there. Tokens and money may be absent, which means
//! *not available* and never zero. How a page of JSON becomes these is `openai`'s; how they are kept
//! is `archive`'s.

mod columns;

pub use columns::{DayColumns, Numbers, Parts, Texts, UsageColumns, WorkColumns};

use serde::{Deserialize, Serialize};

use crate::client::ClientId;
use crate::credits::{Credits, Usd};
use crate::day::Day;
use crate::ids::{Email, UserId};

/// What was spent, and in what tokens. The part that totals, clients and models share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spend {
    /// Credits, exact to a millionth.
    pub credits: Credits,
    /// `OpenAI`'s own estimate in dollars at the workspace's present rate; not the invoice.
    pub estimated_cost_usd: Option<Usd>,
    /// A newer field of unstated meaning; kept, never added to the estimate.
    pub cost_usd: Option<Usd>,
    /// Input tokens that were not served from a cache.
    pub uncached_input_tokens: Option<u64>,
    /// Input tokens that were served from a cache; not part of the uncached.
    pub cached_input_tokens: Option<u64>,
    /// Tokens written by the model.
    pub output_tokens: Option<u64>,
    /// The three together, as `OpenAI` adds them.
    pub total_tokens: Option<u64>,
}

/// Work done: threads opened, turns taken, and what was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Work {
    /// Conversations with Codex.
    pub threads: u64,
    /// Requests within them.
    pub turns: u64,
    /// What they cost.
    pub spend: Spend,
}

/// One client's part of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClientUsage {
    /// Which client.
    pub client: ClientId,
    /// What was done in it.
    pub work: Work,
}

/// A model and its speed: the key of a model line. One model can stand twice, once a speed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModelKey {
    /// The model's name as `OpenAI` sends it.
    pub model: String,
    /// `standard`, `fast`, or absent.
    pub speed: Option<String>,
}

impl ModelKey {
    /// The key in the API and in URLs: `model` or `model:speed`.
    pub fn key(&self) -> String {
        match &self.speed {
            Some(speed) => format!("{}:{speed}", self.model),
            None => self.model.clone(),
        }
    }
}

/// One model's part of a row. Models have no threads or turns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelUsage {
    /// Which model at which speed.
    pub key: ModelKey,
    /// What it cost.
    pub spend: Spend,
}

/// Lines and commits that Codex had a hand in. Counts only: percentages are computed from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodeAttribution {
    /// Accepted lines that Codex added.
    pub lines_added: u64,
    /// Lines removed.
    pub lines_removed: Option<u64>,
    /// Committed lines credited to Codex.
    pub lines_committed: Option<u64>,
    /// All committed lines: the denominator.
    pub lines_committed_total: Option<u64>,
    /// Commits with a contribution by Codex.
    pub commits_with_codex: Option<u64>,
    /// All commits: the denominator.
    pub commits_total: Option<u64>,
}

/// A row of `usage` (one person, one day) or of `usage_workspace` (no person, one day).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UsageRow {
    /// The UTC day.
    pub day: Day,
    /// Who; absent on workspace rows and on rows without an actor.
    pub user_id: Option<UserId>,
    /// The person's e-mail where `OpenAI` gives it.
    pub email: Option<Email>,
    /// Everything the person did that day.
    pub totals: Work,
    /// By client. What is missing here is `unattributed`, never spread.
    pub clients: Vec<ClientUsage>,
    /// By model and speed.
    pub models: Vec<ModelUsage>,
    /// Lines and commits, where `OpenAI` gives them.
    pub attribution: Option<CodeAttribution>,
}

/// A row of `code_reviews`: reviews that Codex carried out on that day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReviewRow {
    /// The UTC day of the review.
    pub day: Day,
    /// Who asked, where the row says so; the published schema does not.
    pub user_id: Option<UserId>,
    /// The person's e-mail where the row gives it.
    pub email: Option<Email>,
    /// Pull-request reviews carried out.
    pub reviews: u64,
    /// Comments made.
    pub comments: u64,
    /// Of them, priority 0: most severe.
    pub p0: u64,
    /// Of them, priority 1.
    pub p1: u64,
    /// Of them, priority 2.
    pub p2: u64,
}

/// A row of `code_review_responses`: what people did with comments on pull requests merged that day.
/// Another population than [`ReviewRow`]: never divide one by the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReviewResponseRow {
    /// The UTC day of the merge.
    pub day: Day,
    /// Whose pull requests, where the row says so.
    pub user_id: Option<UserId>,
    /// The person's e-mail where the row gives it.
    pub email: Option<Email>,
    /// Reviews on pull requests merged that day.
    pub reviews: u64,
    /// Comments on them: the denominator of every rate here.
    pub comments: u64,
    /// Replies to comments.
    pub replies: u64,
    /// Reactions to comments.
    pub reactions: u64,
    /// Comments with at least one reply or reaction.
    pub engaged: u64,
    /// Comments with at least one reaction.
    pub reacted: u64,
    /// Comments with at least one upvote.
    pub upvoted: u64,
    /// Comments with at least one downvote.
    pub downvoted: u64,
    /// Comments with at least one other reaction.
    pub reacted_other: u64,
    /// Comments with at least one reply.
    pub replied: u64,
    /// Upvotes in all.
    pub upvotes: u64,
    /// Downvotes in all.
    pub downvotes: u64,
    /// Other reactions in all.
    pub other_reactions: u64,
}

/// One whole day of one dataset: the unit that is fetched, archived and replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayRows {
    /// Rows of `usage` or of `usage_workspace`.
    Usage(Vec<UsageRow>),
    /// Rows of `code_reviews`.
    Reviews(Vec<ReviewRow>),
    /// Rows of `code_review_responses`.
    ReviewResponses(Vec<ReviewResponseRow>),
}

impl DayRows {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Usage(rows) => rows.len(),
            Self::Reviews(rows) => rows.len(),
            Self::ReviewResponses(rows) => rows.len(),
        }
    }

    /// Whether the day has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
