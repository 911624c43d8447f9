//! `GET /metrics` and `GET /metrics/{name}`: every definition, and any of them over a range.

use axum::extract::Path;
use axum::response::Response;
use domain::{Good, Metric, Unit};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{Asked, Nothing, Query};
use super::json::JsonAnswer;
use super::params::Params;
use super::problem::{NotThere, Problem, TooMuch, Unchanged};
use super::queries::{Both, Cut, Days};
use super::schemas;

/// One line of the list of metrics.
#[derive(Debug, Serialize, ToSchema)]
pub struct AboutMetric {
    /// The name to ask by.
    #[schema(value_type = schemas::Metric)]
    name: &'static str,
    /// The title for people.
    title: &'static str,
    /// What its numbers are.
    #[schema(value_type = schemas::Unit)]
    unit: Unit,
    /// What it counts, in a sentence.
    definition: &'static str,
    /// Which direction is good.
    #[schema(value_type = schemas::Good)]
    good: Good,
    /// What it can be split by.
    #[schema(example = json!(["none", "team"]))]
    splits: Vec<&'static str>,
    /// How its range can be cut.
    #[schema(example = json!(["day", "week"]))]
    by: Vec<&'static str>,
}

/// Every metric
///
/// With its definition, and what it may be split and cut by.
#[utoipa::path(get, path = "/metrics", tag = "metrics",
    responses((status = 200, description = "Every metric.", body = [AboutMetric]), Unchanged))]
pub async fn list_metrics(asked: Asked<Nothing>) -> Result<Response, Problem> {
    let about = |metric: Metric| AboutMetric {
        name: metric.name(),
        title: metric.title(),
        unit: metric.unit(),
        definition: metric.definition(),
        good: metric.good(),
        splits: metrics::splits_of(metric).iter().map(|split| split.name()).collect(),
        by: metrics::intervals_of(metric).iter().map(|by| by.name()).collect(),
    };
    asked.answer(move |_, _| Ok(Metric::ALL.iter().copied().map(about).collect::<Vec<_>>())).await
}

/// Narrowed to a model, besides what narrows every question.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfModel {
    /// One model, `model` or `model:speed`. Does not combine with a client.
    #[param(min_length = 1, max_length = 200)]
    pub model: Option<String>,
}

impl Query for OfModel {
    fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self { model: params.text("model").map(ToOwned::to_owned) })
    }
}

/// The path of one metric.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MetricName {
    /// The metric's name.
    #[param(value_type = schemas::Metric)]
    #[expect(dead_code, reason = "describes the path, which axum reads")]
    name: String,
}

/// One metric over a range
///
/// One series unless it is split, one point a bucket, none left out. A point without a value says why in its state.
/// `total` is computed over the whole range: distinct people stay distinct.
#[utoipa::path(get, path = "/metrics/{name}", tag = "metrics", params(MetricName, Days, Cut, OfModel),
    responses((status = 200, description = "The metric over the range.", body = JsonAnswer), Unchanged, NotThere, TooMuch))]
pub async fn get_metric(
    Path(name): Path<String>,
    asked: Asked<Both<Days, Both<Cut, OfModel>>>,
) -> Result<Response, Problem> {
    let metric: Metric = name.parse().map_err(|why: domain::metric::NotAMetric| Problem::not_found(why.to_string()))?;
    asked
        .answer(move |reading, Both(days, Both(cut, of))| {
            let mut scope = days.scope(reading);
            scope.filter.model = of.model;
            let ask = scope.ask(metric, cut.by, cut.split);
            let answer = metrics::answer(&reading.index, &ask)?;
            let intervals = metrics::intervals(&reading.index, &ask)?;
            let basis = metrics::review_basis(&reading.index, &ask)?;
            Ok(JsonAnswer::new(&answer, &intervals, &basis))
        })
        .await
}
