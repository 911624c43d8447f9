//! Answers: a metric over a range, its figures and their states, its change, and the frequency bands.

use serde::{Deserialize, Serialize};

use crate::credits::{Credits, Usd};
use crate::day::Day;
use crate::interval::Interval;
use crate::metric::Metric;
use crate::range::DateRange;

/// A number that knows how exact it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    /// People, threads, turns, tokens, comments. Negative only in `unattributed`.
    Count(i64),
    /// Credits, exact.
    Credits(Credits),
    /// Dollars, exact as estimated.
    Usd(Usd),
    /// A share or a quotient.
    Ratio(f64),
}

impl Number {
    /// As a float, for drawing.
    #[expect(clippy::cast_precision_loss, reason = "for drawing; exact values stay beside it")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Credits(credits) => credits.as_f64(),
            Self::Usd(usd) => usd.as_f64(),
            Self::Ratio(ratio) => ratio,
        }
    }
}

/// How far a figure can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointState {
    /// Every day in it is settled.
    Settled,
    /// Some day in it may still be revised.
    Provisional,
    /// Cut by the range's end, or with gaps in it: known days count; left out of deltas.
    Partial,
    /// Nothing in it is known. No value.
    Gap,
    /// Hidden: fewer people than the floor. No value.
    TooFew,
    /// The source has no such field, or the quotient has no base. No value.
    Unavailable,
}

impl PointState {
    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Provisional => "provisional",
            Self::Partial => "partial",
            Self::Gap => "gap",
            Self::TooFew => "too_few",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A figure and how far it can be trusted. `value` is `None` exactly in the states without a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The number.
    pub value: Option<Number>,
    /// Its state.
    pub state: PointState,
}

/// One bucket of a series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The day that names the bucket.
    pub start: Day,
    /// What it holds.
    pub figure: Figure,
}

/// One line of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Stable key: `all`, a team's slug, `no-team`, `small-teams`, a client's id, a family's key, a model's key, `unattributed`.
    pub key: String,
    /// The title for people.
    pub title: String,
    /// One point a bucket, none left out.
    pub points: Vec<Point>,
    /// Recomputed over the range: distinct people stay distinct.
    pub total: Figure,
}

/// How an answer is split into series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// One series, `all`.
    #[default]
    None,
    /// By team, with `no-team` and `small-teams`.
    Team,
    /// By parent team: each team stands with the topmost team above it, one without a parent for itself.
    #[serde(rename = "parent_team")]
    Parent,
    /// By client, with `unattributed`.
    Client,
    /// By family of clients, with `unattributed`.
    ClientFamily,
    /// By model and speed, with `unattributed`.
    Model,
}

impl Split {
    /// Every split.
    pub const ALL: [Self; 6] = [Self::None, Self::Team, Self::Parent, Self::Client, Self::ClientFamily, Self::Model];

    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Team => "team",
            Self::Parent => "parent_team",
            Self::Client => "client",
            Self::ClientFamily => "client_family",
            Self::Model => "model",
        }
    }

    /// Whether the lines are groups of people: teams or parent teams.
    pub fn is_by_team(self) -> bool {
        matches!(self, Self::Team | Self::Parent)
    }
}

/// A metric over a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricAnswer {
    /// Which metric.
    pub metric: Metric,
    /// Over which days.
    pub range: DateRange,
    /// Cut how.
    pub by: Interval,
    /// Split how.
    pub split: Split,
    /// The last day that `OpenAI` will not revise any more; the least over connections.
    pub settled_through: Option<Day>,
    /// Share of credits whose rows have the field that the metric needs, 0 to 1; `None` where it needs none.
    pub coverage: Option<f64>,
    /// The lines.
    pub series: Vec<Series>,
}

/// The change against the period before (METRICS.md 23).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    /// `(cur - prev) / prev`; for shares the difference, in points of 1.
    pub change: f64,
    /// Whether `change` is a difference of shares and not a relative change.
    pub points: bool,
    /// The value before.
    pub before: Number,
    /// The days compared.
    pub current: DateRange,
    /// The days compared with.
    pub previous: DateRange,
}

/// How often people come back: bands over the 28 days that end the range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// People on the roster on the last day; `None` without a roster.
    pub roster: Option<u32>,
    /// Power, regular, light, and with a roster dormant and never, in this order.
    pub bands: Vec<(Metric, Figure)>,
}

/// What a share is made of, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareInterval {
    /// How many of the base: comments engaged with, upvotes.
    pub hits: u64,
    /// The base: comments, votes.
    pub base: u64,
    /// The lower end of Wilson's 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The intervals beside one series of an answer; `None` where the figure has no value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesIntervals {
    /// The series' key.
    pub key: String,
    /// One a bucket, in the order of the series' points.
    pub points: Vec<Option<ShareInterval>>,
    /// Of the range as a whole.
    pub total: Option<ShareInterval>,
}

/// How it is known which reviews are a team's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewBasis {
    /// The figures are about everybody: no team was asked for.
    Everybody,
    /// Rows say whose they are.
    People,
    /// Rows name nobody, and their connection is the team's own.
    Connection,
    /// Both: some rows name people, others come from the team's own connection.
    Both,
    /// There are rows, and nothing says which are the team's: not known, and not zero.
    NotKnown,
    /// There are no rows in the range.
    NoRows,
}
