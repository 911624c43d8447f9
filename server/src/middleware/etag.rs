//! Packed forms of one answer are different bytes, and a strong tag names bytes: each packing gets its own tag,
//! `"x"` becomes `"x-br"`.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};

const PACKINGS: [&str; 3] = ["br", "gzip", "zstd"];

/// Names the packing in the tag of a packed answer.
pub async fn name_packing(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(tag) = packed_tag(&response) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn packed_tag(response: &Response) -> Option<HeaderValue> {
    let packing = response.headers().get(header::CONTENT_ENCODING)?.to_str().ok()?;
    let tag = response.headers().get(header::ETAG)?.to_str().ok()?;
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    PACKINGS.contains(&packing).then(|| HeaderValue::from_str(&format!("\"{tag}-{packing}\"")).ok())?
}

/// The tag of the answer itself, without quotes and packing; `None` where the text is no tag.
pub fn plain(tag: &str) -> Option<&str> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
    match tag.rsplit_once('-') {
        Some((tag, packing)) if PACKINGS.contains(&packing) => Some(tag),
        _ => Some(tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_the_packing_is_taken_off_again() {
        for (tag, own) in [
            ("\"abc\"", Some("abc")),
            ("\"abc-br\"", Some("abc")),
            ("W/\"abc-gzip\"", Some("abc")),
            ("\"a-b\"", Some("a-b")),
            ("abc", None),
            ("\"", None),
        ] {
            assert_eq!(plain(tag), own, "{tag}");
        }
    }
}
