//! The archive's place, held alone: to put another archive into it, or to change what it is sealed by, while no server
//! runs on it.
//!
//! Another archive is copied beside, looked into and brought up to date there; its place it takes by one rename, so that
//! there is one archive or the other at any moment.

use std::fs;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, EntityTrait as _, Statement};

use crate::audit::{self, AuditEntry};
use crate::copy::{self, Contents, examine};
use crate::entity::{one_time_link, session};
use crate::error::{ArchiveError, code, sqlite_code};
use crate::files::{folder_of, private, private_folder, sync_folder};
use crate::hold::Hold;
use crate::open::{Archive, make_folder, path_of};

/// How every database of `SQLite` begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// What `SQLite` puts beside a database, with the database itself.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// The place, and that nobody else is in it.
pub struct Place {
    path: PathBuf,
    hold: Hold,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").field("path", &self.path).finish_non_exhaustive()
    }
}

/// An archive that was copied beside the place, ready to be put in.
#[derive(Debug)]
pub struct Newcomer {
    /// The archive, open.
    pub archive: Archive,
    /// What is in it.
    pub contents: Contents,
    folder: Folder,
}

impl Place {
    /// Takes the place.
    ///
    /// # Errors
    /// Where another process has the archive open.
    pub fn claim(url: &str) -> Result<Self, ArchiveError> {
        let path = path_of(url)?;
        make_folder(&path)?;
        let hold = Hold::alone(&path)?;
        Ok(Self { path, hold })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is an archive already, or what is left of one.
    pub fn is_taken(&self) -> bool {
        PARTS.iter().any(|part| with(&self.path, part).exists())
    }

    /// Opens the archive; the place stays held until it is closed.
    pub async fn open(self, now: DateTime<Utc>) -> Result<Archive, ArchiveError> {
        if !self.path.is_file() {
            return Err(ArchiveError::NothingThere { path: self.path });
        }
        Archive::open_held(self.path, self.hold, now).await
    }

    /// Copies a file beside the place and brings it up to date. Nobody is signed in there, and links that work once do
    /// not any more: what ended since the copy was made does not begin again.
    ///
    /// # Errors
    /// Where the file is no archive, not whole, or of a newer version. The place stays as it is then.
    pub async fn invite(&self, from: &Path, now: DateTime<Utc>, entry: AuditEntry) -> Result<Newcomer, ArchiveError> {
        let unwritable = |error: io::Error| self.unwritable(&error);
        let folder = Folder::beside(&self.path).map_err(unwritable)?;
        let path = folder.0.join("uptake.db");
        if with(from, "-wal").metadata().is_ok_and(|log| log.len() > 0) {
            let reason = "the file with -wal at its end beside it holds the latest of it: it was copied by hand, or is in \
                          use. Make the copy by `uptake backup`";
            return Err(ArchiveError::NoArchive { path: from.to_path_buf(), reason: reason.to_owned() });
        }
        let mut source = fs::File::open(from)
            .map_err(|error| ArchiveError::NoArchive { path: from.to_path_buf(), reason: error.to_string() })?;
        let mut copy = private(&path).map_err(unwritable)?;
        io::copy(&mut source, &mut copy).and_then(|_| copy.sync_all()).map_err(unwritable)?;
        drop(copy);
        let contents = examine(&path).await.map_err(|error| named(error, from))?;
        let archive = Archive::open(&path.to_string_lossy(), now).await?;
        let write = archive.write().await?;
        session::Entity::delete_many().exec(write.db()).await?;
        one_time_link::Entity::delete_many().exec(write.db()).await?;
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        Ok(Newcomer { archive, contents, folder })
    }

    /// Puts an archive in. What was there is kept under another name, which is answered.
    pub async fn put(&self, new: Newcomer, now: DateTime<Utc>) -> Result<Option<PathBuf>, ArchiveError> {
        let unwritable = |error: io::Error| self.unwritable(&error);
        let from = new.archive.path().to_path_buf();
        new.archive.close().await?;
        fs::File::open(&from).and_then(|file| file.sync_all()).map_err(unwritable)?;
        own_as_folder(&from, &self.path);
        let kept = self.set_aside(now).await?;
        fs::rename(&from, &self.path).map_err(unwritable)?;
        sync_folder(&self.path);
        drop(new.folder);
        Ok(kept)
    }

    /// Gives what is in the place another name.
    async fn set_aside(&self, now: DateTime<Utc>) -> Result<Option<PathBuf>, ArchiveError> {
        if !self.is_taken() {
            return Ok(None);
        }
        let unwritable = |error: io::Error| self.unwritable(&error);
        self.fold().await?;
        let stem = format!("{}-replaced-{}", self.path.display(), now.format("%Y-%m-%dT%H%M%SZ"));
        let free = (0..).map(|n| if n == 0 { stem.clone() } else { format!("{stem}-{n}") }).map(PathBuf::from);
        let mut free = free.filter(|name| PARTS.iter().all(|part| !with(name, part).exists()));
        let aside = free.next().unwrap_or_else(|| PathBuf::from(&stem));
        let logs: Vec<&str> = PARTS.into_iter().skip(1).filter(|part| with(&self.path, part).exists()).collect();
        // Two names for a moment, so that there is never none; where the file system knows no such thing, or the log is
        // a part of it that belongs to the name, one after the other.
        if !logs.is_empty() || fs::hard_link(&self.path, &aside).is_err() {
            for part in PARTS {
                match fs::rename(with(&self.path, part), with(&aside, part)) {
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    renamed => renamed.map_err(unwritable)?,
                }
            }
        }
        sync_folder(&self.path);
        Ok(Some(aside))
    }

    /// Folds the log into the database, which also tells whether a program that is not Uptake is reading it. A damaged
    /// one is left as it is.
    async fn fold(&self) -> Result<(), ArchiveError> {
        // What does not even begin like a database is not opened: its log would be taken for another's, and removed.
        if !begins_well(&self.path) {
            return Ok(());
        }
        let Ok(db) = copy::connect(&self.path).await else { return Ok(()) };
        let statement = |text| Statement::from_string(DbBackend::Sqlite, text);
        let _ = db.execute_raw(statement("PRAGMA busy_timeout = 2000")).await;
        let mode = db.query_one_raw(statement("PRAGMA journal_mode = DELETE")).await;
        let _ = db.close().await;
        let busy = |error: &DbErr| matches!(sqlite_code(error), Some(code::BUSY | code::LOCKED));
        match mode {
            Err(error) if busy(&error) => Err(ArchiveError::InUse { path: self.path.clone() }),
            _ => Ok(()),
        }
    }

    fn unwritable(&self, error: &io::Error) -> ArchiveError {
        ArchiveError::Unwritable { path: self.path.clone(), reason: error.to_string() }
    }
}

fn begins_well(path: &Path) -> bool {
    let mut begin = [0; MAGIC.len()];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && begin == *MAGIC
}

/// A folder beside the place, for what is not finished; gone when dropped, and what a killed process left of it when
/// the next begins.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn beside(path: &Path) -> io::Result<Self> {
        let folder = with(path, "-coming");
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        private_folder(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Errors speak of the file that somebody named, not of the copy.
fn named(error: ArchiveError, from: &Path) -> ArchiveError {
    let path = from.to_path_buf();
    match error {
        ArchiveError::NoArchive { reason, .. } => ArchiveError::NoArchive { path, reason },
        ArchiveError::NewerSchema { step, .. } => ArchiveError::NewerSchema { path, step },
        other => other,
    }
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Gives a file to whoever owns the folder of the archive: the server may run as another user than the command. Only
/// root can; for others the file is theirs already.
#[cfg(unix)]
fn own_as_folder(file: &Path, archive: &Path) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    if let Ok(folder) = folder_of(archive).metadata() {
        let _ = chown(file, Some(folder.uid()), Some(folder.gid()));
    }
}

#[cfg(not(unix))]
fn own_as_folder(_file: &Path, _archive: &Path) {}
