//! `GET /sync-runs` and `POST /sync`: the history of passes, and the wish for one.

use archive::{SyncRun, SyncRunState, SyncTrigger};
use axum::Json;
use axum::http::StatusCode;
use domain::sync::SyncFailure;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::{Asked, Nothing};
use super::problem::{Problem, archive};
use super::schemas;

/// Passes that one answer lists at most.
const MOST: u64 = 100;

/// One pass.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SyncRun)]
pub struct JsonRun {
    /// The connection's name.
    connection: String,
    /// The pass's number within its connection.
    number: i64,
    /// What it was begun for.
    #[schema(example = "schedule")]
    trigger: &'static str,
    /// How it is or how it ended.
    #[schema(example = "ok")]
    state: &'static str,
    /// When it began.
    #[schema(value_type = schemas::Moment)]
    started_at: String,
    /// When it ended.
    #[schema(value_type = schemas::MomentOrNull)]
    ended_at: Option<String>,
    /// What it did, in a sentence.
    summary: Option<String>,
    /// How it failed, where it did.
    error: Option<RunError>,
    /// Days of datasets that it planned to fetch.
    planned: u64,
    /// Those that were written.
    written: u64,
    /// Those that were the same as before.
    unchanged: u64,
    /// Empty answers for older days, which were not written.
    suspicious: u64,
    /// Rows read.
    rows_read: u64,
    /// Requests made.
    requests: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct RunError {
    /// What is wrong.
    #[schema(value_type = schemas::ConnectionProblem)]
    problem: &'static str,
    /// What exactly.
    detail: String,
}

impl From<SyncFailure> for RunError {
    fn from(failure: SyncFailure) -> Self {
        Self { problem: failure.problem.code(), detail: failure.detail }
    }
}

fn json(run: SyncRun, connection: String) -> JsonRun {
    let (summary, error) = match &run.state {
        SyncRunState::Ok(summary) => (Some(summary.clone()), None),
        SyncRunState::Failed(failure) => (None, Some(failure.clone().into())),
        _ => (None, None),
    };
    JsonRun {
        connection,
        number: run.id.number,
        trigger: run.trigger.name(),
        state: run.state.name(),
        started_at: run.started_at.to_rfc3339(),
        ended_at: run.ended_at.map(|at| at.to_rfc3339()),
        summary,
        error,
        planned: run.counters.planned,
        written: run.counters.written,
        unchanged: run.counters.unchanged,
        suspicious: run.counters.suspicious,
        rows_read: run.counters.rows_read,
        requests: run.counters.requests,
    }
}

/// The last passes
///
/// At most 100, newest first, over all connections.
#[utoipa::path(get, path = "/sync-runs", tag = "installation",
    responses((status = 200, description = "The last passes.", body = [JsonRun])))]
pub async fn list_sync_runs(asked: Asked<Nothing>) -> Result<Json<Vec<JsonRun>>, Problem> {
    let state = asked.state;
    let connections = state.archive.connections().await.map_err(archive)?;
    let name = |id| connections.iter().find(|c| c.id == id).map(|c| c.name.to_string()).unwrap_or_default();
    let runs = state.archive.sync_runs(None, MOST).await.map_err(archive)?;
    let runs = runs.into_iter().map(|run| {
        let name = name(run.id.connection);
        json(run, name)
    });
    Ok(Json(runs.collect()))
}

/// Begin a pass over every connection
///
/// Answers before it ends; `GET /sync-runs` tells how it goes. A connection that is paused or disconnected stays so.
#[utoipa::path(post, path = "/sync", tag = "installation",
    responses((status = 202, description = "Wished for. A connection whose pass is running goes on with that one.")))]
pub async fn start_sync(asked: Asked<Nothing>) -> Result<StatusCode, Problem> {
    let all = asked.state.archive.connections().await.map_err(archive)?;
    for connection in all.into_iter().filter(|connection| connection.rests_since.is_none()) {
        asked.state.collector.request(connection.id, SyncTrigger::Request);
    }
    Ok(StatusCode::ACCEPTED)
}
