//! Pages, cursors and windows.

use std::collections::BTreeSet;

use domain::Day;
use proptest::prelude::*;
use serde_json::Value;
use simulator::{LookBackPolicy, OrgConfig, Simulator};

use crate::{Caller, rows, small};

const DAY: i64 = 86_400;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_of_any_size_hold_what_one_big_page_holds(
        limit in 1usize..80,
        first in 0i64..40,
        length in 1i64..20,
        endpoint in prop::sample::select(vec!["usage", "code_reviews", "code_review_responses"]),
        grouped in any::<bool>(),
        seed in 0u64..50,
    ) {
        block_on(async {
            let config = OrgConfig { seed, users: 30, ..small() };
            let start = config.first_day().start_unix() + first * DAY;
            let (start, end) = (start.to_string(), (start + length * DAY).to_string());
            let simulator = Simulator::start(config).await.unwrap();
            let caller = Caller::of(&simulator);
            let mut params = vec![("start_time", start.as_str()), ("end_time", end.as_str())];
            if grouped && endpoint == "usage" {
                params.push(("group", "workspace"));
            }
            let big = caller.page(endpoint, &[params.as_slice(), &[("limit", "30000")]].concat()).await;
            assert_eq!(big["has_more"], false);
            let limit = limit.to_string();
            let pages = caller.walk(endpoint, &[params.as_slice(), &[("limit", limit.as_str())]].concat()).await;
            let joined: Vec<Value> = pages.iter().flat_map(rows).cloned().collect();
            assert_eq!(&joined, rows(&big));
            assert!(joined.iter().map(|row| row["start_time"].as_i64().unwrap()).is_sorted());
            let limit: usize = limit.parse().unwrap();
            assert!(pages.iter().all(|page| rows(page).len() <= limit));
            simulator.stop().await;
        });
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes(seed in any::<u64>()) {
        block_on(async {
            let config = OrgConfig { seed, users: 20, teams: 4, days: 20, ..OrgConfig::default() };
            let one = Simulator::start(config.clone()).await.unwrap();
            let other = Simulator::start(config).await.unwrap();
            let params = [("limit", "30000")];
            for endpoint in ["usage", "code_reviews", "code_review_responses"] {
                let texts = (Caller::of(&one).text(endpoint, &params).await, Caller::of(&other).text(endpoint, &params).await);
                assert_eq!(texts.0, texts.1);
            }
            assert_eq!(one.teams_csv(), other.teams_csv());
            assert_eq!(one.workspace(), other.workspace());
            assert_eq!(one.truth(), other.truth());
        });
    }
}

#[tokio::test]
async fn another_seed_is_another_organisation() {
    let one = Simulator::start(small()).await.unwrap();
    let other = Simulator::start(OrgConfig { seed: 6, ..small() }).await.unwrap();
    assert_ne!(one.truth().totals, other.truth().totals);
    assert_ne!(one.workspace(), other.workspace());
}

#[tokio::test]
async fn a_cursor_is_refused_with_other_parameters() {
    let simulator = Simulator::start(OrgConfig { empty_pages: false, ..small() }).await.unwrap();
    let caller = Caller::of(&simulator);
    let start = simulator.config().first_day().start_unix().to_string();
    let params = [("start_time", start.as_str()), ("limit", "5")];
    let page = caller.page("usage", &params).await;
    let cursor = page["next_page"].as_str().unwrap();
    let second = caller.page("usage", &[params.as_slice(), &[("page", cursor)]].concat()).await;
    assert_eq!(rows(&second).len(), 5);
    assert_ne!(rows(&second)[0], rows(&page)[0]);
    for wrong in [
        vec![("limit", "5"), ("page", cursor)],
        vec![("start_time", "0"), ("limit", "5"), ("page", cursor)],
        vec![("start_time", &start), ("limit", "6"), ("page", cursor)],
        vec![("start_time", &start), ("end_time", "1800000000"), ("limit", "5"), ("page", cursor)],
        vec![("start_time", &start), ("limit", "5"), ("group", "workspace"), ("page", cursor)],
    ] {
        let (status, body) = caller.refusal("usage", &wrong).await;
        assert_eq!((status.as_u16(), body["detail"][0]["loc"][1].as_str()), (422, Some("page")), "{wrong:?}");
    }
    let (status, _) = caller.refusal("code_reviews", &[params.as_slice(), &[("page", cursor)]].concat()).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn without_times_the_window_is_the_last_thirty_days() {
    let simulator = Simulator::start(small()).await.unwrap();
    let caller = Caller::of(&simulator);
    let days = |rows: Vec<Value>| -> BTreeSet<Day> {
        rows.iter().map(|row| Day::from_unix(row["start_time"].as_i64().unwrap()).unwrap()).collect()
    };
    let today = simulator.config().today;
    let seen = days(caller.rows("usage", &[]).await);
    assert_eq!(seen.last(), Some(&today));
    assert!(seen.first().is_some_and(|first| *first >= today.plus(-29)));
    assert!(seen.contains(&today.plus(-29)), "{seen:?}");
    // The end is exclusive, the start is not.
    let (start, end) = (today.plus(-3).start_unix().to_string(), today.start_unix().to_string());
    let seen = days(caller.rows("usage", &[("start_time", &start), ("end_time", &end)]).await);
    assert_eq!((seen.first(), seen.last()), (Some(&today.plus(-3)), Some(&today.previous())));
    for (start, end) in
        [("9000000000000000000", "9100000000000000000"), ("-9000000000000000000", "-8000000000000000000")]
    {
        assert!(caller.rows("usage", &[("start_time", start), ("end_time", end)]).await.is_empty());
    }
    let (status, _) = caller.refusal("usage", &[("start_time", &end), ("end_time", &start)]).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn windows_beyond_the_look_back_are_refused_or_cut() {
    let config = OrgConfig { lookback_days: Some(20), ..small() };
    let oldest = config.today.plus(-19);
    let before = oldest.previous().start_unix().to_string();
    let simulator = Simulator::start(config.clone()).await.unwrap();
    let caller = Caller::of(&simulator);
    let (status, body) = caller.refusal("usage", &[("start_time", &before)]).await;
    assert_eq!((status.as_u16(), body["detail"][0]["loc"][1].as_str()), (422, Some("start_time")));
    assert!(!caller.rows("usage", &[("start_time", &oldest.start_unix().to_string())]).await.is_empty());

    let cutting = OrgConfig { lookback_policy: LookBackPolicy::Clamp, ..config };
    let simulator = Simulator::start(cutting).await.unwrap();
    let rows = Caller::of(&simulator).rows("usage", &[("start_time", &before)]).await;
    assert_eq!(rows[0]["start_time"].as_i64(), Some(oldest.start_unix()));
}

#[tokio::test]
async fn a_day_that_is_revised_in_a_walk_repeats_no_row() {
    let config = OrgConfig { empty_pages: false, ..small() };
    let start = config.today.plus(-2).start_unix().to_string();
    let simulator = Simulator::start(config).await.unwrap();
    let caller = Caller::of(&simulator);
    let params = [("start_time", start.as_str()), ("limit", "4")];
    let first = caller.page("usage", &params).await;
    simulator.advance_to(simulator.now() + chrono::Duration::hours(11));
    let cursor = first["next_page"].as_str().unwrap().to_owned();
    let mut all = rows(&first).clone();
    let mut cursor = Some(cursor);
    while let Some(at) = cursor {
        let page = caller.page("usage", &[params.as_slice(), &[("page", at.as_str())]].concat()).await;
        all.extend(rows(&page).iter().cloned());
        cursor = page["next_page"].as_str().map(str::to_owned);
    }
    let who = |row: &Value| {
        let id = if row["user_id"].is_null() { &row["actor"]["user_id"] } else { &row["user_id"] };
        (row["start_time"].as_i64(), id.as_str().map(str::to_owned))
    };
    let distinct: BTreeSet<_> = all.iter().map(who).collect();
    assert_eq!(distinct.len(), all.len());
}

#[tokio::test]
async fn some_walks_meet_an_empty_page_with_more_to_come() {
    let simulator = Simulator::start(small()).await.unwrap();
    let pages = Caller::of(&simulator).walk("usage", &[("start_time", "0"), ("limit", "20")]).await;
    assert!(pages.iter().any(|page| rows(page).is_empty() && page["has_more"] == true));
}

#[tokio::test]
async fn an_organisation_without_people_has_no_rows() {
    let simulator = Simulator::start(OrgConfig { users: 0, ..small() }).await.unwrap();
    for endpoint in ["usage", "code_reviews", "code_review_responses"] {
        let page = Caller::of(&simulator).page(endpoint, &[]).await;
        assert_eq!((rows(&page).len(), &page["has_more"]), (0, &Value::Bool(false)));
    }
    assert_eq!(simulator.truth().totals.rows, 0);
}
