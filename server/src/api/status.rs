//! `GET /status`: how each connection is, and how far its archive reaches.

use axum::Json;
use axum::extract::State;
use domain::view::DayCounts;
use domain::{Dataset, Scope};
use serde::Serialize;

use super::auth::ApiCaller;
use super::problem::{Problem, archive};
use crate::backend::state_of;
use crate::state::AppState;

/// The installation's state.
#[derive(Debug, Serialize)]
pub struct Status {
    version: &'static str,
    connections: Vec<ConnectionStatus>,
}

#[derive(Debug, Serialize)]
struct ConnectionStatus {
    name: String,
    workspace_id: String,
    state: &'static str,
    last_sync: Option<String>,
    last_error: Option<LastError>,
    first_day: Option<String>,
    settled_through: Option<String>,
    days: DayCounts,
}

#[derive(Debug, Serialize)]
struct LastError {
    code: &'static str,
    detail: String,
}

/// The state of every connection.
pub async fn status(State(state): State<AppState>, caller: ApiCaller) -> Result<Json<Status>, Problem> {
    caller.may(Scope::Read)?;
    let mut connections = Vec::new();
    for connection in state.archive.connections().await.map_err(archive)? {
        let id = connection.id;
        let running = state.collector.progress().borrow().contains_key(&id);
        connections.push(ConnectionStatus {
            state: state_of(&connection, running).name(),
            name: connection.name.to_string(),
            workspace_id: connection.workspace.to_string(),
            last_sync: connection.last_ok_sync.map(|at| at.to_rfc3339()),
            last_error: connection.failure.map(|why| LastError { code: why.problem.code(), detail: why.detail }),
            first_day: state.archive.first_day(id, Dataset::Usage).await.map_err(archive)?.map(|day| day.to_string()),
            settled_through: state.archive.settled_through(id).await.map_err(archive)?.map(|day| day.to_string()),
            days: state.archive.day_counts(id, Dataset::Usage, state.clock.today()).await.map_err(archive)?,
        });
    }
    Ok(Json(Status { version: env!("CARGO_PKG_VERSION"), connections }))
}
