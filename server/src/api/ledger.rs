//! `GET /ledger`: each day of a dataset of a connection, with its state and revision.

use archive::LedgerDay;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::{ConnectionName, Dataset, Scope};
use serde::Serialize;

use super::auth::ApiCaller;
use super::params::Params;
use super::problem::{Problem, archive};
use crate::state::AppState;

/// The days of one dataset.
#[derive(Debug, Serialize)]
pub struct Ledger {
    connection: String,
    dataset: &'static str,
    days: Vec<JsonDay>,
}

#[derive(Debug, Serialize)]
struct JsonDay {
    day: String,
    state: &'static str,
    rows: Option<u64>,
    revision: Option<u32>,
    content_hash: Option<String>,
    totals: Option<archive::DayTotals>,
    fetched_at: Option<String>,
    checked_at: Option<String>,
    suspicious_at: Option<String>,
}

impl From<LedgerDay> for JsonDay {
    fn from(day: LedgerDay) -> Self {
        let record = day.record;
        Self {
            day: day.day.to_string(),
            state: day.state.name(),
            rows: record.map(|r| r.rows),
            revision: record.map(|r| r.revision),
            content_hash: record.map(|r| r.content_hash.to_string()),
            totals: record.map(|r| r.totals),
            fetched_at: record.map(|r| r.fetched_at.to_rfc3339()),
            checked_at: record.map(|r| r.checked_at.to_rfc3339()),
            suspicious_at: record.and_then(|r| r.suspicious_at).map(|at| at.to_rfc3339()),
        }
    }
}

/// The ledger of a connection's dataset; `usage` unless asked otherwise. With one connection its name may be left out.
pub async fn ledger(
    State(state): State<AppState>,
    caller: ApiCaller,
    RawQuery(query): RawQuery,
) -> Result<Json<Ledger>, Problem> {
    caller.may(Scope::Read)?;
    let params = Params::read(query.as_deref(), &["connection", "dataset"])?;
    let dataset = params.parsed::<Dataset>("dataset")?.unwrap_or(Dataset::Usage);
    let asked = params.text("connection").map(ConnectionName::new);
    let mut connections = state.archive.connections().await.map_err(archive)?;
    if let Some(name) = &asked {
        connections.retain(|connection| connection.name == *name);
    }
    let [connection] = connections.as_slice() else {
        return Err(match asked {
            Some(name) => Problem::not_found(format!("there is no connection “{name}”")),
            None => Problem::bad_parameter("connection", "required unless there is exactly one connection"),
        });
    };
    let days = state.archive.ledger(connection.id, dataset, state.clock.today()).await.map_err(archive)?;
    Ok(Json(Ledger {
        connection: connection.name.to_string(),
        dataset: dataset.name(),
        days: days.into_iter().map(JsonDay::from).collect(),
    }))
}
