//! Ways round a link, each ruled out by name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Role;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use scraper::{Html, Selector};
use sha2::{Digest as _, Sha256};

use super::{list, note, opened, send, share, status, typed, with};
use crate::house::{Browser, Forms as _, header, location};
use crate::questions::Office;

/// All of an answer but what every answer has of its own.
async fn whole(response: Response) -> (u16, HeaderMap, String) {
    let mut headers = response.headers().clone();
    for own in ["x-request-id", "date"] {
        headers.remove(own);
    }
    (response.status().as_u16(), headers, response.text().await.unwrap())
}

#[tokio::test]
async fn cve_2021_39226_no_literal_stands_for_a_token() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    share(&admin, typed(&office)).await;
    for literal in [
        "",
        "/",
        ":token",
        "%3Atoken",
        "{token}",
        "%7Btoken%7D",
        "*",
        "%2A",
        "null",
        "undefined",
        "..",
        ".",
        "%00",
        "%25",
        "_",
        "%",
        "%%",
        "1",
        "0",
        "true",
        "?",
        "?token=x",
        "%20",
        "+",
        "[]",
        "{}",
        "%ff",
        "%2e%2e%2f",
    ] {
        for address in [format!("/s/{literal}"), format!("/s/{literal}/enter")] {
            let response = office.house.browser().page(&address).await;
            let status = response.status().as_u16();
            // A client may have resolved `..` itself: then it asks for a page that needs an account.
            assert!(status == 404 || location(&response).starts_with("/sign-in"), "{address}: {status}");
        }
    }
}

#[tokio::test]
async fn whatever_does_not_open_is_one_answer_to_the_byte() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let state = &office.house.state;
    let mut addresses = Vec::new();
    let revoked = share(&admin, typed(&office)).await;
    assert_eq!(send(&admin, "/fn/revoke_link", &[("id", revoked.id.to_string())]).await.status(), 200);
    let rotated = share(&admin, typed(&office)).await;
    assert_eq!(send(&admin, "/fn/rotate_link", &[("id", rotated.id.to_string())]).await.status(), 200);
    let expired = share(&admin, typed(&office)).await;
    let row = state.archive.share_link(&expired.id, archive::Whose::Everybodys).await.unwrap().unwrap();
    let over = archive::ShareLink { expires_at: Some(state.clock.now()), ..row.clone() };
    let entry = note(&office);
    assert!(state.archive.change_share_link(&row, &over, archive::Whose::Everybodys, entry).await.unwrap());
    let good = share(&admin, typed(&office)).await;
    assert_eq!(status(&office, &good.path).await, 200);
    let token = good.path.strip_prefix("/s/").unwrap().to_owned();
    let first = token.as_bytes()[0];
    addresses.extend([revoked.path, rotated.path, expired.path]);
    addresses.extend([
        format!("/s/{}", "A".repeat(43)),
        format!("/s/{}", &token[..42]),
        format!("/s/{token}A"),
        format!("/s/{token}="),
        format!("/s/{}", token.repeat(200)),
        format!("/s/%{first:02X}{}", &token[1..]),
        format!("/s/{token}%00"),
        format!("/s/{token}%20"),
        format!("/s/{token}/"),
        format!("/s/{token}/enter"),
        format!("/s/{token};jsessionid=1"),
        format!("/s//{token}"),
        format!("/s/{}", good.id),
        "/s/%ff".to_owned(),
        "/s".to_owned(),
        "/s/".to_owned(),
    ]);
    let unknown = whole(office.house.browser().page("/s/unknown").await).await;
    assert_eq!(unknown.0, 404);
    for address in addresses {
        let answer = whole(office.house.browser().page(&address).await).await;
        assert!(answer == unknown, "{address}: {} {:?}", answer.0, answer.1);
    }
    let swapped: String =
        token.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    assert_eq!(status(&office, &format!("/s/{swapped}")).await, 404);
}

#[tokio::test]
async fn days_outside_of_the_window_are_not_shown() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let fields = with(typed(&office), &[("form[range]", "7d"), ("form[window]", "90d")]);
    let link = share(&admin, fields).await;
    let today = office.house.state.clock.today();
    let shown = |from: i64, to: i64| {
        let address = format!("{}?from={}&to={}", link.path, today.plus(from), today.plus(to));
        let office = &office;
        async move { opened(office, &address).await }
    };
    let words = |from: i64, to: i64| domain::DateRange::new(today.plus(from), today.plus(to)).unwrap().in_words();
    let said = |html: &str, words: &str| html.contains(&format!("{words}, UTC days"));
    assert!(said(&shown(-20, -10).await, &words(-20, -10)));
    assert!(said(&shown(-400, -10).await, &words(-89, -10)), "cut to the window");
    assert!(said(&shown(-10, 10).await, &words(-10, 0)));
    assert!(said(&shown(-400, -300).await, &words(-6, 0)), "nothing of it is left: the owner’s days");
    let year = opened(&office, &format!("{}?range=year", link.path)).await;
    assert!(said(&year, &words(-89, 0)));
    let frozen = with(
        typed(&office),
        &[
            ("form[range]", "days"),
            ("form[from]", &today.plus(-20).to_string()),
            ("form[to]", &today.plus(-10).to_string()),
        ],
    );
    let frozen = share(&admin, frozen).await;
    for query in ["", "?range=7d", "?from=2026-01-01&to=2027-01-01", "?range=all"] {
        let html = opened(&office, &format!("{}{query}", frozen.path)).await;
        assert!(said(&html, &words(-20, -10)), "{query}");
    }
}

#[tokio::test]
async fn no_server_function_answers_a_link() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let fields = with(typed(&office), &[("form[password]", "four unrelated words")]);
    let link = share(&admin, fields).await;
    let mut visitor = office.house.browser();
    let entered = visitor.post(&format!("{}/enter", link.path), &[("password", "four unrelated words")]).await;
    assert_eq!(entered.status(), 303);
    assert_eq!(visitor.page(&link.path).await.status(), 200, "the cookie is good for the link");
    for (path, method) in server_fn_paths() {
        let target = if method == Method::GET { format!("{path}?path=%2F&query=") } else { path.to_owned() };
        let request =
            visitor.request(method.clone(), &target).header("referer", format!("{}{}", visitor.base, link.path));
        let request = request.header("sec-fetch-site", "same-origin");
        let request = if method == Method::GET { request } else { request.form_of(&[("id", link.id.as_str())]) };
        assert_eq!(request.send().await.unwrap().status(), 401, "{method} {path}");
    }
    let token = link.path.strip_prefix("/s/").unwrap();
    for path in ["/api/v1/status", "/api/v1/people", "/events/sync", "/export/usage.csv", "/download/page.csv/"] {
        let response = visitor.request(Method::GET, path).bearer_auth(token).send().await.unwrap();
        let status = response.status().as_u16();
        assert!(status == 401 || location(&response).starts_with("/sign-in"), "{path} {status}");
    }
    for path in ["/", "/people", "/links", "/connect", "/settings/budget"] {
        assert!(location(&visitor.page(path).await).starts_with("/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn answers_of_two_links_and_of_an_account_are_never_confused() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let all = share(&admin, typed(&office)).await;
    let many = share(&admin, with(typed(&office), &[("form[team]", "many"), ("form[label]", "Many")])).await;
    let weeks = with(typed(&office), &[("form[small_groups]", "false"), ("form[label]", "Weeks")]);
    let weeks = share(&admin, weeks).await;
    // The account's page first, so that an answer without a floor is kept.
    let whole = admin.page("/").await.text().await.unwrap();
    assert!(whole.contains("FEW"), "an admin sees small groups");
    let mut first = Vec::new();
    for link in [&all, &many, &weeks] {
        first.push(opened(&office, &link.path).await);
    }
    for _ in 0..2 {
        for (link, first) in [&all, &many, &weeks].into_iter().zip(&first) {
            assert_eq!(opened(&office, &link.path).await, *first);
            // Whoever has an account is nobody here.
            let response = admin.page(&link.path).await;
            assert_eq!(header(&response, "set-cookie"), "");
            assert_eq!(response.text().await.unwrap(), *first, "{}", link.contract.label);
            assert!(!first.contains("FEW"));
        }
    }
    assert!(first[0] != first[1] && first[0] != first[2]);
    assert!(first[1].contains("Team: MANY") && !first[0].contains("Team: MANY"));
    assert_eq!(admin.page("/").await.text().await.unwrap().contains("FEW"), whole.contains("FEW"));
}

#[tokio::test]
async fn a_link_redirects_nowhere_but_to_itself() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    let locked = share(&admin, with(typed(&office), &[("form[password]", "four unrelated words")])).await;
    let evil = "https://evil.example.com/";
    for (path, query) in [(&link.path, "?next=//evil.example.com"), (&locked.path, "?next=https://evil.example.com")] {
        let mut visitor = office.house.browser();
        let form = [("password", "four unrelated words"), ("next", evil), ("redirect", evil), ("path", evil)];
        let response = visitor.post(&format!("{path}/enter{query}"), &form).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, path.as_str()));
    }
    let request = admin.request(Method::POST, "/fn/rotate_link").header("accept", "text/html");
    let request = request.header("sec-fetch-site", "same-origin").header("referer", format!("{evil}{}", link.path));
    let response = request.form_of(&[("id", link.id.as_str())]).send().await.unwrap();
    assert!(!location(&response).contains("evil"), "{}", location(&response));
}

#[tokio::test]
async fn only_named_sites_show_a_link_in_a_frame() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let plain = share(&admin, typed(&office)).await;
    let sites = "https://wiki.example.com\nhttps://intra.example.com:8443";
    let framed = share(&admin, with(typed(&office), &[("form[embed]", sites)])).await;
    let policy = |response: &Response| {
        let policy = header(response, "content-security-policy").to_owned();
        let of = policy.split("; ").find_map(|one| one.strip_prefix("frame-ancestors ")).unwrap().to_owned();
        (of, header(response, "x-frame-options").to_owned())
    };
    let none = ("'none'".to_owned(), "DENY".to_owned());
    assert_eq!(policy(&office.house.browser().page(&plain.path).await), none);
    let named = "https://wiki.example.com https://intra.example.com:8443".to_owned();
    assert_eq!(policy(&office.house.browser().page(&framed.path).await), (named, String::new()));
    for link in [&plain, &framed] {
        let response = office.house.browser().page(&link.path).await;
        let policy = header(&response, "content-security-policy").to_owned();
        let page = Html::parse_document(&response.text().await.unwrap());
        let scripts: Vec<_> = page.select(&Selector::parse("script").unwrap()).collect();
        let Some(script) = scripts.first() else {
            assert!(link.contract.embed.is_empty() && !policy.contains("script-src"), "{policy}");
            continue;
        };
        // One script of our own, named by its hash; nothing else runs, not even from here.
        let text: String = script.text().collect();
        let hash = STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert!(policy.contains(&format!("; script-src 'sha256-{hash}'; ")), "{policy}");
        assert_eq!((scripts.len(), script.attr("src")), (1, None));
        assert_eq!(script.attr("data-sites"), Some("https://wiki.example.com https://intra.example.com:8443"));
        assert!(!policy.contains("unsafe") && !policy.contains("script-src 'self'"), "{policy}");
    }
    // Neither the answer for what does not open nor any other page is framed by anybody.
    assert_eq!(policy(&office.house.browser().page(&format!("{}x", framed.path)).await), none);
    assert_eq!(policy(&admin.page("/links").await), none);
    for wrong in [
        "*",
        "https://*.example.com",
        "https://a.example.com; script-src *",
        "http://wiki.example.com",
        "null",
        "'self'",
    ] {
        let response = send(&admin, "/fn/make_link", &with(typed(&office), &[("form[embed]", wrong)])).await;
        assert_eq!(response.status(), 422, "{wrong}");
    }
    let both = with(typed(&office), &[("form[embed]", sites), ("form[password]", "four unrelated words")]);
    assert_eq!(send(&admin, "/fn/make_link", &both).await.status(), 422, "a frame sends no cookie");
    assert_eq!(list(&admin).await.links.len(), 2);
}

#[tokio::test]
async fn other_methods_and_other_sites_change_nothing() {
    let office = Office::new().await;
    let admin = office.house.signed_in(Role::Admin).await;
    let link = share(&admin, typed(&office)).await;
    let visitor: Browser = office.house.browser();
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        let request = visitor.request(method.clone(), &link.path).header("sec-fetch-site", "same-origin");
        assert_eq!(request.send().await.unwrap().status(), 404, "{method}");
    }
    let cross = admin.request(Method::POST, "/fn/revoke_all_links").header("origin", "https://evil.example.com");
    assert_eq!(cross.header("sec-fetch-site", "cross-site").send().await.unwrap().status(), 403);
    assert_eq!(status(&office, &link.path).await, 200);
}
