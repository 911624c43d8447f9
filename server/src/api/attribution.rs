//! `GET /attribution`: lines and commits that Codex had a hand in. Off until an installation switches it on, because
//! it is easily read as a measure of people, which it is not.

use axum::response::Response;
use domain::Day;
use domain::view::{Attribution, AttributionCounts, AttributionFigure, AttributionSeries};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::Asked;
use super::json::JsonRange;
use super::problem::{NotThere, Problem, TooMuch, Unchanged};
use super::queries::{Both, Cut, Days};
use super::schemas;

/// Lines and commits over a range.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attribution)]
pub struct JsonAttribution {
    /// The days.
    range: JsonRange,
    /// How the range is cut.
    #[schema(value_type = schemas::Interval)]
    by: &'static str,
    /// What stands in a series of its own.
    #[schema(value_type = schemas::Split)]
    split: &'static str,
    /// The lines of the answer.
    series: Vec<JsonAttributionSeries>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttributionSeries)]
struct JsonAttributionSeries {
    /// `all`, a team's slug, `no-team`, `small-teams`, `unattributed`.
    key: String,
    /// The title for people.
    title: String,
    /// One a bucket, none left out.
    points: Vec<JsonAttributionPoint>,
    /// Counts over the whole range; null like a point's.
    total: Option<JsonCounts>,
    /// How far the total can be trusted.
    #[schema(value_type = schemas::PointState)]
    total_state: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttributionPoint)]
struct JsonAttributionPoint {
    /// The day that names the bucket.
    #[schema(value_type = schemas::Day, inline)]
    start: Day,
    /// The counts; null in the states `gap`, `too_few` and `unavailable`.
    counts: Option<JsonCounts>,
    /// How far they can be trusted.
    #[schema(value_type = schemas::PointState)]
    state: &'static str,
}

/// Sums of counts. One is null where no row has it, which is not zero.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttributionCounts)]
struct JsonCounts {
    /// Accepted lines that Codex added.
    lines_added: Option<i64>,
    /// Lines removed.
    lines_removed: Option<i64>,
    /// Committed lines credited to Codex.
    lines_committed: Option<i64>,
    /// All committed lines.
    lines_committed_total: Option<i64>,
    /// Commits with a contribution by Codex.
    commits_with_codex: Option<i64>,
    /// All commits.
    commits_total: Option<i64>,
    /// Share of committed lines credited to Codex, of rows that have both counts.
    lines_share: Option<f64>,
    /// Share of commits with Codex, of rows that have both counts.
    commits_share: Option<f64>,
}

impl From<AttributionCounts> for JsonCounts {
    fn from(counts: AttributionCounts) -> Self {
        Self {
            lines_added: counts.lines_added,
            lines_removed: counts.lines_removed,
            lines_committed: counts.lines_committed,
            lines_committed_total: counts.lines_committed_total,
            commits_with_codex: counts.commits_with_codex,
            commits_total: counts.commits_total,
            lines_share: counts.lines_share,
            commits_share: counts.commits_share,
        }
    }
}

impl From<AttributionSeries> for JsonAttributionSeries {
    fn from(series: AttributionSeries) -> Self {
        let point = |(start, figure): (Day, AttributionFigure)| JsonAttributionPoint {
            start,
            counts: figure.counts.map(JsonCounts::from),
            state: figure.state.name(),
        };
        Self {
            key: series.key,
            title: series.title,
            points: series.points.into_iter().map(point).collect(),
            total: series.total.counts.map(JsonCounts::from),
            total_state: series.total.state.name(),
        }
    }
}

impl From<Attribution> for JsonAttribution {
    fn from(attribution: Attribution) -> Self {
        Self {
            range: attribution.range.into(),
            by: attribution.by.name(),
            split: attribution.split.name(),
            series: attribution.series.into_iter().map(JsonAttributionSeries::from).collect(),
        }
    }
}

/// Lines and commits that Codex had a hand in
///
/// Counts, and shares made of counts. 404 until the installation switches it on by `UPTAKE_ATTRIBUTION=on`.
#[utoipa::path(get, path = "/attribution", tag = "metrics", params(Days, Cut),
    responses((status = 200, description = "Counts.", body = JsonAttribution), Unchanged, NotThere, TooMuch))]
pub async fn get_attribution(asked: Asked<Both<Days, Cut>>) -> Result<Response, Problem> {
    if !asked.state.config.privacy.attribution {
        return Err(Problem::not_found(
            "code attribution is switched off in this installation: an administrator switches it on by UPTAKE_ATTRIBUTION=on",
        ));
    }
    asked
        .answer(|reading, Both(days, cut)| {
            let scope = days.scope(reading);
            let attribution = metrics::attribution(&reading.index, &scope, cut.by, cut.split)?;
            Ok(JsonAttribution::from(attribution))
        })
        .await
}
