//! The wire: every endpoint's answers against our own schemas, and against the published ones where they are at hand.

use std::path::PathBuf;

use jsonschema::Validator;
use serde_json::{Value, json};
use simulator::{Fault, OrgConfig, ReviewShape, Simulator};

use crate::{Caller, rows, small};

const ENDPOINTS: [(&str, &[(&str, &str)]); 4] = [
    ("usage", &[("start_time", "0"), ("limit", "200")]),
    ("usage", &[("start_time", "0"), ("group", "workspace"), ("limit", "7")]),
    ("code_reviews", &[("start_time", "0"), ("limit", "9")]),
    ("code_review_responses", &[("start_time", "0"), ("limit", "9")]),
];

fn ours(name: &str) -> Validator {
    let text = match name {
        "usage" => include_str!("../../schemas/usage.json"),
        "code_reviews" => include_str!("../../schemas/code_reviews.json"),
        "code_review_responses" => include_str!("../../schemas/code_review_responses.json"),
        "validation_error" => include_str!("../../schemas/validation_error.json"),
        other => panic!("no schema for {other}"),
    };
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

/// A file of the reference, where it is at hand.
fn reference(path: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wire").join(path);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("not checked: {} is not here", path.display());
    }
    text.map(|text| serde_json::from_str(&text).unwrap())
}

fn published(name: &str) -> Option<Validator> {
    let component = match name {
        "usage" => "UsagePage",
        "code_reviews" => "PageReviews",
        "code_review_responses" => "PageCodeReviewResponses",
        "validation_error" => "HTTPValidationError",
        other => panic!("no schema for {other}"),
    };
    let spec = reference("chatgpt-admin-2.5.3.openapi.json")?;
    let schemas = &spec["components"]["schemas"];
    assert!(schemas[component].is_object(), "{component} is not published");
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{component}"),
        "components": { "schemas": schemas },
    });
    Some(jsonschema::validator_for(&schema).unwrap())
}

fn assert_valid(validator: &Validator, what: &str, value: &Value) {
    let errors: Vec<String> = validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

#[tokio::test]
async fn every_page_keeps_to_our_schemas() {
    for reviews in [ReviewShape::Workspace, ReviewShape::PerPerson] {
        let simulator = Simulator::start(OrgConfig { reviews, ..small() }).await.unwrap();
        let caller = Caller::of(&simulator);
        for (endpoint, params) in ENDPOINTS {
            let schema = ours(endpoint);
            let pages = caller.walk(endpoint, params).await;
            assert!(pages.iter().any(|page| !rows(page).is_empty()), "{endpoint} has no rows");
            for page in &pages {
                assert_valid(&schema, endpoint, page);
                for row in rows(page) {
                    assert_eq!(row["end_time"].as_i64().unwrap() - row["start_time"].as_i64().unwrap(), 86_400);
                }
            }
        }
        simulator.stop().await;
    }
}

#[tokio::test]
async fn every_page_keeps_to_the_published_schemas() {
    let config = OrgConfig { unknown_client: false, ..small() };
    let simulator = Simulator::start(config).await.unwrap();
    let caller = Caller::of(&simulator);
    for (endpoint, params) in ENDPOINTS {
        let Some(schema) = published(endpoint) else { return };
        for page in caller.walk(endpoint, params).await {
            assert_valid(&schema, endpoint, &page);
        }
    }
    simulator.stop().await;
}

#[tokio::test]
async fn a_client_that_is_not_published_is_found_by_the_published_schema() {
    let simulator = Simulator::start(OrgConfig { unknown_client: true, ..small() }).await.unwrap();
    let page = Caller::of(&simulator).page("usage", &[("limit", "30000")]).await;
    let Some(schema) = published("usage") else { return };
    let errors: Vec<String> = schema.iter_errors(&page).map(|error| error.instance_path().to_string()).collect();
    assert!(!errors.is_empty());
    assert!(errors.iter().all(|path| path.ends_with("/client_id")), "{errors:?}");
}

#[tokio::test]
async fn refused_parameters_keep_to_both_schemas() {
    let simulator = Simulator::start(small()).await.unwrap();
    let caller = Caller::of(&simulator);
    simulator.set_fault(Fault::Unprocessable.times(1).grouped(true));
    for params in [
        &[("limit", "0")],
        &[("limit", "30001")],
        &[("limit", "many")],
        &[("start_time", "2026-11-20")],
        &[("end_time", "1.5")],
        &[("page", "cursor-token")],
        &[("group", "team")],
        &[("group", "workspace")],
    ] {
        let (status, body) = caller.refusal("usage", params).await;
        assert_eq!(status, 422, "{params:?}");
        assert_valid(&ours("validation_error"), "422", &body);
        if let Some(published) = published("validation_error") {
            assert_valid(&published, "422", &body);
        }
    }
    let (_, body) = caller.refusal("usage", &[("limit", "50000")]).await;
    let expected = json!({ "detail": [{
        "loc": ["query", "limit"],
        "msg": "Input should be less than or equal to 30000",
        "type": "less_than_equal",
        "input": "50000",
        "ctx": { "le": 30000 },
    }]});
    assert_eq!(body, expected);
}

/// A way to spoil a page and whether the published schema, too, can tell.
type Spoiler = (&'static str, fn(&mut Value), bool);

fn first(page: &mut Value) -> &mut Value {
    &mut page["data"][0]
}

fn without(value: &mut Value, field: &str) {
    assert!(value.as_object_mut().unwrap().remove(field).is_some(), "{field} was not there");
}

fn spoilers(endpoint: &str) -> Vec<Spoiler> {
    let mut all: Vec<Spoiler> = vec![
        ("no object", |page| without(page, "object"), true),
        ("no data", |page| without(page, "data"), true),
        ("has_more is a text", |page| page["has_more"] = json!("true"), true),
        ("the cursor is a number", |page| page["next_page"] = json!(7), true),
        (
            "more to come without a cursor",
            |page| (page["has_more"], page["next_page"]) = (json!(true), json!(null)),
            false,
        ),
        ("another kind of page", |page| page["object"] = json!("list"), false),
        ("a row without its day", |page| without(first(page), "start_time"), true),
        ("a day as a text", |page| first(page)["end_time"] = json!("2026-11-20"), true),
        ("a day that begins at noon", |page| first(page)["start_time"] = json!(1_784_592_000 + 43_200), false),
        ("another kind of row", |page| first(page)["object"] = json!("row"), false),
    ];
    all.extend(match endpoint {
        "usage" => vec![
            ("no totals", (|page| without(first(page), "totals")) as fn(&mut Value), true),
            ("no credits", |page| without(&mut first(page)["totals"], "credits"), true),
            ("credits as a text", |page| first(page)["totals"]["credits"] = json!("38.25"), true),
            ("half a thread", |page| first(page)["totals"]["threads"] = json!(1.5), true),
            ("turns below nothing", |page| first(page)["totals"]["turns"] = json!(-1), false),
            ("no clients", |page| without(first(page), "clients"), true),
            ("a client without a name", |page| without(&mut first(page)["clients"][0], "client_id"), true),
            ("clients by name", |page| first(page)["clients"] = json!({ "CODEX_CLI": 1 }), true),
            ("a field of older guesses", |page| first(page)["user_email"] = json!("a@example.com"), false),
        ],
        "code_reviews" => vec![
            ("no priorities", (|page| without(first(page), "comment_details")) as fn(&mut Value), true),
            ("no most severe", |page| without(&mut first(page)["comment_details"], "p0"), true),
            ("comments as a text", |page| first(page)["comments"] = json!("12"), true),
        ],
        _ => vec![
            ("no reactions", (|page| without(first(page), "reaction_details")) as fn(&mut Value), true),
            ("no engaged", |page| without(&mut first(page)["comment_response_details"], "engaged"), true),
            ("replies unknown", |page| first(page)["replies"] = json!(null), true),
        ],
    });
    all
}

#[tokio::test]
async fn spoiled_pages_are_rejected() {
    let simulator = Simulator::start(OrgConfig { unknown_client: false, ..small() }).await.unwrap();
    let caller = Caller::of(&simulator);
    for endpoint in ["usage", "code_reviews", "code_review_responses"] {
        let good = caller.page(endpoint, &[("limit", "3")]).await;
        let (ours, published) = (ours(endpoint), published(endpoint));
        assert!(ours.is_valid(&good));
        for (what, spoil, published_knows) in spoilers(endpoint) {
            let mut page = good.clone();
            spoil(&mut page);
            assert!(!ours.is_valid(&page), "{endpoint}: {what} is let through");
            if let Some(published) = &published {
                assert_eq!(!published.is_valid(&page), published_knows, "{endpoint}: {what}, published");
            }
        }
    }
}

#[test]
fn the_reference_examples_keep_to_our_schemas() {
    for (example, schema) in [
        ("usage_per_user", "usage"),
        ("usage_workspace", "usage"),
        ("code_reviews", "code_reviews"),
        ("code_review_responses", "code_review_responses"),
        ("analytics_422", "validation_error"),
    ] {
        let Some(value) = reference(&format!("examples/{example}.json")) else { return };
        assert_valid(&ours(schema), example, &value);
    }
}
