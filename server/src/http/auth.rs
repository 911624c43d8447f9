//! Signing in and out, and setting up: plain forms that work without scripts. Every answer is a redirect to a
//! page of this host; what went wrong stands in its query as a code that the page explains.

use access::{AccessError, Purpose};
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Email;
use http::{HeaderMap, HeaderValue, Method, header};
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;
use url::form_urlencoded::Serializer;

use super::client_address::ClientAddress;
use super::local_path::local_path;
use super::refusal::{Asker, Refusal};
use crate::middleware::caller;
use crate::middleware::headers::Https;
use crate::middleware::session::removal;
use crate::middleware::trace::RequestId;
use crate::state::AppState;

/// The form of `/sign-in`.
#[derive(Deserialize)]
pub(super) struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The form of `/set-up/{token}`.
#[derive(Deserialize)]
pub(super) struct SetUp {
    #[serde(default)]
    token: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// `POST /auth/sign-in`.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    Extension(id): Extension<RequestId>,
    ClientAddress(address): ClientAddress,
    session: Session,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let next = local_path(&form.next).unwrap_or_else(|| "/".to_owned());
    let back = |code: &str| {
        let mut query = Serializer::new(String::new());
        query.append_pair("error", code);
        if next != "/" {
            query.append_pair("next", &next);
        }
        see_other(&format!("/sign-in?{}", query.finish()))
    };
    if let Err(wait) = state.limits.check(address, &form.email) {
        tracing::warn!(%address, "too many tries to sign in");
        return limited(wait.retry_after.as_secs(), &headers, || back("limited"));
    }
    match state.accounts.sign_in(&form.email, &SecretString::from(form.password)).await {
        Ok(account) => match caller::sign_in(&state, &session, account.id).await {
            Ok(()) => see_other(&next),
            Err(error) => failed(&id, &error),
        },
        Err(AccessError::WrongCredentials) => {
            tracing::info!(%address, "a sign-in was refused");
            back("wrong")
        }
        Err(error) => failed(&id, &error),
    }
}

/// `POST /auth/sign-out`.
pub(super) async fn sign_out(
    State(state): State<AppState>,
    Extension(id): Extension<RequestId>,
    session: Session,
) -> Response {
    if let Err(error) = session.flush().await {
        return failed(&id, &error);
    }
    let mut response = see_other("/sign-in");
    response.headers_mut().append(header::SET_COOKIE, removal(Https(state.config.http.is_https())));
    response
}

/// `POST /auth/set-up`.
pub(super) async fn set_up(
    State(state): State<AppState>,
    Extension(id): Extension<RequestId>,
    ClientAddress(address): ClientAddress,
    session: Session,
    headers: HeaderMap,
    Form(form): Form<SetUp>,
) -> Response {
    let back = |code: &str| {
        let token: String = Serializer::new(String::new()).append_key_only(&form.token).finish();
        see_other(&format!("/set-up/{token}?error={code}"))
    };
    if let Err(wait) = state.limits.check_address(address) {
        return limited(wait.retry_after.as_secs(), &headers, || back("limited"));
    }
    let email = match (form.email.parse::<Email>(), state.links.purpose(&form.token).await) {
        (_, Err(AccessError::LinkInvalid)) => return back("token"),
        (_, Err(error)) => return failed(&id, &error),
        // The account is the link's, whatever was typed.
        (_, Ok(Purpose::Password(email))) | (Ok(email), Ok(Purpose::FirstAdmin)) => email,
        (Err(_), Ok(Purpose::FirstAdmin)) => return back("email"),
    };
    match state.links.redeem_set_up(&form.token, &email, &SecretString::from(form.password.clone())).await {
        Ok(account) => match caller::sign_in(&state, &session, account.id).await {
            Ok(()) => see_other("/"),
            Err(error) => failed(&id, &error),
        },
        Err(AccessError::PasswordRule(_)) => back("password"),
        Err(AccessError::LinkInvalid | AccessError::AccountExists(_)) => back("token"),
        Err(error) => failed(&id, &error),
    }
}

/// `GET /auth/once/{token}`: signs in by a link that works once.
pub(super) async fn once(
    State(state): State<AppState>,
    Extension(id): Extension<RequestId>,
    ClientAddress(address): ClientAddress,
    session: Session,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    // Who only looks ahead, or asks without reading, must not use the link up.
    if method != Method::GET || looks_ahead(&headers) {
        return Refusal::no_look_ahead().to(Asker::Person);
    }
    if let Err(wait) = state.limits.check_address(address) {
        return limited(wait.retry_after.as_secs(), &headers, || see_other("/sign-in?error=limited"));
    }
    match state.links.redeem_sign_in(&token).await {
        Ok(account) => match caller::sign_in(&state, &session, account.id).await {
            Ok(()) => see_other("/"),
            Err(error) => failed(&id, &error),
        },
        Err(AccessError::LinkInvalid) => Refusal::link_invalid().to(Asker::Person),
        Err(error) => failed(&id, &error),
    }
}

fn see_other(path: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A person reads on the page that it was too much; a program reads the status.
fn limited(seconds: u64, headers: &HeaderMap, page: impl Fn() -> Response) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let seconds = seconds.max(1);
    let mut response =
        if accept.contains("text/html") { page() } else { Refusal::too_many_tries(seconds).to(Asker::Person) };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn failed(id: &RequestId, error: &(impl std::error::Error + ?Sized)) -> Response {
    tracing::error!(%error, "signing in or out failed");
    Refusal::internal(&id.0).to(Asker::Person)
}

fn looks_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.contains("prefetch") || value.contains("preview") || value.contains("prerender")
    })
}
