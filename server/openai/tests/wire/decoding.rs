//! Every endpoint and every oddity, from the bytes of an answer to facts.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use crate::support::{Server, ok};
use domain::fact::{DayRows, ReviewResponseRow, ReviewRow, UsageRow};
use domain::{Credits, Dataset, DateRange, Day, Usd};
use openai::{Error, Window};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn range() -> DateRange {
    DateRange::new(day("2026-11-10"), day("2026-11-12")).unwrap()
}

async fn read(dataset: Dataset, body: impl Into<Vec<u8>>) -> Result<Window, Error> {
    Server::start([ok(body)]).await.analytics().window(dataset, range(), &|_| {}).await
}

fn usage(window: &Window, on: &str) -> Vec<UsageRow> {
    match &window.days[&day(on)] {
        DayRows::Usage(rows) => rows.clone(),
        other => panic!("{other:?}"),
    }
}

fn micros(n: i64) -> Credits {
    Credits::from_micros(n)
}

#[tokio::test]
async fn usage_in_full_and_sparse() {
    let window = read(Dataset::Usage, include_str!("../../fixtures/usage.json")).await.unwrap();
    assert_eq!((window.pages, window.rows), (1, 2));
    assert!(window.notes.is_empty(), "{:?}", window.notes);
    assert_eq!(window.days.keys().copied().collect::<Vec<_>>(), range().days().collect::<Vec<_>>());
    assert!(window.days[&day("2026-11-12")].is_empty());

    let rows = usage(&window, "2026-11-10");
    let row = &rows[0];
    assert_eq!(row.user_id.as_ref().unwrap().as_str(), "user-mara");
    assert_eq!(row.email.as_ref().unwrap().as_str(), "mara.lind@example.com");
    assert_eq!((row.totals.threads, row.totals.turns), (5, 23));
    assert_eq!(row.totals.spend.credits, micros(12_375_000));
    assert_eq!(row.totals.spend.estimated_cost_usd, Some(Usd::from_micros(500_000)));
    assert_eq!(row.totals.spend.total_tokens, Some(621_000));
    // Sorted, so that the same day always has the same bytes.
    let clients: Vec<_> = row.clients.iter().map(|client| client.client.as_str()).collect();
    assert_eq!(clients, ["CODEX_CLI", "CODEX_IDE_VSCODE"]);
    assert_eq!(row.clients[0].work.spend.uncached_input_tokens, None);
    assert_eq!(row.clients[1].work.spend.uncached_input_tokens, Some(40_000));
    let models: Vec<_> = row.models.iter().map(|model| model.key.key()).collect();
    assert_eq!(models, ["gpt-5.5:fast", "gpt-5.5:standard"]);
    let attribution = row.attribution.unwrap();
    assert_eq!((attribution.lines_added, attribution.commits_total), (310, Some(5)));

    let rows = usage(&window, "2026-11-11");
    assert_eq!((rows[0].email.as_ref(), rows[0].totals.spend.output_tokens), (None, None));
    assert!(rows[0].clients.is_empty() && rows[0].models.is_empty() && rows[0].attribution.is_none());
}

#[tokio::test]
async fn odd_writing_is_understood_and_the_unknown_counted() {
    let window = read(Dataset::Usage, include_str!("../../fixtures/usage_odd.json")).await.unwrap();
    let rows = usage(&window, "2026-11-10");
    let (nobody, row) = (&rows[0], &rows[1]);
    assert_eq!((nobody.user_id.as_ref(), nobody.email.as_ref()), (None, None));
    assert_eq!(nobody.totals.spend.credits, micros(123_456_789_123_457));
    assert_eq!(row.user_id.as_ref().unwrap().as_str(), "4711");
    assert_eq!(row.email, None);
    assert_eq!((row.totals.threads, row.totals.turns), (2, 7));
    assert_eq!(row.totals.spend.credits, micros(2), "half to even");
    assert_eq!(row.totals.spend.cost_usd, Some(Usd::from_micros(1_250_000)));
    let clients: Vec<_> = row.clients.iter().map(|c| (c.client.as_str(), c.work.spend.credits.micros())).collect();
    assert_eq!(clients, [("CODEX_IDE_JETBRAINS_RIDER", 2), ("CODEX_TOASTER", 1)]);
    let models: Vec<_> = row.models.iter().map(|m| (m.key.key(), m.spend.credits.micros())).collect();
    assert_eq!(models, [("gpt-6:turbo".into(), 100_000), ("other".into(), 1), ("other".into(), 2)]);
    let fields: Vec<_> = window.notes.unknown_fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["data[].actor.badge", "data[].clients[].latency", "data[].totals.mood", "region"]);
    let values: Vec<_> = window.notes.unknown_values.keys().map(String::as_str).collect();
    assert_eq!(
        values,
        [
            "client_id=CODEX_TOASTER",
            "data[].actor.email=not-an-address",
            "data[].actor.type=SERVICE_ACCOUNT",
            "speed=turbo"
        ]
    );
}

#[tokio::test]
async fn the_whole_workspace() {
    let window = read(Dataset::UsageWorkspace, include_str!("../../fixtures/usage_workspace.json")).await.unwrap();
    let rows = usage(&window, "2026-11-10");
    assert_eq!((rows.len(), rows[0].user_id.as_ref()), (1, None));
    assert_eq!(rows[0].totals.spend.credits, micros(13_000_000));
    assert_eq!(rows[0].attribution.unwrap().commits_total, None);
}

#[tokio::test]
async fn reviews_with_and_without_people() {
    let window = read(Dataset::CodeReviews, include_str!("../../fixtures/code_reviews.json")).await.unwrap();
    let expected = ReviewRow {
        day: day("2026-11-10"),
        user_id: None,
        email: None,
        reviews: 17,
        comments: 41,
        p0: 3,
        p1: 18,
        p2: 20,
    };
    assert_eq!(window.days[&expected.day], DayRows::Reviews(vec![expected]));

    let window =
        read(Dataset::CodeReviews, include_str!("../../fixtures/code_reviews_with_people.json")).await.unwrap();
    let DayRows::Reviews(rows) = &window.days[&day("2026-11-10")] else { panic!() };
    let people: Vec<_> = rows.iter().map(|row| (row.user_id.as_ref().unwrap().as_str(), row.reviews)).collect();
    assert_eq!(people, [("user-mara", 13), ("user-otis", 4)]);
    assert_eq!(rows[0].email.as_ref().unwrap().as_str(), "mara.lind@example.com");
    assert!(window.notes.is_empty());
}

#[tokio::test]
async fn responses_to_reviews() {
    let window = read(Dataset::CodeReviewResponses, include_str!("../../fixtures/code_review_responses.json")).await;
    let expected = ReviewResponseRow {
        day: day("2026-11-11"),
        user_id: None,
        email: None,
        reviews: 15,
        comments: 36,
        replies: 11,
        reactions: 19,
        engaged: 14,
        reacted: 16,
        upvoted: 12,
        downvoted: 3,
        reacted_other: 2,
        replied: 9,
        upvotes: 14,
        downvotes: 3,
        other_reactions: 2,
    };
    assert_eq!(window.unwrap().days[&expected.day], DayRows::ReviewResponses(vec![expected]));
}

/// One small usage row of 10 November 2026, changed by replacing a piece of its text.
fn row(replace: &str, with: &str) -> String {
    let row = r#"{"start_time":1794268800,"end_time":1794355200,"user_id":"u","totals":{"threads":1,"turns":2,"credits":3},"clients":[]}"#;
    assert!(row.contains(replace));
    row.replacen(replace, with, 1)
}

fn page(rows: &[String]) -> String {
    format!(r#"{{"data":[{}],"has_more":false}}"#, rows.join(","))
}

#[tokio::test]
async fn what_cannot_be_read_names_its_field_and_gives_nothing() {
    for (replace, with, field) in [
        ("\"credits\":3", "\"credits\":\"alex@example.com\"", "data[0].totals.credits"),
        ("\"credits\":3", "\"credits\":null", "data[0].totals.credits"),
        ("\"threads\":1,", "", "data[0].totals.threads"),
        ("\"turns\":2", "\"turns\":-2", "data[0].totals.turns"),
        ("\"turns\":2", "\"turns\":2.5", "data[0].totals.turns"),
        ("\"clients\":[]", "\"clients\":{}", "data[0].clients"),
        ("\"clients\":[]", "\"clients\":[{\"threads\":1}]", "data[0].clients[0].client_id"),
        ("\"clients\":[]", "\"models\":[7]", "data[0].models[0]"),
        ("\"user_id\":\"u\"", "\"user_id\":[]", "data[0].user_id"),
        ("\"end_time\":1794355200", "\"end_time\":1794873600", "data[0].end_time"),
        ("\"end_time\":1794355200", "\"end_time\":1794268800", "data[0].end_time"),
        ("\"start_time\":1794268800", "\"start_time\":1794268801", "data[0].start_time"),
        ("\"start_time\":1794268800", "\"start_time\":99999999999999999", "data[0].start_time"),
    ] {
        let error = read(Dataset::Usage, page(&[row(replace, with)])).await.unwrap_err();
        let Error::Shape { shape, .. } = &error else { panic!("{with}: {error}") };
        assert_eq!(shape.field, field, "{with}");
        assert!(!error.to_string().contains("alex"), "{error}");
        assert_eq!(error.problem(), domain::ConnectionProblem::UnexpectedShape);
    }
    for body in ["[]", "7", "{}", "{\"data\":null}", "{\"data\":[[]]}", "{\"data\":[],\"has_more\":\"maybe\"}"] {
        assert!(matches!(read(Dataset::Usage, body).await, Err(Error::Shape { .. })), "{body}");
    }
}

#[tokio::test]
async fn a_row_outside_the_window_spoils_it() {
    let outside = row("1794268800,\"end_time\":1794355200", "1794182400,\"end_time\":1794268800");
    let error = read(Dataset::Usage, page(&[row("{", "{"), outside])).await.unwrap_err();
    assert!(error.to_string().contains("data[1].start_time: expected a day inside the window"), "{error}");
}

#[tokio::test]
async fn a_person_has_one_row_a_day() {
    let same = row("{", "{");
    let window = read(Dataset::Usage, page(&[same.clone(), same.clone()])).await.unwrap();
    assert_eq!((window.rows, window.notes.repeated_rows), (1, 1));

    let differs = row("\"credits\":3", "\"credits\":4");
    let error = read(Dataset::Usage, page(&[same, differs])).await.unwrap_err();
    assert!(error.to_string().contains("one row per person and day"), "{error}");

    let nobody = row("\"user_id\":\"u\",", "");
    let window = read(Dataset::Usage, page(&[nobody.clone(), nobody.clone()])).await.unwrap();
    assert_eq!(window.rows, 2, "rows that name nobody cannot be told apart");
    let window = read(Dataset::UsageWorkspace, page(&[nobody.clone(), nobody])).await.unwrap();
    assert_eq!(window.rows, 1, "the workspace is one");
}

#[tokio::test]
async fn the_published_examples_are_read() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wire/examples");
    let files = [
        ("usage_per_user.json", Dataset::Usage),
        ("usage_workspace.json", Dataset::UsageWorkspace),
        ("code_reviews.json", Dataset::CodeReviews),
        ("code_review_responses.json", Dataset::CodeReviewResponses),
    ];
    for (name, dataset) in files {
        let Ok(body) = std::fs::read_to_string(examples.join(name)) else { continue };
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        let rows = value["data"].as_array().unwrap().len();
        let last = body.replace("\"has_more\": true", "\"has_more\": false");
        let server = Server::start([ok(last)]).await;
        let july = DateRange::new(day("2026-07-01"), day("2026-07-30")).unwrap();
        let window = server.analytics().window(dataset, july, &|_| {}).await.unwrap();
        assert_eq!(window.rows, rows as u64, "{name}");
        assert!(window.notes.is_empty(), "{name}: {:?}", window.notes);
    }
}

/// JSON of any form, often with names that are known.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let names = prop::sample::select(vec![
        "data",
        "has_more",
        "next_page",
        "object",
        "start_time",
        "end_time",
        "user_id",
        "actor",
        "email",
        "totals",
        "threads",
        "turns",
        "credits",
        "clients",
        "client_id",
        "models",
        "model",
        "speed",
        "code_attribution",
        "lines_of_code",
        "added",
        "commits",
        "comment_details",
        "p0",
        "new",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
        Just(1_794_268_800_i64.into()),
        Just(1_794_355_200_i64.into()),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|fields| {
                serde_json::Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn any_answer_is_rows_or_an_error(data in prop::collection::vec(any_json(), 0..4), rest in any_json(), raw in "\\PC{0,60}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for dataset in Dataset::ALL {
                let wrapped = serde_json::json!({"data": data, "has_more": false, "more": rest}).to_string();
                for body in [wrapped, rest.to_string(), raw.clone()] {
                    if let Ok(window) = read(dataset, body).await {
                        let rows: usize = window.days.values().map(DayRows::len).sum();
                        assert_eq!(rows as u64, window.rows);
                    }
                }
            }
        });
    }
}
