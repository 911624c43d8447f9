//! `GET /status`: how each connection is, and how far its archive reaches.

use axum::Json;
use domain::view::DayCounts;
use domain::{Dataset, Day};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Nothing};
use super::problem::{Problem, archive};
use super::schemas;
use crate::backend::state_of;

/// The installation's state.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// The version of Uptake.
    version: &'static str,
    /// What is in memory.
    index: IndexStatus,
    /// Every connection.
    connections: Vec<ConnectionStatus>,
}

/// What of the archive is in memory, where every question is answered.
#[derive(Debug, Serialize, ToSchema)]
struct IndexStatus {
    /// Grows with every change; starts anew with the process.
    version: u64,
    /// Bytes that it takes, as measured by its parts.
    bytes: u64,
    /// Bytes that it may take, by UPTAKE_INDEX_MEMORY; null for no limit.
    limit_bytes: Option<u64>,
    /// Days before this one are archived and not in memory, because of the limit; null where all are.
    #[schema(value_type = schemas::DayOrNull, inline)]
    left_out_before: Option<Day>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConnectionStatus {
    /// Its name.
    name: String,
    /// The ChatGPT workspace.
    workspace_id: String,
    /// How it is.
    #[schema(value_type = schemas::ConnectionState)]
    state: &'static str,
    /// When the last pass ended well.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    last_sync: Option<String>,
    /// How the last pass failed, where it did.
    last_error: Option<LastError>,
    /// The first day with rows.
    #[schema(value_type = schemas::DayOrNull, inline)]
    first_day: Option<Day>,
    /// The last day that OpenAI does not revise any more.
    #[schema(value_type = schemas::DayOrNull, inline)]
    settled_through: Option<Day>,
    /// Days of `usage` since the first day, by state.
    days: JsonDayCounts,
}

#[derive(Debug, Serialize, ToSchema)]
struct LastError {
    /// What is wrong.
    #[schema(value_type = schemas::ConnectionProblem)]
    code: &'static str,
    /// What exactly.
    detail: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayCounts)]
struct JsonDayCounts {
    /// Not revised any more.
    settled: u32,
    /// May be revised.
    provisional: u32,
    /// Not fetched.
    gap: u32,
}

impl From<DayCounts> for JsonDayCounts {
    fn from(days: DayCounts) -> Self {
        Self { settled: days.settled, provisional: days.provisional, gap: days.gap }
    }
}

/// How each connection is
///
/// And how far its archive reaches.
#[utoipa::path(get, path = "/status", tag = "installation",
    responses((status = 200, description = "The installation's state.", body = Status)))]
pub async fn get_status(asked: Asked<Nothing>) -> Result<Json<Status>, Problem> {
    let state = asked.state;
    let mut connections = Vec::new();
    for connection in state.archive.connections().await.map_err(archive)? {
        let id = connection.id;
        let running = state.collector.progress().borrow().contains_key(&id);
        let days = state.archive.day_counts(id, Dataset::Usage, state.clock.today()).await.map_err(archive)?;
        connections.push(ConnectionStatus {
            state: state_of(&connection, running).name(),
            name: connection.name.to_string(),
            workspace_id: connection.workspace.to_string(),
            last_sync: connection.last_ok_sync.map(|at| at.to_rfc3339()),
            last_error: connection.failure.map(|why| LastError { code: why.problem.code(), detail: why.detail }),
            first_day: state.archive.first_day(id, Dataset::Usage).await.map_err(archive)?,
            settled_through: state.archive.settled_through(id).await.map_err(archive)?,
            days: days.into(),
        });
    }
    let memory = state.index.memory();
    let index = IndexStatus {
        version: state.index.snapshot().version(),
        bytes: memory.bytes,
        limit_bytes: state.config.memory.index,
        left_out_before: memory.left_out_before,
    };
    Ok(Json(Status { version: env!("CARGO_PKG_VERSION"), index, connections }))
}
