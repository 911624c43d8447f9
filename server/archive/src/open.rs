//! `Archive`: the open database. Opening, the two pools, and the one way to write.
//!
//! `SQLite` in WAL mode with `synchronous=FULL`: a committed day survives a power cut, which costs one
//! flush a day fetched and is lost in the time of the fetch.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OnceCell, OwnedMutexGuard};

use crate::error::{ArchiveError, code, sqlite_code};
use crate::hold::Hold;
use crate::migration::Migrator;
use crate::owner::{self, Owner};

/// How long a writer waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Readers never wait for a writer; this many read at once.
const CONNECTIONS: u32 = 8;

/// The open archive. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Archive {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub db: DatabaseConnection,
    /// One connection that never writes: `PRAGMA data_version` tells a connection of others' writes only.
    watcher: DatabaseConnection,
    /// Writers of this process queue here instead of polling the file's lock.
    turn: Arc<Mutex<()>>,
    pub path: PathBuf,
    /// Made when the first sync run starts.
    pub owner: OnceCell<Owner>,
    /// That the archive is open here.
    _hold: Hold,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("path", &self.inner.path).finish_non_exhaustive()
    }
}

/// A writing transaction and its turn. Dropped without [`WriteTx::commit`], nothing happened.
pub(crate) struct WriteTx {
    // Dropped before the turn: the next writer of this process finds the lock free.
    txn: DatabaseTransaction,
    _turn: OwnedMutexGuard<()>,
}

impl WriteTx {
    pub fn db(&self) -> &DatabaseTransaction {
        &self.txn
    }

    pub async fn commit(self) -> Result<(), ArchiveError> {
        Ok(self.txn.commit().await?)
    }
}

impl Archive {
    /// Opens the archive, makes the file where there is none, and brings its schema up to date.
    ///
    /// `url` is `sqlite:///absolute/path?mode=rwc`, `sqlite:relative/path`, or a plain path. Sync runs that
    /// a killed process left open are closed as interrupted at `now`.
    ///
    /// # Errors
    /// With `postgres://`, an unwritable folder, a file that is no database or was written by a newer version, and while
    /// another process holds its place alone.
    pub async fn open(url: &str, now: DateTime<Utc>) -> Result<Self, ArchiveError> {
        let path = path_of(url)?;
        make_folder(&path)?;
        let hold = Hold::share(&path)?;
        Self::open_held(path, hold, now).await
    }

    pub(crate) async fn open_held(path: PathBuf, hold: Hold, now: DateTime<Utc>) -> Result<Self, ArchiveError> {
        let at_path = |error| failure_at(&path, error);
        let db = connect(&path, CONNECTIONS).await.map_err(at_path)?;
        migrate(&db, &path).await?;
        let watcher = connect(&path, 1).await.map_err(at_path)?;
        let (turn, owner) = (Arc::default(), OnceCell::new());
        let archive = Self { inner: Arc::new(Inner { db, watcher, turn, path, owner, _hold: hold }) };
        archive.close_interrupted_runs(now).await?;
        Ok(archive)
    }

    /// Whether the database answers: for readiness probes.
    pub async fn ping(&self) -> Result<(), ArchiveError> {
        self.db().query_one_raw(sql("SELECT 1")).await?;
        Ok(())
    }

    /// A number that changes whenever anyone, in this process or another, has written. Only good for
    /// comparing with an earlier answer of the same `Archive`.
    pub async fn data_version(&self) -> Result<i64, ArchiveError> {
        let row = self.inner.watcher.query_one_raw(sql("PRAGMA data_version")).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("PRAGMA data_version".to_owned()))?;
        Ok(row.try_get_by_index(0)?)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Closes every connection and folds the write-ahead log into the file. Not needed for safety.
    pub async fn close(self) -> Result<(), ArchiveError> {
        self.inner.watcher.close_by_ref().await?;
        Ok(self.inner.db.close_by_ref().await?)
    }

    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.inner.db
    }

    /// Empties the write-ahead log, where old pages are still to be read. Readers that hold on to it put that off
    /// until the next time.
    pub(crate) async fn wipe(&self) -> Result<(), ArchiveError> {
        self.db().query_one_raw(sql("PRAGMA wal_checkpoint(TRUNCATE)")).await?;
        Ok(())
    }

    /// Begins a transaction that may write, once it is this writer's turn. On `SQLite` it takes the write lock
    /// at once: a transaction that reads first and asks later fails when another wrote in between.
    pub(crate) async fn write(&self) -> Result<WriteTx, ArchiveError> {
        let turn = Arc::clone(&self.inner.turn).lock_owned().await;
        Ok(WriteTx { txn: begin_immediate(self.db()).await?, _turn: turn })
    }
}

async fn begin_immediate(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    })
    .await
}

fn sql(text: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, text)
}

/// Whether [`Archive::open`] could do anything with this address, told without touching the disk: so that a wrong one
/// is reported together with whatever else is wrong with a configuration.
///
/// # Errors
/// With `postgres://`, another scheme, or an address that names no file.
pub fn check_url(url: &str) -> Result<(), ArchiveError> {
    path_of(url).map(drop)
}

/// The file that an address names.
///
/// # Errors
/// With `postgres://`, another scheme, or an address that names no file.
pub fn path_of(url: &str) -> Result<PathBuf, ArchiveError> {
    let bad = |reason: &str| ArchiveError::BadAddress { reason: reason.to_owned() };
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let path = match scheme.as_deref() {
        Some("postgres" | "postgresql") => return Err(ArchiveError::PostgresNotYet),
        Some("sqlite") => {
            let options: SqliteConnectOptions = url.parse().map_err(|error| bad(&format!("{error}")))?;
            if url.contains(":memory:") || url.contains("mode=memory") {
                return Err(bad("an archive in memory would be lost with the process"));
            }
            options.get_filename().to_path_buf()
        }
        Some(scheme) if url.contains("://") => return Err(ArchiveError::UnknownScheme { scheme: scheme.to_owned() }),
        _ => PathBuf::from(url),
    };
    if path.as_os_str().is_empty() { Err(bad("it names no file")) } else { Ok(path) }
}

pub(crate) fn make_folder(path: &Path) -> Result<(), ArchiveError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder)
        .map_err(|error| ArchiveError::Unwritable { path: path.to_path_buf(), reason: error.to_string() })
}

async fn connect(path: &Path, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let file = path.to_path_buf();
    let mut options = ConnectOptions::new("sqlite:archive");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .filename(&file)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                // What is replaced or removed is overwritten: a forgotten key, sealed as it was, is not left behind.
                .pragma("secure_delete", "FAST")
                .busy_timeout(BUSY_TIMEOUT)
        });
    if connections == 1 {
        // The watcher's answers are comparable only while it is the same connection.
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    }
    // `SQLite` does not wait when two processes turn a new file to WAL at the same moment.
    let mut tries = 0;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if tries < 50 && sqlite_code(&error) == Some(code::BUSY) => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}

/// Takes the missing steps, all in one transaction, so that two processes that start at once do not collide
/// and a half-made schema never exists.
async fn migrate(db: &DatabaseConnection, path: &Path) -> Result<(), ArchiveError> {
    let at_path = |error| failure_at(path, error);
    let txn = begin_immediate(db).await.map_err(at_path)?;
    let done = Migrator::get_migration_models(&txn).await.map_err(at_path)?;
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    if let Some(unknown) = done.into_iter().find(|step| !known.contains(&step.version)) {
        return Err(ArchiveError::NewerSchema { path: path.to_path_buf(), step: unknown.version });
    }
    Migrator::up(&txn, None).await.map_err(at_path)?;
    txn.commit().await.map_err(at_path)
}

fn failure_at(path: &Path, error: DbErr) -> ArchiveError {
    let path = path.to_path_buf();
    match sqlite_code(&error) {
        Some(code::CANTOPEN | code::READONLY | code::IOERR) => {
            ArchiveError::Unwritable { path, reason: error.to_string() }
        }
        Some(code::NOTADB | code::CORRUPT) => ArchiveError::NotADatabase { path, reason: error.to_string() },
        _ => error.into(),
    }
}

impl Inner {
    /// This process's name in the runs that it starts.
    pub async fn owner(&self) -> String {
        self.owner.get_or_init(|| async { Owner::claim(&owner::folder(&self.path)) }).await.name().to_owned()
    }
}
