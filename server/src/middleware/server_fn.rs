//! What the framework leaves to be said about server functions. It answers every error with 500 and leads
//! forms without scripts to wherever the `Referer` says; here an error gets its own status, and the way back
//! stays on this host.

use app::AppError;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use url::Url;

use crate::http::local_path::local_path;

/// The framework marks errors with it.
const ERROR_HEADER: &str = "serverfnerror";
/// No error of ours is longer.
const LONGEST_ERROR: usize = 64 * 1024;

/// Mends the answers of `/fn/…`; passes everything else on.
pub async fn mend(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/fn/") {
        return next.run(request).await;
    }
    let response = keep_here(next.run(request).await);
    if response.headers().contains_key(ERROR_HEADER) && response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        with_own_status(response).await
    } else {
        response
    }
}

async fn with_own_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = Limited::new(body, LONGEST_ERROR).collect().await else {
        return Response::from_parts(parts, Body::empty());
    };
    let body = body.to_bytes();
    if let Ok(error) = serde_json::from_slice::<AppError>(&body) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Response::from_parts(parts, Body::from(body))
}

/// Makes a redirect one of this host, whatever the request's `Referer` was.
fn keep_here(mut response: Response) -> Response {
    let Some(location) = response.headers().get(header::LOCATION) else { return response };
    let path = location.to_str().ok().and_then(|location| match Url::parse(location) {
        Ok(url) => local_path(&url[url::Position::BeforePath..url::Position::AfterQuery]),
        Err(_) => local_path(location),
    });
    let path = path.and_then(|path| HeaderValue::from_str(&path).ok());
    response.headers_mut().insert(header::LOCATION, path.unwrap_or(HeaderValue::from_static("/")));
    if response.status() == StatusCode::FOUND {
        // After a form, look and do not send again.
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn redirect(to: &str) -> Response {
        let response = Response::builder().status(302).header(header::LOCATION, to);
        response.body(Body::empty()).unwrap()
    }

    #[test]
    fn redirects_stay_on_this_host() {
        for (to, kept) in [
            ("http://127.0.0.1:3000/connect?__err=x", "/connect?__err=x"),
            ("https://evil.example.com/connect", "/connect"),
            ("https://evil.example.com", "/"),
            ("//evil.example.com/x", "/"),
            ("/adoption", "/adoption"),
            ("javascript:alert(1)", "/"),
        ] {
            let response = keep_here(redirect(to));
            assert_eq!(response.headers().get(header::LOCATION).unwrap(), kept, "{to}");
            assert_eq!(response.status(), StatusCode::SEE_OTHER);
        }
    }

    #[tokio::test]
    async fn an_error_has_its_own_status() {
        for error in [
            AppError::SignedOut,
            AppError::Forbidden,
            AppError::NotFound { what: "team “x”".to_owned() },
            AppError::Invalid { field: "name".to_owned(), message: "m".to_owned() },
        ] {
            let body = serde_json::to_vec(&error).unwrap();
            let response =
                Response::builder().status(500).header(ERROR_HEADER, "/fn/x").body(Body::from(body)).unwrap();
            let response = with_own_status(response).await;
            assert_eq!(response.status().as_u16(), error.status());
            let body = response.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(serde_json::from_slice::<AppError>(&body).unwrap(), error);
        }
    }
}
