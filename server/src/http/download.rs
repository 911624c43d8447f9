//! `/download/{file}{page}`: a figure of a page, or all of them, as a file. The page is made once more for whoever
//! asks, with the same rights, floor and filters, and the file is written from what it shows (see
//! [`crate::export::page`]). Who may not see the page gets no file.

use app::backend::{Backend, Caller};
use app::export::Sheet;
use app::{AppError, Asked, take};
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header;

use super::health;
use super::refusal::{Asker, Refusal};
use crate::backend::policy;
use crate::export::page::{Drawn, Form, drawn, named, table};
use crate::export::picture;
use crate::state::AppState;

/// What is asked, and of whom.
#[derive(Clone)]
struct Desk {
    state: AppState,
    backend: Backend,
}

/// Files of the page at `/` and of every other page.
pub(super) fn routes(state: &AppState, backend: Backend) -> Router {
    let desk = Desk { state: state.clone(), backend };
    Router::new()
        .route("/download/{file}/", get(of_root))
        .route("/download/{file}/{*page}", get(of_page))
        .layer(from_fn(health::when_ready_for_pages))
        .with_state(desk)
}

async fn of_root(desk: State<Desk>, caller: Extension<Caller>, Path(file): Path<String>, query: RawQuery) -> Response {
    answer(desk, caller, &file, "/", query).await
}

async fn of_page(
    desk: State<Desk>,
    caller: Extension<Caller>,
    Path((file, page)): Path<(String, String)>,
    query: RawQuery,
) -> Response {
    answer(desk, caller, &file, &format!("/{page}"), query).await
}

async fn answer(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    file: &str,
    page: &str,
    RawQuery(query): RawQuery,
) -> Response {
    let made = desk.made(caller, file, page, &query.unwrap_or_default()).await;
    made.unwrap_or_else(|error| Refusal::no_file(error).to(Asker::Person))
}

impl Desk {
    async fn made(&self, caller: Caller, file: &str, page: &str, query: &str) -> Result<Response, AppError> {
        let missing = || AppError::NotFound { what: format!("file “{file}” of the page at {page}") };
        let (key, form) =
            file.rsplit_once('.').and_then(|(key, ending)| Some((key, Form::of(ending)?))).ok_or_else(missing)?;
        let role = caller.role;
        let taken = take(page, Asked::new(caller, self.backend.clone(), query)).await?;
        let sheets = named(key, taken.sheets());
        let about = taken.about().filter(|_| !sheets.is_empty()).ok_or_else(missing)?;
        if let Form::Table(format) = form {
            let ready = table(&about, key, sheets, format);
            let headers = headers(ready.media_type(), ready.content_disposition());
            return Ok((headers, Body::from_stream(ready.begin().into_stream())).into_response());
        }
        let only: &Sheet = match sheets.as_slice() {
            [only] => only,
            _ => return Err(missing()),
        };
        let Drawn { svg, disposition } = drawn(&about, only, form).ok_or_else(missing)?;
        if form == Form::Svg {
            return Ok((headers("image/svg+xml", disposition), svg).into_response());
        }
        let policy = policy(access::Policy::of_role(role), &self.state.config);
        let png = picture::kept(&self.state, policy, "page", svg).await?;
        Ok((headers("image/png", disposition), Bytes::clone(&png)).into_response())
    }
}

fn headers(media_type: &'static str, disposition: String) -> [(http::HeaderName, String); 3] {
    [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ]
}
