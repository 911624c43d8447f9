//! Who runs a sync: each process that starts one holds a lock on a small file of its own as long as it lives.
//! The system releases the lock however the process ends, so a run whose lock is free was left open by a
//! process that is gone. Process numbers would not do: in two containers both are 1.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The lock of this process. Released, and its file removed, when dropped.
pub(crate) struct Owner {
    name: String,
    held: Option<(File, PathBuf)>,
}

/// Where the lock files of a database lie: beside it.
pub(crate) fn folder(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-live");
    PathBuf::from(name)
}

impl Owner {
    /// Takes a lock of its own. Where the file system has no locks, the owner has no name, and its runs count
    /// as left open: a matter of display only.
    pub fn claim(folder: &Path) -> Self {
        let nobody = Self { name: String::new(), held: None };
        if std::fs::create_dir_all(folder).is_err() {
            return nobody;
        }
        for n in 0..1000 {
            let name = format!("{}-{n}", std::process::id());
            let path = folder.join(&name);
            let Ok(file) = OpenOptions::new().write(true).create_new(true).open(&path) else { continue };
            match file.try_lock() {
                Ok(()) => return Self { name, held: Some((file, path)) },
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(_)) => {
                    let _ = std::fs::remove_file(&path);
                    return nobody;
                }
            }
        }
        nobody
    }

    /// The name that stands in the runs.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        if let Some((file, path)) = self.held.take() {
            let _ = std::fs::remove_file(path);
            drop(file);
        }
    }
}

/// Whether the process of that name is still there. Removes the file of one that is not.
pub(crate) fn is_alive(folder: &Path, name: &str) -> bool {
    // The name comes from the database: it must not lead elsewhere.
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_digit() || c == '-') {
        return false;
    }
    let path = folder.join(name);
    let Ok(file) = OpenOptions::new().write(true).open(&path) else { return false };
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return true;
    }
    let _ = std::fs::remove_file(&path);
    false
}
