//! The ledger: gaps are filled in, and what is settled is told from what is not.

use domain::view::DayCounts;
use domain::{Dataset, DayState};

use crate::fixtures::{Shelf, at, day, no_rows, now, rows};

/// Days by one letter each: s settled, p provisional, 0 settled and empty, - never fetched. From 1 March on.
async fn shelf_of(days: &str) -> Shelf {
    let shelf = Shelf::new().await;
    for (n, kind) in (1..).zip(days.chars()) {
        let on = format!("2026-03-{n:02}");
        match kind {
            's' => shelf.write(&on, &rows(&on, 1, 1), now()).await,
            'p' => shelf.write(&on, &rows(&on, 1, 1), day(&on).start()).await,
            '0' => shelf.write(&on, &no_rows(), now()).await,
            _ => continue,
        };
    }
    shelf
}

#[tokio::test]
async fn gaps_are_filled_in_from_the_first_day_with_rows_to_today() {
    let shelf = shelf_of("00s-0sp").await;
    let id = shelf.connection.id;
    assert_eq!(shelf.archive.first_day(id, Dataset::Usage).await.unwrap(), Some(day("2026-03-03")));
    let ledger = shelf.archive.ledger(id, Dataset::Usage, day("2026-03-09")).await.unwrap();
    let states: Vec<_> = ledger.iter().map(|day| (day.state, day.record.map(|record| record.rows))).collect();
    let (s, p, gap) = (DayState::Settled, DayState::Provisional, DayState::Gap);
    let expected = [(s, Some(1)), (gap, None), (s, Some(0)), (s, Some(1)), (p, Some(1)), (gap, None), (gap, None)];
    assert_eq!(states, expected);
    assert_eq!(ledger.first().map(|first| first.day), Some(day("2026-03-03")));
    assert_eq!(ledger.last().map(|last| last.day), Some(day("2026-03-09")));
    let counts = shelf.archive.day_counts(id, Dataset::Usage, day("2026-03-09")).await.unwrap();
    assert_eq!(counts, DayCounts { settled: 3, provisional: 1, gap: 3 });
}

#[tokio::test]
async fn without_any_row_nothing_is_known() {
    for days in ["", "000"] {
        let shelf = shelf_of(days).await;
        let id = shelf.connection.id;
        assert_eq!(shelf.archive.first_day(id, Dataset::Usage).await.unwrap(), None);
        assert_eq!(shelf.archive.ledger(id, Dataset::Usage, day("2026-03-09")).await.unwrap(), []);
        assert_eq!(shelf.archive.settled_through(id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn settled_through_stops_before_the_first_provisional_day() {
    for (days, through) in [
        ("sss", Some("2026-03-03")),
        ("ssp", Some("2026-03-02")),
        ("sps", Some("2026-03-01")),
        ("ps", None),
        // An empty day counts like any other, before the first row none does.
        ("s0p", Some("2026-03-02")),
        ("00ps", None),
        // A gap is neither settled nor provisional.
        ("s-s-", Some("2026-03-03")),
        ("s-p", Some("2026-03-01")),
    ] {
        let shelf = shelf_of(days).await;
        let found = shelf.archive.settled_through(shelf.connection.id).await.unwrap();
        assert_eq!(found, through.map(day), "{days}");
    }
}

#[tokio::test]
async fn settled_through_asks_about_usage_only() {
    let shelf = shelf_of("ss").await;
    let review = crate::fixtures::reviews("2026-03-01", 1);
    let write = archive::DayWrite {
        dataset: Dataset::CodeReviews,
        ..shelf.usage("2026-03-01", &review, at("2026-03-01T00:00:00Z"))
    };
    shelf.archive.replace_day(write).await.unwrap();
    assert_eq!(shelf.archive.settled_through(shelf.connection.id).await.unwrap(), Some(day("2026-03-02")));
}
