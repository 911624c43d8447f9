//! The handle for tests in other languages.

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::{LoggedRequest, Simulator, Truth};

use crate::{Caller, client, small};

#[tokio::test]
async fn truth_faults_time_and_log_are_at_hand() {
    let simulator = Simulator::start(small()).await.unwrap();
    let (caller, http) = (Caller::of(&simulator), client());
    let at = |path: &str| format!("{}/{path}", simulator.control_url());
    let get = async |path: &str| http.get(at(path)).send().await.unwrap();
    let post = async |path: &str, body: Value| {
        let request = http.post(at(path)).header("content-type", "application/json").body(body.to_string());
        request.send().await.unwrap().status()
    };
    let truth: Truth = serde_json::from_str(&get("truth").await.text().await.unwrap()).unwrap();
    assert_eq!(truth, simulator.truth());
    let (from, to) = (simulator.config().today.plus(-6), simulator.config().today);
    let week: Truth =
        serde_json::from_str(&get(&format!("truth?from={from}&to={to}")).await.text().await.unwrap()).unwrap();
    assert_eq!((week.days.len(), week.range.to()), (7, to));
    assert_eq!(get(&format!("truth?from={to}&to={from}")).await.status(), 400);

    assert_eq!(
        post("fault", json!({ "kind": "not_found", "endpoint": "usage", "times": null })).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(caller.send("usage", &[]).await.status(), 404);
    assert_eq!(caller.send("code_reviews", &[]).await.status(), 200);
    assert_eq!(http.delete(at("fault")).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(caller.send("usage", &[]).await.status(), 200);
    assert_eq!(post("fault", json!({ "kind": "gremlins" })).await, 422);

    let log: Vec<LoggedRequest> = serde_json::from_str(&get("requests").await.text().await.unwrap()).unwrap();
    assert_eq!(log, simulator.request_log());
    assert_eq!(get("teams.csv").await.text().await.unwrap(), simulator.teams_csv());

    assert_eq!(post("advance", json!({ "now": "2026-11-23T09:00:00Z" })).await, StatusCode::NO_CONTENT);
    assert_eq!(simulator.now().to_rfc3339(), "2026-11-23T09:00:00+00:00");
    let away = http.get(format!("{}/_control/truth", simulator.base_url())).send().await.unwrap();
    assert_eq!(away.status(), 404, "the simulated provider itself has no handle");
    simulator.stop().await;
}

#[tokio::test]
async fn a_port_in_use_is_said_plainly() {
    let one = Simulator::start(small()).await.unwrap();
    let port = one.base_url().port().unwrap();
    let error = Simulator::start_on(small(), port).await.err().unwrap().to_string();
    assert!(error.contains(&format!("127.0.0.1:{port}")), "{error}");
    one.stop().await;
    Simulator::start_on(small(), port).await.unwrap().stop().await;
}
