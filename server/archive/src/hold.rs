//! Who has the archive open. Each process that does shares a lock beside the database; whoever replaces the file, or
//! what it is sealed by, takes the lock alone. The system lets go of it however a process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::ArchiveError;

/// A share in the lock, or all of it; let go when dropped.
pub(crate) struct Hold {
    _file: Option<File>,
}

impl Hold {
    /// A share, as everybody has who has the archive open. Where the file system has no locks nobody can take it alone,
    /// and so nobody needs a share.
    pub fn share(database: &Path) -> Result<Self, ArchiveError> {
        let file = open(database)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(ArchiveError::Reserved { path: database.to_path_buf() }),
            Err(TryLockError::Error(_)) => Ok(Self { _file: None }),
        }
    }

    /// All of it: nobody else has the archive open, nor can open it.
    pub fn alone(database: &Path) -> Result<Self, ArchiveError> {
        let file = open(database)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(ArchiveError::InUse { path: database.to_path_buf() }),
            Err(TryLockError::Error(error)) => Err(unwritable(database, &error)),
        }
    }
}

/// The file stays when the last process ends: removing it would part those that wait from those that come.
fn open(database: &Path) -> Result<File, ArchiveError> {
    if database.is_dir() {
        return Err(unwritable(database, &Error::from(ErrorKind::IsADirectory)));
    }
    let mut name = database.as_os_str().to_owned();
    name.push("-open");
    let path = PathBuf::from(name);
    let write = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let opened = match write() {
        // Made by another user, as when a command was run by root: a lock needs no more than reading.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && path.exists() => File::open(&path),
        opened => opened,
    };
    opened.map_err(|error| unwritable(database, &error))
}

fn unwritable(database: &Path, error: &Error) -> ArchiveError {
    ArchiveError::Unwritable { path: database.to_path_buf(), reason: error.to_string() }
}
