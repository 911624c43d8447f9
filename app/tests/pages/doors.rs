//! The way in: connecting a workspace, and signing in.

use app::AppError;
use domain::ConnectionProblem;
use http::StatusCode;
use scraper::Html;

use super::support::Fake;
use super::{all, attribute, text};

#[tokio::test]
async fn a_refused_key_comes_back_with_its_name_and_without_the_key() {
    let fake = Fake {
        connect: |form| {
            assert_eq!((form.name.as_str(), form.key.as_str()), ("main", "canary-key"));
            Err(AppError::Connection { problem: ConnectionProblem::MissingScope, detail: "HTTP 403".to_owned() })
        },
        ..Fake::default()
    };
    let sent = fake.clone().post("/fn/connect", "/connect", "name=main&workspace=w&key=canary-key").await;
    assert_eq!(sent.status, StatusCode::FOUND);
    let location = sent.location.unwrap();
    assert!(!location.contains("canary"), "{location}");
    let back = location.strip_prefix("http://127.0.0.1").unwrap();
    let answer = fake.get(back).await;
    let page = Html::parse_document(&answer.body);
    let alert = text(all(&page, ".alert").first().unwrap());
    assert!(alert.contains(ConnectionProblem::MissingScope.title()), "{alert}");
    assert!(alert.contains("missing_scope"), "{alert}");
    assert!(!answer.body.contains("canary"));
    let key = all(&page, "input[name=key]");
    assert_eq!(attribute(key.first().unwrap(), "type"), "password");
    assert_eq!(key.first().unwrap().value().attr("value"), None);
}

#[tokio::test]
async fn connecting_leads_back_to_the_list() {
    let sent = Fake::default().post("/fn/connect", "/connect", "name=main&workspace=w&key=k").await;
    let location = sent.location.unwrap();
    assert_eq!((sent.status, location.trim_end_matches('?')), (StatusCode::FOUND, "http://127.0.0.1/connect"));
}

#[tokio::test]
async fn every_error_of_signing_in_is_explained_and_next_stays_inside() {
    for (path, says) in [
        ("/sign-in?error=wrong", "do not fit together"),
        ("/sign-in?error=limited", "Too many attempts"),
        ("/sign-in?error=csrf", "came from another site"),
        ("/set-up/abc?error=used", "This link has been used"),
    ] {
        let answer = Fake { role: None, ..Fake::default() }.get(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Html::parse_document(&answer.body);
        assert!(text(all(&page, ".alert").first().unwrap()).contains(says), "{path}");
    }
    let answer = Fake { role: None, ..Fake::default() }.get("/sign-in?next=https%3A%2F%2Fexample.com").await;
    let page = Html::parse_document(&answer.body);
    assert_eq!(attribute(all(&page, "input[name=next]").first().unwrap(), "value"), "/");
    let answer = Fake { role: None, ..Fake::default() }.get("/set-up/t0ken").await;
    let page = Html::parse_document(&answer.body);
    assert_eq!(attribute(all(&page, "input[name=token]").first().unwrap(), "value"), "t0ken");
}
