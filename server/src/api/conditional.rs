//! Tags of answers: who has the answer already is told so in a line instead of getting it again.
//!
//! A tag is strong, so the packed forms of one answer have tags of their own; `middleware::etag` gives them.

use axum::body::Body;
use axum::http::header::GetAll;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;

use crate::middleware::etag::plain;

/// Kept by the asker alone, and asked about each time: rights and numbers change.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARY: HeaderValue = HeaderValue::from_static("authorization, accept-encoding");

/// What a request says of answers that it has.
pub fn asked(headers: &HeaderMap) -> HeaderMap {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().cloned();
    tags.map(|tag| (header::IF_NONE_MATCH, tag)).collect()
}

/// The asker's tag that stands for the answer with our tag, in whatever packing, if there is one.
pub fn matching(asked: GetAll<'_, HeaderValue>, tag: &str) -> Option<HeaderValue> {
    let texts = asked.iter().filter_map(|value| value.to_str().ok());
    let mut tags = texts.flat_map(|text| text.split(',')).map(str::trim);
    let same = tags.find(|asked| plain(asked) == Some(tag))?;
    HeaderValue::from_str(same.strip_prefix("W/").unwrap_or(same)).ok()
}

/// 304.
pub fn unchanged(tag: &HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag.clone());
    headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
    headers.insert(header::VARY, VARY);
    response
}

/// 200 with JSON and its tag.
pub fn tagged(tag: &str, json: Bytes) -> Response {
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
    headers.insert(header::VARY, VARY);
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_tag_is_found_in_any_packing_and_in_a_list() {
        for (asked, same) in [
            ("\"abc\"", Some("\"abc\"")),
            ("\"x\", \"abc-br\"", Some("\"abc-br\"")),
            ("W/\"abc-gzip\"", Some("\"abc-gzip\"")),
            ("\"abcd\"", None),
            ("abc", None),
            ("*", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(asked));
            let found = matching(headers.get_all(header::IF_NONE_MATCH), "abc");
            assert_eq!(found, same.map(|tag| HeaderValue::from_str(tag).unwrap()), "{asked}");
        }
    }
}
