//! `GET /ledger`: each day of a dataset of a connection, with its state and revision.

use archive::{DayTotals, LedgerDay};
use axum::Json;
use domain::{ConnectionName, Dataset, Day};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{Asked, Query};
use super::json::JsonNumber;
use super::params::Params;
use super::problem::{NotThere, Problem, archive};
use super::schemas;

/// The days of one dataset.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ledger {
    /// The connection's name.
    connection: String,
    /// Which dataset.
    #[schema(value_type = schemas::Dataset)]
    dataset: &'static str,
    /// Each day from the first one to today.
    days: Vec<JsonDay>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerDay)]
struct JsonDay {
    /// The UTC day.
    #[schema(value_type = schemas::Day, inline)]
    day: Day,
    /// How far it can be trusted.
    #[schema(value_type = schemas::DayState)]
    state: &'static str,
    /// Its rows; null for a gap, and so for all that follows.
    rows: Option<u64>,
    /// How often its rows were replaced.
    revision: Option<u32>,
    /// The hash of its rows.
    content_hash: Option<String>,
    /// Sums over its rows.
    totals: Option<JsonTotals>,
    /// When its rows were fetched.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    fetched_at: Option<String>,
    /// When it was last looked at.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    checked_at: Option<String>,
    /// When an empty answer was given for it although it has rows.
    #[schema(value_type = schemas::MomentOrNull, inline)]
    suspicious_at: Option<String>,
}

/// Sums over a day's rows, by what the rows are of.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "of", rename_all = "snake_case")]
#[schema(as = DayTotals)]
enum JsonTotals {
    /// Of `usage` and `usage_workspace`.
    Usage {
        /// Threads.
        threads: u64,
        /// Turns.
        turns: u64,
        /// Credits, six decimals.
        #[schema(value_type = schemas::NumberOrNull, inline)]
        credits: Option<JsonNumber>,
    },
    /// Of `code_reviews`.
    Reviews {
        /// Reviews.
        reviews: u64,
        /// Comments.
        comments: u64,
    },
    /// Of `code_review_responses`.
    ReviewResponses {
        /// Comments.
        comments: u64,
        /// Comments with a reply or a reaction.
        engaged: u64,
    },
}

impl From<DayTotals> for JsonTotals {
    fn from(totals: DayTotals) -> Self {
        match totals {
            DayTotals::Usage { threads, turns, credits } => {
                Self::Usage { threads, turns, credits: JsonNumber::credits(credits) }
            }
            DayTotals::Reviews { reviews, comments } => Self::Reviews { reviews, comments },
            DayTotals::ReviewResponses { comments, engaged } => Self::ReviewResponses { comments, engaged },
        }
    }
}

impl From<LedgerDay> for JsonDay {
    fn from(day: LedgerDay) -> Self {
        let record = day.record;
        Self {
            day: day.day,
            state: day.state.name(),
            rows: record.map(|r| r.rows),
            revision: record.map(|r| r.revision),
            content_hash: record.map(|r| r.content_hash.to_string()),
            totals: record.map(|r| r.totals.into()),
            fetched_at: record.map(|r| r.fetched_at.to_rfc3339()),
            checked_at: record.map(|r| r.checked_at.to_rfc3339()),
            suspicious_at: record.and_then(|r| r.suspicious_at).map(|at| at.to_rfc3339()),
        }
    }
}

/// Which days.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// One connection by its name; may be left out where there is exactly one.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    connection: Option<ConnectionName>,
    /// Which dataset; `usage` unless said otherwise.
    #[param(value_type = schemas::Dataset, required = false)]
    dataset: Dataset,
}

impl Query for LedgerQuery {
    fn read(params: &Params) -> Result<Self, Problem> {
        let dataset = params.chosen("dataset", &Dataset::ALL, Dataset::name)?;
        let connection = params.text("connection").map(ConnectionName::new);
        Ok(Self { connection, dataset: dataset.unwrap_or(Dataset::Usage) })
    }
}

/// Each archived day of a dataset
///
/// With its state, and when it was fetched and looked at.
#[utoipa::path(get, path = "/ledger", tag = "installation", params(LedgerQuery),
    responses((status = 200, description = "The days of the dataset.", body = Ledger), NotThere))]
pub async fn get_ledger(asked: Asked<LedgerQuery>) -> Result<Json<Ledger>, Problem> {
    let LedgerQuery { connection: wanted, dataset } = asked.query;
    let state = asked.state;
    let mut connections = state.archive.connections().await.map_err(archive)?;
    if let Some(name) = &wanted {
        connections.retain(|connection| connection.name == *name);
    }
    let [connection] = connections.as_slice() else {
        return Err(match wanted {
            Some(name) => Problem::not_found(format!("there is no connection “{name}”")).about("connection"),
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
