//! The People pages over the simulated organisation: what they say, and whom they refuse.

use domain::view::{PeopleView, PersonBand, PersonView};
use domain::{PageQuery, Role};
use reqwest::Response;
use serde_json::Value;

use super::Office;
use crate::house::{Browser, header, location};

async fn list(browser: &Browser, query: &str) -> PeopleView {
    let reader = browser.reader();
    reader.backend.dashboards.people(&reader.caller, &PageQuery::parse(query)).await.unwrap()
}

async fn ask(browser: &Browser, who: &str, query: &str) -> Response {
    browser
        .fragment(
            &format!("/people/{}", url::form_urlencoded::byte_serialize(who.as_bytes()).collect::<String>()),
            query,
        )
        .await
}

async fn one(browser: &Browser, who: &str, query: &str) -> PersonView {
    let reader = browser.reader();
    reader.backend.dashboards.person(&reader.caller, who, &PageQuery::parse(query)).await.unwrap()
}

fn path(key: &str) -> String {
    format!("/people/{}", key.replace('@', "%40").replace('/', "%2F"))
}

/// A member whose account has the address of somebody who uses Codex.
async fn member(office: &Office, email: &str) -> Browser {
    office.house.signed_in_as(email, Role::Member).await
}

#[tokio::test]
async fn the_list_is_the_apis_in_every_order() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    for order in ["name", "team", "band", "active_days", "last_day", "credits", "threads", "turns"] {
        let path = format!("/people?{}&order={order}&limit=1000", office.days);
        let theirs = office.json(&office.persons, &path).await;
        let ours = list(&admin, &format!("order={order}")).await;
        assert_eq!(theirs["total"], ours.people.total, "{order}");
        let keys: Vec<&str> = ours.people.rows.iter().map(|row| row.key.as_str()).collect();
        let rows: Vec<&str> =
            theirs["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
        assert_eq!(keys, rows, "{order}");
    }
    let all = list(&admin, "").await;
    let bands: u32 = all.people.bands.iter().map(|(_, count)| count).sum();
    assert_eq!((bands, all.page, all.pages), (all.people.total, 1, 1));
    for (band, count) in &all.people.bands {
        let of = list(&admin, &format!("band={}", band.name())).await;
        assert_eq!(of.people.total, *count);
        assert!(of.people.rows.iter().all(|row| row.band == *band));
    }
    let first = &all.people.rows[0];
    let found = list(&admin, &format!("find={}", first.key.to_uppercase())).await;
    assert!(found.people.rows.iter().any(|row| row.key == first.key));
    assert_eq!(list(&admin, "page=900").await.page, 1, "beyond the last page is the last");
    let read = admin.page("/people").await.text().await.unwrap();
    assert!(all.people.rows.iter().all(|row| read.contains(&row.key)));
}

#[tokio::test]
async fn nobody_else_sees_persons() {
    let office = Office::new().await;
    let key = office.house.state.index.snapshot().people().remove(0).as_str().to_owned();
    for role in [Role::Leader, Role::TeamLead, Role::Member] {
        let browser = office.house.signed_in(role).await;
        assert_eq!(browser.fragment("/people", "").await.status(), 403, "{role}");
        assert_eq!(ask(&browser, &key, "").await.status(), 403, "{role}");
        // Whether there is somebody is not told either.
        assert_eq!(ask(&browser, "nobody@example.com", "").await.status(), 403, "{role}");
        for path in ["/people".to_owned(), path(&key)] {
            let page = browser.page(&path).await;
            assert_eq!(page.status(), 403, "{role} {path}");
            let read = page.text().await.unwrap();
            assert!(read.contains("administrators only"), "{role} {path}");
            let keys = office.house.state.index.snapshot().people();
            assert!(keys.iter().filter(|one| one.as_str() != key).all(|one| !read.contains(one.as_str())));
        }
        let file = browser.get(&format!("/export/usage.csv?{}", office.days)).await;
        assert_eq!(file.status(), 200);
        assert!(!file.text().await.unwrap().contains(&key), "a file for {role} names nobody");
    }
    let stranger = office.house.browser();
    for path in ["/people", "/people/me"] {
        assert_eq!(stranger.fragment(path, "").await.status(), 401, "{path}");
    }
    assert_eq!(location(&stranger.page("/people").await), "/sign-in?next=%2Fpeople");
}

#[tokio::test]
async fn everyone_sees_the_own_use() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let used = list(&admin, "order=credits").await.people.rows.remove(0);
    let email = used.email.clone().unwrap();
    let browser = member(&office, &email).await;
    let own = one(&browser, "me", "range=28d").await;
    assert!(own.own && own.me);
    let usage = own.usage.unwrap();
    assert_eq!((&usage.row.key, usage.row.credits, usage.row.turns), (&used.key, used.credits, used.turns));
    let sum: i64 = usage.buckets.iter().map(|bucket| bucket.credits.micros()).sum();
    let parts: i64 = usage.clients.iter().map(|part| part.credits.micros()).sum();
    let models: i64 = usage.models.iter().map(|part| part.credits.micros()).sum();
    assert_eq!([sum, parts, models], [used.credits.micros(); 3], "parts and buckets add up to the row");
    for path in ["/people/me?range=90d", &path(&used.key)] {
        let read = browser.page(path).await;
        assert_eq!(read.status(), 200, "{path}");
        assert!(read.text().await.unwrap().contains("You used Codex on"), "{path}");
    }
    // Within a client the parts are that client's.
    let client = usage.clients.iter().find(|part| part.key != "unattributed").unwrap();
    let narrowed = one(&browser, "me", &format!("range=28d&client={}", client.key)).await.usage.unwrap();
    assert_eq!(narrowed.row.credits, client.credits);
    assert!(narrowed.models.is_empty());

    let seen = one(&admin, &used.key, "range=28d").await;
    assert!(!seen.own && seen.usage.unwrap().row == usage.row);
    assert_eq!(ask(&admin, "nobody@example.com", "").await.status(), 404);
    let nobody = one(&admin, "me", "").await;
    assert!(nobody.own && nobody.usage.is_none(), "an account that is nobody there");
    assert!(admin.page("/people/me").await.text().await.unwrap().contains("by your address is known"));
}

#[tokio::test]
async fn files_hold_what_the_reader_may_see() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let file = admin.get(&format!("/export/usage.csv?{}&team=many", office.days)).await;
    assert_eq!((file.status().as_u16(), header(&file, "cache-control")), (200, "no-store"));
    assert!(header(&file, "content-disposition").contains(".csv"));
    let text = file.text().await.unwrap();
    let rows = text.lines().skip(1).count();
    assert!(text.contains('@') && rows > 0 && text.lines().skip(1).all(|line| line.contains("many")));
    for (path, status) in [
        (format!("/export/secrets.csv?{}", office.days), 404),
        (format!("/export/usage.exe?{}", office.days), 404),
        ("/export/usage.csv?from=2026-11-02&to=2026-11-01".to_owned(), 400),
        ("/export/usage.csv".to_owned(), 400),
        (format!("/export/usage.csv?{}&team=nowhere", office.days), 400),
    ] {
        assert_eq!(admin.get(&path).await.status(), status, "{path}");
    }
    // The list itself: everyone in it, whichever page of it one looks at, and narrowed as it is.
    for query in ["", "?page=2", "?band=power&order=credits"] {
        let shown = list(&admin, query.trim_start_matches('?')).await;
        let rows: Vec<Value> = admin.page(&format!("/download/people.json/people{query}")).await.json().await.unwrap();
        let of = |series: &str| rows.iter().filter(|row| row["series"] == series).collect::<Vec<_>>();
        let (names, credits) = (of("Name"), of("Credits"));
        assert_eq!((names.len(), credits.len()), (shown.people.total as usize, shown.people.total as usize), "{query}");
        assert!(shown.people.rows.iter().all(|row| names.iter().any(|name| name["row"] == row.key.as_str())));
    }
    for ending in ["csv", "xlsx"] {
        assert_eq!(admin.page(&format!("/download/people.{ending}/people")).await.status(), 200, "{ending}");
    }
    let leader = office.house.signed_in(Role::Leader).await;
    for file in ["people.csv", "page.csv"] {
        let refused = leader.page(&format!("/download/{file}/people")).await;
        assert_eq!(refused.status(), 403, "{file}");
        let said = refused.text().await.unwrap();
        let keys = office.house.state.index.snapshot().people();
        assert!(keys.iter().all(|key| !said.contains(key.as_str())), "nobody is named");
    }
    let json = admin.get(&format!("/export/usage.json?{}", office.days)).await;
    assert!(json.json::<Value>().await.unwrap().as_array().is_some_and(|rows| !rows.is_empty()));
    let never = list(&admin, "band=never").await;
    assert!(never.people.rows.iter().all(|row| row.band == PersonBand::Never && row.last_day.is_none()));
}
