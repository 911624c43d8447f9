//! The budget: nothing at first, then what was put last, each change with its entry in the log; a value that somebody
//! wrote by hand is an error and never a budget.

use archive::{ArchiveError, AuditEntry};
use chrono::TimeDelta;
use domain::budget::{Budget, CycleStart, Rate};
use domain::{Credits, Money};

use crate::fixtures::{Shelf, now};

fn entry(minutes: i64) -> AuditEntry {
    AuditEntry {
        at: now() + TimeDelta::minutes(minutes),
        account: None,
        action: "budget.settle".to_owned(),
        object: "budget".to_owned(),
        detail: format!("change {minutes}"),
    }
}

#[tokio::test]
async fn the_last_budget_holds_and_every_change_is_in_the_log() {
    let shelf = Shelf::new().await;
    assert_eq!(shelf.archive.budget().await.unwrap(), (Budget::default(), None));
    let first = Budget {
        monthly: Some(Credits::from_micros(9_007_199_254_740_993)),
        starts: CycleStart::try_from(15).unwrap(),
        rate: Some(Rate { per_credit: Money::from_micros(40_000), currency: "EUR".parse().unwrap() }),
    };
    shelf.archive.put_budget(&first, entry(1)).await.unwrap();
    shelf.archive.put_budget(&Budget::default(), entry(2)).await.unwrap();
    shelf.archive.put_budget(&first, entry(3)).await.unwrap();
    let beside = shelf.beside().await;
    assert_eq!(beside.budget().await.unwrap(), (first, Some(now() + TimeDelta::minutes(3))));
    let log: Vec<String> = beside.audit(10).await.unwrap().into_iter().map(|row| row.entry.detail).collect();
    assert_eq!(log, ["change 3", "change 2", "change 1", ""]);
}

#[tokio::test]
async fn a_damaged_budget_is_an_error_and_never_none() {
    let shelf = Shelf::new().await;
    for damaged in ["", "{}", r#"{"budget":{"monthly":1,"starts":31,"rate":null},"changed_at":0}"#] {
        shelf.archive.put_setting("budget", damaged).await.unwrap();
        let read = shelf.archive.budget().await;
        assert!(matches!(read, Err(ArchiveError::DamagedRecord { table: "setting", .. })), "{damaged}: {read:?}");
    }
}
