//! `GET /metrics` and `GET /metrics/{name}`: every definition, and any of them over a range.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use domain::view::Split;
use domain::{ClientId, ConnectionName, Filter, Good, Interval, Metric, TeamSlug, Unit};
use metrics::{Ask, AskError};
use serde::Serialize;

use super::auth::ApiCaller;
use super::json::JsonAnswer;
use super::params::Params;
use super::problem::Problem;
use crate::backend::policy;
use crate::state::AppState;

/// One line of the list of metrics.
#[derive(Debug, Serialize)]
pub struct AboutMetric {
    name: &'static str,
    title: &'static str,
    unit: Unit,
    definition: &'static str,
    good: Good,
    splits: Vec<&'static str>,
    by: Vec<&'static str>,
}

/// Every metric, with what it may be split and cut by.
pub async fn list(caller: ApiCaller) -> Result<Json<Vec<AboutMetric>>, Problem> {
    caller.may(domain::Scope::Read)?;
    let about = |metric: Metric| AboutMetric {
        name: metric.name(),
        title: metric.title(),
        unit: metric.unit(),
        definition: metric.definition(),
        good: metric.good(),
        splits: metrics::splits_of(metric).iter().map(|split| split.name()).collect(),
        by: metrics::intervals_of(metric).iter().map(|by| by.name()).collect(),
    };
    Ok(Json(Metric::ALL.iter().copied().map(about).collect()))
}

const KNOWN: &[&str] = &["from", "to", "by", "split", "team", "client", "model", "connection"];

/// One metric over a range.
pub async fn one(
    State(state): State<AppState>,
    caller: ApiCaller,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<JsonAnswer>, Problem> {
    caller.may(domain::Scope::Read)?;
    let metric: Metric = name.parse().map_err(|why: domain::metric::NotAMetric| Problem::not_found(why.to_string()))?;
    let params = Params::read(query.as_deref(), KNOWN)?;
    let ask = Ask {
        metric,
        range: params.range()?,
        by: params.parsed::<Interval>("by")?.unwrap_or_default(),
        split: split(&params)?,
        filter: filter(&params),
        policy: policy(access::Policy::of_scope(caller.scope)),
        today: state.clock.today(),
    };
    let index = state.index.snapshot();
    let answer = tokio::task::spawn_blocking(move || metrics::answer(&index, &ask)).await;
    let answer = answer.map_err(|why| Problem::internal(&why))?.map_err(problem)?;
    Ok(Json(JsonAnswer::from(&answer)))
}

fn split(params: &Params) -> Result<Split, Problem> {
    let Some(text) = params.text("split") else { return Ok(Split::None) };
    let found = Split::ALL.into_iter().find(|split| split.name() == text);
    found.ok_or_else(|| Problem::bad_parameter("split", "use none, team, client, client_family or model"))
}

fn filter(params: &Params) -> Filter {
    Filter {
        team: params.text("team").map(TeamSlug::new),
        client: params.text("client").map(ClientId::new),
        model: params.text("model").map(ToOwned::to_owned),
        connection: params.text("connection").map(ConnectionName::new),
    }
}

/// What cannot be asked, as a problem that names the parameter.
fn problem(error: AskError) -> Problem {
    match error {
        AskError::UnknownTeam(_) | AskError::UnknownConnection(_) => Problem::not_found(error.to_string()),
        _ => Problem::new(400, error.to_string()),
    }
}
