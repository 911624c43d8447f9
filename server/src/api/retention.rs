//! `GET /retention`: who of those that began in a week came back in the weeks after.

use axum::response::Response;
use domain::Day;
use domain::view::{Cohort, Retention};
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::Asked;
use super::json::{JsonFigure, JsonNumber};
use super::problem::{NotThere, Problem, TooMuch, Unchanged};
use super::queries::Days;
use super::schemas;

/// People by the ISO week of their first active day, and how many of them came back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"weeks": 2, "cohorts": [{"week": "2026-10-05", "size": 12, "state": "settled", "active": [
    {"value": 12, "state": "settled"}, {"value": 9, "state": "settled"}
]}]}))]
#[schema(as = Retention)]
pub struct JsonRetention {
    /// The most weeks that a cohort is followed, its own included.
    weeks: u32,
    /// One a week that the range touches, oldest first, none left out.
    cohorts: Vec<JsonCohort>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cohort)]
struct JsonCohort {
    /// The Monday of the week in which they were first active.
    #[schema(value_type = schemas::Day, inline)]
    week: Day,
    /// How many they are; null in the states `gap` and `too_few`.
    #[schema(value_type = schemas::NumberOrNull, inline)]
    size: Option<JsonNumber>,
    /// How far the size can be trusted.
    #[schema(value_type = schemas::PointState)]
    state: &'static str,
    /// How many of them were active in this week, in the next, and so on.
    active: Vec<JsonFigure>,
}

impl From<Cohort> for JsonCohort {
    fn from(cohort: Cohort) -> Self {
        Self {
            week: cohort.week,
            size: cohort.size.value.and_then(JsonNumber::of),
            state: cohort.size.state.name(),
            active: cohort.active.into_iter().map(JsonFigure::from).collect(),
        }
    }
}

impl From<Retention> for JsonRetention {
    fn from(retention: Retention) -> Self {
        let cohorts = retention.cohorts.into_iter().map(JsonCohort::from).collect();
        Self { weeks: retention.weeks, cohorts }
    }
}

/// Retention by week of the first use
#[utoipa::path(get, path = "/retention", tag = "people", params(Days),
    responses((status = 200, description = "Cohorts.", body = JsonRetention), Unchanged, NotThere, TooMuch))]
pub async fn get_retention(asked: Asked<Days>) -> Result<Response, Problem> {
    asked
        .answer(|reading, days| {
            let retention = metrics::retention(&reading.index, &days.scope(reading))?;
            Ok(JsonRetention::from(retention))
        })
        .await
}
