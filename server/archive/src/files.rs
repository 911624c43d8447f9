//! Files as this program makes them: nobody else's to read, and with names that last as well as their bytes. What is in
//! them is left to whoever asks.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// The folder of a path; the one in which the process runs where the path names none.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Sees to it that the name of a file lasts; some file systems cannot sync a folder, which is no failure.
pub fn sync_folder(path: &Path) {
    let _ = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
}

/// Makes a file that its owner alone can read and write.
///
/// # Errors
/// Where there is one already, or the folder cannot be written to.
pub fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder that its owner alone can look into.
///
/// # Errors
/// Where there is one already, or the folder around it cannot be written to.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut options = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut options, 0o700);
    options.create(path)
}
