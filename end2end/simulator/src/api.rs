//! The simulated provider over HTTP: authentication, parameters, pages, and the faults that are switched on.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::WorkspaceId;
use futures::{StreamExt, stream};
use serde_json::json;
use tokio::time::{Duration, sleep};

use crate::endpoint::Endpoint;
use crate::faults::Fault;
use crate::pages::{self, Page, Standing};
use crate::params::Params;
use crate::refusal::{Invalid, Refusal};
use crate::state::{LoggedRequest, State};
use crate::strange;

/// The routes under the base address.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/v1/analytics/codex/workspaces/{workspace}/{endpoint}", get(answer))
        .fallback(async || Refusal::NoWorkspace)
        .with_state(state)
}

/// One request, read as far as it can be read.
struct Request {
    endpoint: Endpoint,
    workspace: String,
    query: BTreeMap<String, String>,
    key: Option<String>,
}

async fn answer(
    Shared(state): Shared<Arc<State>>,
    Path((workspace, endpoint)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let Some(endpoint) = Endpoint::of(&endpoint) else { return Refusal::NoWorkspace.into_response() };
    let key = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned);
    let request = Request { endpoint, workspace, query, key };
    let grouped = request.query.get("group").is_some_and(|group| group == "workspace");
    let fault = state.faults().take(endpoint, grouped, page_number(&state, &request));
    if let Some(Fault::Slow { millis }) = fault {
        sleep(Duration::from_millis(millis)).await;
    }
    let (response, status, rows) = match serve(&state, &request, fault.as_ref()).await {
        Ok((response, rows)) => (response, 200, rows),
        Err(refusal) => (refusal.clone().into_response(), refusal.status().as_u16(), 0),
    };
    state.log().push(LoggedRequest {
        endpoint,
        workspace: request.workspace,
        params: request.query,
        with_key: request.key.is_some(),
        status,
        rows,
        fault,
    });
    response
}

/// The page of its walk that a request asks for; 1 where it does not say so understandably.
fn page_number(state: &State, request: &Request) -> u32 {
    let params = Params::read(request.endpoint, &request.query).ok();
    let seed = state.organisation.config().seed;
    params
        .and_then(|params| {
            let cursor = params.page.clone()?;
            pages::standing(seed, request.endpoint, &params, &cursor).ok()
        })
        .map_or(1, |standing| standing.page)
}

async fn serve(state: &Arc<State>, request: &Request, fault: Option<&Fault>) -> Result<(Response, usize), Refusal> {
    if let Some(refusal) = fault.and_then(|fault| refusal(fault, &request.workspace)) {
        return Err(refusal);
    }
    admit(state, request)?;
    let params = Params::read(request.endpoint, &request.query).map_err(Refusal::Invalid)?;
    if let Some(seconds) = state.over_limit(request.endpoint, params.grouped) {
        return Err(Refusal::TooMany(Some(crate::faults::RetryAfter::Seconds(seconds))));
    }
    let config = state.organisation.config();
    let now = state.now();
    let standing = match &params.page {
        Some(cursor) => {
            Some(pages::standing(config.seed, request.endpoint, &params, cursor).map_err(Refusal::Invalid)?)
        }
        None => params.window(config, now).map_err(Refusal::Invalid)?.map(pages::beginning),
    };
    let page = page(state, request.endpoint, &params, standing.as_ref(), fault).await;
    let next = page.next.as_ref().map(|next| pages::cursor(config.seed, request.endpoint, &params, next));
    let count = page.count;
    Ok((respond(request.endpoint, page, next, fault), count))
}

async fn page(
    state: &Arc<State>,
    endpoint: Endpoint,
    params: &Params,
    standing: Option<&Standing>,
    fault: Option<&Fault>,
) -> Page {
    let Some(standing) = standing.cloned() else { return Page::default() };
    match fault {
        Some(Fault::NoRows) => return Page::default(),
        Some(Fault::EmptyPage) => {
            let next = Standing { page: standing.page.saturating_add(1), ..standing };
            return Page { next: Some(next), ..Page::default() };
        }
        _ => {}
    }
    let oldest = matches!(fault, Some(Fault::EmptyOldDays)).then(|| state.a_week_ago());
    let (dataset, limit, here) = (endpoint.dataset(params.grouped), params.limit, standing.clone());
    let shared = Arc::clone(state);
    // Making a day of a large organisation takes a while: not on the runtime's own threads.
    let turned = tokio::task::spawn_blocking(move || {
        pages::turn(&shared.organisation, &shared.shelf, dataset, &standing, limit, shared.now(), oldest)
    });
    let mut page = turned.await.unwrap_or_default();
    if matches!(fault, Some(Fault::RepeatedCursor)) {
        page.next = Some(here);
    }
    page
}

/// Who may come in.
fn admit(state: &State, request: &Request) -> Result<(), Refusal> {
    let keys = &state.keys;
    let key = request.key.as_deref().ok_or(Refusal::Unauthorized)?;
    if key == keys.without_scope {
        return Err(Refusal::MissingScope);
    }
    let (own, others) = (state.organisation.workspace(), state.organisation.other_workspace());
    let opens = if key == keys.good {
        own
    } else if key == keys.of_another_workspace {
        others
    } else {
        return Err(Refusal::Unauthorized);
    };
    let asked: WorkspaceId = request.workspace.parse().map_err(|_| {
        let invalid = Invalid::path("workspace_id", "uuid_parsing", "Input should be a valid UUID", &request.workspace);
        Refusal::Invalid(invalid.with(json!({ "error": "invalid character or length" })))
    })?;
    match asked.as_str() {
        id if id == opens => Ok(()),
        id if id == own || id == others => Err(Refusal::OtherWorkspace(id.to_owned())),
        _ => Err(Refusal::NoWorkspace),
    }
}

/// The refusal that a fault asks for.
fn refusal(fault: &Fault, workspace: &str) -> Option<Refusal> {
    Some(match fault {
        Fault::Unauthorized => Refusal::Unauthorized,
        Fault::Forbidden => Refusal::MissingScope,
        Fault::ForbiddenWorkspace => Refusal::OtherWorkspace(workspace.to_owned()),
        Fault::NotFound => Refusal::NoWorkspace,
        Fault::Unprocessable => {
            Refusal::Invalid(Invalid::query("start_time", "value_error", "Value error, out of range", ""))
        }
        Fault::TooMany { retry_after } => Refusal::TooMany(retry_after.clone()),
        Fault::ServerError => Refusal::ServerError,
        Fault::Unavailable { retry_after } => Refusal::Unavailable(retry_after.clone()),
        Fault::Redirect { location } => Refusal::Redirect(location.clone()),
        _ => return None,
    })
}

/// The page in its envelope, spoiled where a fault says so.
fn respond(endpoint: Endpoint, page: Page, next: Option<String>, fault: Option<&Fault>) -> Response {
    let mut json = br#"{"object":"page","data":["#.to_vec();
    json.extend_from_slice(&page.rows);
    json.extend_from_slice(if next.is_some() { b"],\"has_more\":true" } else { b"],\"has_more\":false" });
    match next {
        Some(next) => json.extend_from_slice(format!(",\"next_page\":\"{next}\"}}").as_bytes()),
        // Null on one endpoint, absent on the others: both mean the end.
        None if endpoint == Endpoint::Usage => json.extend_from_slice(b",\"next_page\":null}"),
        None => json.push(b'}'),
    }
    let half = json.len() / 2;
    let length = json.len();
    let body = match fault {
        Some(Fault::Cut) => {
            json.truncate(half);
            return cut(json, length);
        }
        Some(Fault::Truncated) => {
            json.truncate(half);
            json
        }
        Some(Fault::UnexpectedShape) => br#"{"result":{"items":[{"day":"yesterday","amount":"plenty"}]}}"#.to_vec(),
        Some(Fault::UnknownFields) => strange::decorate(&json).unwrap_or(json),
        _ => json,
    };
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Announces the whole body and hangs up after a part of it.
fn cut(part: Vec<u8>, length: usize) -> Response {
    // The pause makes the server send what it has before it meets the error.
    let rest = stream::once(async {
        tokio::task::yield_now().await;
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted))
    });
    let parts = stream::iter([Ok(Bytes::from(part))]).chain(rest);
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_LENGTH, length.to_string())];
    (headers, Body::from_stream(parts)).into_response()
}
