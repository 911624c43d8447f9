//! Copies of the archive, taken while others read and write, and what a file must be to take its place.

use std::path::Path;
use std::time::Duration;

use domain::Day;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement, Value};
use sea_orm_migration::MigratorTrait as _;

use crate::error::{ArchiveError, code, sqlite_code};
use crate::hold::Hold;
use crate::migration::Migrator;
use crate::open::path_of;
use crate::stored::At;

/// A copy waits so long for whoever writes to let it begin.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an archive holds, in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Connections.
    pub connections: i64,
    /// Days of which anything is archived.
    pub days: i64,
    /// The last day.
    pub last_day: Option<Day>,
    /// Accounts.
    pub accounts: i64,
}

/// Copies the archive as it is at one moment into an empty file, without what was removed from it. The archive stays as
/// it is, of whichever version it was written by.
pub async fn copy_archive(url: &str, to: &Path) -> Result<(), ArchiveError> {
    let path = path_of(url)?;
    if !path.is_file() {
        return Err(ArchiveError::NothingThere { path });
    }
    let _hold = Hold::share(&path)?;
    let failed = |error: DbErr| match sqlite_code(&error) {
        Some(code::NOTADB | code::CORRUPT) => {
            ArchiveError::NotADatabase { path: path.clone(), reason: error.to_string() }
        }
        _ => ArchiveError::NotCopied { path: path.clone(), reason: reason(&error) },
    };
    let Some(name) = to.to_str() else {
        return Err(ArchiveError::NotCopied { path, reason: "the new file’s name is no text".to_owned() });
    };
    let db = connect(&path).await.map_err(failed)?;
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [Value::from(name)]);
    let copied = db.execute_raw(copy).await;
    db.close().await.map_err(failed)?;
    copied.map(drop).map_err(failed)
}

/// Looks into a file that is to take the archive's place: a whole database, of Uptake, and none newer than this.
pub async fn examine(path: &Path) -> Result<Contents, ArchiveError> {
    let no_archive = |error: DbErr| no_archive(path, &reason(&error));
    let db = connect(path).await.map_err(no_archive)?;
    let found = look(&db, path).await;
    db.close().await.map_err(no_archive)?;
    found
}

async fn look(db: &DatabaseConnection, path: &Path) -> Result<Contents, ArchiveError> {
    let damaged = |error: DbErr| no_archive(path, &reason(&error));
    let whole: String = one(db, "PRAGMA integrity_check(1)").await.map_err(damaged)?;
    if whole != "ok" {
        let first = whole.lines().find(|line| !line.starts_with('*')).unwrap_or(&whole);
        return Err(no_archive(path, first));
    }
    let steps = Statement::from_string(DbBackend::Sqlite, "SELECT version FROM seaql_migrations ORDER BY version");
    let rows = db.query_all_raw(steps).await;
    let rows = rows.map_err(|_| no_archive(path, "it is a database, but not one of Uptake’s"))?;
    let taken: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>().map_err(damaged)?;
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    if let Some(step) = taken.iter().find(|step| !known.contains(step)) {
        return Err(ArchiveError::NewerSchema { path: path.to_path_buf(), step: step.clone() });
    }
    if taken.first() != known.first() {
        return Err(no_archive(path, "it is a database, but not one of Uptake’s"));
    }
    let last: Option<String> = one(db, "SELECT MAX(day) FROM day_segment").await.map_err(damaged)?;
    Ok(Contents {
        connections: one(db, "SELECT COUNT(*) FROM connection").await.map_err(damaged)?,
        days: one(db, "SELECT COUNT(DISTINCT day) FROM day_segment").await.map_err(damaged)?,
        last_day: At("day_segment", "day").parse_opt(last.as_deref())?,
        accounts: one(db, "SELECT COUNT(*) FROM account").await.map_err(damaged)?,
    })
}

async fn one<T: sea_orm::TryGetable>(db: &DatabaseConnection, sql: &'static str) -> Result<T, DbErr> {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get_by_index(0)
}

/// One connection to a file as it is: nothing is made, and nothing about it is changed.
pub(crate) async fn connect(path: &Path) -> Result<DatabaseConnection, DbErr> {
    let file = path.to_path_buf();
    let mut options = ConnectOptions::new("sqlite:copy");
    options
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| options.filename(&file).create_if_missing(false).busy_timeout(PATIENCE));
    Database::connect(options).await
}

fn no_archive(path: &Path, reason: &str) -> ArchiveError {
    ArchiveError::NoArchive { path: path.to_path_buf(), reason: reason.to_owned() }
}

fn reason(error: &DbErr) -> String {
    match sqlite_code(error) {
        Some(code::FULL) => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}
