//! One line of log a request, and its number, by which a visitor's report finds the log.
//!
//! Logged are method, path, status and time. Never headers, bodies or query strings; and of paths that carry
//! a secret, only the part before it.

use std::borrow::Cow;
use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use rand::RngExt as _;
use tracing::Instrument as _;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Paths whose next part is a secret.
const SECRET_AFTER: [&str; 3] = ["/auth/once/", "/set-up/", "/s/"];

/// The number of a request, for references in error messages.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Numbers the request, logs its end.
pub async fn trace(mut request: Request, next: Next) -> Response {
    let id = format!("{:012x}", rand::rng().random::<u64>() >> 16);
    let span =
        tracing::info_span!("request", id, method = %request.method(), path = %path_for_log(request.uri().path()));
    request.extensions_mut().insert(RequestId(id.clone()));
    let quiet = matches!(request.uri().path(), "/healthz" | "/readyz");
    async move {
        let began = Instant::now();
        let mut response = next.run(request).await;
        let (status, ms) = (response.status().as_u16(), began.elapsed().as_secs_f64() * 1000.0);
        if response.status().is_server_error() {
            tracing::warn!(status, ms, "answered with an error");
        } else if quiet {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HEADER, value);
        }
        response
    }
    .instrument(span)
    .await
}

/// The path without what is secret in it.
fn path_for_log(path: &str) -> Cow<'_, str> {
    match SECRET_AFTER.iter().find(|prefix| path.starts_with(**prefix)) {
        Some(prefix) => Cow::Owned(format!("{prefix}…")),
        None => Cow::Borrowed(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_paths_are_not_logged() {
        for (path, logged) in [
            ("/auth/once/abc", "/auth/once/…"),
            ("/set-up/abc/def", "/set-up/…"),
            ("/adoption", "/adoption"),
            ("/set-up/", "/set-up/…"),
            ("/s/abc/preview.png", "/s/…"),
        ] {
            assert_eq!(path_for_log(path), logged);
        }
    }
}
