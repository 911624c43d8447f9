//! How questions are asked: parameters, cursors, repeats, waits, refusals, and what never leaves.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::time::Duration;

use crate::support::{Answer, Heard, KEY, Server, WORKSPACE, now, ok, status};
use chrono::TimeDelta;
use domain::checkup::{Outcome, Probe, ProbeName};
use domain::{ConnectionProblem, Dataset, DateRange, Day};
use openai::{Error, FetchEvent};

fn today() -> Day {
    Day::of(now())
}

fn range() -> DateRange {
    DateRange::ending(today(), 3)
}

/// A page with one row of the given person, today.
fn page(person: &str, next: Option<&str>) -> Answer {
    let (start, end) = (today().start_unix(), today().end_unix());
    let next_page = next.map_or("null".to_owned(), |cursor| format!("\"{cursor}\""));
    ok(format!(
        r#"{{"object":"page","data":[{{"start_time":{start},"end_time":{end},"user_id":"{person}","totals":{{"threads":1,"turns":2,"credits":0.5}},"clients":[]}}],"has_more":{},"next_page":{next_page}}}"#,
        next.is_some()
    ))
}

fn empty(next: Option<&str>) -> Answer {
    ok(next.map_or(r#"{"data":[],"has_more":false}"#.to_owned(), |cursor| {
        format!(r#"{{"data":[],"has_more":true,"next_page":"{cursor}"}}"#)
    }))
}

#[tokio::test]
async fn every_parameter_stays_the_same_while_paging() {
    let server = Server::start([page("a", Some("c/1+ü=")), empty(Some("c2")), page("b", None)]).await;
    let heard = Heard::default();
    let window = server.analytics().window(Dataset::UsageWorkspace, range(), &heard.listener()).await;
    // Two people in a workspace's rows are two keys: fine for this test.
    assert_eq!(window.unwrap().pages, 3);
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    for asked in &asked {
        assert_eq!(asked.path, format!("/v1/analytics/codex/workspaces/{WORKSPACE}/usage"));
        assert_eq!(asked.param("start_time").unwrap(), today().plus(-2).start_unix().to_string());
        assert_eq!(asked.param("end_time").unwrap(), today().end_unix().to_string());
        assert_eq!(asked.param("limit"), Some("5000"));
        assert_eq!(asked.param("group"), Some("workspace"));
        assert_eq!(asked.param("group_by"), None);
        assert_eq!(asked.authorization, format!("Bearer {KEY}"));
    }
    let cursors: Vec<_> = asked.iter().map(|asked| asked.param("page")).collect();
    assert_eq!(cursors, [None, Some("c/1+ü="), Some("c2")]);
    let page = |rows| [FetchEvent::Request, FetchEvent::Page { rows }];
    assert_eq!(heard.events(), [page(1), page(0), page(1)].concat());
}

#[tokio::test]
async fn datasets_have_their_endpoints() {
    for (dataset, last) in [
        (Dataset::Usage, "usage"),
        (Dataset::CodeReviews, "code_reviews"),
        (Dataset::CodeReviewResponses, "code_review_responses"),
    ] {
        let server = Server::start([empty(None)]).await;
        let window = server.analytics().window(dataset, range(), &|_| {}).await.unwrap();
        assert_eq!((window.rows, window.days.len()), (0, 3));
        let asked = &server.asked()[0];
        assert!(asked.path.ends_with(&format!("/{last}")));
        assert_eq!(asked.param("group"), None);
    }
}

#[tokio::test]
async fn it_stops_where_the_rule_says() {
    for last in [
        r#"{"data":[],"has_more":false,"next_page":"never"}"#,
        r#"{"data":[],"has_more":true,"next_page":null}"#,
        r#"{"data":[],"has_more":true}"#,
        r#"{"data":[],"has_more":true,"next_page":""}"#,
    ] {
        let server = Server::start([ok(last)]).await;
        server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap();
        assert_eq!(server.asked().len(), 1, "{last}");
    }
}

#[tokio::test]
async fn a_repeated_cursor_begins_the_window_afresh() {
    let server = Server::start([
        page("a", Some("one")),
        page("b", Some("one")),
        page("a", Some("one")),
        page("b", Some("two")),
        page("c", None),
    ])
    .await;
    let heard = Heard::default();
    let window = server.analytics().window(Dataset::Usage, range(), &heard.listener()).await.unwrap();
    assert_eq!(window.rows, 3);
    assert!(heard.events().contains(&FetchEvent::Restart { discarded: 2 }));
    assert_eq!(server.asked()[2].param("page"), None);
}

#[tokio::test]
async fn cursors_that_stay_broken_are_an_error_after_five_attempts() {
    let circle = || [page("a", Some("one")), page("b", Some("two")), page("c", Some("one"))];
    let server = Server::start((0..5).flat_map(|_| circle())).await;
    let error = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, Error::BrokenCursor { attempts: 5, .. }), "{error}");
    assert_eq!(error.problem(), ConnectionProblem::UnexpectedShape);
    assert_eq!(server.asked().len(), 15);
}

#[tokio::test]
async fn a_refused_cursor_is_no_refused_window() {
    let server = Server::start([page("a", Some("one")), status(422, ""), page("a", None)]).await;
    let window = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap();
    assert_eq!(window.rows, 1);
    let server = Server::start([status(422, include_str!("../../fixtures/refused_limit.json"))]).await;
    let error = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(error.refuses_window());
    assert!(error.to_string().contains("limit: Input should be less than or equal to 30000"), "{error}");
}

#[tokio::test]
async fn what_may_pass_is_repeated() {
    let cut = r#"{"data":[{"start_time":17"#;
    let hiccups = [status(500, "oops"), ok(cut), status(503, ""), page("a", None)];
    let server = Server::start(hiccups).await;
    let heard = Heard::default();
    let window = server.analytics().window(Dataset::Usage, range(), &heard.listener()).await.unwrap();
    assert_eq!(window.rows, 1);
    let waits = heard
        .events()
        .into_iter()
        .filter(|event| matches!(event, FetchEvent::Waiting { problem: ConnectionProblem::UpstreamUnavailable, .. }));
    assert_eq!(waits.count(), 3);

    let server = Server::start((0..9).map(|_| ok(cut))).await;
    let error = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, Error::NotJson { .. }), "{error}");
    assert_eq!((error.problem(), server.asked().len()), (ConnectionProblem::UpstreamUnavailable, 4));
}

#[tokio::test]
async fn what_will_not_pass_is_not_repeated() {
    for (code, body, problem) in [
        (
            401,
            r#"{"error":{"message":"Incorrect API key provided: canary-k***ghij"}}"#,
            ConnectionProblem::InvalidCredentials,
        ),
        (403, r#"{"detail":"Missing scope"}"#, ConnectionProblem::MissingScope),
        (403, r#"{"message":"Workspace is not yours"}"#, ConnectionProblem::WorkspaceNotFound),
        (404, "", ConnectionProblem::WorkspaceNotFound),
        (422, "", ConnectionProblem::UnexpectedShape),
    ] {
        let server = Server::start([status(code, body), page("a", None)]).await;
        let error = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
        assert_eq!((error.problem(), server.asked().len()), (problem, 1), "{error}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn patience_is_as_long_as_asked_within_reason() {
    let server = Server::start([status(429, "").with("retry-after", "1"), page("a", None)]).await;
    let heard = Heard::default();
    server.analytics().window(Dataset::Usage, range(), &heard.listener()).await.unwrap();
    let until = now() + TimeDelta::seconds(1);
    assert_eq!(heard.events()[1], FetchEvent::Waiting { until, problem: ConnectionProblem::RateLimited });

    let server = Server::start([status(429, "").with("retry-after", "Thu, 12 Nov 2026 10:30:00 GMT")]).await;
    let error = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert_eq!(error.problem(), ConnectionProblem::RateLimited);
    assert_eq!(error.retry_at(), Some(now() + TimeDelta::hours(1)));
    assert_eq!(server.asked().len(), 1, "an hour is too long for a pass: it ends and says when");
}

#[tokio::test]
async fn a_redirect_never_carries_the_key() {
    let elsewhere = Server::start([page("a", None)]).await;
    let target = elsewhere.base_url.join("/v1/usage?token=abc").unwrap();
    let server = Server::start([status(307, "").with("location", target.as_str())]).await;
    let error = server.analytics().window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(matches!(&error, Error::Redirect { .. }), "{error}");
    assert!(!error.to_string().contains("token"), "{error}");
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn an_answer_without_end_is_cut() {
    let long = format!("{{\"data\":[],\"pad\":\"{}\"}}", "x".repeat(2_000));
    let server = Server::start([ok(long)]).await;
    let analytics = server.analytics_with(|settings| settings.max_body_bytes = 1_000);
    let error = analytics.window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 1_000, .. }), "{error}");
}

#[tokio::test]
async fn too_many_rows_ask_for_fewer_days() {
    let pages = || [page("a", Some("1")), page("b", Some("2")), page("c", None)];
    let server = Server::start(pages().into_iter().chain(pages())).await;
    let analytics = server.analytics_with(|settings| settings.max_window_rows = 2);
    let error = analytics.window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { limit: 2, .. }), "{error}");
    let server = Server::start(pages()).await;
    let analytics = server.analytics_with(|settings| settings.max_window_rows = 2);
    let one_day = DateRange::single(today());
    assert_eq!(analytics.window(Dataset::Usage, one_day, &|_| {}).await.unwrap().rows, 3, "a day cannot be split");
}

#[tokio::test]
async fn nobody_there_and_nobody_answering() {
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let server = Server::start([]).await;
    let refused = server.analytics_with(|settings| settings.base_url.set_port(Some(closed.port())).unwrap());
    let error = refused.window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(matches!(&error, Error::Unreachable { reason, .. } if reason.contains("refused")), "{error}");

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let waiting = server.analytics_with(|settings| {
        settings.base_url.set_port(Some(port)).unwrap();
        settings.timeout = Duration::from_millis(50);
        settings.retry.repeats = 1;
    });
    let error = waiting.window(Dataset::Usage, range(), &|_| {}).await.unwrap_err();
    assert!(error.to_string().contains("no answer within"), "{error}");
    assert_eq!(error.problem(), ConnectionProblem::UpstreamUnavailable);
}

fn outcomes(probes: &[Probe]) -> Vec<String> {
    assert_eq!(probes.iter().map(|probe| probe.name).collect::<Vec<_>>(), ProbeName::ALL);
    let short = |outcome: &Outcome| match outcome {
        Outcome::Ok => "ok".to_owned(),
        Outcome::Skipped => "skipped".to_owned(),
        Outcome::Failed { problem, .. } => problem.code().to_owned(),
    };
    probes.iter().map(|probe| short(&probe.outcome)).collect()
}

#[tokio::test]
async fn five_probes_tell_five_things() {
    let reviews = || ok(include_str!("../../fixtures/code_reviews.json"));
    for (answers, expected) in [
        (vec![page("a", None), reviews()], ["ok", "ok", "ok", "ok", "ok"]),
        (vec![empty(Some("x")), page("a", None), reviews()], ["ok", "ok", "ok", "ok", "ok"]),
        (
            vec![empty(None), status(422, ""), empty(None), empty(None), empty(None)],
            ["ok", "ok", "ok", "no_resources", "no_resources"],
        ),
        (vec![page("a", None), status(500, "")], ["ok", "ok", "ok", "ok", "upstream_unavailable"]),
        (vec![status(401, "")], ["invalid_credentials", "skipped", "skipped", "skipped", "skipped"]),
        (vec![status(403, "")], ["ok", "missing_scope", "skipped", "skipped", "skipped"]),
        (vec![status(404, "")], ["ok", "skipped", "workspace_not_found", "skipped", "skipped"]),
        (vec![status(429, "")], ["rate_limited", "skipped", "skipped", "skipped", "skipped"]),
        (vec![ok("{\"rows\":[]}")], ["ok", "ok", "ok", "unexpected_shape", "skipped"]),
    ] {
        let count = answers.len();
        let server = Server::start(answers).await;
        assert_eq!(outcomes(&server.analytics().probe(today()).await), expected);
        assert_eq!(server.asked().len(), count, "asks once each time");
    }
}

#[tokio::test]
async fn nothing_prints_the_key_and_windows_can_be_spawned() {
    let server = Server::start([page("a", None)]).await;
    let analytics = server.analytics();
    assert!(!format!("{analytics:?}").contains("canary"));
    let window = tokio::spawn(async move { analytics.window(Dataset::Usage, range(), &|_| {}).await });
    assert_eq!(window.await.unwrap().unwrap().rows, 1);
}
