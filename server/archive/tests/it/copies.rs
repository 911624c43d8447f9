//! Copies that are taken while others write, and the archive's place.

use archive::{Archive, ArchiveError, Place, copy_archive, examine};
use domain::Dataset;
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

use crate::fixtures::{Shelf, day, noted, now, rows, url};

const D: &str = "2026-03-10";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_holds_one_moment_however_much_is_written() {
    let shelf = Shelf::new().await;
    let id = shelf.connection.id;
    shelf.write(D, &rows(D, 50, 1), now()).await;
    let (writer, connection) = (shelf.beside().await, shelf.connection.clone());
    let writing = tokio::spawn(async move {
        for version in 2.. {
            let rows = rows(D, 50, version);
            let write = archive::DayWrite {
                connection: connection.id,
                dataset: Dataset::Usage,
                day: day(D),
                rows: &rows,
                fetch_began: now(),
                now: now(),
            };
            writer.replace_day(write).await.unwrap();
        }
    });
    let mut last = 0;
    for n in 0..8 {
        let copy = shelf.folder.path().join(format!("copy-{n}"));
        copy_archive(&url(&shelf.folder), &copy).await.unwrap();
        let contents = examine(&copy).await.unwrap();
        assert_eq!((contents.connections, contents.days, contents.last_day), (1, 1, Some(day(D))));
        let copied = Archive::open(copy.to_str().unwrap(), now()).await.unwrap();
        let record = copied.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
        let found = copied.load_day(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
        assert_eq!(found, rows(D, 50, u64::from(record.revision)), "rows and ledger are of one moment");
        last = record.revision.max(last);
    }
    writing.abort();
    assert!(last > 1, "nothing was written meanwhile");
}

#[tokio::test]
async fn what_was_removed_is_not_in_a_copy() {
    let shelf = Shelf::new().await;
    shelf.archive.put_setting("canary", "canary-0123456789").await.unwrap();
    let raw = Database::connect(url(&shelf.folder)).await.unwrap();
    raw.execute_unprepared("DELETE FROM setting WHERE name = 'canary'").await.unwrap();
    let copy = shelf.folder.path().join("copy");
    copy_archive(&url(&shelf.folder), &copy).await.unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    assert!(!bytes.windows(9).any(|window| window == b"canary-01"));
}

#[tokio::test]
async fn only_an_archive_that_this_version_knows_is_taken() {
    let folder = TempDir::new().unwrap();
    let other = folder.path().join("other.db");
    let raw = Database::connect(format!("sqlite://{}?mode=rwc", other.display())).await.unwrap();
    raw.execute_unprepared("CREATE TABLE song (title TEXT)").await.unwrap();
    let refused = examine(&other).await.unwrap_err();
    assert!(refused.to_string().contains("not one of Uptake’s"), "{refused}");
    raw.execute_unprepared("CREATE TABLE seaql_migrations (version TEXT, applied_at INTEGER)").await.unwrap();
    assert!(matches!(examine(&other).await, Err(ArchiveError::NoArchive { .. })));

    drop(Archive::open(&url(&folder), now()).await.unwrap());
    let raw = Database::connect(url(&folder)).await.unwrap();
    raw.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_from_the_future', 0)").await.unwrap();
    let copy = folder.path().join("copy");
    copy_archive(&url(&folder), &copy).await.unwrap();
    assert!(matches!(examine(&copy).await, Err(ArchiveError::NewerSchema { .. })));
    let elsewhere = TempDir::new().unwrap();
    let place = Place::claim(&url(&elsewhere)).unwrap();
    let refused = place.invite(&copy, now(), noted()).await.unwrap_err();
    assert!(refused.to_string().contains(copy.to_str().unwrap()), "{refused}");
    assert!(!place.is_taken());
}

#[tokio::test]
async fn an_archive_of_an_older_schema_is_brought_up_to_date() {
    let folder = TempDir::new().unwrap();
    drop(Archive::open(&url(&folder), now()).await.unwrap());
    let raw = Database::connect(url(&folder)).await.unwrap();
    for sql in [
        "DROP TABLE share_link",
        "ALTER TABLE connection DROP COLUMN rests_since",
        "DELETE FROM seaql_migrations WHERE version > 'm0006'",
    ] {
        raw.execute_unprepared(sql).await.unwrap();
    }
    raw.execute_unprepared("DELETE FROM seaql_migrations WHERE version LIKE 'm0006%'").await.unwrap();
    raw.close().await.unwrap();
    let copy = folder.path().join("copy");
    copy_archive(&url(&folder), &copy).await.unwrap();
    let elsewhere = TempDir::new().unwrap();
    let place = Place::claim(&url(&elsewhere)).unwrap();
    let new = place.invite(&copy, now(), noted()).await.unwrap();
    assert_eq!(place.put(new, now()).await.unwrap(), None);
    let archive = place.open(now()).await.unwrap();
    assert!(archive.connections().await.unwrap().is_empty() && archive.audit(1).await.unwrap().len() == 1);
}

#[tokio::test]
async fn a_place_is_held_by_one_or_shared_by_many() {
    let folder = TempDir::new().unwrap();
    let first = Archive::open(&url(&folder), now()).await.unwrap();
    let second = Archive::open(&url(&folder), now()).await.unwrap();
    for open in [first, second] {
        assert!(matches!(Place::claim(&url(&folder)), Err(ArchiveError::InUse { .. })));
        open.close().await.unwrap();
    }
    let place = Place::claim(&url(&folder)).unwrap();
    assert!(place.is_taken());
    assert!(matches!(Archive::open(&url(&folder), now()).await, Err(ArchiveError::Reserved { .. })));
    assert!(matches!(Place::claim(&url(&folder)), Err(ArchiveError::InUse { .. })));
    let alone = place.open(now()).await.unwrap();
    assert!(matches!(Archive::open(&url(&folder), now()).await, Err(ArchiveError::Reserved { .. })));
    alone.close().await.unwrap();
    Archive::open(&url(&folder), now()).await.unwrap();
}

#[tokio::test]
async fn a_program_that_is_not_uptake_is_noticed_too() {
    let folder = TempDir::new().unwrap();
    let archive = Archive::open(&url(&folder), now()).await.unwrap();
    archive.put_setting("mark", "old").await.unwrap();
    let copy = folder.path().join("copy");
    copy_archive(&url(&folder), &copy).await.unwrap();
    archive.close().await.unwrap();
    let other = Database::connect(url(&folder)).await.unwrap();
    other.execute_unprepared("BEGIN; SELECT * FROM setting").await.unwrap();
    let place = Place::claim(&url(&folder)).unwrap();
    let new = place.invite(&copy, now(), noted()).await.unwrap();
    assert!(matches!(place.put(new, now()).await, Err(ArchiveError::InUse { .. })));
    other.close().await.unwrap();
    let new = place.invite(&copy, now(), noted()).await.unwrap();
    let kept = place.put(new, now()).await.unwrap().unwrap();
    assert_eq!(examine(&kept).await.unwrap().connections, 0);
}
