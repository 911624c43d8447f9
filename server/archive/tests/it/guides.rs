//! Guides last with their sealed key, are saved by one admin at a time, and each change has its entry in the log.

use archive::{ArchiveError, AuditEntry};
use domain::AccountId;
use domain::guide::{Draft, Route, Stamp, Step};
use domain::rollout::Entry;
use domain::sync::Moment;

use crate::fixtures::{Shelf, now, url};

fn entry(action: &str) -> AuditEntry {
    AuditEntry {
        at: now(),
        account: Some(AccountId::new(7)),
        action: action.to_owned(),
        object: "guide 1".to_owned(),
        detail: String::new(),
    }
}

fn stamp() -> Stamp {
    Stamp { at: Moment(1_795_000_000), by: Some("ada@example.com".to_owned()) }
}

#[tokio::test]
async fn a_guide_is_saved_by_one_admin_at_a_time() {
    let shelf = Shelf::new().await;
    let id = shelf.archive.add_guide(&Draft::begun(Route::PlatformKey, stamp()), entry("guide.begin")).await.unwrap();
    let beside = shelf.beside().await;
    let (mut mine, mut other) =
        (shelf.archive.guide(id).await.unwrap().unwrap(), beside.guide(id).await.unwrap().unwrap());
    mine.draft.set(Step::MakeKey, Some(stamp()));
    mine.sealed_key = Some(vec![1, 2, 3]);
    assert!(shelf.archive.save_guide(&mine, entry("guide.tick")).await.unwrap());
    other.draft.name = "Acme".to_owned();
    assert!(!beside.save_guide(&other, entry("guide.workspace")).await.unwrap(), "it was read before");
    let kept = beside.guide(id).await.unwrap().unwrap();
    assert_eq!((&kept.draft, &kept.sealed_key, kept.revision), (&mine.draft, &mine.sealed_key, 1));
    assert!(!format!("{kept:?}").contains("[1, 2, 3]"));
    assert_eq!(beside.guides().await.unwrap(), [kept]);
    assert!(beside.remove_guide(id, entry("guide.leave")).await.unwrap());
    assert!(!beside.remove_guide(id, entry("guide.leave")).await.unwrap());
    assert!(!shelf.archive.save_guide(&mine, entry("guide.tick")).await.unwrap(), "gone is gone");
    let log: Vec<String> = beside.audit(10).await.unwrap().into_iter().map(|row| row.entry.action).collect();
    assert_eq!(log, ["guide.leave", "guide.tick", "guide.begin", "test"]);
}

#[tokio::test]
async fn an_item_of_the_rollout_is_kept_in_place_of_the_one_before() {
    let shelf = Shelf::new().await;
    let first = Entry { owner: "Ada".to_owned(), due: Some("2026-12-01".parse().unwrap()), done: None };
    let then = Entry { owner: String::new(), due: None, done: Some(stamp()) };
    for one in [&first, &then] {
        shelf.archive.put_rollout("groups", one, entry("rollout.settle")).await.unwrap();
        assert_eq!(shelf.archive.rollout().await.unwrap(), [("groups".to_owned(), one.clone())]);
    }
    assert_eq!(shelf.archive.audit(10).await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_is_damaged_is_an_error_and_never_left_out() {
    use sea_orm::ConnectionTrait as _;
    let shelf = Shelf::new().await;
    shelf.archive.add_guide(&Draft::begun(Route::AdminKey, stamp()), entry("guide.begin")).await.unwrap();
    shelf.archive.put_rollout("groups", &Entry::default(), entry("rollout.settle")).await.unwrap();
    let raw = sea_orm::Database::connect(url(&shelf.folder)).await.unwrap();
    raw.execute_unprepared("UPDATE guide SET draft = '{}'; UPDATE rollout_item SET due = 'soon'").await.unwrap();
    let damaged = |table: &str, read: &ArchiveError| matches!(read, ArchiveError::DamagedRecord { table: found, .. } if *found == table);
    assert!(damaged("guide", &shelf.archive.guides().await.unwrap_err()));
    assert!(damaged("rollout_item", &shelf.archive.rollout().await.unwrap_err()));
}
