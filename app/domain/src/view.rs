//! View models: what the backend answers and a page or the API shows. Numbers only, no layout.

use serde::{Deserialize, Serialize};

use crate::account::Role;
use crate::credits::{Credits, Usd};
use crate::day::Day;
use crate::ids::{ConnectionName, Email, WorkspaceId};
use crate::interval::Interval;
use crate::metric::Metric;
use crate::query::PageQuery;
use crate::range::DateRange;
use crate::sync::{ConnectionState, Moment, SyncFailure, SyncProgress};

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
    /// By client, with `unattributed`.
    Client,
    /// By family of clients, with `unattributed`.
    ClientFamily,
    /// By model and speed, with `unattributed`.
    Model,
}

impl Split {
    /// Every split.
    pub const ALL: [Self; 5] = [Self::None, Self::Team, Self::Client, Self::ClientFamily, Self::Model];

    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Team => "team",
            Self::Client => "client",
            Self::ClientFamily => "client_family",
            Self::Model => "model",
        }
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

/// One headline figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kpi {
    /// Which metric.
    pub metric: Metric,
    /// Its value over the range.
    pub figure: Figure,
    /// What it is a part of, for example the roster.
    pub of: Option<Number>,
    /// The change; `None` where it cannot be told.
    pub delta: Option<Delta>,
    /// The trend, one value a bucket, drawn small.
    pub trend: Vec<Option<f64>>,
}

/// One row of the teams table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamRow {
    /// The team's slug, `no-team` or `small-teams`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Whether it can be filtered by.
    pub selectable: bool,
    /// Distinct people active in the range.
    pub active: Figure,
    /// People on its roster on the range's last day; `None` where there is no roster.
    pub roster: Option<u32>,
    /// Adoption of the 28 days that end the range.
    pub adoption: Figure,
    /// Change of adoption, in points.
    pub adoption_delta: Option<Delta>,
    /// Credits over the range.
    pub credits: Figure,
    /// Credits per active person.
    pub credits_per_active: Figure,
    /// Weekly active people, drawn small.
    pub trend: Vec<Option<f64>>,
}

/// Something to filter by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value in the URL.
    pub key: String,
    /// The title for people.
    pub title: String,
}

/// How fresh the numbers are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Freshness {
    /// Whether any workspace is connected.
    pub connected: bool,
    /// The first day of the archive.
    pub first_day: Option<Day>,
    /// The last settled day; the least over connections.
    pub settled_through: Option<Day>,
    /// The last pass that ended well.
    pub last_sync: Option<Moment>,
    /// The last failure, where the last pass failed.
    pub failure: Option<SyncFailure>,
    /// Passes that are running.
    pub running: Vec<SyncProgress>,
}

/// What every dashboard page has around its charts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The state of the URL.
    pub query: PageQuery,
    /// The days it means.
    pub range: DateRange,
    /// The days it is compared with.
    pub previous: DateRange,
    /// The interval in use.
    pub by: Interval,
    /// The intervals on offer.
    pub intervals: Vec<Interval>,
    /// The running day.
    pub today: Day,
    /// The present moment.
    pub now: Moment,
    /// How fresh the numbers are.
    pub freshness: Freshness,
    /// Teams to filter by.
    pub teams: Vec<Choice>,
    /// Clients to filter by, most credits first.
    pub clients: Vec<Choice>,
}

/// The Overview page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewView {
    /// What is around.
    pub frame: Frame,
    /// The cards; the first is the default of the main chart.
    pub kpis: Vec<Kpi>,
    /// The main chart.
    pub main: MetricAnswer,
    /// The main chart over the period before, where comparison is on.
    pub main_previous: Option<MetricAnswer>,
    /// Adoption of the 28 days that end the range, for the headline.
    pub adoption: Kpi,
    /// Credits against the period before, for the headline.
    pub credits_delta: Option<Delta>,
    /// Active people against the period before, for the headline.
    pub active_delta: Option<Delta>,
    /// One row a team.
    pub teams: Vec<TeamRow>,
    /// Credits by family of clients.
    pub clients: MetricAnswer,
}

/// How often people come back: bands over the 28 days that end the range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// People on the roster on the last day; `None` without a roster.
    pub roster: Option<u32>,
    /// Power, regular, light, and with a roster dormant and never, in this order.
    pub bands: Vec<(Metric, Figure)>,
}

/// The Adoption page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdoptionView {
    /// What is around.
    pub frame: Frame,
    /// DAU, WAU, MAU by day.
    pub active: Vec<MetricAnswer>,
    /// The one that is shown over the period before, where comparison is on.
    pub active_previous: Option<MetricAnswer>,
    /// Adoption, active people, stickiness.
    pub kpis: Vec<Kpi>,
    /// Active people by team.
    pub by_team: MetricAnswer,
    /// Active people by family of clients; one person may be in several.
    pub by_client: MetricAnswer,
    /// How often people come back.
    pub bands: Bands,
    /// New, retained, returned and lapsed people by week, in this order.
    pub flow: Vec<MetricAnswer>,
}

/// One connection, as an admin sees it. Never the key: its last four characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// Its name.
    pub name: ConnectionName,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The key's last four characters.
    pub key_last_four: String,
    /// How it is.
    pub state: ConnectionState,
    /// The last pass that ended well.
    pub last_sync: Option<Moment>,
    /// The last failure, where the last pass failed.
    pub failure: Option<SyncFailure>,
    /// The first day with rows.
    pub first_day: Option<Day>,
    /// The last settled day.
    pub settled_through: Option<Day>,
    /// Days of `usage` by state since the first day.
    pub days: DayCounts,
    /// The running pass.
    pub progress: Option<SyncProgress>,
}

/// Days of a dataset by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCounts {
    /// Not revised any more.
    pub settled: u32,
    /// May be revised.
    pub provisional: u32,
    /// Not fetched.
    pub gap: u32,
}

/// The page `/connect`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectView {
    /// The present moment.
    pub now: Moment,
    /// What is connected.
    pub connections: Vec<ConnectionView>,
}

/// Who is looking, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// The account's address.
    pub email: Email,
    /// What the account may do.
    pub role: Role,
    /// Whether the data is a demo's.
    pub demo: bool,
}
