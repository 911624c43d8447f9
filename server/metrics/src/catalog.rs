//! What each metric is computed from: the one table that ties a name to a formula.

use domain::fact::ModelKey;
use domain::view::Split;
use domain::{Dataset, Interval, Metric};

use crate::index::column::ReviewCounts;
use crate::index::rollup::Measure;

/// A field that rows may lack, and the sums that weigh how many have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Lines that have it.
    pub(crate) rows: Measure,
    /// Credits of lines that have it.
    pub(crate) credits: Measure,
}

/// Which share of the active people a person belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Band {
    Power,
    Regular,
    Light,
}

/// Which way a person went from one period to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Flow {
    New,
    Retained,
    Resurrected,
    Lapsed,
}

/// How credits spread over active people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    Median,
    P90,
    HalfShare,
    TopTenth,
}

/// A formula.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A sum over rows.
    Sum { of: Measure, field: Option<Field> },
    /// One sum over others.
    Quotient { over: Measure, under: &'static [Measure], field: Option<Field> },
    /// Distinct people active in the bucket.
    Active,
    /// Distinct people active in the days that end with the day.
    Rolling { days: u32 },
    /// People of the roster active in 28 days, over the roster.
    Adoption,
    /// People of the roster without an active day.
    Never,
    /// People of the roster active once, but not in 28 days.
    Dormant,
    /// People by active weekdays in 28 days.
    Frequency(Band),
    /// People by where they were in the period before.
    Flow(Flow),
    /// Mean daily over weekly active people.
    Stickiness,
    /// Active people with two or more clients.
    Several,
    /// Credits over active people.
    PerActive,
    /// Credits by person.
    Spread(Spread),
    /// A sum over rows about reviews.
    Reviews { dataset: Dataset, of: fn(&ReviewCounts) -> i64 },
    /// One sum over another; hidden where the base is smaller than `least`.
    ReviewRate {
        dataset: Dataset,
        over: fn(&ReviewCounts) -> i64,
        under: fn(&ReviewCounts) -> i64,
        least: i64,
        odd: fn(&ReviewCounts) -> i64,
    },
}

const COST: Field = Field { rows: Measure::RowsWithCost, credits: Measure::CreditsWithCost };
const UNCACHED: Field = Field { rows: Measure::RowsWithUncached, credits: Measure::CreditsWithUncached };
const CACHED: Field = Field { rows: Measure::RowsWithCached, credits: Measure::CreditsWithCached };
const OUTPUT: Field = Field { rows: Measure::RowsWithOutput, credits: Measure::CreditsWithOutput };
const PAIR: Field = Field { rows: Measure::RowsWithPair, credits: Measure::CreditsWithPair };
const TRIPLE: Field = Field { rows: Measure::RowsWithTriple, credits: Measure::CreditsWithTriple };

/// Rates of engagement need so many comments, shares of votes so many votes.
const LEAST_BASE: i64 = 30;

impl Kind {
    /// The formula of a metric.
    pub(crate) fn of(metric: Metric) -> Self {
        use Metric as M;
        match metric {
            M::ActivePeople => Self::Active,
            M::Dau => Self::Rolling { days: 1 },
            M::Wau => Self::Rolling { days: 7 },
            M::Mau => Self::Rolling { days: 28 },
            M::AdoptionRate => Self::Adoption,
            M::NeverPeople => Self::Never,
            M::DormantPeople => Self::Dormant,
            M::PowerPeople => Self::Frequency(Band::Power),
            M::RegularPeople => Self::Frequency(Band::Regular),
            M::LightPeople => Self::Frequency(Band::Light),
            M::NewPeople => Self::Flow(Flow::New),
            M::RetainedPeople => Self::Flow(Flow::Retained),
            M::ResurrectedPeople => Self::Flow(Flow::Resurrected),
            M::LapsedPeople => Self::Flow(Flow::Lapsed),
            M::Stickiness => Self::Stickiness,
            M::MultiClientPeople => Self::Several,
            M::CreditsPerActive => Self::PerActive,
            M::CreditsPerActiveMedian => Self::Spread(Spread::Median),
            M::CreditsPerActiveP90 => Self::Spread(Spread::P90),
            M::HalfCreditsShare => Self::Spread(Spread::HalfShare),
            M::Top10Share => Self::Spread(Spread::TopTenth),
            M::Threads => Self::Sum { of: Measure::Threads, field: None },
            M::Turns => Self::Sum { of: Measure::Turns, field: None },
            M::Credits => Self::Sum { of: Measure::Credits, field: None },
            M::EstimatedCostUsd => Self::Sum { of: Measure::Cost, field: Some(COST) },
            M::UncachedInputTokens => Self::Sum { of: Measure::Uncached, field: Some(UNCACHED) },
            M::CachedInputTokens => Self::Sum { of: Measure::Cached, field: Some(CACHED) },
            M::OutputTokens => Self::Sum { of: Measure::Output, field: Some(OUTPUT) },
            M::Depth => Self::Quotient { over: Measure::Turns, under: &[Measure::Threads], field: None },
            M::CreditsPerTurn => Self::Quotient { over: Measure::Credits, under: &[Measure::Turns], field: None },
            M::CachedRatio => Self::Quotient {
                over: Measure::PairCached,
                under: &[Measure::PairCached, Measure::PairUncached],
                field: Some(PAIR),
            },
            M::OutputShare => Self::Quotient {
                over: Measure::TripleOutput,
                under: &[Measure::TripleInput, Measure::TripleOutput],
                field: Some(TRIPLE),
            },
            _ => Self::of_reviews(metric),
        }
    }

    fn of_reviews(metric: Metric) -> Self {
        use Metric as M;
        let made = |of| Self::Reviews { dataset: Dataset::CodeReviews, of };
        let answered = |of| Self::Reviews { dataset: Dataset::CodeReviewResponses, of };
        let per_review = |over| Self::ReviewRate {
            dataset: Dataset::CodeReviews,
            over,
            under: |counts| counts.reviews,
            least: 0,
            odd: |_| 0,
        };
        let of_comments = |over, odd| Self::ReviewRate {
            dataset: Dataset::CodeReviewResponses,
            over,
            under: |counts| counts.comments,
            least: LEAST_BASE,
            odd,
        };
        match metric {
            M::ReviewComments => made(|counts| counts.comments),
            M::ReviewCommentsP0 => made(|counts| counts.p0),
            M::ReviewCommentsP1 => made(|counts| counts.p1),
            M::ReviewCommentsP2 => made(|counts| counts.p2),
            M::CommentsPerReview => per_review(|counts| counts.comments),
            M::HighSeverityDensity => per_review(|counts| counts.p0.saturating_add(counts.p1)),
            M::ReviewResponsesComments => answered(|counts| counts.comments),
            M::ReviewEngaged => answered(|counts| counts.engaged),
            M::ReviewReplies => answered(|counts| counts.replies),
            M::ReviewUpvotes => answered(|counts| counts.upvotes),
            M::ReviewDownvotes => answered(|counts| counts.downvotes),
            M::ReviewEngagementRate => of_comments(|counts| counts.engaged, |counts| counts.odd),
            M::ReviewReplyRate => of_comments(|counts| counts.replied, |counts| counts.odd_replied),
            M::ReviewReactionRate => of_comments(|counts| counts.reacted, |counts| counts.odd_reacted),
            M::ReviewPositiveShare => Self::ReviewRate {
                dataset: Dataset::CodeReviewResponses,
                over: |counts| counts.upvotes,
                under: |counts| counts.upvotes.saturating_add(counts.downvotes),
                least: LEAST_BASE,
                odd: |_| 0,
            },
            _ => made(|counts| counts.reviews),
        }
    }

    /// Whose days decide how far a figure can be trusted.
    pub(crate) fn dataset(self) -> Dataset {
        match self {
            Self::Reviews { dataset, .. } | Self::ReviewRate { dataset, .. } => dataset,
            _ => Dataset::Usage,
        }
    }

    /// The field whose coverage is told.
    pub(crate) fn field(self) -> Option<Field> {
        match self {
            Self::Sum { field, .. } | Self::Quotient { field, .. } => field,
            _ => None,
        }
    }

    /// Whether it can be told client by client.
    pub(crate) fn has_clients(self) -> bool {
        self.dataset() == Dataset::Usage && !matches!(self, Self::Several)
    }

    /// Whether the source says it by model: credits, money and tokens. Models have no threads or turns,
    /// and so no activity.
    pub(crate) fn has_models(self) -> bool {
        match self {
            Self::Sum { of, .. } => !matches!(of, Measure::Threads | Measure::Turns),
            Self::Quotient { field, .. } => field.is_some(),
            _ => false,
        }
    }

    /// How many days before a bucket a figure looks back; `None` for all that there is.
    pub(crate) fn looks_back(self) -> Option<i64> {
        match self {
            Self::Rolling { days } => Some(i64::from(days) - 1),
            Self::Adoption | Self::Frequency(_) => Some(crate::spans::WINDOW - 1),
            Self::Never | Self::Dormant | Self::Flow(_) => None,
            _ => Some(0),
        }
    }
}

/// The splits that a metric can be asked for.
pub fn splits_of(metric: Metric) -> &'static [Split] {
    let kind = Kind::of(metric);
    if kind.has_models() {
        &Split::ALL
    } else if kind.has_clients() {
        &[Split::None, Split::Team, Split::Parent, Split::Client, Split::ClientFamily]
    } else {
        &[Split::None, Split::Team, Split::Parent]
    }
}

/// The intervals that a metric can be asked for.
pub fn intervals_of(metric: Metric) -> &'static [Interval] {
    if metric.is_rolling() { &[Interval::Day] } else { &Interval::ALL }
}

/// A model line's title.
pub(crate) fn model_title(model: &ModelKey) -> String {
    match &model.speed {
        Some(speed) => format!("{} ({speed})", model.model),
        None => model.model.clone(),
    }
}
