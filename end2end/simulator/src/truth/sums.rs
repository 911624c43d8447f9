//! The shapes of the totals: plain sums that add up.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{Credits, DateRange, Day, Usd};
use serde::{Deserialize, Serialize};

use crate::dice::count;
use crate::facts::{Spend, Work};

/// Threads, turns and credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Threads.
    pub threads: i64,
    /// Turns.
    pub turns: i64,
    /// Credits in millionths.
    pub credits: Credits,
}

/// Sums over rows of `usage`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Rows.
    pub rows: u64,
    /// Threads, turns, credits.
    #[serde(flatten)]
    pub part: Part,
    /// The estimate in millionths of a dollar.
    pub estimated_cost_usd: Usd,
    /// Credits of the rows that carry the estimate.
    pub estimated_credits: Credits,
    /// Uncached input tokens.
    pub uncached_input_tokens: u64,
    /// Cached input tokens.
    pub cached_input_tokens: u64,
    /// Output tokens.
    pub output_tokens: u64,
    /// Credits of the rows that carry tokens.
    pub token_credits: Credits,
}

/// A team's, or no team's, part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSums {
    /// Sums by the team of the day.
    #[serde(flatten)]
    pub sums: Sums,
    /// Distinct active people, in the team of their last active day.
    pub active_people: u64,
    /// People on its roster on the last day.
    pub roster: u64,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySums {
    /// The UTC day.
    pub day: Day,
    /// Everything.
    #[serde(flatten)]
    pub sums: Sums,
    /// Distinct active people.
    pub active_people: u64,
    /// By client id.
    pub clients: BTreeMap<String, Part>,
    /// Credits by `model` or `model:speed`.
    pub models: BTreeMap<String, Credits>,
    /// Totals less clients.
    pub unattributed: Part,
    /// Totals less models.
    pub unattributed_models: Credits,
    /// By team, `no-team` for people without one. Rows without a person are in neither.
    pub teams: BTreeMap<String, Part>,
    /// Rows without a person.
    pub without_person: Part,
    /// The credits field of the workspace's row; rounded once, so it may differ from the rows' sum.
    pub workspace_credits: Credits,
    /// Reviews: reviews, comments by priority.
    pub reviews: u64,
    /// Comments of priority 0, 1, 2.
    pub review_comments: [u64; 3],
    /// Reviews on pull requests merged that day.
    pub response_reviews: u64,
    /// Comments on them.
    pub response_comments: u64,
    /// Comments with a reply or a reaction.
    pub engaged: u64,
    /// Replies.
    pub replies: u64,
    /// Upvotes.
    pub upvotes: u64,
    /// Downvotes.
    pub downvotes: u64,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSums {
    /// Everything.
    #[serde(flatten)]
    pub sums: Sums,
    /// Active days, in order, each with the team of the day (`no-team` where there is none).
    pub active_days: Vec<(Day, String)>,
}

/// The organisation's totals over a range as they show at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The days asked for.
    pub range: DateRange,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Everything.
    pub totals: Sums,
    /// Distinct active people.
    pub active_people: u64,
    /// People on the roster on the last day.
    pub roster: u64,
    /// By client id.
    pub clients: BTreeMap<String, Part>,
    /// Distinct active people by client id.
    pub client_people: BTreeMap<String, u64>,
    /// Credits by `model` or `model:speed`.
    pub models: BTreeMap<String, Credits>,
    /// Totals less clients.
    pub unattributed: Part,
    /// Totals less models.
    pub unattributed_models: Credits,
    /// By team, `no-team` for people without one. Rows without a person are in neither.
    pub teams: BTreeMap<String, TeamSums>,
    /// Rows without a person.
    pub without_person: Sums,
    /// By person: the e-mail in lower case, or the id where no row gives an e-mail.
    pub people: BTreeMap<String, PersonSums>,
    /// Day by day, days without rows included.
    pub days: Vec<DaySums>,
}

impl Part {
    pub(super) fn of(work: Work) -> Self {
        Self { threads: count(work.threads), turns: count(work.turns), credits: rounded(work.spend) }
    }

    pub(super) fn add(&mut self, more: Self) {
        self.threads += more.threads;
        self.turns += more.turns;
        self.credits += more.credits;
    }

    pub(super) fn less(self, part: Self) -> Self {
        Self {
            threads: self.threads - part.threads,
            turns: self.turns - part.turns,
            credits: self.credits - part.credits,
        }
    }
}

impl Sums {
    pub(super) fn of(work: Work) -> Self {
        let part = Part::of(work);
        let (estimate, tokens) = (work.spend.estimate_cents, work.spend.tokens.unwrap_or_default());
        let credits_if = |known: bool| if known { part.credits } else { Credits::ZERO };
        Self {
            rows: 1,
            part,
            estimated_cost_usd: Usd::from_micros(estimate.unwrap_or(0) * 10_000),
            estimated_credits: credits_if(estimate.is_some()),
            uncached_input_tokens: tokens.uncached,
            cached_input_tokens: tokens.cached,
            output_tokens: tokens.output,
            token_credits: credits_if(work.spend.tokens.is_some()),
        }
    }

    /// Whether threads or turns were counted (METRICS.md 1).
    pub fn is_active(&self) -> bool {
        self.part.threads + self.part.turns > 0
    }

    pub(super) fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.part.add(more.part);
        self.estimated_cost_usd += more.estimated_cost_usd;
        self.estimated_credits += more.estimated_credits;
        self.uncached_input_tokens += more.uncached_input_tokens;
        self.cached_input_tokens += more.cached_input_tokens;
        self.output_tokens += more.output_tokens;
        self.token_credits += more.token_credits;
    }
}

/// Thousand-millionths to millionths, half-even.
pub(super) fn rounded(spend: Spend) -> Credits {
    let (whole, rest) = (spend.nanos.div_euclid(1000), spend.nanos.rem_euclid(1000));
    Credits::from_micros(whole + i64::from(rest > 500 || (rest == 500 && whole.rem_euclid(2) == 1)))
}
