//! Who is not signed in sees the way in and nothing else; changes come from our own pages only.

use app::AppError;
use domain::{Role, Scope};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::Method;
use secrecy::ExposeSecret as _;

use crate::house::{Forms as _, House, Plan, header, location};

#[tokio::test]
async fn every_server_function_refuses_an_anonymous_caller_before_its_arguments() {
    let house = House::new().await;
    let (anonymous, admin) = (house.browser(), house.signed_in(Role::Admin).await);
    let paths: Vec<_> = server_fn_paths().collect();
    assert!(paths.len() >= 6, "the server functions are registered: {paths:?}");
    for (path, method) in paths {
        for body in ["", "%%%", "name=x&workspace=y&key=z&query=range%3D28d"] {
            let ask = |browser: &crate::house::Browser| {
                let target = if method == Method::GET { format!("{path}?{body}") } else { path.to_owned() };
                let request = browser.request(method.clone(), &target);
                let kind = "application/x-www-form-urlencoded";
                if method == Method::GET { request } else { request.header("content-type", kind).body(body) }
            };
            let response = ask(&anonymous).send().await.unwrap();
            assert_eq!(response.status(), 401, "{method} {path} {body}");
            assert_eq!(response.json::<AppError>().await.unwrap(), AppError::SignedOut, "{path}");
            let response = ask(&admin).send().await.unwrap();
            assert_ne!(response.status(), 401, "{method} {path} {body}: the same is not refused who is signed in");
        }
    }
}

#[tokio::test]
async fn server_functions_answer_with_the_status_of_their_error() {
    let house = House::new().await;
    let member = house.signed_in(Role::Member).await;
    let response = member.get("/fn/connections").await;
    assert_eq!(response.status(), 403);
    assert_eq!(response.json::<AppError>().await.unwrap(), AppError::Forbidden);
    let admin = house.signed_in(Role::Admin).await;
    assert_eq!(admin.get("/fn/connections").await.status(), 200);
    let form = [("name", ""), ("workspace", "x"), ("key", "y")];
    let request = admin.request(Method::POST, "/fn/connect").header("sec-fetch-site", "same-origin").form_of(&form);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 422);
    assert!(matches!(response.json().await.unwrap(), AppError::Invalid { field, .. } if field == "name"));
}

#[tokio::test]
async fn a_form_without_scripts_leads_back_to_its_page_on_this_host() {
    let house = House::new().await;
    let admin = house.signed_in(Role::Admin).await;
    for (referer, back) in [
        (format!("{}/connect", admin.base), "/connect?"),
        ("https://evil.example.com/connect".to_owned(), "/connect?"),
        ("https://evil.example.com//evil".to_owned(), "/"),
    ] {
        let request = admin.request(Method::POST, "/fn/connect").header("accept", "text/html");
        let request = request.header("sec-fetch-site", "same-origin").header("referer", &referer);
        let response =
            request.form_of(&[("name", ""), ("workspace", "x"), ("key", "secret-key-0123")]).send().await.unwrap();
        assert_eq!(response.status(), 303, "{referer}");
        let to = location(&response);
        assert!(to.starts_with(back) && !to.contains("evil"), "{referer}: {to}");
        assert!(!to.contains("secret-key"), "what was typed does not go into a URL");
    }
}

#[tokio::test]
async fn pages_lead_to_the_way_in_and_back() {
    let house = House::new().await;
    let anonymous = house.browser();
    for (path, to) in [
        ("/", "/sign-in"),
        ("/adoption?range=90d&by=week", "/sign-in?next=%2Fadoption%3Frange%3D90d%26by%3Dweek"),
        ("/no/such/page", "/sign-in?next=%2Fno%2Fsuch%2Fpage"),
        ("//evil.example.com/x", "/sign-in"),
    ] {
        let response = anonymous.page(path).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, to), "{path}");
    }
    assert_eq!(anonymous.page("/sign-in").await.status(), 200);
    assert_eq!(anonymous.get("/events/sync").await.status(), 401);
    let member = house.signed_in(Role::Member).await;
    let response = member.page("/sign-in?next=%2Fadoption").await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/adoption"));
    let response = member.page("/no/such/page").await;
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("/no/such/page"));
}

#[tokio::test]
async fn an_account_that_is_switched_off_is_out_at_once() {
    let house = House::new().await;
    let member = house.signed_in(Role::Member).await;
    assert_eq!(member.page("/").await.status(), 200);
    let account = house.state.archive.accounts().await.unwrap().remove(0);
    house.state.archive.set_account_disabled(account.id, Some(house.state.clock.now())).await.unwrap();
    assert_eq!(location(&member.page("/").await), "/sign-in");
    house.state.archive.set_account_disabled(account.id, None).await.unwrap();
    assert_eq!(location(&member.page("/").await), "/sign-in", "the session is over, not only paused");
}

#[tokio::test]
async fn changes_from_other_sites_are_refused() {
    let house = House::new().await;
    let admin = house.signed_in(Role::Admin).await;
    let token = house.token(Scope::Admin).await;
    let own = admin.base.clone();
    for (path, kind) in [
        ("/auth/sign-in", "text/html; charset=utf-8"),
        ("/auth/sign-out", "text/html; charset=utf-8"),
        ("/fn/connect", "application/json"),
        ("/fn/sync_now", "application/json"),
        ("/fn/stand_connection", "application/json"),
        ("/api/v1/sync", "application/problem+json"),
    ] {
        for (origin, site) in [
            (Some("https://evil.example.com"), Some("cross-site")),
            (Some("https://evil.example.com"), None),
            (Some("null"), None),
            (None, Some("cross-site")),
            (None, Some("same-site")),
            (Some("http://127.0.0.1:1"), Some("same-site")),
        ] {
            let mut request = admin.request(Method::POST, path).bearer_auth(token.expose_secret());
            request = request.form_of(&[("name", "x"), ("email", "x"), ("password", "x")]);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            if let Some(site) = site {
                request = request.header("sec-fetch-site", site);
            }
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 403, "{path} {origin:?} {site:?}");
            assert_eq!(header(&response, "content-type"), kind);
        }
    }
    let request = admin.request(Method::POST, "/api/v1/sync").bearer_auth(token.expose_secret());
    assert_eq!(request.send().await.unwrap().status(), 202, "a program sends neither header");
    let request = admin.request(Method::POST, "/auth/sign-out").header("origin", own);
    assert_eq!(request.send().await.unwrap().status(), 303, "an old browser sends the origin alone");
}

#[tokio::test]
async fn other_names_of_this_machine_are_not_answered() {
    let house = House::new().await;
    let browser = house.browser();
    for (host, status) in [("localhost:3000", 200), ("evil.example.com", 421), ("127.0.0.1.evil.example.com", 421)] {
        let response = browser.request(Method::GET, "/sign-in").header("host", host).send().await.unwrap();
        assert_eq!(response.status(), status, "{host}");
    }
    let health = browser.request(Method::GET, "/healthz").header("host", "10.1.2.3").send().await.unwrap();
    assert_eq!(health.status(), 200);
    let named = Plan::default().with("public_url", "https://uptake.example.com").build().await;
    let browser = named.browser();
    let response = browser.request(Method::GET, "/sign-in").header("host", "uptake.example.com").send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn too_much_at_once_is_refused() {
    let house = House::new().await;
    let body = format!("email=x&password={}", "x".repeat(9 * 1024 * 1024));
    let request = house.browser().request(Method::POST, "/auth/sign-in").body(body);
    let response = request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert!(response.text().await.unwrap().contains("too much at once"));
}
