//! `Problem`: every error of the API, as `application/problem+json` (RFC 9457).

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder, response};
use utoipa::{IntoResponses, ToSchema};

/// The type of every error answer.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error answer. `detail` names what is wrong and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "about:blank", "title": "Bad Request", "status": 400, "parameter": "by",
    "detail": "parameter `by`: “fortnight” is not an interval: use day, week, month or total"
}))]
pub struct Problem {
    /// Always `about:blank`: the status says the kind.
    #[schema(example = "about:blank")]
    r#type: &'static str,
    /// What the status means.
    title: String,
    /// The status once more.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong, and what to do.
    detail: String,
    /// The parameter that is at fault, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    parameter: Option<String>,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        let reason = StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
        let title = reason.unwrap_or("Error").to_owned();
        Self { r#type: "about:blank", title, status, detail: detail.into(), parameter: None }
    }

    /// 400: a parameter, by name.
    pub fn bad_parameter(name: &str, why: impl std::fmt::Display) -> Self {
        Self::new(400, format!("parameter `{name}`: {why}")).about(name)
    }

    /// The same, with the name of the parameter that is at fault.
    #[must_use]
    pub fn about(self, parameter: &str) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..self }
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

/// What `metrics` cannot answer: 404 for what there is not, 422 for what is well written and too much, 400 for
/// the rest. Each names its parameter.
impl From<metrics::AskError> for Problem {
    fn from(error: metrics::AskError) -> Self {
        use metrics::AskError as E;
        let status = match &error {
            E::UnknownTeam(_) | E::UnknownConnection(_) => 404,
            E::Withheld { .. } => return Self::new(403, error.to_string()),
            E::TooLong { .. } | E::TooMany { .. } | E::NotWhole { .. } => 422,
            _ => 400,
        };
        Self::new(status, error.to_string()).about(error.parameter())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

type Responses = BTreeMap<String, RefOr<response::Response>>;

/// An error in the API's description.
pub fn described(description: &str) -> response::Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build()
}

fn responses<const N: usize>(list: [(&str, &str); N]) -> Responses {
    list.into_iter().map(|(status, text)| (status.to_owned(), described(text).into())).collect()
}

/// In descriptions: the question may be too much for one answer.
pub struct TooMuch;

impl IntoResponses for TooMuch {
    fn responses() -> Responses {
        responses([("422", "Well written, and more than one answer holds; `parameter` is what to make smaller.")])
    }
}

/// In descriptions: what is asked about may not be there.
pub struct NotThere;

impl IntoResponses for NotThere {
    fn responses() -> Responses {
        responses([("404", "There is no such thing; `detail` says what was not found.")])
    }
}

/// In descriptions: the asker may have the answer already.
pub struct Unchanged;

impl IntoResponses for Unchanged {
    fn responses() -> Responses {
        let same = ResponseBuilder::new().description("Nothing has changed since the answer with the tag of `If-None-Match`.");
        BTreeMap::from([("304".to_owned(), same.build().into())])
    }
}
