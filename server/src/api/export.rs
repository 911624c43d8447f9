//! `GET /export/…`: rows of the archive, or a metric as its chart shows it, as a file. What is written, and how, is
//! in [`crate::export`]; here it becomes an answer. An export that breaks off breaks the transfer: a file that ends
//! early must not look complete.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::view::Split;
use domain::{ClientId, ConnectionName, Filter, Interval, Metric, Scope, TeamSlug};
use metrics::{Ask, AskError};

use super::auth::ApiCaller;
use super::params::Params;
use super::problem::{Problem, archive};
use crate::backend::policy;
use crate::export::{Detail, ExportError, Format, Order, Topic, What, prepare};
use crate::state::AppState;

/// `usage` or `reviews`: with the scope `persons` by person and day, with `read` by team and day.
pub async fn rows(
    State(state): State<AppState>,
    caller: ApiCaller,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.may(Scope::Read)?;
    let (topic, format) = parts(&file)?;
    let topic: Topic = topic.parse().map_err(Problem::not_found)?;
    let params = Params::read(query.as_deref(), &["from", "to", "team", "detail"])?;
    let detail = params.parsed::<Detail>("detail")?.unwrap_or_default();
    if detail != Detail::Total {
        caller.may(Scope::Persons)?;
    }
    let team = params.text("team").map(TeamSlug::new);
    let what = What::Rows { topic, detail, range: params.range()?, team };
    answer(&state, what, format, &caller).await
}

/// A metric, with the parameters of `GET /metrics/{name}`.
pub async fn metric(
    State(state): State<AppState>,
    caller: ApiCaller,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    caller.may(Scope::Read)?;
    let (name, format) = parts(&file)?;
    let metric: Metric = name.parse().map_err(|why: domain::metric::NotAMetric| Problem::not_found(why.to_string()))?;
    let known = ["from", "to", "by", "split", "team", "client", "model", "connection"];
    let params = Params::read(query.as_deref(), &known)?;
    let what = What::Metric(Ask {
        metric,
        range: params.range()?,
        by: params.parsed::<Interval>("by")?.unwrap_or_default(),
        split: split(&params)?,
        filter: filter(&params),
        policy: policy(access::Policy::of_scope(caller.scope)),
        today: state.clock.today(),
    });
    answer(&state, what, format, &caller).await
}

async fn answer(state: &AppState, what: What, format: Format, caller: &ApiCaller) -> Result<Response, Problem> {
    let order = Order { what, format, policy: access::Policy::of_scope(caller.scope) };
    let ready = prepare(state, order).await.map_err(problem)?;
    let headers = [
        (header::CONTENT_TYPE, ready.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, ready.content_disposition()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(ready.begin().into_stream())).into_response())
}

/// The name and the format of a file that is asked for.
fn parts(file: &str) -> Result<(&str, Format), Problem> {
    let (name, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let format = ending.parse().map_err(|why: crate::export::NotAFormat| Problem::not_found(why.to_string()))?;
    Ok((name, format))
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

fn problem(error: ExportError) -> Problem {
    match error {
        ExportError::Ask(why @ (AskError::UnknownTeam(_) | AskError::UnknownConnection(_))) => {
            Problem::not_found(why.to_string())
        }
        ExportError::Ask(why) => Problem::new(400, why.to_string()),
        ExportError::DetailOfReviews => Problem::new(400, error.to_string()),
        ExportError::DetailOfPersons => Problem::forbidden(Scope::Persons),
        ExportError::Archive(why) => archive(why),
        ExportError::Workbook(_) | ExportError::Io(_) | ExportError::CutOff => Problem::internal(&error),
    }
}
