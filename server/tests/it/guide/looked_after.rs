//! A key that is kept until it has its scope: how long, what is told of it, and what was answered where it is refused.

use std::sync::Arc;

use domain::{ConnectionProblem, Role};
use secrecy::ExposeSecret as _;
use server::guide::waiting;
use simulator::Fault;

use super::{begin, due_now, house, html, kept, note, placed, tried};
use crate::house::House;

/// The same installation, so many days later.
fn days_later(house: &House, days: i64) -> server::AppState {
    let state = &house.state;
    let clock: domain::clock::SharedClock =
        Arc::new(domain::clock::FixedClock(state.clock.now() + chrono::TimeDelta::days(days)));
    let deps = server::Deps {
        archive: state.archive.clone(),
        clock,
        vault: Arc::clone(&state.vault),
        openai: state.openai.clone(),
        collector: state.collector.clone(),
        shutdown: tokio_util::sync::CancellationToken::new(),
        demo: false,
    };
    server::AppState::new(state.config.clone(), deps).unwrap()
}

#[tokio::test]
async fn a_key_that_nobody_looks_after_is_removed_after_thirty_days() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let id = begin(&mut admin, "platform-key").await;
    let key = house.simulator().key();
    placed(&house, &admin, &id).await;
    house.simulator().set_fault(Fault::Forbidden.always());
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key.expose_secret())]).await.0, 200);
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    let until = house.state.clock.today().plus(30).in_words();
    assert!(page.contains(&format!("Uptake keeps this key until {until}")), "{page}");

    assert_eq!(waiting::round(&days_later(&house, 29)).await.unwrap(), 1, "tests go on, and count for nothing");
    assert!(kept(&house, &id).await.sealed_key.is_some());
    assert_eq!(waiting::round(&days_later(&house, 30)).await.unwrap(), 0, "what is removed is not tested");
    let guide = kept(&house, &id).await;
    assert!(guide.sealed_key.is_none() && guide.draft.kept.is_none() && guide.draft.answers.is_none());
    let log = house.state.archive.audit(1).await.unwrap().remove(0).entry;
    assert_eq!((log.action.as_str(), log.account), ("guide.forget", None));
    assert!(log.detail.contains("30 days"), "{}", log.detail);
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(page.contains("was removed") && page.contains("paste it again"), "{page}");
    assert!(html(&admin, "/connect").await.contains("The key was removed"));

    // Somebody who comes back in time keeps it: the days count from the last change.
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key.expose_secret())]).await.0, 200);
    let mut guide = kept(&house, &id).await;
    assert!(guide.draft.forgotten.is_none());
    let put = guide.draft.kept.as_ref().unwrap().put.at;
    guide.draft.touched = Some(domain::sync::Moment(put.0 + 20 * 86_400));
    assert!(house.state.archive.save_guide(&guide, note(&house)).await.unwrap());
    waiting::round(&days_later(&house, 49)).await.unwrap();
    assert!(kept(&house, &id).await.sealed_key.is_some());
    waiting::round(&days_later(&house, 51)).await.unwrap();
    assert!(kept(&house, &id).await.sealed_key.is_none());
}

#[tokio::test]
async fn all_five_answers_are_told_where_a_key_is_refused() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let id = begin(&mut admin, "admin-key").await;
    let key = house.simulator().key();
    for step in ["prerequisites", "make-key", "store-key"] {
        assert_eq!(tried(&admin, "tick_step", &[("id", &id), ("step", step), ("done", "true")]).await.0, 200);
    }
    placed(&house, &admin, &id).await;
    house.simulator().set_fault(Fault::ForbiddenWorkspace.always());
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key.expose_secret())]).await.0, 422);
    let page = html(&admin, &format!("/connect/new/{id}")).await;
    assert!(page.contains("What OpenAI answered about the last key"), "{page}");
    for probe in domain::checkup::ProbeName::ALL {
        assert!(page.contains(probe.title()), "{}: {page}", probe.title());
    }
    let problem = ConnectionProblem::WorkspaceNotFound;
    assert!(page.contains(problem.advice()) && page.contains(problem.code()), "{page}");
    assert!(page.contains("by admin@example.com") && !page.contains(key.expose_secret()), "{page}");
    let log = house.state.archive.audit(1).await.unwrap().remove(0).entry;
    assert_eq!((log.action.as_str(), log.detail.as_str()), ("guide.refuse", problem.code()));

    house.simulator().clear_faults();
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key.expose_secret())]).await.0, 200);
    assert!(kept(&house, &id).await.draft.answers.is_none());
}

#[tokio::test]
async fn the_overview_tells_admins_and_nobody_else_what_is_next() {
    let house = house().await;
    let mut admin = house.signed_in(Role::Admin).await;
    let leader = house.signed_in(Role::Leader).await;
    let id = begin(&mut admin, "platform-key").await;
    let key = house.simulator().key();
    placed(&house, &admin, &id).await;
    house.simulator().set_fault(Fault::Forbidden.times(1));
    assert_eq!(tried(&admin, "paste_key", &[("id", &id), ("key", key.expose_secret())]).await.0, 200);
    let news = "The key for “Acme” works now";
    assert!(!html(&admin, "/").await.contains(news), "it does not yet");
    due_now(&house, &id).await;
    house.simulator().clear_faults();
    assert_eq!(waiting::round(&house.state).await.unwrap(), 1);
    let page = html(&admin, "/").await;
    assert!(page.contains(news) && page.contains(&format!("href=\"/connect/new/{id}\"")), "{page}");
    assert!(!html(&leader, "/").await.contains("works now"));
    let seen = leader.get("/fn/page?path=%2F&query=").await.text().await.unwrap();
    assert!(!seen.contains("Acme"), "{seen}");
}
