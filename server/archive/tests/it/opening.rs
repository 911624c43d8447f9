//! Opening: what is refused, and with which words.

use archive::{Archive, ArchiveError, check_url};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

use crate::fixtures::{now, url};

async fn refused(url: &str) -> ArchiveError {
    Archive::open(url, now()).await.unwrap_err()
}

#[tokio::test]
async fn postgres_is_refused_without_repeating_the_password() {
    for url in ["postgres://uptake:hunter2@db/uptake", "postgresql://uptake:hunter2@db/uptake"] {
        let error = refused(url).await;
        assert!(matches!(error, ArchiveError::PostgresNotYet));
        assert!(matches!(check_url(url), Err(ArchiveError::PostgresNotYet)));
        assert!(error.to_string().contains("PostgreSQL is not supported yet"));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn other_addresses_are_refused_by_name() {
    let error = refused("mysql://root:hunter2@db/uptake").await;
    assert!(matches!(&error, ArchiveError::UnknownScheme { scheme } if scheme == "mysql"));
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    for url in ["sqlite::memory:", "sqlite://x.db?mode=memory", "sqlite:x.db?colour=red", ""] {
        assert!(matches!(refused(url).await, ArchiveError::BadAddress { .. }), "{url}");
        assert!(check_url(url).is_err(), "{url}");
    }
}

#[tokio::test]
async fn a_path_and_a_url_name_the_same_file() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("new/data folder/uptake.db");
    let by_path = Archive::open(file.to_str().unwrap(), now()).await.unwrap();
    check_url(file.to_str().unwrap()).unwrap();
    by_path.put_setting("mark", "1").await.unwrap();
    assert_eq!(by_path.path(), file);
    let encoded = format!("sqlite://{}", file.display()).replace(' ', "%20");
    let by_url = Archive::open(&encoded, now()).await.unwrap();
    assert_eq!(by_url.setting("mark").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "x").unwrap();
    // A file where a folder should be, a folder where a file should be, a place where nothing can be made.
    let inside_a_file = file.join("uptake.db");
    for place in [inside_a_file.to_str().unwrap(), folder.path().to_str().unwrap(), "/proc/uptake/uptake.db"] {
        let error = refused(place).await;
        assert!(matches!(error, ArchiveError::Unwritable { .. }), "{place}: {error:?}");
        assert!(error.to_string().contains(place) && error.to_string().contains("UPTAKE_DATA_DIR"));
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("uptake.db");
    let text = "this is not a database, but somebody's only copy of something ".repeat(200);
    std::fs::write(&file, &text).unwrap();
    let error = refused(&url(&folder)).await;
    assert!(matches!(error, ArchiveError::NotADatabase { .. }), "{error:?}");
    assert!(error.to_string().contains(file.to_str().unwrap()));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    drop(Archive::open(&url(&folder), now()).await.unwrap());
    let raw = Database::connect(url(&folder)).await.unwrap();
    raw.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_from_the_future', 0)").await.unwrap();
    let error = refused(&url(&folder)).await;
    assert!(matches!(&error, ArchiveError::NewerSchema { step, .. } if step == "m9999_from_the_future"), "{error:?}");
    assert!(error.to_string().contains("newer version"));
    raw.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm9999_from_the_future'").await.unwrap();
    Archive::open(&url(&folder), now()).await.unwrap();
}

#[tokio::test]
async fn a_damaged_day_is_an_error_that_names_it() {
    let shelf = crate::fixtures::Shelf::new().await;
    let kept = crate::fixtures::rows("2026-03-10", 2, 1);
    shelf.write("2026-03-10", &kept, now()).await;
    let raw = Database::connect(url(&shelf.folder)).await.unwrap();
    raw.execute_unprepared("UPDATE day_segment SET payload = x'00'").await.unwrap();
    let day = crate::fixtures::day("2026-03-10");
    let error = shelf.archive.load_day(shelf.connection.id, domain::Dataset::Usage, day).await.unwrap_err();
    assert!(error.to_string().contains("2026-03-10 of usage"), "{error}");
    raw.execute_unprepared("UPDATE day_segment SET state = 'odd'").await.unwrap();
    let error = shelf.archive.day_records(shelf.connection.id, domain::Dataset::Usage).await.unwrap_err();
    assert!(matches!(error, ArchiveError::DamagedRecord { column: "state", .. }), "{error}");
}

#[tokio::test]
async fn durability_is_what_we_say() {
    let folder = TempDir::new().unwrap();
    let archive = Archive::open(&url(&folder), now()).await.unwrap();
    archive.put_setting("mark", "1").await.unwrap();
    let raw = Database::connect(url(&folder)).await.unwrap();
    let mode = raw.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "PRAGMA journal_mode"));
    assert_eq!(mode.await.unwrap().unwrap().try_get_by_index::<String>(0).unwrap(), "wal");
    archive.close().await.unwrap();
}
