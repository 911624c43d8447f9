//! Links with a password.

use std::net::IpAddr;

use domain::Role;
use domain::view::LinkForm;
use reqwest::{Method, Response};
use sea_orm::{ConnectionTrait as _, Database};

use super::{at_its_own_address, list, send, share, typed, with};
use crate::house::{Browser, Forms as _, header, location};
use crate::questions::Office;

const WORDS: &str = "four unrelated words";

#[tokio::test]
async fn nothing_is_told_before_the_password_and_the_cookie_is_for_this_link_alone() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let fields = with(typed(&office), &[("form[password]", WORDS), ("form[label]", "Board meeting")]);
    let link = share(&admin, fields.clone()).await;
    let other = share(&admin, fields).await;
    let mut visitor = office.house.browser();
    let asked = visitor.page(&link.path).await;
    assert_eq!((asked.status().as_u16(), header(&asked, "referrer-policy")), (200, "same-origin"));
    let html = asked.text().await.unwrap();
    assert!(html.contains("asks for a password") && !html.contains("Board") && !html.contains("MANY"));
    let wrong = visitor.post(&format!("{}/enter", link.path), &[("password", "four unrelated word")]).await;
    assert_eq!(header(&wrong, "set-cookie"), "");
    assert!(wrong.text().await.unwrap().contains("That is not the password."));
    let right = visitor.post(&format!("{}/enter", link.path), &[("password", WORDS)]).await;
    assert_eq!((right.status().as_u16(), location(&right)), (303, link.path.as_str()));
    let cookie = header(&right, "set-cookie").to_owned();
    for part in [format!("; Path={};", link.path), "; HttpOnly".to_owned(), "; SameSite=Lax".to_owned()] {
        assert!(cookie.contains(&part), "{cookie}");
    }
    assert!(visitor.page(&link.path).await.text().await.unwrap().contains("Board meeting"));
    // A browser would not send it there; were it sent, it would open nothing.
    assert!(!visitor.page(&other.path).await.text().await.unwrap().contains("Board meeting"));
    assert_eq!(list(&admin).await.links.iter().map(|row| row.opened).sum::<u64>(), 1, "questions are no openings");
}

/// Sends the form of a page as browsers do that know no `Sec-Fetch-Site`: the policies of the page say whether the
/// origin is told.
async fn send_from(page: Response, visitor: &Browser, password: &str) -> Response {
    let form = page.url().path().trim_end_matches("/enter").to_owned() + "/enter";
    let mut policies = vec![header(&page, "referrer-policy").to_owned()];
    let html = page.text().await.unwrap();
    let (_, meta) = html.split_once("<meta name=\"referrer\" content=\"").unwrap();
    policies.push(meta.split('"').next().unwrap().to_owned());
    let untold = policies.iter().any(|policy| policy == "no-referrer");
    let origin = if untold { "null" } else { &visitor.base };
    let request = visitor.request(Method::POST, &form).header("accept", "text/html").header("origin", origin);
    request.form_of(&[("password", password)]).send().await.unwrap()
}

#[tokio::test]
async fn a_browser_that_tells_no_fetch_site_comes_in_too() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let visitor = office.house.browser();
    let wrong = send_from(visitor.page(&link.path).await, &visitor, "four unrelated word").await;
    assert_eq!((wrong.status().as_u16(), header(&wrong, "set-cookie")), (200, ""));
    // From the page that asks again, too.
    let right = send_from(wrong, &visitor, WORDS).await;
    assert_eq!((right.status().as_u16(), location(&right)), (303, link.path.as_str()));
    assert!(header(&right, "set-cookie").starts_with("uptake-link="));
    let unlocked = share(&admin, typed(&office)).await;
    let html = super::opened(&office, &unlocked.path).await;
    assert!(html.contains("<meta name=\"referrer\" content=\"no-referrer\""), "figures tell nobody");
}

#[tokio::test]
async fn another_password_or_address_asks_again() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let mut visitor = office.house.browser();
    visitor.post(&format!("{}/enter", link.path), &[("password", WORDS)]).await;
    let shown = async |visitor: &Browser, path: &str| visitor.page(path).await.text().await.unwrap().contains("Weekly");
    assert!(shown(&visitor, &link.path).await);
    let id = ("id", link.id.to_string());
    // Saved without touching the password: it stays, and so does who said it.
    let mut same = with(typed(&office), &[("form[compare]", "true")]);
    same.push(id.clone());
    assert_eq!(send(&admin, "/fn/change_link", &same).await.status(), 200);
    assert!(shown(&visitor, &link.path).await);
    let mut changed = with(typed(&office), &[("form[password]", "five unrelated words")]);
    changed.push(id.clone());
    assert_eq!(send(&admin, "/fn/change_link", &changed).await.status(), 200);
    assert!(!shown(&visitor, &link.path).await);
    visitor.post(&format!("{}/enter", link.path), &[("password", "five unrelated words")]).await;
    assert!(shown(&visitor, &link.path).await);
    assert_eq!(send(&admin, "/fn/rotate_link", std::slice::from_ref(&id)).await.status(), 200);
    let rotated = list(&admin).await.links.remove(0);
    assert!(!shown(&visitor, &rotated.path).await);
    let mut open = with(typed(&office), &[("form[no_password]", "true")]);
    open.push(id);
    assert_eq!(send(&admin, "/fn/change_link", &open).await.status(), 200);
    assert!(shown(&office.house.browser(), &rotated.path).await);
}

#[tokio::test]
async fn brute_force_is_stopped_before_the_hash() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let other = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let mut visitor = office.house.browser();
    let enter = format!("{}/enter", link.path);
    // A hash that cannot be read is a fault as soon as it is looked at: by that it is known whether it was.
    let database = office.house.state.archive.path().display().to_string();
    let database = Database::connect(format!("sqlite://{database}")).await.unwrap();
    let unreadable = |id: String| {
        let update = format!("UPDATE share_link SET password_hash = 'unreadable' WHERE id = '{id}'");
        let database = &database;
        async move { database.execute_unprepared(&update).await.unwrap().rows_affected() }
    };
    assert_eq!(unreadable(other.id.to_string()).await, 1);
    let looked = visitor.post(&format!("{}/enter", other.path), &[("password", WORDS)]).await;
    assert_eq!(looked.status(), 500);
    let mut refused = 0;
    for n in 0..14 {
        let response = visitor.post(&enter, &[("password", &format!("guess number {n}"))]).await;
        if response.status() == 429 {
            refused += 1;
            assert!(header(&response, "retry-after").parse::<u64>().unwrap() > 0);
        }
    }
    assert!(refused >= 3, "{refused}");
    // Even the right one is not looked at any more: no hash is computed.
    assert_eq!(unreadable(link.id.to_string()).await, 1);
    let right = visitor.post(&enter, &[("password", WORDS)]).await;
    assert_eq!((right.status().as_u16(), header(&right, "set-cookie")), (429, ""));
    // Unlike tries at a link that is none: they cost nothing and say nothing.
    let unknown = visitor.post(&format!("/s/{}/enter", "A".repeat(43)), &[("password", WORDS)]).await;
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn who_knows_the_password_is_not_locked_out_by_others() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let limits = &office.house.state.link_limits;
    let enter = format!("{}/enter", link.path);
    // Others guess, each from an address of their own.
    for last in 1..=20 {
        while limits.check(&link.id, IpAddr::from([192, 0, 2, last])).is_ok() {}
    }
    // More readers come from one address than may guess there.
    for _ in 0..25 {
        let mut reader = office.house.browser();
        assert_eq!(reader.post(&enter, &[("password", WORDS)]).await.status(), 303);
    }
    // Whoever has guessed too often here may still sign in.
    let mut refused = false;
    for _ in 0..3 {
        while limits.check(&link.id, IpAddr::from([127, 0, 0, 1])).is_ok() {}
        let mut reader = office.house.browser();
        refused = refused || reader.post(&enter, &[("password", WORDS)]).await.status() == 429;
    }
    assert!(refused);
    office.house.signed_in(Role::Leader).await;
}

#[tokio::test]
async fn a_form_of_another_site_and_a_huge_one_are_not_read() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, with(typed(&office), &[("form[password]", WORDS)])).await;
    let visitor = office.house.browser();
    let enter = format!("{}/enter", link.path);
    let cross = visitor.request(Method::POST, &enter).header("origin", "https://evil.example.com");
    let cross = cross.header("sec-fetch-site", "cross-site").form_of(&[("password", WORDS)]).send().await.unwrap();
    assert_eq!((cross.status().as_u16(), header(&cross, "set-cookie")), (403, ""));
    let long = "x".repeat(20_000);
    let huge = visitor.request(Method::POST, &enter).header("sec-fetch-site", "same-origin");
    let huge = huge.form_of(&[("password", &long)]).send().await.unwrap();
    assert_eq!((huge.status().as_u16(), header(&huge, "set-cookie")), (200, ""));
    for weak in ["short", "admin@example.com"] {
        let response = send(&admin, "/fn/make_link", &with(typed(&office), &[("form[password]", weak)])).await;
        assert_eq!(response.status(), 422, "{weak}");
    }
}

#[tokio::test]
async fn behind_https_the_cookie_never_goes_over_plain_http() {
    let (office, path) = at_its_own_address(LinkForm { password: WORDS.to_owned(), ..LinkForm::default() }).await;
    let visitor = office.house.browser();
    let request = visitor.request(Method::POST, &format!("{path}/enter")).header("sec-fetch-site", "same-origin");
    let entered = request.form_of(&[("password", WORDS)]).send().await.unwrap();
    let cookie = header(&entered, "set-cookie");
    assert!(cookie.starts_with("__Secure-uptake-link=") && cookie.ends_with("; Secure"), "{cookie}");
}
