//! Answers that are not what was asked for, each in the form that the asker reads: a small page for people,
//! `application/problem+json` for the API, an [`AppError`] for a server function.
//!
//! These are for what happens before or around a page (another site's form, too much data, a crash). What a
//! page itself cannot show is drawn by `app`.

use std::fmt::Write as _;

use app::AppError;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

/// Who asks, as far as the form of a refusal depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A person with a browser.
    Person,
    /// A program that uses the HTTP API.
    Api,
    /// A page's script that calls a server function.
    Script,
}

impl Asker {
    /// By the path that was asked for and what the asker accepts.
    pub fn of(path: &str, headers: &HeaderMap) -> Self {
        if path == "/api" || path.starts_with("/api/") {
            return Self::Api;
        }
        if path.starts_with("/fn/") || path.starts_with("/events/") {
            let html = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
            return if html.is_some_and(|accept| accept.contains("text/html")) { Self::Person } else { Self::Script };
        }
        Self::Person
    }
}

/// A refusal: what, why, and the way on.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// What happened, a sentence.
    pub title: &'static str,
    /// Why, and what to do: one or two sentences.
    pub detail: String,
    /// Where the way on leads, and what it says.
    pub way_on: (&'static str, &'static str),
    /// The same for a server function.
    pub for_script: AppError,
}

/// RFC 9457.
#[derive(Debug, Serialize)]
struct ProblemJson<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

impl Refusal {
    /// The answer in the asker's form.
    pub fn to(&self, asker: Asker) -> Response {
        match asker {
            Asker::Person => self.page(),
            Asker::Api => problem(self.status, self.title, &self.detail),
            Asker::Script => script_error(self.status, &self.for_script),
        }
    }

    fn page(&self) -> Response {
        let (href, label) = self.way_on;
        let mut html = String::new();
        let (title, detail) = (escaped(self.title), escaped(&self.detail));
        // Plain on purpose: it must work when nothing else does. The browser's own style is calm enough.
        let _ = write!(
            html,
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\
             <body><main><h1>{title}</h1><p>{detail}</p><p><a href=\"{href}\">{label}</a></p></main></body></html>"
        );
        let mut response = (self.status, html).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    /// Another site, or a page that is not ours, sent a form.
    pub fn cross_site() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "This came from another site.",
            detail: "Uptake only accepts changes that are sent from its own pages. If you followed a link or a \
                     form elsewhere, go to the page here and do it there. Behind a proxy, the proxy must pass on \
                     the Host and Origin headers unchanged."
                .to_owned(),
            way_on: ("/", "Go to the Overview"),
            for_script: AppError::Forbidden,
        }
    }

    /// The name in the Host header is not one of ours.
    pub fn unknown_host() -> Self {
        Self {
            status: StatusCode::MISDIRECTED_REQUEST,
            title: "Uptake is not known under this name.",
            detail: "It answers only to the name that it is set up for, so that no other site can pose as it. An \
                     administrator sets the name with UPTAKE_PUBLIC_URL, for example https://uptake.example.com."
                .to_owned(),
            way_on: ("/", "Try again"),
            for_script: AppError::Forbidden,
        }
    }

    /// More was sent than is read.
    pub fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            title: "That was too much at once.",
            detail: "The form or file is larger than Uptake reads. Nothing was changed.".to_owned(),
            way_on: ("/", "Go to the Overview"),
            for_script: AppError::Invalid { field: String::new(), message: "That was too much at once.".to_owned() },
        }
    }

    /// The answer took too long.
    pub fn too_slow() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            title: "This takes too long right now.",
            detail: "The server is busy, and nothing is lost. Try again in a moment.".to_owned(),
            way_on: ("/", "Go to the Overview"),
            for_script: AppError::Unavailable { what: "The server".to_owned() },
        }
    }

    /// The index is being loaded.
    pub fn starting() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            title: "Uptake is starting.",
            detail: "It reads its archive, which takes some seconds. Try again in a moment.".to_owned(),
            way_on: ("/", "Try again"),
            for_script: AppError::Unavailable { what: "The archive".to_owned() },
        }
    }

    /// A fault of ours; the log has the cause under the reference.
    pub fn internal(reference: &str) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            title: "Something went wrong on the server.",
            detail: format!(
                "Nothing is lost. Try again; if it happens again, tell an administrator the reference {reference}."
            ),
            way_on: ("/", "Go to the Overview"),
            for_script: AppError::Internal { reference: reference.to_owned() },
        }
    }

    /// A link that was used or is too old.
    pub fn link_invalid() -> Self {
        Self {
            status: StatusCode::GONE,
            title: "This link does not work any more.",
            detail: "It can be used once and only for a while. Sign in with your password, or ask an administrator \
                     for another link."
                .to_owned(),
            way_on: ("/sign-in", "Go to the sign-in page"),
            for_script: AppError::SignedOut,
        }
    }

    /// A browser or a chat program looked ahead.
    pub fn no_look_ahead() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "This link must be opened by a person.",
            detail: "It works once, so Uptake does not let programs open it ahead of time. Click it to sign in."
                .to_owned(),
            way_on: ("/sign-in", "Go to the sign-in page"),
            for_script: AppError::Forbidden,
        }
    }

    /// There is no such file, or not for whoever asks.
    pub fn no_file(error: AppError) -> Self {
        Self {
            status: StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            title: "This cannot be taken out as a file.",
            detail: format!("{error} {}", error.way_on()),
            way_on: ("/", "Go to the Overview"),
            for_script: error,
        }
    }

    /// Whoever asks shares nothing, so that there is nothing to look at beforehand.
    pub fn no_preview() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "Your account may not do this.",
            detail: "Only who may share pages sees them as visitors will. Ask an administrator of this installation \
                     for the right."
                .to_owned(),
            way_on: ("/", "Go to the Overview"),
            for_script: AppError::Forbidden,
        }
    }

    /// Nobody is signed in.
    pub fn signed_out() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            title: "You are not signed in, or your session has ended.",
            detail: "Sign in and you come back to where you were.".to_owned(),
            way_on: ("/sign-in", "Sign in"),
            for_script: AppError::SignedOut,
        }
    }

    /// Too many tries to sign in.
    pub fn too_many_tries(seconds: u64) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            title: "Too many tries.",
            detail: format!("Wait {seconds} seconds and try again."),
            way_on: ("/sign-in", "Go to the sign-in page"),
            for_script: AppError::Unavailable { what: "Signing in".to_owned() },
        }
    }
}

/// An API error by RFC 9457.
pub fn problem(status: StatusCode, title: &str, detail: &str) -> Response {
    let body = ProblemJson { r#type: "about:blank", title, status: status.as_u16(), detail };
    let mut response = (status, axum::Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// An error as a server function's caller decodes it.
pub fn script_error(status: StatusCode, error: &AppError) -> Response {
    let body = serde_json::to_vec(error).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, c| {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(c),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asker_gets_its_form() {
        let mut browser = HeaderMap::new();
        browser.insert(header::ACCEPT, HeaderValue::from_static("text/html,*/*"));
        let none = HeaderMap::new();
        assert_eq!(Asker::of("/api/v1/status", &browser), Asker::Api);
        assert_eq!(Asker::of("/apiary", &none), Asker::Person);
        assert_eq!(Asker::of("/fn/connect", &none), Asker::Script);
        assert_eq!(Asker::of("/fn/connect", &browser), Asker::Person);
        let refusal = Refusal::cross_site();
        for (asker, kind) in [
            (Asker::Person, "text/html; charset=utf-8"),
            (Asker::Api, "application/problem+json"),
            (Asker::Script, "application/json"),
        ] {
            let response = refusal.to(asker);
            assert_eq!(response.status(), StatusCode::FORBIDDEN);
            assert_eq!(response.headers().get(header::CONTENT_TYPE), Some(&HeaderValue::from_static(kind)));
        }
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("<a href=\"x\">&</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
    }
}
