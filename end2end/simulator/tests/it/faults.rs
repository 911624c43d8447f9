//! Keys, faults and the limit of requests.

use reqwest::StatusCode;
use serde_json::Value;
use simulator::{Endpoint, Fault, OrgConfig, RetryAfter, Simulator};

use crate::{Caller, fields, rows, small};

#[tokio::test]
async fn keys_open_what_they_should() {
    let simulator = Simulator::start(small()).await.unwrap();
    let own = || Caller::of(&simulator);
    assert_eq!(own().send("usage", &[]).await.status(), StatusCode::OK);
    let (status, body) = own().with_key("sk-wrong".into()).refusal("usage", &[]).await;
    assert_eq!((status.as_u16(), body["error"]["code"].as_str()), (401, Some("invalid_api_key")));
    let (status, body) = own().with_key(simulator.key_without_scope()).refusal("usage", &[]).await;
    assert_eq!(status, 403);
    assert!(body["error"]["message"].as_str().unwrap().contains("codex.enterprise.analytics.read"));
    let (status, body) = own().with_key(simulator.key_of_another_workspace()).refusal("usage", &[]).await;
    assert_eq!(status, 403);
    assert!(body["detail"].as_str().unwrap().contains(simulator.workspace().as_str()));

    let elsewhere =
        |workspace: &str| Caller { base: own().base.replace(simulator.workspace().as_str(), workspace), ..own() };
    let (status, _) = elsewhere("3f0f5aaf-1e2b-4f10-bb50-0123456789ab").refusal("usage", &[]).await;
    assert_eq!(status, 404);
    let (status, _) = elsewhere(simulator.other_workspace().as_str()).refusal("usage", &[]).await;
    assert_eq!(status, 403);
    let (status, body) = elsewhere("ws-1").refusal("usage", &[]).await;
    assert_eq!((status.as_u16(), body["detail"][0]["loc"][0].as_str()), (422, Some("path")));
    let anonymous = own().http.get(format!("{}/usage", own().base)).send().await.unwrap();
    assert_eq!(anonymous.status(), 401);
    assert_eq!(own().refusal("spend", &[]).await.0, 404);
}

#[tokio::test]
async fn refusals_have_their_status_and_headers() {
    let simulator = Simulator::start(small()).await.unwrap();
    let caller = Caller::of(&simulator);
    let date = "Fri, 20 Nov 2026 12:00:30 GMT";
    for (fault, status, header) in [
        (Fault::Unauthorized, 401, None),
        (Fault::Forbidden, 403, None),
        (Fault::ForbiddenWorkspace, 403, None),
        (Fault::NotFound, 404, None),
        (Fault::Unprocessable, 422, None),
        (Fault::TooMany { retry_after: None }, 429, None),
        (Fault::TooMany { retry_after: Some(RetryAfter::Seconds(3)) }, 429, Some("3")),
        (Fault::TooMany { retry_after: Some(RetryAfter::HttpDate(date.to_owned())) }, 429, Some(date)),
        (Fault::ServerError, 500, None),
        (Fault::Unavailable { retry_after: None }, 503, None),
    ] {
        simulator.set_fault(fault.clone());
        let response = caller.send("usage", &[]).await;
        let header_sent = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!((response.status().as_u16(), header_sent.as_deref()), (status, header), "{fault:?}");
        assert_eq!(caller.send("usage", &[]).await.status(), 200, "{fault:?} is used up");
    }
    simulator.set_fault(Fault::Redirect { location: "http://127.0.0.1:9/elsewhere".to_owned() });
    let response = caller.send("usage", &[]).await;
    assert_eq!(
        (response.status().as_u16(), response.headers()["location"].to_str().unwrap()),
        (307, "http://127.0.0.1:9/elsewhere")
    );
}

#[tokio::test]
async fn broken_bodies_are_broken() {
    let simulator = Simulator::start(small()).await.unwrap();
    let caller = Caller::of(&simulator);
    simulator.set_fault(Fault::Cut);
    let response = caller.send("usage", &[]).await;
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err(), "the body must not end well");
    simulator.set_fault(Fault::Truncated);
    let text = caller.text("usage", &[]).await;
    assert!(serde_json::from_str::<Value>(&text).is_err());
    simulator.set_fault(Fault::UnexpectedShape);
    assert!(caller.page("usage", &[]).await["data"].is_null());
}

#[tokio::test]
async fn a_repeated_cursor_never_gets_on() {
    let simulator = Simulator::start(OrgConfig { empty_pages: false, ..small() }).await.unwrap();
    let caller = Caller::of(&simulator);
    simulator.set_fault(Fault::RepeatedCursor.always().page(2));
    let first = caller.page("usage", &[("limit", "5")]).await;
    let cursor = first["next_page"].as_str().unwrap();
    let params = [("limit", "5"), ("page", cursor)];
    let second = caller.page("usage", &params).await;
    assert_eq!(second["next_page"].as_str(), Some(cursor));
    assert_eq!(caller.page("usage", &params).await, second);
    simulator.clear_faults();
    assert_ne!(caller.page("usage", &params).await["next_page"].as_str(), Some(cursor));
}

#[tokio::test]
async fn faults_that_answer_do_so_as_they_say() {
    let simulator = Simulator::start(small()).await.unwrap();
    let caller = Caller::of(&simulator);
    let all = [("start_time", "0"), ("limit", "30000")];
    let good = caller.page("usage", &all).await;

    simulator.set_fault(Fault::EmptyPage);
    let pages = caller.walk("usage", &all).await;
    assert!(rows(&pages[0]).is_empty());
    assert_eq!(rows(&pages[1]), rows(&good));

    simulator.set_fault(Fault::NoRows.always().on(Endpoint::Usage));
    assert!(caller.rows("usage", &all).await.is_empty());
    assert!(!caller.rows("code_reviews", &all).await.is_empty());
    simulator.clear_faults();

    simulator.set_fault(Fault::EmptyOldDays);
    let late = caller.rows("usage", &all).await;
    let week = simulator.config().today.plus(-7).start_unix();
    let expected: Vec<&Value> = rows(&good).iter().filter(|row| row["start_time"].as_i64().unwrap() >= week).collect();
    assert_eq!(late.iter().collect::<Vec<_>>(), expected);

    simulator.set_fault(Fault::UnknownFields);
    let text = caller.text("usage", &all).await;
    for strange in ["seat_type", "reasoning_tokens", "CODEX_HOLOGRAM", "ludicrous", "request_id"] {
        assert!(text.contains(strange), "{strange}");
    }
    let strange: Value = serde_json::from_str(&text).unwrap();
    let totals = |page: &Value| rows(page).iter().map(|row| row["totals"]["credits"].to_string()).collect::<Vec<_>>();
    assert_eq!(totals(&strange), totals(&good));

    simulator.set_fault(Fault::Slow { millis: 30 });
    let begun = std::time::Instant::now();
    assert_eq!(caller.page("usage", &all).await, good);
    assert!(begun.elapsed().as_millis() >= 30);
}

#[tokio::test]
async fn requests_beyond_the_limit_wait() {
    let simulator = Simulator::start(OrgConfig { requests_per_minute: Some(3), ..small() }).await.unwrap();
    let caller = Caller::of(&simulator);
    for _ in 0..3 {
        assert_eq!(caller.send("code_reviews", &[]).await.status(), 200);
    }
    let response = caller.send("code_reviews", &[]).await;
    assert_eq!(response.status(), 429);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(caller.send("usage", &[]).await.status(), 200, "each endpoint has its own limit");
}

#[tokio::test]
async fn the_log_tells_requests_without_keys() {
    let simulator = Simulator::start(small()).await.unwrap();
    let caller = Caller::of(&simulator);
    simulator.set_fault(Fault::ServerError.on(Endpoint::CodeReviews));
    caller.send("usage", &[("limit", "2")]).await;
    caller.send("code_reviews", &[]).await;
    let log = simulator.request_log();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].endpoint, log[0].status, log[0].rows, log[0].with_key), (Endpoint::Usage, 200, 2, true));
    assert_eq!(log[0].params, fields(&[("limit", "2")]));
    assert_eq!((log[1].status, &log[1].fault), (500, &Some(Fault::ServerError)));
    let key = secrecy::ExposeSecret::expose_secret(&simulator.key()).to_owned();
    assert!(!format!("{log:?}").contains(&key));
}
