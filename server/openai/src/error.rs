//! Everything that can go wrong between us and `OpenAI`, and which of the connection's problems it is.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use domain::ConnectionProblem;
use reqwest::StatusCode;
use serde_json::Value;

use crate::models::Shape;

/// A failed request or window. Messages name the endpoint and the thing; none holds a key or a person.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The configured base URL is refused.
    #[error("the base URL {url} cannot be used: {reason}")]
    BaseUrl {
        /// The URL as configured.
        url: String,
        /// Why not.
        reason: String,
    },
    /// The HTTPS client cannot be built.
    #[error(
        "the HTTPS client cannot be set up ({reason}): are the system's CA certificates installed (package ca-certificates)?"
    )]
    Setup {
        /// What the TLS library says.
        reason: String,
    },
    /// The key cannot even be sent.
    #[error("the key is empty or holds characters that no key has: copy it again, whole and alone")]
    UnusableKey,
    /// An answer with a status that is no success.
    #[error("{endpoint}: OpenAI answered {status}: {message}")]
    Status {
        /// Which endpoint.
        endpoint: &'static str,
        /// The HTTP status.
        status: u16,
        /// The body's message, redacted.
        message: String,
        /// Which problem that is.
        problem: ConnectionProblem,
        /// When `OpenAI` asked us to come back.
        retry_at: Option<DateTime<Utc>>,
    },
    /// A redirect; never followed, since it could carry the key elsewhere.
    #[error(
        "{endpoint}: OpenAI redirected to {target}, which is not followed because the key would go along: check the base URL"
    )]
    Redirect {
        /// Which endpoint.
        endpoint: &'static str,
        /// Scheme and host of the target.
        target: String,
    },
    /// No answer, or half of one.
    #[error("{endpoint}: no proper answer ({reason})")]
    Unreachable {
        /// Which endpoint.
        endpoint: &'static str,
        /// What the network says.
        reason: String,
    },
    /// The body is not JSON, or is cut off.
    #[error("{endpoint}: the answer is not whole JSON ({reason})")]
    NotJson {
        /// Which endpoint.
        endpoint: &'static str,
        /// Where it breaks.
        reason: String,
    },
    /// The body is longer than we are willing to hold.
    #[error("{endpoint}: the answer is longer than {limit} bytes")]
    TooLarge {
        /// Which endpoint.
        endpoint: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },
    /// JSON, but not the form that is known.
    #[error("{endpoint}: {shape}")]
    Shape {
        /// Which endpoint.
        endpoint: &'static str,
        /// Which field, and how it differs.
        shape: Shape,
    },
    /// The cursors of a window lead in a circle or to nowhere, time and again.
    #[error("{endpoint}: field next_page: {reason}, {attempts} times in a row")]
    BrokenCursor {
        /// Which endpoint.
        endpoint: &'static str,
        /// How it is broken.
        reason: String,
        /// Attempts made.
        attempts: u32,
    },
    /// The window holds more rows than fit in memory: ask for fewer days.
    #[error("{endpoint}: more than {limit} rows in one window: ask for fewer days at once")]
    TooManyRows {
        /// Which endpoint.
        endpoint: &'static str,
        /// The limit, in rows.
        limit: u64,
    },
}

impl Error {
    /// The problem of the connection that this is.
    pub fn problem(&self) -> ConnectionProblem {
        match self {
            Self::UnusableKey => ConnectionProblem::InvalidCredentials,
            Self::Status { problem, .. } => *problem,
            Self::Shape { .. } | Self::BrokenCursor { .. } | Self::TooManyRows { .. } => {
                ConnectionProblem::UnexpectedShape
            }
            Self::BaseUrl { .. }
            | Self::Setup { .. }
            | Self::Redirect { .. }
            | Self::Unreachable { .. }
            | Self::NotJson { .. }
            | Self::TooLarge { .. } => ConnectionProblem::UpstreamUnavailable,
        }
    }

    /// Whether asking again may help without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::Unreachable { .. } | Self::NotJson { .. } => true,
            _ => false,
        }
    }

    /// Whether `OpenAI` refused the question itself (400, 422): the window lies beyond its look-back.
    pub fn refuses_window(&self) -> bool {
        matches!(self, Self::Status { status: 400 | 422, .. })
    }

    /// When `OpenAI` asked us to come back.
    pub fn retry_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Status { retry_at, .. } => *retry_at,
            _ => None,
        }
    }
}

/// The wait that a `Retry-After` header asks for, in seconds or as an HTTP date; a moment that has passed
/// is no wait. `None` where the header is neither.
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are still seconds: for ever, as far as we are concerned.
        return Some(Duration::from_secs(header.parse::<u32>().unwrap_or(u32::MAX).into()));
    }
    let until = httpdate::parse_http_date(header).ok()?;
    Some(until.duration_since(SystemTime::from(now)).unwrap_or_default())
}

/// The problem that a status is. `message` tells a missing scope from a foreign workspace.
pub(crate) fn problem_of(status: StatusCode, message: &str) -> ConnectionProblem {
    let says = |word: &str| message.to_ascii_lowercase().contains(word);
    match status.as_u16() {
        401 => ConnectionProblem::InvalidCredentials,
        403 if says("workspace") && !says("scope") => ConnectionProblem::WorkspaceNotFound,
        403 => ConnectionProblem::MissingScope,
        404 => ConnectionProblem::WorkspaceNotFound,
        429 => ConnectionProblem::RateLimited,
        408 | 425 | 500..=599 => ConnectionProblem::UpstreamUnavailable,
        _ => ConnectionProblem::UnexpectedShape,
    }
}

/// The message in an error's body, by the places where one may stand, in this order: `error.message`,
/// `error`, `detail`, `detail[].msg`, `message`. `None` where there is none.
pub(crate) fn message_of(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |value: Option<&Value>| value?.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty());
    let (error, detail) = (body.get("error"), body.get("detail"));
    text(error.and_then(|error| error.get("message")))
        .or_else(|| text(error))
        .or_else(|| text(detail))
        .or_else(|| {
            let said: Vec<String> = detail?.as_array()?.iter().filter_map(complaint).collect();
            (!said.is_empty()).then(|| said.join("; "))
        })
        .or_else(|| text(body.get("message")))
}

/// One entry of a list of complaints, with the parameter it is about: `limit: should be less`.
fn complaint(entry: &Value) -> Option<String> {
    let said = entry.get("msg")?.as_str()?;
    let about = entry.get("loc").and_then(Value::as_array).and_then(|path| path.last()).and_then(Value::as_str);
    Some(about.map_or_else(|| said.to_owned(), |about| format!("{about}: {said}")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = moment("2026-11-06T08:49:07Z");
        let seconds = |header| retry_after(header, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Fri, 06 Nov 2026 08:49:37 GMT"), Some(30));
        assert_eq!(seconds("Fri, 06 Nov 2026 08:00:00 GMT"), Some(0));
        assert_eq!(seconds("99999999999999999999"), Some(u64::from(u32::MAX)));
        for neither in ["", "-1", "1.5", "soon", "tomorrow, 06 Nov"] {
            assert_eq!(seconds(neither), None, "{neither}");
        }
    }

    #[test]
    fn messages_are_read_in_order() {
        for (body, message) in [
            (r#"{"error":{"message":"first"},"detail":"second","message":"third"}"#, Some("first")),
            (r#"{"error":"plain","message":"third"}"#, Some("plain")),
            (r#"{"error":{"code":7},"detail":"second"}"#, Some("second")),
            (
                r#"{"detail":[{"loc":["query","limit"],"msg":"too high"},{"msg":"and more"}]}"#,
                Some("limit: too high; and more"),
            ),
            (r#"{"detail":[],"message":"third"}"#, Some("third")),
            (r#"{"error":"  ","message":"third"}"#, Some("third")),
            (r#"["nothing"]"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(message_of(body.as_bytes()).as_deref(), message, "{body}");
        }
    }

    #[test]
    fn statuses_are_problems() {
        use ConnectionProblem as P;
        for (status, message, problem) in [
            (401, "", P::InvalidCredentials),
            (403, "Missing scope codex.enterprise.analytics.read for this workspace", P::MissingScope),
            (403, "You have no access to Workspace 3f0f", P::WorkspaceNotFound),
            (403, "Forbidden", P::MissingScope),
            (404, "Not found", P::WorkspaceNotFound),
            (429, "", P::RateLimited),
            (500, "", P::UpstreamUnavailable),
            (503, "", P::UpstreamUnavailable),
            (422, "", P::UnexpectedShape),
            (418, "", P::UnexpectedShape),
        ] {
            assert_eq!(problem_of(StatusCode::from_u16(status).unwrap(), message), problem, "{status} {message}");
        }
    }
}
