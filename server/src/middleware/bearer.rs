//! Tokens of the HTTP API: before any path of `/api` is even looked up, the token must be good. Which scope a
//! path needs is the path's own business.

use std::net::IpAddr;
use std::time::Duration;

use access::{AccessError, ApiToken};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::trace::RequestId;
use crate::http::client_address;
use crate::http::refusal::problem;
use crate::state::AppState;

/// Puts the [`ApiToken`] into the request or answers 401.
pub async fn require(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let token = request.headers().get(header::AUTHORIZATION).and_then(bearer).map(ToOwned::to_owned);
    let Some(token) = token else {
        return unauthorised(
            "This needs a token: send the header “Authorization: Bearer upt_…”. Make one with `uptake token create`.",
        );
    };
    match state.tokens.verify(&token).await {
        Ok(token) => {
            tracing::debug!(token = token.name, "recognised a token");
            if let Err(wait) = state.api_limits.check(token.id) {
                return too_many("Too many requests with this token", wait.retry_after);
            }
            if token.use_is_news {
                note_use(&state, token.id);
            }
            request.extensions_mut().insert::<ApiToken>(token);
            next.run(request).await
        }
        Err(AccessError::TokenInvalid) => {
            refused(&state, client_address::of(request.extensions(), request.headers(), &state.config))
        }
        Err(error) => {
            let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
            tracing::error!(%error, "the token cannot be checked");
            let detail = format!("Nothing is lost. The log has the cause under the reference {id}.");
            problem(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on the server", &detail)
        }
    }
}

/// A wrong token; many of them from one address are told to wait.
fn refused(state: &AppState, address: IpAddr) -> Response {
    match state.limits.check_address(address) {
        Ok(()) => unauthorised("The token is not known, or was revoked. Make another with `uptake token create`."),
        Err(wait) => too_many("Too many wrong tokens from this address", wait.retry_after),
    }
}

fn too_many(what: &str, wait: Duration) -> Response {
    // Rounded up: who waits as long as told must not be refused again.
    let seconds = (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1);
    let detail = format!("{what}. Wait {seconds} seconds.");
    let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "Too many requests", &detail);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// In the background: the note may have to wait until a sync has written a day, and the answer must not.
fn note_use(state: &AppState, token: i64) {
    let tokens = state.tokens.clone();
    tokio::spawn(async move {
        if let Err(error) = tokens.note_use(token).await {
            tracing::warn!(%error, "the use of a token could not be noted");
        }
    });
}

fn unauthorised(detail: &str) -> Response {
    let mut response = problem(StatusCode::UNAUTHORIZED, "Not signed in", detail);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"uptake\""));
    response
}

/// The token of an `Authorization` header.
fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
