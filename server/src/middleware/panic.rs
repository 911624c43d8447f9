//! A panic in a handler ends that request alone, with a constant body; the log has the cause.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt as _;

use super::trace::RequestId;
use crate::http::refusal::{Asker, Refusal};

/// Turns a panic into an answer.
pub async fn catch(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.uri().path(), request.headers());
    let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(cause) => {
            tracing::error!(cause = text_of(cause.as_ref()), "a handler panicked");
            Refusal::internal(&id).to(asker)
        }
    }
}

fn text_of(cause: &(dyn Any + Send)) -> &str {
    let text = cause.downcast_ref::<&str>().copied();
    text.or_else(|| cause.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown")
}
