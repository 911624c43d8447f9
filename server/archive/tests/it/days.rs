//! Replacing days: what is written, what is only noted, what is not believed.

use archive::{ArchiveError, DayTotals, DayWrite, Replaced};
use domain::fact::DayRows;
use domain::{ConnectionId, Credits, Dataset, DateRange, DayState};

use crate::fixtures::{Shelf, at, day, no_rows, noted, now, reviews, rows};

const D: &str = "2026-03-10";

#[tokio::test]
async fn a_day_comes_back_as_it_was_kept() {
    let shelf = Shelf::new().await;
    let rows = rows(D, 3, 5);
    assert_eq!(shelf.write(D, &rows, now()).await, Replaced::Written { revision: 1 });
    let id = shelf.connection.id;
    assert_eq!(shelf.archive.load_day(id, Dataset::Usage, day(D)).await.unwrap(), Some(rows));
    assert_eq!(shelf.archive.load_day(id, Dataset::UsageWorkspace, day(D)).await.unwrap(), None);
    let record = shelf.archive.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!((record.rows, record.revision, record.state), (3, 1, DayState::Settled));
    let totals = DayTotals::Usage { threads: 3, turns: 15, credits: Credits::from_micros(4_500_000) };
    assert_eq!(record.totals, totals);
}

#[tokio::test]
async fn equal_rows_keep_the_payload_and_note_the_look() {
    let shelf = Shelf::new().await;
    let first = at("2026-03-10T20:00:00Z");
    shelf.write(D, &rows(D, 3, 5), first).await;
    let id = shelf.connection.id;
    let provisional = shelf.archive.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!(provisional.state, DayState::Provisional);
    // The same people in another order, long after: nothing new, but now it holds for good.
    let DayRows::Usage(mut same) = rows(D, 3, 5) else { panic!("usage") };
    same.reverse();
    assert_eq!(shelf.write(D, &DayRows::Usage(same), now()).await, Replaced::Unchanged);
    let settled = shelf.archive.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!((settled.state, settled.revision), (DayState::Settled, 1));
    assert_eq!((settled.fetched_at, settled.checked_at), (now(), now()));
    assert_eq!(settled.content_hash, provisional.content_hash);
    assert!(shelf.archive.day_revisions(id, Dataset::Usage, day(D)).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_earlier_fetch_that_agrees_does_not_unsettle() {
    let shelf = Shelf::new().await;
    shelf.write(D, &rows(D, 3, 5), now()).await;
    let same = rows(D, 3, 5);
    let late = DayWrite { now: now(), ..shelf.usage(D, &same, at("2026-03-11T00:00:00Z")) };
    assert_eq!(shelf.archive.replace_day(late).await.unwrap(), Replaced::Unchanged);
    let record = shelf.archive.day_record(shelf.connection.id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!((record.state, record.fetched_at), (DayState::Settled, now()));
}

#[tokio::test]
async fn the_72_hour_edge_is_that_of_the_fetchs_beginning() {
    let shelf = Shelf::new().await;
    let state = async |began: &str, turns: u64| {
        let rows = rows(D, 1, turns);
        // It ended well after the edge in both cases.
        let write = DayWrite { now: at("2026-03-14T09:00:00Z"), ..shelf.usage(D, &rows, at(began)) };
        shelf.archive.replace_day(write).await.unwrap();
        let record = shelf.archive.day_record(shelf.connection.id, Dataset::Usage, day(D)).await.unwrap();
        record.unwrap().state
    };
    assert_eq!(state("2026-03-13T23:59:59.999Z", 1).await, DayState::Provisional);
    assert_eq!(state("2026-03-14T00:00:00Z", 2).await, DayState::Settled);
}

#[tokio::test]
async fn what_was_replaced_stays_in_the_ledger_without_its_rows() {
    let shelf = Shelf::new().await;
    let id = shelf.connection.id;
    let moments = ["2026-03-10T20:00:00Z", "2026-03-11T20:00:00Z", "2026-03-12T20:00:00Z"];
    for (n, moment) in (1u32..).zip(moments) {
        let written = shelf.write(D, &rows(D, u64::from(n), 5), at(moment)).await;
        assert_eq!(written, Replaced::Written { revision: n });
    }
    let before = shelf.archive.day_revisions(id, Dataset::Usage, day(D)).await.unwrap();
    let seen: Vec<_> = before.iter().map(|old| (old.revision, old.rows, old.fetched_at, old.replaced_at)).collect();
    assert_eq!(seen, [(1, 1, at(moments[0]), at(moments[1])), (2, 2, at(moments[1]), at(moments[2]))]);
    assert_ne!(before[0].content_hash, before[1].content_hash);
    assert_eq!(shelf.archive.load_day(id, Dataset::Usage, day(D)).await.unwrap(), Some(rows(D, 3, 5)));
}

#[tokio::test]
async fn an_empty_answer_never_replaces_rows_older_than_seven_days() {
    let shelf = Shelf::new().await;
    let id = shelf.connection.id;
    for (old, on) in [(true, "2026-03-12"), (false, "2026-03-13")] {
        let kept = rows(on, 2, 1);
        shelf.write(on, &kept, at("2026-03-18T00:00:00Z")).await;
        let done = shelf.write(on, &no_rows(), now()).await;
        let record = shelf.archive.day_record(id, Dataset::Usage, day(on)).await.unwrap().unwrap();
        if old {
            assert_eq!(done, Replaced::SuspiciousEmpty);
            assert_eq!((record.rows, record.suspicious_at), (2, Some(now())));
            assert_eq!(record.checked_at, at("2026-03-18T00:00:00Z"), "it was not seen to hold");
            assert_eq!(shelf.archive.load_day(id, Dataset::Usage, day(on)).await.unwrap(), Some(kept));
        } else {
            assert_eq!(done, Replaced::Written { revision: 2 });
            assert_eq!((record.rows, record.suspicious_at), (0, None));
        }
    }
    // Rows seen again: no suspicion any more.
    shelf.write("2026-03-12", &rows("2026-03-12", 2, 1), now()).await;
    let record = shelf.archive.day_record(id, Dataset::Usage, day("2026-03-12")).await.unwrap().unwrap();
    assert_eq!(record.suspicious_at, None);
}

#[tokio::test]
async fn an_old_day_that_never_had_rows_may_be_empty() {
    let shelf = Shelf::new().await;
    assert_eq!(shelf.write("2026-01-01", &no_rows(), now()).await, Replaced::Written { revision: 1 });
    assert_eq!(shelf.write("2026-01-01", &no_rows(), now()).await, Replaced::Unchanged);
}

#[tokio::test]
async fn a_fetch_that_began_earlier_does_not_undo_a_later_one() {
    let shelf = Shelf::new().await;
    shelf.write(D, &rows(D, 3, 5), at("2026-03-12T10:00:00Z")).await;
    let stale = rows(D, 2, 5);
    let late = DayWrite { now: now(), ..shelf.usage(D, &stale, at("2026-03-12T09:59:00Z")) };
    assert_eq!(shelf.archive.replace_day(late).await.unwrap(), Replaced::Overtaken);
    let kept = shelf.archive.load_day(shelf.connection.id, Dataset::Usage, day(D)).await.unwrap();
    assert_eq!(kept, Some(rows(D, 3, 5)));
}

#[tokio::test]
async fn a_clock_that_once_ran_ahead_does_not_freeze_a_day() {
    let shelf = Shelf::new().await;
    shelf.write(D, &rows(D, 3, 5), at("2031-01-01T00:00:00Z")).await;
    let fetched = at("2026-03-11T10:00:00Z");
    assert_eq!(shelf.write(D, &rows(D, 3, 5), fetched).await, Replaced::Unchanged);
    let record = shelf.archive.day_record(shelf.connection.id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!((record.fetched_at, record.state), (fetched, DayState::Provisional));
    shelf.write(D, &rows(D, 3, 6), at("2031-01-01T00:00:00Z")).await;
    assert_eq!(shelf.write(D, &rows(D, 4, 7), fetched).await, Replaced::Written { revision: 3 });
}

#[tokio::test]
async fn rows_of_another_day_or_dataset_are_refused() {
    let shelf = Shelf::new().await;
    let other_day = rows("2026-03-09", 1, 1);
    let refused = shelf.archive.replace_day(shelf.usage(D, &other_day, now())).await.unwrap_err();
    assert!(matches!(refused, ArchiveError::RowOfAnotherDay { found, .. } if found == day("2026-03-09")));
    let other_dataset = reviews(D, 1);
    let refused = shelf.archive.replace_day(shelf.usage(D, &other_dataset, now())).await.unwrap_err();
    assert!(matches!(refused, ArchiveError::WrongRows { .. }), "{refused}");
    let nobodys = rows(D, 1, 1);
    let write = DayWrite { connection: ConnectionId::new(99), ..shelf.usage(D, &nobodys, now()) };
    let refused = shelf.archive.replace_day(write).await.unwrap_err();
    assert!(matches!(refused, ArchiveError::NoSuchConnection(_)), "{refused}");
    assert!(shelf.archive.day_records(shelf.connection.id, Dataset::Usage).await.unwrap().is_empty());
}

#[tokio::test]
async fn datasets_and_connections_do_not_mix() {
    let shelf = Shelf::new().await;
    let other = shelf.archive.add_connection(crate::fixtures::named("other"), noted()).await.unwrap();
    let (people, review) = (rows(D, 2, 1), reviews(D, 4));
    shelf.write(D, &people, now()).await;
    let write = DayWrite { dataset: Dataset::CodeReviews, ..shelf.usage(D, &review, now()) };
    shelf.archive.replace_day(write).await.unwrap();
    assert_eq!(shelf.archive.day_records(other.id, Dataset::Usage).await.unwrap(), []);
    let loaded = shelf.archive.load_day(shelf.connection.id, Dataset::CodeReviews, day(D)).await.unwrap();
    assert_eq!(loaded, Some(review));
    let record = shelf.archive.day_record(shelf.connection.id, Dataset::CodeReviews, day(D)).await.unwrap().unwrap();
    assert_eq!(record.totals, DayTotals::Reviews { reviews: 4, comments: 8 });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_days_is_read_in_order_and_skips_what_is_missing() {
    let shelf = Shelf::new().await;
    let kept = ["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"];
    for (turns, on) in (1..).zip(kept) {
        shelf.write(on, &rows(on, 2, turns), now()).await;
    }
    let range = DateRange::new(day("2026-03-02"), day("2026-03-06")).unwrap();
    let mut reader = shelf.archive.load_days(shelf.connection.id, Dataset::Usage, range).await.unwrap();
    assert_eq!(reader.days_left(), 4);
    let mut seen = Vec::new();
    while let Some((on, found)) = reader.next().await.unwrap() {
        seen.push((on.to_string(), found));
    }
    let expected: Vec<_> = (2..).zip(&kept[1..5]).map(|(turns, on)| ((*on).to_owned(), rows(on, 2, turns))).collect();
    assert_eq!(seen, expected);
    assert!(reader.next().await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_thousand_people_fit_in_a_day() {
    let shelf = Shelf::new().await;
    let many = rows(D, 50_000, 3);
    assert_eq!(shelf.write(D, &many, now()).await, Replaced::Written { revision: 1 });
    let back = shelf.archive.load_day(shelf.connection.id, Dataset::Usage, day(D)).await.unwrap();
    assert!(back == Some(many), "the rows differ");
}
