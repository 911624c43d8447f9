//! A fresh archive in a folder of its own, a connection in it, and rows to keep.

use archive::{Archive, AuditEntry, Connection, DayWrite, NewConnection, Replaced};
use chrono::{DateTime, Utc};
use domain::fact::{ClientUsage, DayRows, ReviewRow, Spend, UsageRow, Work};
use domain::{ClientId, ConnectionName, Credits, Dataset, Day, UserId};
use tempfile::TempDir;

/// A moment.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What stands in the audit log of a change.
pub fn noted() -> AuditEntry {
    let (action, object, detail) = ("test".to_owned(), "main".to_owned(), String::new());
    AuditEntry { at: now(), account: None, action, object, detail }
}

/// The moment at which most tests stand still.
pub fn now() -> DateTime<Utc> {
    at("2026-03-20T12:00:00Z")
}

/// An archive that goes away with its folder.
pub struct Shelf {
    pub archive: Archive,
    pub connection: Connection,
    pub folder: TempDir,
}

impl Shelf {
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let archive = Archive::open(&url(&folder), now()).await.unwrap();
        let connection = archive.add_connection(named("main"), noted()).await.unwrap();
        Self { archive, connection, folder }
    }

    /// Another handle on the same file, as another process would have it.
    pub async fn beside(&self) -> Archive {
        Archive::open(&url(&self.folder), now()).await.unwrap()
    }

    /// Writes a day of `usage` as fetched at once.
    pub async fn write(&self, on: &str, rows: &DayRows, fetched: DateTime<Utc>) -> Replaced {
        self.archive.replace_day(self.usage(on, rows, fetched)).await.unwrap()
    }

    pub fn usage<'a>(&self, on: &str, rows: &'a DayRows, fetched: DateTime<Utc>) -> DayWrite<'a> {
        DayWrite {
            connection: self.connection.id,
            dataset: Dataset::Usage,
            day: day(on),
            rows,
            fetch_began: fetched,
            now: fetched,
        }
    }
}

pub fn url(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("uptake.db").display())
}

pub fn named(name: &str) -> NewConnection {
    NewConnection {
        name: ConnectionName::new(name),
        workspace: "3f0f5aaf-1e2b-4f10-bb50-0123456789ab".parse().unwrap(),
        sealed_key: vec![1, 2, 3],
        key_last_four: "wxyz".to_owned(),
        now: now(),
    }
}

/// A day of `people` rows; `turns` tells one version of it from another.
pub fn rows(on: &str, people: u64, turns: u64) -> DayRows {
    let row = |n: u64| UsageRow {
        day: day(on),
        user_id: Some(UserId::new(format!("user-{n:06}"))),
        email: format!("person{n}@example.com").parse().ok(),
        totals: work(turns),
        clients: vec![ClientUsage { client: ClientId::new("CODEX_CLI"), work: work(turns) }],
        models: Vec::new(),
        attribution: None,
    };
    DayRows::Usage((0..people).map(row).collect())
}

fn work(turns: u64) -> Work {
    let spend = Spend { credits: Credits::from_micros(1_500_000), ..Spend::default() };
    Work { threads: 1, turns, spend }
}

pub fn no_rows() -> DayRows {
    DayRows::Usage(Vec::new())
}

pub fn reviews(on: &str, reviews: u64) -> DayRows {
    DayRows::Reviews(vec![ReviewRow {
        day: day(on),
        user_id: None,
        email: None,
        reviews,
        comments: 2 * reviews,
        p0: 0,
        p1: 1,
        p2: 0,
    }])
}
