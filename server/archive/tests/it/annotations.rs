//! Annotations: in the order of their days, each change with its entry in the log, a day that is none an error.

use archive::{ArchiveError, AuditEntry};
use domain::annotation::Annotation;
use domain::{AccountId, TeamSlug};

use crate::fixtures::{Shelf, now, url};

fn entry(action: &str) -> AuditEntry {
    AuditEntry {
        at: now(),
        account: Some(AccountId::new(7)),
        action: action.to_owned(),
        object: "annotation".to_owned(),
        detail: String::new(),
    }
}

fn annotation(on: &str, text: &str, team: Option<&str>, shared: bool) -> Annotation {
    Annotation { day: on.parse().unwrap(), text: text.to_owned(), team: team.map(TeamSlug::new), shared }
}

#[tokio::test]
async fn annotations_last_and_come_by_day() {
    let shelf = Shelf::new().await;
    assert!(shelf.archive.annotations().await.unwrap().is_empty());
    let first = annotation("2026-03-01", "Rollout 🚀", Some("platform"), false);
    let later = annotation("2026-04-01", "New model", None, true);
    let same = annotation("2026-03-01", "Training", None, false);
    let mut ids = Vec::new();
    for one in [&first, &later, &same] {
        ids.push(shelf.archive.add_annotation(one, entry("annotation.add")).await.unwrap());
    }
    let beside = shelf.beside().await;
    let all = beside.annotations().await.unwrap();
    assert_eq!(all, [(ids[1], later), (ids[2], same), (ids[0], first)]);
    let moved = annotation("2026-02-01", "Training, moved", Some("web"), true);
    assert!(beside.change_annotation(ids[2], &moved, entry("annotation.change")).await.unwrap());
    let all = shelf.archive.annotations().await.unwrap();
    assert_eq!((all.len(), &all[2]), (3, &(ids[2], moved)), "in the place that its day gives it");
    assert!(!beside.change_annotation(99, &all[0].1, entry("annotation.change")).await.unwrap());
    assert!(beside.remove_annotation(ids[1], entry("annotation.remove")).await.unwrap());
    assert!(!beside.remove_annotation(ids[1], entry("annotation.remove")).await.unwrap(), "gone is gone");
    assert_eq!(shelf.archive.annotations().await.unwrap().len(), 2);
    let log: Vec<String> = beside.audit(10).await.unwrap().into_iter().map(|row| row.entry.action).collect();
    let added = ["annotation.add"; 3];
    assert_eq!(log, [&["annotation.remove", "annotation.change"], &added[..], &["test"]].concat());
}

#[tokio::test]
async fn a_damaged_day_is_an_error_and_never_left_out() {
    use sea_orm::ConnectionTrait as _;
    let shelf = Shelf::new().await;
    shelf
        .archive
        .add_annotation(&annotation("2026-03-01", "Rollout", None, false), entry("annotation.add"))
        .await
        .unwrap();
    let raw = sea_orm::Database::connect(url(&shelf.folder)).await.unwrap();
    raw.execute_unprepared("UPDATE annotation SET day = 'soon'").await.unwrap();
    let read = shelf.archive.annotations().await;
    assert!(matches!(read, Err(ArchiveError::DamagedRecord { table: "annotation", column: "day", .. })), "{read:?}");
}
