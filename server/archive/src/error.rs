//! What can go wrong in the archive. Each message names the thing and the way out, and none carries a secret.

use std::path::PathBuf;

use domain::{AccountId, ConnectionId, ConnectionName, Dataset, Day, Email, TeamSlug};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::runs::SyncRunId;

/// Any failure of the archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The database's address names a server that is not supported yet.
    #[error(
        "PostgreSQL is not supported yet: leave UPTAKE_DATABASE_URL unset to use SQLite in the data folder, or set it to sqlite:///path/uptake.db"
    )]
    PostgresNotYet,
    /// The database's address is of no known kind. The address itself may hold a password and is not repeated.
    #[error("a database address that begins with {scheme}: is not supported: use sqlite:///path/uptake.db")]
    UnknownScheme {
        /// What stands before the colon.
        scheme: String,
    },
    /// The database's address cannot be read.
    #[error("the database address cannot be read: {reason}; write it as sqlite:///path/uptake.db")]
    BadAddress {
        /// What is wrong with it.
        reason: String,
    },
    /// The file or its folder cannot be made, opened or written.
    #[error(
        "{path} cannot be opened for writing: {reason}; check that the folder exists and belongs to the user that runs Uptake, or choose another with UPTAKE_DATA_DIR"
    )]
    Unwritable {
        /// The database file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file is no database, or a damaged one.
    #[error(
        "{path} is not a readable Uptake database: {reason}; restore a backup with `uptake restore`, or move the file away to start afresh"
    )]
    NotADatabase {
        /// The database file.
        path: PathBuf,
        /// What `SQLite` says.
        reason: String,
    },
    /// A newer Uptake has written the file.
    #[error(
        "{path} was written by a newer version of Uptake (it has the schema step {step}, which this version does not know): install that version again, or restore a backup from before the upgrade"
    )]
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// The step that is unknown here.
        step: String,
    },
    /// There is no archive.
    #[error("there is no archive at {path}: check UPTAKE_DATA_DIR, or say --data-dir")]
    NothingThere {
        /// Where it should be.
        path: PathBuf,
    },
    /// Another process has the archive open.
    #[error(
        "{path} is in use: stop the server, and wait until every other `uptake` command on it has ended; nothing has changed"
    )]
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// Another process holds the archive's place alone.
    #[error("{path} is being restored, or its secret key changed, at this moment: try again when that is done")]
    Reserved {
        /// The database file.
        path: PathBuf,
    },
    /// A file that cannot take the archive's place.
    #[error("{path} is not a whole archive of Uptake: {reason}")]
    NoArchive {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The archive could not be copied.
    #[error("{path} could not be copied: {reason}")]
    NotCopied {
        /// The database file.
        path: PathBuf,
        /// What kept it from being copied.
        reason: String,
    },
    /// Someone else has held the database for longer than we wait.
    #[error("the database is busy: another process has been writing to it for too long; try again")]
    Busy,
    /// The disk is full.
    #[error("the disk is full: nothing was written and nothing lost; free some space and try again")]
    DiskFull,
    /// The file became read-only, or was damaged, after it was opened.
    #[error("the database file cannot be used any more: {reason}; check the disk and the rights of the data folder")]
    Broken {
        /// What `SQLite` says.
        reason: String,
    },
    /// There is a connection of that name.
    #[error("there is already a connection named “{0}”: choose another name, or replace that connection's key")]
    ConnectionNameTaken(ConnectionName),
    /// There is an account with that address.
    #[error("there is already an account for {0}")]
    EmailTaken(Email),
    /// There is a live token of that name.
    #[error("there is already a token named “{0}”: choose another name, or revoke that one first")]
    TokenNameTaken(String),
    /// No such connection.
    #[error("there is no connection with the number {0}")]
    NoSuchConnection(ConnectionId),
    /// No such account.
    #[error("there is no account with the number {0}")]
    NoSuchAccount(AccountId),
    /// No such sync run.
    #[error("there is no sync run {0}")]
    NoSuchSyncRun(SyncRunId),
    /// A membership or a parent names a team that the roster does not have.
    #[error("the roster names the team “{0}”, which is not among its teams")]
    UnknownTeam(TeamSlug),
    /// The roster names a team or a person twice.
    #[error("the roster has {0} twice")]
    TwiceOnRoster(String),
    /// Rows of one dataset were given for another.
    #[error("the rows given for {dataset} of {day} are those of another dataset: nothing was written")]
    WrongRows {
        /// The dataset that was to be written.
        dataset: Dataset,
        /// The day that was to be written.
        day: Day,
    },
    /// A row belongs to another day than the one to be written.
    #[error("{dataset} of {day} came with a row of {found}: nothing was written")]
    RowOfAnotherDay {
        /// The dataset that was to be written.
        dataset: Dataset,
        /// The day that was to be written.
        day: Day,
        /// The day of the row.
        found: Day,
    },
    /// A count beyond what a segment can keep.
    #[error("{field} is {value}, which is more than can be counted (9223372036854775807): nothing was written")]
    TooLarge {
        /// The field.
        field: &'static str,
        /// Its value.
        value: u64,
    },
    /// A stored day cannot be read.
    #[error(
        "the stored day {day} of {dataset} (connection {connection}) cannot be read: {reason}; fetch it again with `uptake sync`, or restore a backup"
    )]
    DamagedSegment {
        /// The connection.
        connection: ConnectionId,
        /// The dataset.
        dataset: Dataset,
        /// The day.
        day: Day,
        /// What is wrong with it.
        reason: String,
    },
    /// A stored value is none that this version could have written.
    #[error("{table}.{column} holds a value that cannot be read: {reason}; restore a backup")]
    DamagedRecord {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A day could not be encoded or decoded.
    #[error("the segment cannot be processed: {0}")]
    Segment(String),
    /// A table that was to be exported could not be written.
    #[error("the table cannot be written: {0}")]
    Table(String),
    /// A piece of work was cut off, because the process is ending or it failed.
    #[error("the work on a stored day was cut off: {0}")]
    CutOff(String),
    /// Anything else that the database says.
    #[error("the database answered: {0}")]
    Database(#[source] DbErr),
}

/// The primary result code of `SQLite` behind an error, where there is one.
pub(crate) fn sqlite_code(error: &DbErr) -> Option<u32> {
    let (DbErr::Conn(RuntimeErr::SqlxError(source))
    | DbErr::Exec(RuntimeErr::SqlxError(source))
    | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    let code = source.as_database_error()?.code()?;
    // Extended codes carry the primary one in their low byte.
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

/// `SQLite`'s primary result codes that have a way out of their own.
pub(crate) mod code {
    pub const BUSY: u32 = 5;
    pub const LOCKED: u32 = 6;
    pub const READONLY: u32 = 8;
    pub const IOERR: u32 = 10;
    pub const CORRUPT: u32 = 11;
    pub const FULL: u32 = 13;
    pub const CANTOPEN: u32 = 14;
    pub const NOTADB: u32 = 26;
}

impl From<DbErr> for ArchiveError {
    fn from(error: DbErr) -> Self {
        match sqlite_code(&error) {
            Some(code::BUSY | code::LOCKED) => Self::Busy,
            Some(code::FULL) => Self::DiskFull,
            Some(code::READONLY | code::IOERR | code::CORRUPT | code::CANTOPEN | code::NOTADB) => {
                Self::Broken { reason: error.to_string() }
            }
            _ => Self::Database(error),
        }
    }
}

/// Whether the error says that a unique value is taken.
pub(crate) fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether the error says that a row refers to one that does not exist.
pub(crate) fn is_dangling(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
}
