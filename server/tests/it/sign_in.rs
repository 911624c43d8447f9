//! Signing in and out, setting up, links that work once, and what limits them.

use chrono::TimeDelta;
use domain::{Email, Role};
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};

use crate::house::{Forms as _, House, PASSWORD, Plan, header, location};

async fn account(house: &House) -> domain::AccountId {
    let email: Email = "kim@example.com".parse().unwrap();
    let password = SecretString::from(PASSWORD.to_owned());
    house.state.accounts.create(&email, Role::Leader, Some(&password)).await.unwrap().id
}

#[tokio::test]
async fn a_session_begins_and_ends_on_the_server() {
    let house = House::new().await;
    account(&house).await;
    let mut browser = house.browser();
    let response = browser.sign_in("KIM@example.com", PASSWORD).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/"));
    let cookie = header(&response, "set-cookie").to_owned();
    for flag in ["uptake=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain http on loopback: {cookie}");
    assert_eq!(browser.page("/").await.status(), 200);

    let kept = browser.cookies.clone();
    let response = browser.post("/auth/sign-out", &[]).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/sign-in"));
    assert!(browser.session().is_none());
    browser.cookies = kept;
    assert_eq!(browser.page("/").await.status(), 303, "a cookie that was kept opens nothing");
}

#[tokio::test]
async fn behind_https_the_cookie_is_held_to_this_host() {
    let house = Plan::default().with("public_url", "https://uptake.example.com").build().await;
    account(&house).await;
    let mut browser = house.browser();
    let response = browser.sign_in("kim@example.com", PASSWORD).await;
    let cookie = header(&response, "set-cookie");
    assert!(
        cookie.starts_with("__Host-uptake=") && cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
    let response = browser.post("/auth/sign-out", &[]).await;
    let removals: Vec<&str> =
        response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(removals.iter().any(|one| one.contains("Max-Age=0") && one.contains("Secure")), "{removals:?}");
}

#[tokio::test]
async fn a_planted_session_is_given_up_on_signing_in() {
    let house = House::new().await;
    account(&house).await;
    let attacker = house.signed_in(Role::Member).await;
    let mut victim = house.browser();
    victim.cookies = attacker.cookies.clone();
    victim.sign_in("kim@example.com", PASSWORD).await;
    assert_ne!(victim.session(), attacker.session());
    assert_eq!(attacker.page("/").await.status(), 303, "the planted session has ended");
    assert_eq!(victim.page("/").await.status(), 200);
}

#[tokio::test]
async fn every_refusal_looks_the_same_and_keeps_where_one_was_going() {
    let house = House::new().await;
    account(&house).await;
    for (email, password) in [("kim@example.com", "wrong words here"), ("nobody@example.com", PASSWORD), ("", "")] {
        let form = [("email", email), ("password", password), ("next", "/adoption?by=week")];
        let response = house.browser().post("/auth/sign-in", &form).await;
        assert_eq!(response.status(), 303);
        assert_eq!(location(&response), "/sign-in?error=wrong&next=%2Fadoption%3Fby%3Dweek");
        assert!(response.headers().get("set-cookie").is_none());
    }
}

#[tokio::test]
async fn signing_in_never_leads_to_another_host() {
    let house = House::new().await;
    account(&house).await;
    for (next, to) in [
        ("/adoption?by=week", "/adoption?by=week"),
        ("https://evil.example.com", "/"),
        ("//evil.example.com", "/"),
        ("/\\evil.example.com", "/"),
        ("/\t/evil.example.com", "/"),
        ("javascript:alert(1)", "/"),
        ("/auth/sign-out", "/"),
    ] {
        let form = [("email", "kim@example.com"), ("password", PASSWORD), ("next", next)];
        let response = house.browser().post("/auth/sign-in", &form).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, to), "{next}");
    }
}

#[tokio::test]
async fn too_many_tries_have_to_wait() {
    let house = House::new().await;
    account(&house).await;
    for _ in 0..10 {
        let response = house.browser().sign_in("kim@example.com", "wrong words here").await;
        assert_eq!(location(&response), "/sign-in?error=wrong");
    }
    let response = house.browser().sign_in("kim@example.com", PASSWORD).await;
    assert_eq!(location(&response), "/sign-in?error=limited", "even with the right password");
    assert!(header(&response, "retry-after").parse::<u64>().unwrap() <= 60);
    let form = [("email", "kim@example.com"), ("password", PASSWORD)];
    let response = house.browser().request(Method::POST, "/auth/sign-in").form_of(&form).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert!(!header(&response, "retry-after").is_empty());
}

#[tokio::test]
async fn a_sign_in_link_works_once_and_for_a_person() {
    let house = House::new().await;
    let id = account(&house).await;
    let token = house.state.links.for_sign_in(id, TimeDelta::minutes(10)).await.unwrap();
    let path = format!("/auth/once/{}", token.expose_secret());
    let mut browser = house.browser();
    for (name, value) in [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-purpose", "preview")] {
        let response = browser.request(Method::GET, &path).header(name, value).send().await.unwrap();
        assert_eq!(response.status(), 403, "{name}");
    }
    assert_eq!(browser.request(Method::HEAD, &path).send().await.unwrap().status(), 403);

    let response = browser.page(&path).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/"));
    assert_eq!(header(&response, "cache-control"), "no-store");
    browser.take_cookies(response.headers());
    assert_eq!(browser.page("/").await.status(), 200);

    let response = house.browser().page(&path).await;
    assert_eq!(response.status(), 410);
    assert!(response.text().await.unwrap().contains("does not work any more"));
    assert_eq!(house.browser().page("/auth/once/nonsense").await.status(), 410);
}

#[tokio::test]
async fn the_first_administrator_sets_up_once() {
    let house = House::new().await;
    let token = house.state.links.for_first_admin().await.unwrap().unwrap();
    let token = token.expose_secret();
    let mut browser = house.browser();
    assert_eq!(browser.page(&format!("/set-up/{token}")).await.status(), 200);
    let set_up = |email, password| [("token", token), ("email", email), ("password", password)];
    let response = browser.post("/auth/set-up", &set_up("alex@example.com", "short")).await;
    assert_eq!(location(&response), format!("/set-up/{token}?error=password"));
    let response = browser.post("/auth/set-up", &set_up("alex", PASSWORD)).await;
    assert_eq!(location(&response), format!("/set-up/{token}?error=email"));
    let response = browser.post("/auth/set-up", &set_up("alex@example.com", PASSWORD)).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/"));
    assert_eq!(browser.page("/connect").await.status(), 200);

    let response = house.browser().post("/auth/set-up", &set_up("eve@example.com", PASSWORD)).await;
    assert_eq!(location(&response), format!("/set-up/{token}?error=token"));
    let response =
        house.browser().post("/auth/set-up", &[("token", "//evil.example.com/?x"), ("email", "a@b.c")]).await;
    assert!(location(&response).starts_with("/set-up/%2F%2Fevil"), "{}", location(&response));
    assert_eq!(house.state.archive.accounts().await.unwrap().len(), 1);
}
