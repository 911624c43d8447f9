//! The HTTP API `/api/v1`: the same figures as the pages, for scripts. Strict where pages are lenient:
//! a wrong parameter is named and refused.
//!
//! Tokens are checked before routing, in `middleware::bearer`: without a good one every path answers 401.
//! What a number means is `metrics`'; what a scope may see is `access`'.

mod auth;
mod export;
mod json;
mod ledger;
mod metric;
mod params;
mod problem;
mod status;
mod sync;
mod teams;

use axum::Router;
use axum::routing::{get, post};

pub use problem::Problem;

use crate::state::AppState;

/// The API's router, to be nested under `/api/v1`.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/status", get(status::status))
        .route("/metrics", get(metric::list))
        .route("/metrics/{name}", get(metric::one))
        .route("/teams", get(teams::teams))
        .route("/ledger", get(ledger::ledger))
        .route("/export/{file}", get(export::rows))
        .route("/export/metrics/{file}", get(export::metric))
        .route("/sync-runs", get(sync::runs))
        .route("/sync", post(sync::start))
        .fallback(|| async { Problem::not_found("there is nothing at this address of the API") })
        .method_not_allowed_fallback(|| async { Problem::new(405, "this address does not take that method") })
        .with_state(state)
}
