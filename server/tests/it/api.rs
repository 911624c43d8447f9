//! The door of the HTTP API: a good token before anything else.

use domain::{Role, Scope};
use reqwest::Method;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::house::{House, header};

#[tokio::test]
async fn without_a_good_token_every_path_is_401() {
    let house = House::new().await;
    let admin = house.signed_in(Role::Admin).await;
    for path in ["/api", "/api/", "/api/v1", "/api/v1/status", "/api/v1/metrics/credits", "/api/v1/none", "/api/v2/x"] {
        for auth in ["", "Bearer", "Bearer ", "Bearer upt_x", "Basic dXNlcjpwYXNz", "upt_x"] {
            for method in [Method::GET, Method::DELETE] {
                // A session is no token: another site's page could use it.
                let response = admin.request(method, path).header("authorization", auth).send().await.unwrap();
                if response.status() == 429 {
                    continue;
                }
                assert_eq!(response.status(), 401, "{path} “{auth}”");
                assert_eq!(header(&response, "content-type"), "application/problem+json");
                assert!(header(&response, "www-authenticate").starts_with("Bearer"));
                let problem: Value = response.json().await.unwrap();
                assert_eq!(problem["status"], 401);
                assert!(problem["detail"].as_str().unwrap().contains("uptake token create"));
            }
        }
    }
}

#[tokio::test]
async fn with_a_token_paths_that_are_none_are_404() {
    let house = House::new().await;
    let token = house.token(Scope::Read).await;
    for (path, status) in [("/api/v1/status", 200), ("/api/v1/none", 404), ("/api/v2/x", 404), ("/api", 404)] {
        let request = house.browser().request(Method::GET, path).bearer_auth(token.expose_secret());
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        let kind = if status == 200 { "application/json" } else { "application/problem+json" };
        assert_eq!(header(&response, "content-type"), kind, "{path}");
    }
    let request = house.browser().request(Method::POST, "/api/v1/sync").bearer_auth(token.expose_secret());
    assert_eq!(request.send().await.unwrap().status(), 403);
    let found = house.state.tokens.find("read for tests").await.unwrap().unwrap();
    house.state.tokens.revoke(found.id, "a test").await.unwrap().unwrap();
    let request = house.browser().request(Method::GET, "/api/v1/status").bearer_auth(token.expose_secret());
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn guessing_tokens_is_slowed_down() {
    let house = House::new().await;
    let browser = house.browser();
    let mut answers = Vec::new();
    for n in 0..25 {
        let guess = format!("upt_{n:043}");
        let response = browser.request(Method::GET, "/api/v1/status").bearer_auth(guess).send().await.unwrap();
        answers.push(response.status().as_u16());
    }
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 20, "{answers:?}");
    assert_eq!(answers.last(), Some(&429));
}
