//! Answering a request for a file of the site.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::BuiltSite;
use super::load::File;

/// A hashed name never means anything else.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Anything else may change with the next release; the tag tells.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");

/// Answers with a file of the site where the path is one; passes every other request on.
pub async fn serve(State(site): State<Arc<BuiltSite>>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let path = request.uri().path();
    let files = site.files();
    match files.get(path) {
        Some(file) => answer(file, request.headers(), request.method() == Method::HEAD),
        // What is asked for here is a file; a page about it would only be fetched as a script.
        None if path.starts_with("/pkg/") => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
        None => next.run(request).await,
    }
}

fn answer(file: &File, asked: &HeaderMap, head: bool) -> Response {
    let unchanged = asked.get(header::IF_NONE_MATCH).is_some_and(|tags| matches_tag(tags, &file.etag));
    let (encoding, content) = choose(file, asked);
    let length = content.len();
    let body = if head || unchanged { Body::empty() } else { Body::from(content) };
    let mut response = Response::new(body);
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if file.immutable { FOR_GOOD } else { ASK_AGAIN });
    headers.insert(header::ETAG, file.etag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, file.content_type.clone());
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if !unchanged {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// The smallest form that the browser takes.
fn choose(file: &File, asked: &HeaderMap) -> (Option<&'static str>, Bytes) {
    let takes = |coding: &str| asked.get_all(header::ACCEPT_ENCODING).iter().any(|value| accepts(value, coding));
    match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if takes("br") => (Some("br"), brotli.clone()),
        (_, Some(gzip)) if takes("gzip") => (Some("gzip"), gzip.clone()),
        _ => (None, file.plain.clone()),
    }
}

fn accepts(value: &HeaderValue, coding: &str) -> bool {
    let Ok(value) = value.to_str() else { return false };
    value.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts
            .filter_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            .any(|quality| quality.parse::<f32>().is_ok_and(|quality| quality <= 0.0));
        named && !refused
    })
}

fn matches_tag(tags: &HeaderValue, own: &HeaderValue) -> bool {
    let (Ok(tags), Ok(own)) = (tags.to_str(), own.to_str()) else { return false };
    tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_taken_as_asked() {
        for (value, taken) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("br;q=0", false),
            ("br; q=0.0", false),
            ("gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            assert_eq!(accepts(&HeaderValue::from_static(value), "br"), taken, "{value}");
        }
    }

    #[test]
    fn tags_match_strongly_or_weakly() {
        let own = HeaderValue::from_static("\"abc\"");
        for (tags, same) in [("\"abc\"", true), ("\"x\", W/\"abc\"", true), ("*", true), ("\"abcd\"", false)] {
            assert_eq!(matches_tag(&HeaderValue::from_static(tags), &own), same, "{tags}");
        }
    }
}
