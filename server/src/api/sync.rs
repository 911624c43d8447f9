//! `GET /sync-runs` and `POST /sync`: the history of passes, and the wish for one.

use archive::{SyncRun, SyncRunState, SyncTrigger};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Scope;
use serde::Serialize;

use super::auth::ApiCaller;
use super::problem::{Problem, archive};
use crate::state::AppState;

/// Passes that one answer lists at most.
const MOST: u64 = 100;

/// One pass.
#[derive(Debug, Serialize)]
pub struct JsonRun {
    connection: String,
    number: i64,
    trigger: &'static str,
    state: &'static str,
    started_at: String,
    ended_at: Option<String>,
    summary: Option<String>,
    error: Option<domain::sync::SyncFailure>,
    planned: u64,
    written: u64,
    unchanged: u64,
    suspicious: u64,
    rows_read: u64,
    requests: u64,
}

fn json(run: SyncRun, connection: String) -> JsonRun {
    let (summary, error) = match &run.state {
        SyncRunState::Ok(summary) => (Some(summary.clone()), None),
        SyncRunState::Failed(failure) => (None, Some(failure.clone())),
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

/// The last passes, newest first.
pub async fn runs(State(state): State<AppState>, caller: ApiCaller) -> Result<Json<Vec<JsonRun>>, Problem> {
    caller.may(Scope::Read)?;
    let connections = state.archive.connections().await.map_err(archive)?;
    let name = |id| connections.iter().find(|c| c.id == id).map(|c| c.name.to_string()).unwrap_or_default();
    let runs = state.archive.sync_runs(None, MOST).await.map_err(archive)?;
    Ok(Json(
        runs.into_iter()
            .map(|run| {
                let name = name(run.id.connection);
                json(run, name)
            })
            .collect(),
    ))
}

/// Begins a pass over every connection; answers before it ends.
pub async fn start(State(state): State<AppState>, caller: ApiCaller) -> Result<StatusCode, Problem> {
    caller.may(Scope::Admin)?;
    for connection in state.archive.connections().await.map_err(archive)? {
        state.collector.request(connection.id, SyncTrigger::Request);
    }
    Ok(StatusCode::ACCEPTED)
}
