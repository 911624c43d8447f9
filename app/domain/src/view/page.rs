//! What a page is made of: its frame, its cards, its tables, and the pages themselves.

use serde::{Deserialize, Serialize};

use super::annotations::Marked;
use super::answer::{Bands, Delta, Figure, MetricAnswer, Number};
use super::credits::Costs;
use super::guide::GuideLine;
use super::money::CreditChange;
use super::retention::Retention;
use crate::account::Role;
use crate::checkup::Checkup;
use crate::day::Day;
use crate::ids::{ConnectionName, Email, WorkspaceId};
use crate::interval::Interval;
use crate::metric::Metric;
use crate::problem::ConnectionProblem;
use crate::query::PageQuery;
use crate::range::DateRange;
use crate::sync::{ConnectionState, Moment, SyncFailure, SyncProgress};

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
    /// How each connection is, by name.
    pub connections: Vec<Standing>,
}

/// How a connection is, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its name.
    pub name: ConnectionName,
    /// How it is.
    pub state: ConnectionState,
    /// The last pass that ended well.
    pub last_sync: Option<Moment>,
    /// How the last pass failed, where it did.
    pub problem: Option<ConnectionProblem>,
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
    /// What is marked on the time axis of its charts, the latest day first.
    pub marked: Vec<Marked>,
    /// The days that a shared link may tell of; `None` for whoever has an account.
    pub allowed: Option<DateRange>,
}

impl Frame {
    /// Whether all of these days may be told of.
    pub fn allows(&self, days: DateRange) -> bool {
        self.allowed.is_none_or(|allowed| allowed.intersect(days) == Some(days))
    }

    /// Whether figures may be held against the period before: a link tells of it only where its owner chose that, or
    /// where its days reach so far back.
    pub fn compares(&self) -> bool {
        self.query.compare || self.allows(self.previous)
    }
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
    /// Why credits moved.
    pub change: CreditChange,
    /// What they cost.
    pub costs: Costs,
    /// Guides to a connection that are not finished; for admins, and nobody else.
    pub guides: Vec<GuideLine>,
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
    /// Who of those that began in the last weeks came back; `None` where that is not told, by model.
    pub retention: Option<Retention>,
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
    /// Since when it is paused or disconnected.
    pub rests_since: Option<Moment>,
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

/// The page `/connect/{name}`: how one connection is, and what an admin may do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionCareView {
    /// The present moment.
    pub now: Moment,
    /// Uptake's version, for the report.
    pub version: String,
    /// The connection.
    pub connection: ConnectionView,
    /// The team whose workspace it is, by slug; `None` where it is everybody's.
    pub team: Option<String>,
    /// The teams that it may be said to belong to.
    pub teams: Vec<Choice>,
    /// What the five questions told when they were last asked.
    pub checkup: Option<Checkup>,
}

/// The page `/connect`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectView {
    /// The present moment.
    pub now: Moment,
    /// What is connected.
    pub connections: Vec<ConnectionView>,
    /// Guides to a connection that were begun and not closed.
    pub under_way: Vec<GuideLine>,
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
