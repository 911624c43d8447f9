//! Tokens of the HTTP API: before any path of `/api` is even looked up, the token must be good. Which scope a
//! path needs is the path's own business.

use std::net::IpAddr;

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
        Err(wait) => {
            let seconds = wait.retry_after.as_secs().max(1);
            let detail = format!("Too many wrong tokens from this address. Wait {seconds} seconds.");
            let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "Too many tries", &detail);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
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
