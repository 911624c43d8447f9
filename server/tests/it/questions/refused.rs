//! What is refused, and in which form.

use reqwest::Method;
use secrecy::ExposeSecret as _;

use super::Office;
use crate::house::Plan;
use crate::house::header;

#[tokio::test]
async fn every_refusal_names_its_parameter() {
    let office = Office::new().await;
    let days = &office.days;
    for (path, status, parameter) in [
        ("/metrics/credits".to_owned(), 400, "from"),
        ("/metrics/credits?from=2026-01-01".to_owned(), 400, "to"),
        (format!("/metrics/credits?{days}&form=1"), 400, "form"),
        (format!("/metrics/credits?{days}&by="), 400, "by"),
        (format!("/metrics/credits?{days}&by=day&by=day"), 400, "by"),
        (format!("/metrics/dau?{days}&by=week"), 400, "by"),
        (format!("/metrics/reviews?{days}&split=model"), 400, "split"),
        (format!("/metrics/credits?{days}&client=CODEX_CLI&model=x"), 400, "model"),
        (format!("/metrics/credits?{days}&team=nobody"), 404, "team"),
        (format!("/metrics/credits?{days}&connection=none"), 404, "connection"),
        ("/metrics/credits?from=1990-01-01&to=2026-01-01".to_owned(), 422, "to"),
        (format!("/metrics/credits?from=0000-01-01&to={}", "9".repeat(300)), 400, "to"),
        (format!("/retention?{days}&by=week"), 400, "by"),
        (format!("/forecast?{days}&budget=0"), 400, "budget"),
        (format!("/forecast?{days}&budget=lots"), 400, "budget"),
        (format!("/spikes?{days}&least=-1"), 400, "least"),
        (format!("/people?{days}&limit=0"), 400, "limit"),
        (format!("/people?{days}&limit=1001"), 400, "limit"),
        (format!("/people?{days}&order=height"), 400, "order"),
        ("/ledger?dataset=all".to_owned(), 400, "dataset"),
        ("/ledger?connection=none".to_owned(), 404, "connection"),
        ("/status?x=1".to_owned(), 400, "x"),
        ("/openapi.json?x=1".to_owned(), 400, "x"),
        (format!("/metrics/happiness?{days}"), 404, ""),
        (format!("/attribution?{days}"), 404, ""),
        ("/nothing".to_owned(), 404, ""),
    ] {
        assert_eq!(office.refused(&office.admin, &path).await, (status, parameter.to_owned()), "{path}");
    }
}

#[tokio::test]
async fn hostile_requests_are_problems_and_no_faults() {
    let office = Office::new().await;
    for path in [
        "/metrics/%00".to_owned(),
        "/metrics/%FF%FE".to_owned(),
        "/metrics/..%2f..%2fetc".to_owned(),
        format!("/metrics/credits?{}&team=%00%FF", office.days),
        "/metrics/credits?from=%F0%28%8C%28&to=2026-01-01".to_owned(),
        "/metrics/credits?%=&&&==&from".to_owned(),
        "/metrics/credits?from=+262143-12-31&to=+262143-12-31".to_owned(),
        "/metrics/credits?from=-262143-01-01&to=2026-01-01".to_owned(),
        "/metrics/credits?from=9999-12-31&to=9999-12-31&by=week".to_owned(),
        "/metrics/adoption_rate?from=0001-01-01&to=0001-01-01".to_owned(),
        format!("/forecast?{}&budget=1e400", office.days),
        format!("/forecast?{}&budget=NaN", office.days),
        format!("/people?{}&offset=10000000&limit=1000", office.days),
        "/tokens/99999999999999999999".to_owned(),
        "/export/usage.exe".to_owned(),
    ] {
        let response = office.ask(&office.admin, &path).await;
        assert!(response.status().as_u16() < 500, "{path}: {}", response.status());
        let kind = if response.status() == 200 { "application/json" } else { "application/problem+json" };
        assert_eq!(header(&response, "content-type"), kind, "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let response = office.send(method.clone(), &office.admin, "/status", &[]).await;
        assert_eq!((response.status().as_u16(), header(&response, "allow")), (405, "GET,HEAD"), "{method}");
        assert_eq!(header(&response, "content-type"), "application/problem+json");
    }
    let foreign = [("origin", "https://evil.example.com")];
    let refused = office.send(Method::POST, &office.admin, "/sync", &foreign).await;
    assert_eq!((refused.status().as_u16(), header(&refused, "content-type")), (403, "application/problem+json"));
    let named = office.send(Method::GET, &office.admin, "/status", &[("host", "evil.example.com")]).await;
    assert_eq!((named.status().as_u16(), header(&named, "content-type")), (421, "application/problem+json"));
    let large = office.house.browser().request(Method::POST, "/api/v1/sync").body("x".repeat(9 * 1024 * 1024));
    let large = large.bearer_auth(office.admin.expose_secret()).send().await.unwrap();
    assert_eq!((large.status().as_u16(), header(&large, "content-type")), (413, "application/problem+json"));
}

#[tokio::test]
async fn strict_groups_come_in_whole_weeks_and_pages_stay_whole() {
    let office = Office::of(Plan::default().with("strict_groups", "on")).await;
    let path = format!("/metrics/credits?{}&split=team", office.days);
    assert_eq!(office.refused(&office.read, &path).await, (422, "by".to_owned()));
    assert_eq!(office.ask(&office.persons, &path).await.status(), 200);
    let today = office.house.state.clock.today();
    let (from, to) = (today.week_start().plus(-14), today.week_start().previous());
    let path = format!("/metrics/credits?from={from}&to={to}&split=team&by=week");
    assert_eq!(office.ask(&office.read, &path).await.status(), 200);
    let leader = office.house.signed_in(domain::Role::Leader).await;
    for page in ["/", "/?team=many", "/adoption?team=many&range=7d", "/adoption?range=90d&compare=1"] {
        assert_eq!(leader.page(page).await.status(), 200, "{page}");
    }
}
