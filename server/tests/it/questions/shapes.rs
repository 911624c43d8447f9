//! What each endpoint answers, and that it is described so.

use serde_json::Value;

use super::Office;
use crate::house::Plan;
use crate::house::header;

#[tokio::test]
async fn the_description_is_served_and_checked_in() {
    let office = Office::new().await;
    let response = office.ask(&office.read, "/openapi.json").await;
    assert_eq!((response.status().as_u16(), header(&response, "content-type")), (200, "application/json"));
    let served = response.text().await.unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        served == kept,
        "docs/openapi.json is not what is served. Make it anew: cargo run --bin uptake -- openapi > docs/openapi.json"
    );
    let described: Value = serde_json::from_str(&served).unwrap();
    for (path, item) in described["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for status in ["400", "401", "403", "429", "500", "503"] {
                let problem = &operation["responses"][status]["content"]["application/problem+json"];
                assert!(problem.is_object(), "{method} {path} {status}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{method} {path} {}", parameter["name"]);
            }
        }
    }
}

/// What each endpoint answers, to the last figure: the simulator and the clock stand still.
#[tokio::test]
async fn each_endpoint_has_its_shape() {
    let office = Office::new().await;
    let days = &office.days;
    let to = office.house.state.clock.today();
    let month = format!("from={}&to={}", to.month_start(), to.next_month_start().previous());
    let weeks = format!("from={}&to={}", to.week_start().plus(-14), to.week_start().previous());
    for (name, token, path) in [
        ("metrics", &office.read, "/metrics".to_owned()),
        ("metric", &office.read, format!("/metrics/credits?{weeks}&by=week&split=team")),
        ("metric_of_parents", &office.read, format!("/metrics/active_people?{weeks}&by=total&split=parent_team")),
        ("metric_with_intervals", &office.read, format!("/metrics/review_engagement_rate?{weeks}&by=total")),
        ("retention", &office.read, format!("/retention?{weeks}")),
        ("retention_of_few", &office.read, format!("/retention?{weeks}&team=few")),
        ("coverage", &office.read, format!("/coverage?{weeks}")),
        ("credit_change", &office.read, format!("/credit-change?{weeks}")),
        ("forecast", &office.read, format!("/forecast?{month}&budget=12345.678901")),
        ("spikes", &office.read, format!("/spikes?{days}&least=0.5")),
        ("spikes_of_persons", &office.persons, format!("/spikes?{days}&least=0.5")),
        ("people", &office.persons, format!("/people?{days}&order=credits&limit=2&offset=1")),
        ("teams", &office.read, "/teams".to_owned()),
    ] {
        let mut answer = office.json(token, &path).await;
        if name == "metrics" {
            answer.as_array_mut().unwrap().truncate(3);
        }
        insta::assert_json_snapshot!(name, answer);
    }
    let attribution = Office::of(Plan::default().with("attribution", "on")).await;
    let answer = attribution.json(&attribution.read, &format!("/attribution?{weeks}&by=total&split=team")).await;
    insta::assert_json_snapshot!("attribution", answer);
}
