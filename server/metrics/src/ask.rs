//! What is asked, what may be seen, and why a question cannot be answered.

use domain::view::Split;
use domain::{ConnectionName, DateRange, Day, Filter, Interval, Metric, TeamSlug};

use crate::catalog::{Kind, intervals_of, splits_of};
use crate::scope::Scope;

/// What a reader may see of small groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// The least number of active people of a group that is shown; `None` for readers who may see persons.
    pub floor: Option<u32>,
    /// Groups in whole ISO weeks or whole months only, so that two ranges cannot be subtracted.
    pub strict: bool,
}

/// A question: one metric over a range.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// Which metric.
    pub metric: Metric,
    /// Over which days.
    pub range: DateRange,
    /// Cut how.
    pub by: Interval,
    /// Split how.
    pub split: Split,
    /// Narrowed to what.
    pub filter: Filter,
    /// What the reader may see.
    pub policy: Policy,
    /// The running day: what lies after it is unknown.
    pub today: Day,
}

/// Why a question cannot be answered. Each names the parameter and the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// A rolling window was asked for by another interval.
    #[error("by: {metric} is a rolling window and is given by day only: use by=day")]
    NotByDay {
        /// The metric.
        metric: Metric,
    },
    /// The source does not say the metric by this.
    #[error("split: {metric} cannot be split by {}: use one of {}", .split.name(), split_names(*.metric))]
    NoSplit {
        /// The metric.
        metric: Metric,
        /// The split that was asked for.
        split: Split,
    },
    /// Client and model at once.
    #[error("model: a client and a model do not combine, because OpenAI gives no such figures: leave one out")]
    FilterConflict,
    /// No such team.
    #[error("team: there is no team “{0}”: GET /api/v1/teams lists them")]
    UnknownTeam(TeamSlug),
    /// No such connection.
    #[error("connection: there is no connection “{0}”: GET /api/v1/status lists them")]
    UnknownConnection(ConnectionName),
    /// More days than are answered at once.
    #[error("to: the range has {days} days, and at most {max} are answered at once: shorten it")]
    TooLong {
        /// Days asked for.
        days: u32,
        /// Days answered at most.
        max: u32,
    },
    /// More points than are answered at once.
    #[error(
        "by: the answer would have {points} points, and has at most {max}: use longer intervals or a shorter range"
    )]
    TooMany {
        /// Points asked for.
        points: usize,
        /// Points answered at most.
        max: usize,
    },
    /// The answer's splits are fewer than a metric's.
    #[error("split: {what} cannot be split by {}: use one of none, team, parent_team", .split.name())]
    NotByTeam {
        /// What was asked for.
        what: &'static str,
        /// The split that was asked for.
        split: Split,
    },
    /// The reader may not see it, whatever the range and the filter.
    #[error("{parameter}: {what}")]
    Withheld {
        /// The parameter that is at fault, or `policy`.
        parameter: &'static str,
        /// What is withheld from whom, as a sentence without its end.
        what: &'static str,
    },
    /// The strict policy wants whole weeks or months.
    #[error(
        "{parameter}: groups are given in whole weeks or whole months only: use by=week, month or total, from a first day to a last one"
    )]
    NotWhole {
        /// `by`, `from` or `to`.
        parameter: &'static str,
    },
}

fn split_names(metric: Metric) -> String {
    let names: Vec<&str> = splits_of(metric).iter().map(|split| split.name()).collect();
    names.join(", ")
}

impl AskError {
    /// The parameter that is at fault.
    pub fn parameter(&self) -> &'static str {
        match self {
            Self::NotByDay { .. } | Self::TooMany { .. } => "by",
            Self::NoSplit { .. } | Self::NotByTeam { .. } => "split",
            Self::FilterConflict => "model",
            Self::UnknownTeam(_) => "team",
            Self::UnknownConnection(_) => "connection",
            Self::TooLong { .. } => "to",
            Self::NotWhole { parameter } | Self::Withheld { parameter, .. } => parameter,
        }
    }
}

impl Ask {
    /// Days answered at most: ten years.
    pub const MAX_DAYS: u32 = 3_660;
    /// Points answered at most, over all series.
    pub const MAX_POINTS: usize = 250_000;

    /// The days, the filter and the reader of this question.
    pub fn scope(&self) -> Scope {
        Scope { range: self.range, filter: self.filter.clone(), policy: self.policy, today: self.today }
    }

    /// Refuses what cannot be asked, as far as that can be told without the index.
    pub(crate) fn check(&self) -> Result<(), AskError> {
        if !intervals_of(self.metric).contains(&self.by) {
            return Err(AskError::NotByDay { metric: self.metric });
        }
        if !splits_of(self.metric).contains(&self.split) {
            return Err(AskError::NoSplit { metric: self.metric, split: self.split });
        }
        self.scope().check(self.by, self.split)
    }

    /// Whether the reader is shown groups, and no small ones.
    pub(crate) fn floor_of_groups(&self) -> Option<u32> {
        self.policy.floor.filter(|_| self.split != Split::None || !self.filter.is_empty())
    }

    /// Whether the filter narrows by something that the source does not say of this metric. Then nothing
    /// is available, which is not the same as zero.
    pub(crate) fn is_beyond_source(&self) -> bool {
        let kind = Kind::of(self.metric);
        (self.filter.client.is_some() && !kind.has_clients()) || (self.filter.model.is_some() && !kind.has_models())
    }
}
