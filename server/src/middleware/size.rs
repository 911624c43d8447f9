//! Gives the refusal of a request that is too large the form that the asker reads.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;

use crate::http::refusal::{Asker, Refusal};

/// Explains a 413.
pub async fn explain(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.uri().path(), request.headers());
    let response = next.run(request).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE { Refusal::too_large().to(asker) } else { response }
}
