//! The gate: who is not signed in sees the way in and nothing else. Pages lead to `/sign-in` and back;
//! server functions answer 401 before their arguments are even decoded.

use app::backend::Caller;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::{Method, Uri, header};

use crate::http::local_path::local_path;
use crate::http::refusal::{Asker, Refusal};

/// What anybody may ask for.
fn is_open(path: &str) -> bool {
    path == "/sign-in" || ["/set-up/", "/auth/"].iter().any(|prefix| path.starts_with(prefix))
}

/// Lets through who is signed in, and what is open.
pub async fn guard(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let signed_in = request.extensions().get::<Caller>().is_some();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if signed_in && reads && path == "/sign-in" {
        return Redirect::to(&next_of(request.uri())).into_response();
    }
    if signed_in || is_open(path) {
        return next.run(request).await;
    }
    let asker = Asker::of(path, request.headers());
    let wants_page = reads && !path.starts_with("/fn/") && !path.starts_with("/events/");
    match asker {
        Asker::Person if wants_page => Redirect::to(&sign_in_url(Some(request.uri()))).into_response(),
        // A form without scripts that was sent after the session had ended: back to the page it stands on.
        Asker::Person => Redirect::to(&sign_in_url(referring_page(&request).as_ref())).into_response(),
        Asker::Api | Asker::Script => Refusal::signed_out().to(asker),
    }
}

/// Where `/sign-in?next=…` leads.
fn next_of(uri: &Uri) -> String {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let next = pairs.into_iter().find(|(key, _)| key == "next").and_then(|(_, next)| local_path(&next));
    next.unwrap_or_else(|| "/".to_owned())
}

fn sign_in_url(back_to: Option<&Uri>) -> String {
    let back_to = back_to.and_then(Uri::path_and_query).and_then(|page| local_path(page.as_str()));
    match back_to {
        Some(page) if page != "/" => {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", &page).finish();
            format!("/sign-in?{query}")
        }
        _ => "/sign-in".to_owned(),
    }
}

fn referring_page(request: &Request) -> Option<Uri> {
    request.headers().get(header::REFERER)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_way_in_is_open_and_nothing_that_looks_like_it() {
        for (path, open) in [
            ("/sign-in", true),
            ("/set-up/abc", true),
            ("/auth/sign-in", true),
            ("/", false),
            ("/sign-in/more", false),
            ("/set-up", false),
            ("/authors", false),
            ("/fn/page", false),
        ] {
            assert_eq!(is_open(path), open, "{path}");
        }
    }

    #[test]
    fn one_comes_back_to_the_page_and_never_elsewhere() {
        let page: Uri = "/adoption?team=web&by=week".parse().unwrap();
        let url = sign_in_url(Some(&page));
        assert_eq!(url, "/sign-in?next=%2Fadoption%3Fteam%3Dweb%26by%3Dweek");
        assert_eq!(next_of(&url.parse().unwrap()), "/adoption?team=web&by=week");
        for wrong in ["/sign-in?next=//example.com", "/sign-in?next=https://example.com", "/sign-in"] {
            assert_eq!(next_of(&wrong.parse().unwrap()), "/", "{wrong}");
        }
    }
}
