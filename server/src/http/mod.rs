//! The router: which path is answered by whom, and behind which layers. No decision about data is made here.

pub mod client_address;
pub mod local_path;
pub mod refusal;

mod auth;
mod download;
mod events;
mod export;
mod health;
mod pages;
mod shared;

use std::sync::Arc;

use app::backend::Backend;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::middleware::headers::Https;
use crate::middleware::host::Hosts;
use crate::middleware::{
    bearer, caller, etag, gate, headers, host, origin, panic, server_fn, session, size, time_limit, trace,
};
use crate::site;
use crate::state::AppState;

/// Most bytes of a request: a form, or a teams file pasted into one.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// What answers behind the layers: the ports of the pages, and the HTTP API, which is nested at `/api/v1`.
pub struct Surface {
    /// What server functions call.
    pub backend: Backend,
    /// The routes of `/api/v1`. Behind [`bearer`], which puts an [`access::ApiToken`] into the request.
    pub api: Router,
}

/// A public URL that cannot be an origin.
#[derive(Debug, thiserror::Error)]
#[error("UPTAKE_PUBLIC_URL cannot be used: {0}")]
pub struct BadPublicUrl(#[from] tower_http::csrf::ConfigError);

/// The whole application.
pub fn router(state: &AppState, surface: Surface) -> Result<Router, BadPublicUrl> {
    let config = &state.config;
    let https = Https(config.http.is_https());
    let hosts = Hosts::new(config.http.public_url.as_ref(), config.http.addr);
    let csrf = origin::layer(config.http.public_url.as_ref())?;

    let api = Router::new()
        .nest("/api/v1", surface.api)
        .route("/api", any(health::no_such_path))
        .route("/api/", any(health::no_such_path))
        .route("/api/{*rest}", any(health::no_such_path))
        .layer(from_fn(health::when_ready))
        .layer(from_fn_with_state(state.clone(), bearer::require));

    let quick = pages::routes(state, surface.backend.clone(), https)
        .merge(download::routes(state, surface.backend))
        .merge(shared::preview::routes(state, https))
        .merge(auth_routes(state))
        .layer(from_fn(server_fn::mend))
        .layer(from_fn(time_limit::limit));
    let signed_in = quick
        .route("/events/sync", get(events::sync).with_state(state.clone()))
        .route("/export/{file}", get(export::rows).with_state(state.clone()))
        .layer(from_fn(gate::guard))
        .layer(from_fn_with_state(state.clone(), caller::load))
        .layer(session::layer(state.sessions.clone(), https));

    let app = signed_in
        .merge(api)
        .merge(shared::routes(state, https))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(size::explain))
        .layer(csrf)
        .layer(from_fn(origin::explain))
        // Pages are made per visit: a level that still takes well under a millisecond.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(6)))
        .layer(from_fn(etag::name_packing))
        .layer(from_fn_with_state(Arc::clone(&state.site), site::serve))
        .merge(health_routes(state))
        .layer(Extension(state.clone()))
        .layer(from_fn_with_state(hosts, host::check))
        .layer(from_fn_with_state(https, headers::set))
        .layer(from_fn(panic::catch))
        .layer(from_fn(trace::trace));
    Ok(app)
}

fn auth_routes(state: &AppState) -> Router {
    Router::new()
        .route("/auth/sign-in", post(auth::sign_in))
        .route("/auth/sign-out", post(auth::sign_out))
        .route("/auth/set-up", post(auth::set_up))
        .route("/auth/once/{token}", get(auth::once))
        .with_state(state.clone())
}

fn health_routes(state: &AppState) -> Router {
    Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready)).with_state(state.clone())
}
