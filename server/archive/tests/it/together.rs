//! Several at once: writers of one process, writers of several, a command beside `serve`.

use archive::{Archive, DayWrite, Replaced};
use domain::Dataset;
use tokio::task::JoinSet;

use crate::fixtures::{Shelf, day, named, noted, now, rows, url};

const D: &str = "2026-03-10";

/// Each reads what is there and writes the next revision, over `handles` in turn.
async fn six_writers(shelf: &Shelf, handles: Vec<Archive>) {
    let mut tasks = JoinSet::new();
    let id = shelf.connection.id;
    for writer in 0..6u64 {
        let archive = handles[usize::try_from(writer).unwrap() % handles.len()].clone();
        tasks.spawn(async move {
            for round in 0..5 {
                let rows = rows(D, 20, 1 + writer * 100 + round);
                let write = DayWrite {
                    connection: id,
                    dataset: Dataset::Usage,
                    day: day(D),
                    rows: &rows,
                    fetch_began: now(),
                    now: now(),
                };
                let done = archive.replace_day(write).await.unwrap();
                assert!(matches!(done, Replaced::Written { .. }), "{done:?}");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let record = shelf.archive.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!(record.revision, 30, "no write was lost");
    let before = shelf.archive.day_revisions(id, Dataset::Usage, day(D)).await.unwrap();
    assert!(before.iter().map(|old| old.revision).eq(1..30), "and each is in the ledger");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_writers_of_one_process_do_not_fail() {
    let shelf = Shelf::new().await;
    six_writers(&shelf, vec![shelf.archive.clone()]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_writers_of_six_processes_do_not_fail() {
    let shelf = Shelf::new().await;
    let mut handles = Vec::new();
    for _ in 0..6 {
        handles.push(shelf.beside().await);
    }
    six_writers(&shelf, handles).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_at_once_agree_on_one_schema() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut tasks = JoinSet::new();
    for n in 0..6 {
        let url = url(&folder);
        tasks.spawn(async move {
            let archive = Archive::open(&url, now()).await.unwrap();
            archive.add_connection(named(&format!("c{n}")), noted()).await.unwrap();
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let archive = Archive::open(&url(&folder), now()).await.unwrap();
    assert_eq!(archive.connections().await.unwrap().len(), 6);
}

#[tokio::test]
async fn two_handles_on_one_file_see_each_others_writes() {
    let shelf = Shelf::new().await;
    let command = shelf.beside().await;
    let before = shelf.archive.data_version().await.unwrap();
    assert_eq!(shelf.archive.data_version().await.unwrap(), before, "it moves with writes only");
    command.add_connection(named("by-command"), noted()).await.unwrap();
    let after = shelf.archive.data_version().await.unwrap();
    assert_ne!(after, before);
    assert_eq!(shelf.archive.connections().await.unwrap().len(), 2);
    // Its own writes count too, and reading does not.
    shelf.write(D, &rows(D, 1, 1), now()).await;
    let own = shelf.archive.data_version().await.unwrap();
    assert_ne!(own, after);
    command.load_day(shelf.connection.id, Dataset::Usage, day(D)).await.unwrap().unwrap();
    assert_eq!(shelf.archive.data_version().await.unwrap(), own);
    command.ping().await.unwrap();
}

#[tokio::test]
async fn readers_do_not_wait_for_a_writer_in_another_process() {
    let shelf = Shelf::new().await;
    let command = shelf.beside().await;
    let many = rows(D, 2000, 1);
    let (written, read) = tokio::join!(command.replace_day(shelf.usage(D, &many, now())), shelf.archive.connections());
    assert_eq!((written.unwrap(), read.unwrap().len()), (Replaced::Written { revision: 1 }, 1));
}
