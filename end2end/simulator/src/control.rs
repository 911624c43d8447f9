//! The handle for tests that are not written in Rust: a second listener on loopback, under `/_control`.
//! Never part of the simulated provider.

use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use domain::{DateRange, Day};
use serde::Deserialize;

use crate::faults::FaultRule;
use crate::state::State;
use crate::truth::Truth;

/// The routes.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/_control/truth", get(truth))
        .route("/_control/fault", post(fault).delete(clear))
        .route("/_control/advance", post(advance))
        .route("/_control/requests", get(requests))
        .route("/_control/teams.csv", get(teams))
        .with_state(state)
}

#[derive(Deserialize)]
struct Range {
    from: Option<Day>,
    to: Option<Day>,
}

/// `?from=YYYY-MM-DD&to=YYYY-MM-DD`, both optional and inclusive.
async fn truth(Shared(state): Shared<Arc<State>>, Query(range): Query<Range>) -> Response {
    let now = state.now();
    let from = range.from.unwrap_or_else(|| state.organisation.config().first_day());
    let to = range.to.unwrap_or_else(|| Day::of(now));
    let range = match DateRange::new(from, to) {
        Ok(range) => range,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let told = tokio::task::spawn_blocking(move || Truth::tell(&state.organisation, &state.ledger, range, now)).await;
    match told {
        Ok(truth) => Json(truth).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// A fault as JSON, for example `{"kind":"too_many","retry_after":{"seconds":2},"endpoint":"usage","times":3}`.
async fn fault(Shared(state): Shared<Arc<State>>, Json(rule): Json<FaultRule>) -> StatusCode {
    state.faults().push(rule);
    StatusCode::NO_CONTENT
}

async fn clear(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.faults().clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Moment {
    now: DateTime<Utc>,
}

/// `{"now":"2026-11-21T12:00:00Z"}`.
async fn advance(Shared(state): Shared<Arc<State>>, Json(moment): Json<Moment>) -> StatusCode {
    state.set_now(moment.now);
    StatusCode::NO_CONTENT
}

async fn requests(Shared(state): Shared<Arc<State>>) -> Response {
    let log = state.log().clone();
    Json(log).into_response()
}

async fn teams(Shared(state): Shared<Arc<State>>) -> Response {
    match state.organisation.teams_csv() {
        Ok(csv) => ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
