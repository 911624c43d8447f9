//! The HTTP API `/api/v1`: the same figures as the pages, for scripts. Strict where pages are lenient:
//! a wrong parameter is named and refused.
//!
//! Tokens are checked before routing, in `middleware::bearer`: without a good one every path answers 401. Which
//! scope a path needs stands here, in the table of routes. What a number means is `metrics`'; what a scope may see
//! is `access`'; how an answer is kept is `state::answers`'.

mod asked;
mod attribution;
mod auth;
mod conditional;
mod coverage;
mod describe;
mod export;
mod json;
mod ledger;
mod metric;
mod money;
mod params;
mod people;
mod problem;
mod queries;
mod retention;
mod schemas;
mod status;
mod sync;
mod teams;
mod tokens;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Extension, Router};
use bytes::Bytes;
use domain::Scope;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use problem::Problem;

use crate::middleware::time_limit;
use crate::state::AppState;

/// The API's router, to be nested under `/api/v1`.
pub fn router(state: AppState) -> Router {
    let (router, api) = described();
    let text = describe::text(&api).unwrap_or_else(|error| {
        tracing::error!(%error, "the API's description cannot be written");
        String::new()
    });
    router
        .fallback(|| async { Problem::not_found("there is nothing at this address of the API") })
        .method_not_allowed_fallback(|| async { Problem::new(405, "this address does not take that method") })
        .layer(from_fn(time_limit::limit))
        .layer(Extension(describe::Text(Bytes::from(text))))
        .with_state(state)
}

/// The description of the API as JSON, as it is served and as it stands in `docs/openapi.json`.
pub fn description() -> Result<String, serde_json::Error> {
    describe::text(&described().1)
}

/// Every route with its description, by the scope that it needs.
fn described() -> (Router<AppState>, OpenApi) {
    let read = OpenApiRouter::new()
        .routes(routes!(metric::list_metrics))
        .routes(routes!(metric::get_metric))
        .routes(routes!(money::get_credit_change))
        .routes(routes!(money::get_forecast))
        .routes(routes!(money::get_spikes))
        .routes(routes!(retention::get_retention))
        .routes(routes!(attribution::get_attribution))
        .routes(routes!(coverage::get_coverage))
        .routes(routes!(export::export_rows))
        .routes(routes!(export::export_metric))
        .routes(routes!(teams::list_teams))
        .routes(routes!(status::get_status))
        .routes(routes!(ledger::get_ledger))
        .routes(routes!(sync::list_sync_runs))
        .routes(routes!(describe::get_description));
    let persons = OpenApiRouter::new().routes(routes!(people::list_people));
    let admin = OpenApiRouter::new()
        .routes(routes!(sync::start_sync))
        .routes(routes!(tokens::list_tokens))
        .routes(routes!(tokens::revoke_token));
    let (router, api) = OpenApiRouter::with_openapi(describe::Described::openapi())
        .merge(needing(Scope::Read, read))
        .merge(needing(Scope::Persons, persons))
        .merge(needing(Scope::Admin, admin))
        .split_for_parts();
    (router, describe::complete(api))
}

fn needing(scope: Scope, routes: OpenApiRouter<AppState>) -> OpenApiRouter<AppState> {
    routes.route_layer(from_fn_with_state(scope, auth::needs))
}
