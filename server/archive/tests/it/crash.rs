//! Nothing is ever half there: not when a write is dropped midway, and not when the process is killed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use archive::{Archive, DayWrite, SyncRunState, SyncTrigger};
use chrono::TimeDelta;
use domain::{ConnectionName, Dataset};
use tempfile::TempDir;

use crate::fixtures::{Shelf, day, named, noted, now, rows, url};

const D: &str = "2026-03-10";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_is_dropped_midway_changes_nothing_or_everything() {
    let shelf = Shelf::new().await;
    let id = shelf.connection.id;
    shelf.write(D, &rows(D, 50, 1), now()).await;
    let (mut dropped, mut patience, mut last) = (0, 0, 1);
    for version in 2..200u64 {
        let new = rows(D, 50, version);
        let yields = async {
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
        };
        let finished = tokio::select! {
            biased;
            done = shelf.archive.replace_day(shelf.usage(D, &new, now())) => { done.unwrap(); true }
            () = yields => false,
        };
        // Whoever writes next waits for what is under way: from here on the outcome is decided.
        shelf.archive.put_setting("mark", &version.to_string()).await.unwrap();
        let found = shelf.archive.load_day(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
        if finished {
            assert_eq!(found, new);
            last = version;
            patience = 0;
        } else {
            // A commit that was under way may have gone through.
            let whole = found == rows(D, 50, last) || found == new;
            assert!(whole, "after {patience} steps");
            last = if found == new { version } else { last };
            dropped += 1;
            patience += 1 + patience / 8;
        }
        let record = shelf.archive.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
        let before = shelf.archive.day_revisions(id, Dataset::Usage, day(D)).await.unwrap();
        assert!(before.iter().map(|old| old.revision).eq(1..record.revision), "ledger and day agree");
    }
    assert!(dropped > 20, "the test has dropped only {dropped} writes");
}

/// Not a test: what [`a_killed_process_leaves_whole_days`] runs and kills. Writes versions of a day for ever and says
/// after each that it is kept.
#[tokio::test]
#[ignore = "run by another test"]
#[expect(clippy::print_stdout, reason = "the parent listens")]
async fn child_that_writes_until_killed() {
    let archive = Archive::open("uptake.db", now()).await.unwrap();
    let id = archive.add_connection(named("main"), noted()).await.unwrap().id;
    archive.start_sync_run(id, SyncTrigger::Schedule, now()).await.unwrap();
    for version in 1.. {
        let rows = rows(D, 200, version);
        let write = DayWrite {
            connection: id,
            dataset: Dataset::Usage,
            day: day(D),
            rows: &rows,
            fetch_began: now(),
            now: now(),
        };
        archive.replace_day(write).await.unwrap();
        println!("kept {version}");
    }
}

#[tokio::test]
async fn a_killed_process_leaves_whole_days() {
    for kill_after in [1, 7, 20] {
        let folder = TempDir::new().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child_that_writes_until_killed", "--ignored", "--nocapture"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let kept: Vec<String> = lines.filter(|line| line.contains("kept ")).take(kill_after).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(kept.len(), kill_after, "the child ended by itself");

        let later = now() + TimeDelta::hours(1);
        let archive = Archive::open(&url(&folder), later).await.unwrap();
        let id = archive.connection_by_name(&ConnectionName::new("main")).await.unwrap().unwrap().id;
        let record = archive.day_record(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
        assert!(usize::try_from(record.revision).unwrap() >= kill_after, "what was said to be kept is kept");
        let found = archive.load_day(id, Dataset::Usage, day(D)).await.unwrap().unwrap();
        assert_eq!(found, rows(D, 200, u64::from(record.revision)), "whole, and of the version that it says");
        let runs = archive.sync_runs(None, 10).await.unwrap();
        assert_eq!((runs.len(), &runs[0].state), (1, &SyncRunState::Interrupted));
        assert_eq!(runs[0].ended_at, Some(later));
    }
}

#[tokio::test]
async fn a_run_of_a_living_process_is_left_alone() {
    let shelf = Shelf::new().await;
    let id = shelf.archive.start_sync_run(shelf.connection.id, SyncTrigger::Schedule, now()).await.unwrap();
    let command = shelf.beside().await;
    assert_eq!(command.sync_runs(None, 10).await.unwrap()[0].state, SyncRunState::Running);
    let folder = shelf.folder;
    drop(shelf.archive);
    let next = Archive::open(&url(&folder), now()).await.unwrap();
    let run = next.sync_runs(Some(id.connection), 10).await.unwrap().remove(0);
    assert_eq!(run.state, SyncRunState::Interrupted);
}
