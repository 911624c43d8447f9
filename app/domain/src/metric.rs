//! `Metric`: every number that Uptake shows, by its API name, with title, unit, definition and good
//! direction. METRICS.md is the source; how each is computed is in the crate `metrics` alone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a metric's numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Distinct people.
    People,
    /// Plain counts: threads, turns, reviews, comments.
    Count,
    /// Tokens.
    Tokens,
    /// Credits, six decimals.
    Credits,
    /// US dollars, six decimals.
    Usd,
    /// A share between 0 and 1, shown as a percentage.
    Share,
    /// A quotient of any size: turns per thread, comments per review.
    Ratio,
}

/// Which direction is good; colours deltas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Good {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither: it is a fact.
    Neutral,
}

struct About {
    name: &'static str,
    title: &'static str,
    unit: Unit,
    good: Good,
    definition: &'static str,
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $variant:ident $name:literal $title:literal $unit:ident $good:ident $definition:literal;)+) => {
        /// One metric. The API name of each is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $(#[doc = $definition] $variant,)+
        }

        impl Metric {
            /// Every metric, in the order of METRICS.md.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn about(self) -> About {
                match self {
                    $(Self::$variant => About {
                        name: $name, title: $title, unit: Unit::$unit, good: Good::$good, definition: $definition,
                    },)+
                }
            }
        }
    };
}

metrics! {
    ActivePeople "active_people" "Active people" People Up
        "Distinct people with at least one thread or turn in the period.";
    Dau "dau" "Active people, daily" People Up
        "Distinct people with at least one thread or turn on the day.";
    Wau "wau" "Active people, weekly" People Up
        "Distinct people active in the 7 days ending with the day.";
    Mau "mau" "Active people, 28 days" People Up
        "Distinct people active in the 28 days ending with the day.";
    AdoptionRate "adoption_rate" "Adoption" Share Up
        "People on the roster active in the 28 days ending with the period's last day, over all people on the roster.";
    NeverPeople "never_people" "Never used" People Down
        "People on the roster without an active day in the archive.";
    DormantPeople "dormant_people" "Dormant" People Down
        "People on the roster who were active before, but not in the last 28 days.";
    PowerPeople "power_people" "Power" People Up
        "People of the roster (without one: all people) active on more than half of the 20 weekdays of the last 28 days.";
    RegularPeople "regular_people" "Regular" People Up
        "People of the roster (without one: all people) active on 10 to 50 % of the 20 weekdays of the last 28 days.";
    LightPeople "light_people" "Light" People Neutral
        "People of the roster (without one: all people) active in the last 28 days, but on fewer than 10 % of its weekdays.";
    NewPeople "new_people" "New" People Up
        "People whose first active day ever falls in the week.";
    RetainedPeople "retained_people" "Retained" People Up
        "People active in the week and in the week before.";
    ResurrectedPeople "resurrected_people" "Returned" People Up
        "People active in the week, not in the week before, but earlier.";
    LapsedPeople "lapsed_people" "Lapsed" People Down
        "People active in the week before, but not in the week.";
    Stickiness "stickiness" "Stickiness" Share Up
        "Mean daily active people of the weekdays over the people active in the week.";
    MultiClientPeople "multi_client_people" "People with several clients" People Neutral
        "People active in the period with two or more clients in it.";
    Threads "threads" "Threads" Count Neutral
        "Conversations with Codex, as OpenAI counts them.";
    Turns "turns" "Turns" Count Neutral
        "Requests within threads, as OpenAI counts them.";
    Depth "depth" "Turns per thread" Ratio Neutral
        "Turns over threads.";
    Credits "credits" "Credits" Credits Neutral
        "Credits as OpenAI reports them, exact to a millionth.";
    EstimatedCostUsd "estimated_cost_usd" "Estimated cost" Usd Neutral
        "OpenAI's own estimate in US dollars at the workspace's present rate. Not the invoice.";
    CreditsPerActive "credits_per_active" "Credits per active person" Credits Neutral
        "Credits over the people active in the period.";
    CreditsPerActiveMedian "credits_per_active_median" "Median credits per active person" Credits Neutral
        "The credits of the person in the middle of all active people.";
    CreditsPerActiveP90 "credits_per_active_p90" "P90 credits per active person" Credits Neutral
        "The credits below which nine in ten active people stay (nearest rank).";
    CreditsPerTurn "credits_per_turn" "Credits per turn" Credits Neutral
        "Credits over turns.";
    HalfCreditsShare "half_credits_share" "People who make half the credits" Share Up
        "The smallest share of active people who together make 50 % of the credits.";
    Top10Share "top10_share" "Credits of the top 10 %" Share Neutral
        "The share of credits of the top tenth of active people, rounded up.";
    UncachedInputTokens "uncached_input_tokens" "Uncached input tokens" Tokens Neutral
        "Input tokens not served from a cache, where OpenAI reports tokens.";
    CachedInputTokens "cached_input_tokens" "Cached input tokens" Tokens Neutral
        "Input tokens served from a cache, where OpenAI reports tokens.";
    OutputTokens "output_tokens" "Output tokens" Tokens Neutral
        "Tokens written by the models, where OpenAI reports tokens.";
    CachedRatio "cached_ratio" "Cached input" Share Up
        "Cached input tokens over all input tokens, where OpenAI reports tokens.";
    OutputShare "output_share" "Output share" Share Neutral
        "Output tokens over all tokens, where OpenAI reports tokens.";
    Reviews "reviews" "Reviews" Count Neutral
        "Pull-request reviews that Codex carried out, by the day of the review.";
    ReviewComments "review_comments" "Review comments" Count Neutral
        "Comments that Codex made in reviews, by the day of the review.";
    ReviewCommentsP0 "review_comments_p0" "P0 comments" Count Neutral
        "Review comments of the highest priority.";
    ReviewCommentsP1 "review_comments_p1" "P1 comments" Count Neutral
        "Review comments of the second priority.";
    ReviewCommentsP2 "review_comments_p2" "P2 comments" Count Neutral
        "Review comments of the third priority.";
    CommentsPerReview "comments_per_review" "Comments per review" Ratio Neutral
        "Review comments over reviews, both by the day of the review.";
    HighSeverityDensity "high_severity_density" "High-severity comments per review" Ratio Neutral
        "P0 and P1 comments over reviews.";
    ReviewResponsesComments "review_responses_comments" "Comments on merged pull requests" Count Neutral
        "Review comments on pull requests merged in the period: the base of every rate of engagement.";
    ReviewEngaged "review_engaged" "Comments engaged with" Count Up
        "Comments on merged pull requests with at least one reply or reaction.";
    ReviewEngagementRate "review_engagement_rate" "Review comments engaged" Share Up
        "Comments engaged with over comments, both on pull requests merged in the period.";
    ReviewReplyRate "review_reply_rate" "Review comments replied to" Share Up
        "Comments with at least one reply over comments, both on pull requests merged in the period.";
    ReviewReactionRate "review_reaction_rate" "Review comments reacted to" Share Up
        "Comments with at least one reaction over comments, both on pull requests merged in the period.";
    ReviewReplies "review_replies" "Replies" Count Neutral
        "Replies to review comments on pull requests merged in the period.";
    ReviewUpvotes "review_upvotes" "Upvotes" Count Up
        "Upvotes on review comments on pull requests merged in the period.";
    ReviewDownvotes "review_downvotes" "Downvotes" Count Down
        "Downvotes on review comments on pull requests merged in the period.";
    ReviewPositiveShare "review_positive_share" "Positive votes" Share Up
        "Upvotes over upvotes and downvotes, on pull requests merged in the period.";
}

/// A text that names no metric.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no metric “{0}”: GET /api/v1/metrics lists them")]
pub struct NotAMetric(pub String);

impl Metric {
    /// The name in the API and in URLs.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// The title for people.
    pub fn title(self) -> &'static str {
        self.about().title
    }

    /// What its numbers are.
    pub fn unit(self) -> Unit {
        self.about().unit
    }

    /// Which direction is good.
    pub fn good(self) -> Good {
        self.about().good
    }

    /// One sentence that says what it counts, for the small “i”.
    pub fn definition(self) -> &'static str {
        self.about().definition
    }

    /// A rolling window that ends with a day: asked for by day only.
    pub fn is_rolling(self) -> bool {
        matches!(self, Self::Dau | Self::Wau | Self::Mau)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Metric {
    type Err = NotAMetric;

    fn from_str(text: &str) -> Result<Self, NotAMetric> {
        let found = Self::ALL.iter().copied().find(|metric| metric.name() == text);
        found.ok_or_else(|| NotAMetric(text.chars().take(60).collect()))
    }
}

impl Serialize for Metric {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_are_unique_and_round_trip() {
        let mut names: Vec<&str> = Metric::ALL.iter().map(|metric| metric.name()).collect();
        assert!(Metric::ALL.iter().all(|metric| metric.name().parse::<Metric>().unwrap() == *metric));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Metric::ALL.len());
    }
}
