//! What every answer tells the browser about what it may do.

use domain::Role;
use scraper::{Html, Selector};

use crate::house::{House, Plan, header};

fn nonces(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let scripts = Selector::parse("script, link[nonce]").unwrap();
    page.select(&scripts).map(|element| element.attr("nonce").unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn pages_run_their_own_scripts_only() {
    let house = House::new().await;
    let admin = house.signed_in(Role::Admin).await;
    let mut seen = Vec::new();
    for path in ["/", "/adoption", "/connect", "/no/such/page", "/"] {
        let response = admin.page(path).await;
        let policy = header(&response, "content-security-policy").to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"), "{path}: {policy}");
        for never in ["unsafe-inline", "'unsafe-eval'", "http:", "*", "strict-dynamic"] {
            assert!(!policy.contains(never), "{path}: {policy}");
        }
        assert!(policy.contains("'wasm-unsafe-eval'") && policy.contains("frame-ancestors 'none'"));
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let html = response.text().await.unwrap();
        let used = nonces(&html);
        assert!(!used.is_empty() && used.iter().all(|one| *one == nonce), "{path}: {used:?}");
        assert!(!html.contains(" style="), "{path}: the policy forbids inline styles");
        seen.push(nonce);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5, "a nonce is used once");
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let house = House::new().await;
    let admin = house.signed_in(Role::Admin).await;
    for path in ["/", "/sign-in", "/fn/visitor", "/api/v1/status", "/healthz", "/pkg/none.js", "/auth/once/x", "/x"] {
        let response = admin.page(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(header(&response, name), value, "{path}");
        }
        assert!(header(&response, "permissions-policy").contains("camera=()"), "{path}");
        assert!(header(&response, "content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(header(&response, "cache-control").contains("no-store"), "{path}");
        assert_eq!(header(&response, "x-request-id").len(), 12, "{path}");
        assert_eq!(header(&response, "strict-transport-security"), "", "{path}");
        assert_eq!(header(&response, "server"), "", "{path}");
    }
}

#[tokio::test]
async fn only_behind_https_browsers_are_held_to_https() {
    let house = Plan::default().with("public_url", "https://uptake.example.com").build().await;
    let response = house.browser().page("/sign-in").await;
    assert_eq!(header(&response, "strict-transport-security"), "max-age=31536000");
    assert!(header(&response, "content-security-policy").contains("upgrade-insecure-requests"));
}
