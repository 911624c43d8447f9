//! `/links/preview`: what visitors of a link see, for whoever manages it. It stands behind the session, and the page is
//! made as the link's own page is made; but nobody has opened it, and no password is asked for.
//!
//! A form that is not saved is sent here, so that no address holds its password, and leads on to an address with the
//! rest of it: from there other days can be chosen, and the form be seen again.

use app::backend::Caller;
use app::error::AppError;
use app::shared::AskedTheme;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, RawQuery, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::link::asked_days;
use domain::view::LinkForm;
use serde::Deserialize;

use super::super::health;
use super::super::refusal::{Asker, Refusal};
use super::{Gate, LARGEST_FORM, Seen, refused};
use crate::backend::links::preview;
use crate::middleware::headers::Https;
use crate::state::AppState;

/// Behind the session.
pub(in crate::http) fn routes(state: &AppState, https: Https) -> Router {
    let gate = Gate { state: state.clone(), https };
    Router::new()
        .route(app::links::PREVIEW, get(look).post(typed))
        .with_state(gate)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn(health::when_ready_for_pages))
}

/// What the form of a link sends, read as the server functions read it.
#[derive(Deserialize)]
struct Sent {
    /// The link that it changes.
    id: Option<String>,
    form: LinkForm,
}

async fn typed(body: Bytes) -> Response {
    // Names of fields come with their brackets escaped.
    let sent: Option<Sent> = serde_qs::Config::new(5, false).deserialize_bytes(&body).ok();
    let kept = sent.and_then(|sent| Some((sent.form.to_query()?, sent.id)));
    let Some((form, id)) = kept else { return Refusal::too_large().to(Asker::Person) };
    Redirect::to(&format!("{}?{}", app::links::PREVIEW, written(&carried(id.as_deref(), Some(&form))))).into_response()
}

/// What stands in the address of a preview besides what a visitor chooses.
fn carried(id: Option<&str>, form: Option<&str>) -> Vec<(&'static str, String)> {
    let one = |name: &'static str, value: Option<&str>| value.map(|value| (name, value.to_owned()));
    [one("id", id), one("form", form)].into_iter().flatten().collect()
}

fn written(pairs: &[(&'static str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn look(State(gate): State<Gate>, Extension(caller): Extension<Caller>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let of = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let (id, kept) = (of("id"), of("form"));
    let form = kept.as_deref().and_then(LinkForm::of_query);
    let found = match preview(&gate.state, &caller, id.as_deref(), form.as_ref()).await {
        Ok(found) => found,
        Err(error @ AppError::Invalid { .. }) => {
            let back = form.and_then(|form| app::links::address(&error, &form, id.as_deref()));
            return Redirect::to(back.as_deref().unwrap_or(app::links::PATH)).into_response();
        }
        Err(AppError::NotFound { .. }) => return gate.gone(),
        Err(AppError::Forbidden) => return Refusal::no_preview().to(Asker::Person),
        Err(error) => return refused(error),
    };
    let back = match (&kept, &id) {
        (None, _) => app::links::PATH.to_owned(),
        (Some(kept), Some(id)) => format!("{}?{}&{kept}#edit", app::links::PATH, written(&[("edit", id.clone())])),
        (Some(kept), None) => {
            let page = found.visitor.contract().page.key().to_owned();
            format!("{}?{}&{kept}", app::links::PATH, written(&[("new", page)]))
        }
    };
    let preview = app::shared::Preview { back, password: found.password, over: found.over };
    let seen = Seen {
        path: app::links::PREVIEW,
        carried: &carried(id.as_deref(), kept.as_deref()),
        asked: asked_days(&query),
        theme: AskedTheme::of(&query),
        preview: Some(preview),
        image: None,
    };
    match gate.document(&found.visitor, seen).await {
        Ok(html) => gate.dressed_page(html, &[]),
        Err(answer) => answer,
    }
}
