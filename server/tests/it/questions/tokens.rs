//! Tokens by the API: listed, taken back, ending, asking too much.

use archive::AuditEntry;
use domain::Scope;
use reqwest::Method;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::Office;
use crate::house::Plan;
use crate::house::header;

#[tokio::test]
async fn tokens_are_listed_and_taken_back() {
    let office = Office::new().await;
    for token in [&office.read, &office.persons] {
        assert_eq!(office.refused(token, "/tokens").await.0, 403);
    }
    let listed = office.json(&office.admin, "/tokens").await;
    let find = |name: &str| {
        let found = listed.as_array().unwrap().iter().find(|token| token["name"] == name);
        found.unwrap_or_else(|| panic!("{listed}")).clone()
    };
    let read = find("read for tests");
    assert_eq!((read["scope"].as_str(), &read["revoked_at"]), (Some("read"), &Value::Null));
    assert!(!listed.to_string().contains(office.read.expose_secret()));
    let path = format!("/tokens/{}", read["id"]);
    assert_eq!(office.send(Method::DELETE, &office.persons, &path, &[]).await.status(), 403);
    assert_eq!(office.ask(&office.read, "/metrics").await.status(), 200);
    assert_eq!(office.send(Method::DELETE, &office.admin, &path, &[]).await.status(), 204);
    assert_eq!(office.ask(&office.read, "/metrics").await.status(), 401, "it stops at once, kept answers or not");
    assert_eq!(office.send(Method::DELETE, &office.admin, &path, &[]).await.status(), 404);
    let log: Vec<AuditEntry> =
        office.house.state.archive.audit(1).await.unwrap().into_iter().map(|row| row.entry).collect();
    assert_eq!(log[0].action, "token.revoke");
    assert!(log[0].detail.contains("admin for tests") && log[0].object.contains("read for tests"), "{log:?}");
}

#[tokio::test]
async fn a_token_ends_when_it_was_said_to() {
    let office = Office::new().await;
    let now = office.house.state.clock.now();
    let make = async |name, seconds| {
        let end = now + chrono::TimeDelta::seconds(seconds);
        office.house.state.tokens.create_until(name, Scope::Read, None, Some(end)).await.unwrap()
    };
    let (ended, live) = (make("ended", 0).await, make("live", 60).await);
    assert_eq!(office.ask(&ended, "/metrics").await.status(), 401);
    assert_eq!(office.ask(&live, "/metrics").await.status(), 200);
}

#[tokio::test]
async fn a_token_that_asks_too_much_is_told_to_wait() {
    let office = Office::of(Plan::default().with("api_requests", "5")).await;
    for _ in 0..5 {
        assert_eq!(office.ask(&office.read, "/metrics").await.status(), 200);
    }
    let refused = office.ask(&office.read, "/metrics").await;
    assert_eq!((refused.status().as_u16(), header(&refused, "content-type")), (429, "application/problem+json"));
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=12).contains(&wait), "{wait}");
    assert_eq!(office.ask(&office.persons, "/metrics").await.status(), 200, "another token has its own");
}
