//! What is kept of answers and given again, and to whom.

use std::sync::Arc;

use domain::people::Roster;
use reqwest::Method;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::Office;
use crate::house::Plan;
use crate::house::header;

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let office = Office::new().await;
    let path = format!("/metrics/credits?{}&split=team", office.days);
    let first = office.ask(&office.read, &path).await;
    let tag = header(&first, "etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "a strong tag: {tag}");
    assert_eq!(header(&first, "cache-control"), "private, no-cache");
    assert!(header(&first, "vary").contains("authorization"), "{}", header(&first, "vary"));

    let computed = office.house.state.answers.computed();
    let again = office.send(Method::GET, &office.read, &path, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()));
    assert_eq!(again.text().await.unwrap(), "");
    // Another order of the same parameters is the same question.
    let swapped = format!("/metrics/credits?split=team&{}", office.days);
    assert_eq!(header(&office.ask(&office.read, &swapped).await, "etag"), tag);
    assert_eq!(office.house.state.answers.computed(), computed, "nothing was computed for all that");

    let other = office.send(Method::GET, &office.persons, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(other.status(), 200, "another policy has another answer");
    let version = office.house.state.index.snapshot().version();
    let roster = Roster { teams: Vec::new(), people: Vec::new() };
    office.house.state.archive.replace_roster(&roster, office.house.state.clock.now()).await.unwrap();
    office.house.until_indexed().await;
    assert!(office.house.state.index.snapshot().version() != version);
    let changed = office.send(Method::GET, &office.read, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status(), 200, "another roster has another answer");
}

#[tokio::test]
async fn each_packing_has_a_tag_of_its_own() {
    let office = Office::new().await;
    let path = format!("/metrics/credits?{}&split=team", office.days);
    let plain = header(&office.ask(&office.read, &path).await, "etag").to_owned();
    for packing in ["gzip", "br"] {
        let asking = [("accept-encoding", packing)];
        let packed = office.send(Method::GET, &office.read, &path, &asking).await;
        assert_eq!(header(&packed, "content-encoding"), packing);
        let tag = header(&packed, "etag").to_owned();
        assert_eq!(tag, format!("\"{}-{packing}\"", plain.trim_matches('"')));
        let asking = [("accept-encoding", packing), ("if-none-match", tag.as_str())];
        let again = office.send(Method::GET, &office.read, &path, &asking).await;
        assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()));
    }
}

#[tokio::test]
async fn files_are_packed_whole() {
    let office = Office::new().await;
    let path = format!("/export/usage.csv?{}", office.days);
    let plain = office.ask(&office.persons, &path).await.text().await.unwrap();
    assert!(plain.lines().count() > 10);
    for packing in ["gzip", "br"] {
        let packed = office.send(Method::GET, &office.persons, &path, &[("accept-encoding", packing)]).await;
        assert_eq!(header(&packed, "content-encoding"), packing);
        let bytes = packed.bytes().await.unwrap();
        assert!(!bytes.is_empty() && bytes.len() < plain.len(), "{packing}: {} of {}", bytes.len(), plain.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_questions_are_one_computation() {
    let office = Arc::new(Office::new().await);
    let before = office.house.state.answers.computed();
    let asking = (0..100).map(|n| {
        let office = Arc::clone(&office);
        tokio::spawn(async move {
            // Two texts, one question.
            let days = office.days.clone();
            let path = if n % 2 == 0 { format!("{days}&split=client") } else { format!("split=client&{days}") };
            let answer = office.ask(&office.read, &format!("/metrics/credits?{path}")).await;
            assert_eq!(answer.status(), 200);
            answer.text().await.unwrap()
        })
    });
    let mut answers = Vec::new();
    for answer in futures::future::join_all(asking).await {
        answers.push(answer.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(office.house.state.answers.computed() - before, 1);
}

#[tokio::test]
async fn pages_are_kept_too_and_are_fresh_all_the_same() {
    let office = Office::new().await;
    let leader = office.house.signed_in(domain::Role::Leader).await;
    let page = || leader.page("/?range=28d");
    assert_eq!(page().await.status(), 200);
    let before = office.house.state.answers.computed();
    assert_eq!(page().await.status(), 200);
    assert_eq!(office.house.state.answers.computed(), before);
    let admin = office.house.signed_in(domain::Role::Admin).await;
    assert_eq!(admin.page("/?range=28d").await.status(), 200);
    assert_eq!(office.house.state.answers.computed(), before + 1, "who may see persons has another page");
}

#[tokio::test]
async fn a_token_never_sees_the_answer_of_a_wider_scope() {
    let office = Office::new().await;
    let path = format!("/metrics/active_people?{}&split=team&by=total", office.days);
    let keys = |answer: &Value| {
        let series = answer["series"].as_array().unwrap().iter();
        series.map(|one| one["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        // In both orders: whoever asks first must not decide what the other sees.
        let all = keys(&office.json(&office.persons, &path).await);
        let some = keys(&office.json(&office.read, &path).await);
        assert!(all.contains(&"few".to_owned()), "{all:?}");
        assert!(!some.contains(&"few".to_owned()), "{some:?}");
    }
    let people = format!("/people?{}", office.days);
    assert_eq!(office.refused(&office.read, &people).await.0, 403);
    let asked = office.ask(&office.persons, &people).await;
    let tag = header(&asked, "etag").to_owned();
    assert_eq!(asked.status(), 200);
    let sneaky = office.send(Method::GET, &office.read, &people, &[("if-none-match", &tag)]).await;
    assert_eq!(sneaky.status(), 403);
}

/// Whoever reads while days are replaced gets whole answers, and does not wait for the writer.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reading_never_waits_for_a_sync() {
    let office = Arc::new(Office::of(Plan::default().with("api_requests", "1000000")).await);
    let archive = office.house.state.archive.clone();
    let connection = archive.connections().await.unwrap().remove(0).id;
    let day = office.house.state.clock.today().plus(-10);
    let Some(domain::fact::DayRows::Usage(full)) =
        archive.load_day(connection, domain::Dataset::Usage, day).await.unwrap()
    else {
        panic!("the day has rows")
    };
    let half = full.iter().take(full.len() / 2).cloned().collect::<Vec<_>>();
    let sum = |rows: &[domain::fact::UsageRow]| rows.iter().map(|row| row.totals.threads).sum::<u64>();
    let (whole, part) = (sum(&full), sum(&half));
    assert_ne!(whole, part);
    let stop = CancellationToken::new();
    let writing = {
        let (archive, stop, now) = (archive.clone(), stop.clone(), office.house.state.clock.now());
        tokio::spawn(async move {
            let mut turns = 0u32;
            while !stop.is_cancelled() {
                let rows = if turns.is_multiple_of(2) { half.clone() } else { full.clone() };
                let rows = domain::fact::DayRows::Usage(rows);
                let began = now + chrono::TimeDelta::seconds(i64::from(turns) + 1);
                let (rows, dataset) = (&rows, domain::Dataset::Usage);
                let new = archive::DayWrite { connection, dataset, day, rows, fetch_began: began, now: began };
                archive.replace_day(new).await.unwrap();
                turns += 1;
            }
            turns
        })
    };
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..4_000 {
        let answer = office.json(&office.persons, &format!("/metrics/threads?from={day}&to={day}")).await;
        seen.insert(answer["series"][0]["total"].as_u64().unwrap());
        if seen.len() == 2 {
            break;
        }
    }
    stop.cancel();
    let written = writing.await.unwrap();
    assert!(written > 2, "days were replaced meanwhile: {written}");
    assert_eq!(seen, [whole, part].into(), "the one or the other, never something between");
}
