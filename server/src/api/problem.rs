//! `Problem`: every error of the API, as `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An error answer. `detail` names what is wrong and the way out; never a secret, never a cause of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    r#type: &'static str,
    title: String,
    status: u16,
    detail: String,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        let reason = StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
        Self { r#type: "about:blank", title: reason.unwrap_or("Error").to_owned(), status, detail: detail.into() }
    }

    /// 400: a parameter, by name.
    pub fn bad_parameter(name: &str, why: impl std::fmt::Display) -> Self {
        Self::new(400, format!("parameter `{name}`: {why}"))
    }

    /// 401: no token, or none that is known.
    pub fn unauthorised() -> Self {
        Self::new(401, "send a token as `Authorization: Bearer …`; `uptake token create` makes one")
    }

    /// 403: the token's scope does not include what is needed.
    pub fn forbidden(needed: domain::Scope) -> Self {
        Self::new(403, format!("this needs a token with the scope `{needed}`"))
    }

    /// 404: no such thing.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(404, what)
    }

    /// 500 with a constant body; the cause goes to the log.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "an API request failed");
        Self::new(500, "something went wrong on the server; its log has the cause")
    }
}

/// A failure of the archive, as a problem.
pub fn archive(error: archive::ArchiveError) -> Problem {
    match error {
        archive::ArchiveError::Busy => Problem::new(503, "the database is busy; try again"),
        other => Problem::internal(&other),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
