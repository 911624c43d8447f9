//! `GET /export/…`: rows of the archive, or a metric as its chart shows it, as a file. What is written, and how, is
//! in [`crate::export`]; here it becomes an answer. An export that breaks off breaks the transfer: a file that ends
//! early must not look complete.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{DateRange, Day, Metric, Scope, TeamSlug};
use utoipa::IntoParams;

use super::asked::{Asked, Named, Query, Reading};
use super::auth::ApiCaller;
use super::metric::OfModel;
use super::params::Params;
use super::problem::{NotThere, Problem, TooMuch, archive};
use super::queries::{Both, Cut, Days};
use super::schemas;
use crate::export::{Detail, ExportError, Format, Order, Topic, What, prepare};
use crate::state::AppState;

/// The path of a file of rows.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RowsFile {
    /// `usage` or `reviews`, and the format: csv, json, xlsx or parquet.
    #[param(pattern = "^(usage|reviews)\\.(csv|json|xlsx|parquet)$", example = "usage.csv")]
    #[expect(dead_code, reason = "describes the path, which axum reads")]
    file: String,
}

/// The path of a metric's file.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MetricFile {
    /// The metric's name, and the format: csv, json, xlsx or parquet.
    #[param(value_type = schemas::MetricFile, inline, example = "credits.csv")]
    #[expect(dead_code, reason = "describes the path, which axum reads")]
    file: String,
}

/// Which rows.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// First UTC day.
    #[param(value_type = schemas::Day, inline)]
    from: Day,
    /// Last UTC day, included.
    #[param(value_type = schemas::Day, inline)]
    to: Day,
    /// One team by its slug, or `no-team`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    team: Option<TeamSlug>,
    /// Whole rows, or their parts by client or model; `total` unless said otherwise. Parts are of `usage` alone and
    /// need the scope `persons`.
    #[param(value_type = schemas::Detail, inline, required = false)]
    detail: Detail,
}

impl Query for RowsQuery {
    fn read(params: &Params) -> Result<Self, Problem> {
        let range = params.range()?;
        let detail = params.parsed::<Detail>("detail")?.unwrap_or_default();
        Ok(Self { from: range.from(), to: range.to(), team: params.text("team").map(TeamSlug::new), detail })
    }
}

/// Usage or reviews as a file
///
/// With the scope `persons` by person and day, with `read` by team and day under the floor.
#[utoipa::path(get, path = "/export/{file}", tag = "exports", params(RowsFile, RowsQuery),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "text/csv"), (serde_json::Value = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/vnd.apache.parquet")
    )), NotThere, TooMuch))]
pub async fn export_rows(Named(file): Named, asked: Asked<RowsQuery>) -> Result<Response, Problem> {
    let (topic, format) = parts(&file)?;
    let topic: Topic = topic.parse().map_err(Problem::not_found)?;
    let RowsQuery { from, to, team, detail } = asked.query;
    if detail != Detail::Total {
        asked.caller.may(Scope::Persons)?;
    }
    let range = DateRange::new(from, to).unwrap_or(DateRange::single(to));
    let what = What::Rows { topic, detail, range, team };
    answer(&asked.state, what, format, &asked.caller).await
}

/// A metric as a file
///
/// With the parameters of `GET /metrics/{name}`: what its chart shows.
#[utoipa::path(get, path = "/export/metrics/{file}", tag = "exports", params(MetricFile, Days, Cut, OfModel),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "text/csv"), (serde_json::Value = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/vnd.apache.parquet")
    )), NotThere, TooMuch))]
pub async fn export_metric(
    Named(file): Named,
    asked: Asked<Both<Days, Both<Cut, OfModel>>>,
) -> Result<Response, Problem> {
    let (name, format) = parts(&file)?;
    let metric: Metric = name.parse().map_err(|why: domain::metric::NotAMetric| Problem::not_found(why.to_string()))?;
    let reading: Reading = asked.reading();
    let Both(days, Both(cut, of)) = asked.query;
    let mut scope = days.scope(&reading);
    scope.filter.model = of.model;
    let what = What::Metric(scope.ask(metric, cut.by, cut.split));
    answer(&asked.state, what, format, &asked.caller).await
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

fn problem(error: ExportError) -> Problem {
    match error {
        ExportError::Ask(why) => why.into(),
        ExportError::DetailOfReviews => Problem::new(400, error.to_string()).about("detail"),
        ExportError::DetailOfPersons => Problem::forbidden(Scope::Persons),
        ExportError::Archive(why) => archive(why),
        ExportError::Workbook(_) | ExportError::Io(_) | ExportError::Picture(_) | ExportError::CutOff => {
            Problem::internal(&error)
        }
    }
}
