//! No page keeps a visitor waiting for long: after a while it says that the server is busy.
//! Streams (progress, exports) are not behind this layer.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::http::refusal::{Asker, Refusal};

/// Longer than the slowest thing that a page waits for: the five questions to `OpenAI` before a connection is
/// saved, each of which may take as long as the client's own limit.
const LIMIT: Duration = Duration::from_secs(100);

/// Gives up after the limit.
pub async fn limit(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.uri().path(), request.headers());
    tokio::time::timeout(LIMIT, next.run(request)).await.unwrap_or_else(|_| {
        tracing::warn!("gave up on a request that took too long");
        Refusal::too_slow().to(asker)
    })
}
