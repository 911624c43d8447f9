//! Answers that are no data: status and body in the shapes that clients have to read.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::faults::RetryAfter;

/// A refusal.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// No key, or one that nobody made.
    Unauthorized,
    /// The key lacks the scope.
    MissingScope,
    /// The key belongs to another workspace than this one.
    OtherWorkspace(String),
    /// There is no such workspace.
    NoWorkspace,
    /// A parameter is wrong.
    Invalid(Invalid),
    /// Too many requests.
    TooMany(Option<RetryAfter>),
    /// The server failed.
    ServerError,
    /// The server is away.
    Unavailable(Option<RetryAfter>),
    /// Elsewhere.
    Redirect(String),
}

/// A parameter that is wrong, as the published validation error names it: the entry of `detail`.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid(Box<Value>);

impl Invalid {
    /// A query parameter that breaks a rule: its name, a code, what is wrong in words, what was sent.
    pub fn query(name: &str, code: &str, message: &str, input: &str) -> Self {
        Self::at("query", name, code, message, input)
    }

    /// A part of the path that breaks a rule.
    pub fn path(name: &str, code: &str, message: &str, input: &str) -> Self {
        Self::at("path", name, code, message, input)
    }

    fn at(place: &str, name: &str, code: &str, message: &str, input: &str) -> Self {
        Self(Box::new(json!({ "loc": [place, name], "msg": message, "type": code, "input": input })))
    }

    /// With details of the rule.
    #[must_use]
    pub fn with(mut self, context: Value) -> Self {
        if let Some(fields) = self.0.as_object_mut() {
            fields.insert("ctx".to_owned(), context);
        }
        self
    }
}

impl Refusal {
    /// The status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::MissingScope | Self::OtherWorkspace(_) => StatusCode::FORBIDDEN,
            Self::NoWorkspace => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Redirect(_) => StatusCode::TEMPORARY_REDIRECT,
        }
    }

    /// The body; the endpoints are known to use several shapes.
    fn body(&self) -> Option<Value> {
        let error = |message: &str, code: &str| json!({ "error": { "message": message, "type": "invalid_request_error", "param": null, "code": code } });
        Some(match self {
            Self::Unauthorized => error("Incorrect API key provided.", "invalid_api_key"),
            Self::MissingScope => error(
                "You have insufficient permissions for this operation. Missing scopes: codex.enterprise.analytics.read.",
                "insufficient_permissions",
            ),
            Self::OtherWorkspace(id) => json!({ "detail": format!("This key has no access to workspace {id}.") }),
            Self::NoWorkspace => json!({ "detail": "Workspace not found" }),
            Self::Invalid(Invalid(entry)) => json!({ "detail": [entry] }),
            Self::TooMany(_) => json!({ "error": "Rate limit reached. Please try again later." }),
            Self::Unavailable(_) => json!({ "message": "The service is temporarily unavailable." }),
            Self::ServerError | Self::Redirect(_) => return None,
        })
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let value = match self {
            Self::TooMany(Some(RetryAfter::Seconds(seconds)))
            | Self::Unavailable(Some(RetryAfter::Seconds(seconds))) => (header::RETRY_AFTER, seconds.to_string()),
            Self::TooMany(Some(RetryAfter::HttpDate(date))) | Self::Unavailable(Some(RetryAfter::HttpDate(date))) => {
                (header::RETRY_AFTER, date.clone())
            }
            Self::Redirect(location) => (header::LOCATION, location.clone()),
            _ => return None,
        };
        HeaderValue::from_str(&value.1).ok().map(|text| (value.0, text))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = match self.body() {
            Some(body) => axum::Json(body).into_response(),
            None => Body::from(self.status().canonical_reason().unwrap_or_default()).into_response(),
        };
        *response.status_mut() = self.status();
        if let Some((name, value)) = self.header() {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
