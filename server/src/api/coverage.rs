//! `GET /coverage`: how much of what is asked for is known.

use axum::response::Response;
use domain::Day;
use domain::view::Coverage;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::Asked;
use super::json::{JsonFigure, JsonRange};
use super::problem::{NotThere, Problem, TooMuch, Unchanged};
use super::queries::Days;
use super::schemas;

/// How much of a range is known, and of how much of its credits the team is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Coverage)]
pub struct JsonCoverage {
    /// The days that were asked for.
    range: JsonRange,
    /// How many they are.
    days: u32,
    /// On how many of them something is known; a fetched day without rows is known.
    days_with_data: u32,
    /// The last day that will not be revised any more; null where no day is settled.
    #[schema(value_type = Option<schemas::Day>)]
    settled_through: Option<Day>,
    /// Credits of the known days.
    credits: JsonFigure,
    /// Credits of people in a team over all credits, between 0 and 1.
    credits_with_team: JsonFigure,
}

impl From<Coverage> for JsonCoverage {
    fn from(coverage: Coverage) -> Self {
        Self {
            range: coverage.range.into(),
            days: coverage.days,
            days_with_data: coverage.days_with_data,
            settled_through: coverage.settled_through,
            credits: coverage.credits.into(),
            credits_with_team: coverage.credits_with_team.into(),
        }
    }
}

/// How much is known
///
/// Days with data of the days asked for, credits of people in a team of all credits, and the last settled day.
#[utoipa::path(get, path = "/coverage", tag = "metrics", params(Days),
    responses((status = 200, description = "How much is known.", body = JsonCoverage), Unchanged, NotThere, TooMuch))]
pub async fn get_coverage(asked: Asked<Days>) -> Result<Response, Problem> {
    asked.answer(|reading, days| Ok(JsonCoverage::from(metrics::coverage(&reading.index, &days.scope(reading))?))).await
}
