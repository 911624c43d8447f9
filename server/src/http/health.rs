//! Whether the process lives and whether it is ready; and the answer for paths of the API that are none.

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};

use super::refusal::{Asker, Refusal, problem};
use crate::state::AppState;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The index is loaded and the database answers.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    if !state.index.is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "starting: the index is being loaded\n").into_response();
    }
    match state.archive.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Holds back questions about numbers until there are numbers.
pub(super) async fn when_ready(Extension(state): Extension<AppState>, request: Request, next: Next) -> Response {
    if state.index.is_ready() {
        return next.run(request).await;
    }
    let mut response = Refusal::starting().to(Asker::of(request.uri().path(), request.headers()));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    response
}

/// The same for pages and server functions; signing in works from the first moment.
pub(super) async fn when_ready_for_pages(state: Extension<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/sign-in" || path.starts_with("/set-up/") {
        return next.run(request).await;
    }
    when_ready(state, request, next).await
}

/// A path of the API that there is not.
pub(super) async fn no_such_path(request: Request) -> Response {
    let detail = format!("There is nothing at {}. The API is at /api/v1.", request.uri().path());
    problem(StatusCode::NOT_FOUND, "No such path", &detail)
}
