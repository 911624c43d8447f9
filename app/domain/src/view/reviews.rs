//! The page `/reviews`: what Codex reviewed, and what engineers did with its comments. Two populations, counted by
//! different days, that never meet in one figure.

use serde::{Deserialize, Serialize};

use super::answer::{Figure, MetricAnswer, ReviewBasis, ShareInterval};
use super::page::{Frame, Kpi};
use crate::metric::Metric;

/// What is known of the reviews of a team, or of those that came over a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// The team's slug, `no-team`, `small-teams`, `unattributed`, or the connection's name.
    pub key: String,
    /// The title for people.
    pub title: String,
    /// Whether it can be filtered by.
    pub selectable: bool,
    /// How it is known which reviews are in it.
    pub basis: ReviewBasis,
    /// Its figures over the range.
    pub figures: Vec<(Metric, Figure)>,
    /// How sure its shares are, those that have a value.
    pub intervals: Vec<(Metric, ShareInterval)>,
}

impl ReviewRow {
    /// The figure of a metric.
    pub fn figure(&self, metric: Metric) -> Option<Figure> {
        found(&self.figures, metric)
    }

    /// How sure the share of a metric is.
    pub fn interval(&self, metric: Metric) -> Option<ShareInterval> {
        found(&self.intervals, metric)
    }
}

/// One of the two populations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewPart {
    /// How it is known which reviews are counted.
    pub basis: ReviewBasis,
    /// The cards, which are the tabs of the main chart.
    pub kpis: Vec<Kpi>,
    /// Counts besides.
    pub counts: Vec<(Metric, Figure)>,
    /// How sure the shares among the cards are, those that have a value.
    pub intervals: Vec<(Metric, ShareInterval)>,
    /// The main chart.
    pub main: MetricAnswer,
    /// The main chart over the period before, where comparison is on.
    pub main_previous: Option<MetricAnswer>,
    /// How sure each point of the main chart is; empty where it shows no share.
    pub band: Vec<Option<ShareInterval>>,
    /// One row a team.
    pub teams: Vec<ReviewRow>,
    /// One row a connection; empty where there is one only, or where the page is narrowed to a team or a connection.
    pub connections: Vec<ReviewRow>,
}

impl ReviewPart {
    /// The figure of a metric: a card's, or a count.
    pub fn figure(&self, metric: Metric) -> Option<Figure> {
        let card = self.kpis.iter().find(|kpi| kpi.metric == metric).map(|kpi| kpi.figure);
        card.or_else(|| found(&self.counts, metric))
    }

    /// How sure the share of a metric is.
    pub fn interval(&self, metric: Metric) -> Option<ShareInterval> {
        found(&self.intervals, metric)
    }
}

fn found<T: Copy>(pairs: &[(Metric, T)], metric: Metric) -> Option<T> {
    pairs.iter().find(|(of, _)| *of == metric).map(|(_, value)| *value)
}

/// What people themselves did in a client that is about reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewSurface {
    /// The client's id.
    pub client: String,
    /// Its title.
    pub title: String,
    /// Turns in it over the range.
    pub turns: Figure,
    /// The same by team.
    pub by_team: MetricAnswer,
}

/// The page `/reviews`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewsView {
    /// What is around.
    pub frame: Frame,
    /// What Codex reviewed, by the day of the review.
    pub made: ReviewPart,
    /// Comments of priority 0, 1 and 2, in this order.
    pub severity: Vec<MetricAnswer>,
    /// What engineers did with comments, by the day on which the pull request was merged.
    pub answered: ReviewPart,
    /// Use of the clients that are about reviews; empty where the page is narrowed to a client or a model.
    pub surfaces: Vec<ReviewSurface>,
}
