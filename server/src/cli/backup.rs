//! `uptake backup`: the archive as one file, taken while the server runs. What is half written is never found under its
//! name, and what a killed backup left is removed by the next of the same name.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use archive::{Contents, files};

use super::{Failure, is_same, log_quietly, told};
use crate::config::Config;
use crate::shutdown;

/// What `backup` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to make.
    file: PathBuf,
    /// Write over a file that is there already.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    log_quietly(&config);
    let stop = shutdown::on_signal();
    tokio::select! {
        written = write(&config, &args) => written,
        () = stop.cancelled() => Err(not_written(&args.file, "it was stopped")),
    }
}

async fn write(config: &Config, args: &Args) -> Result<(), Failure> {
    let (file, storage) = (args.file.as_path(), &config.storage);
    let failed = |error: io::Error| not_written(file, error);
    let url = storage.database_url();
    let own = [archive::path_of(&url)?, storage.secret_key_file.clone()];
    if own.iter().any(|own| is_same(own, file)) {
        return Err(not_written(file, "this is a file that Uptake needs; choose another name"));
    }
    if file.is_dir() {
        return Err(not_written(file, "it is a folder; add a name to it"));
    }
    if !args.force && file.exists() {
        return Err(not_written(file, "it is there already; choose another name, or add --force to write over it"));
    }
    let draft = Draft::beside(file).map_err(failed)?;
    archive::copy_archive(&url, &draft.copy).await.map_err(|error| not_written(file, error))?;
    // Nothing is called a backup that could not be restored.
    let contents = archive::examine(&draft.copy).await.map_err(|error| not_written(file, error))?;
    let bytes = draft.finish(args.force).map_err(failed)?;
    tell(&contents, bytes, file, &storage.secret_key_file);
    Ok(())
}

fn tell(contents: &Contents, bytes: u64, file: &Path, key: &Path) {
    eprintln!("Wrote {} ({bytes} bytes): {}.", file.display(), told(contents));
    eprintln!("The secret key is not in it. Keep a copy of {} somewhere else, apart from the backup:", key.display());
    eprintln!("without it the keys of OpenAI and the shared links in this backup cannot be opened again.");
    let next = access::rotation::next_path(key);
    if next.exists() {
        eprintln!("A change of the secret key is not settled yet: keep a copy of {} as well.", next.display());
    }
    eprintln!("Whoever has the backup can read the figures of every person: keep it as safe as the archive.");
}

fn not_written(file: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::other(format!("{} was not written: {why}", file.display()))
}

/// A folder beside the file, in which it is written; gone with all that is in it when dropped.
struct Draft {
    folder: PathBuf,
    copy: PathBuf,
    target: PathBuf,
    _lock: File,
}

impl Draft {
    fn beside(file: &Path) -> io::Result<Self> {
        let name = file.file_name().ok_or_else(|| io::Error::other("it has no name"))?;
        let parent = files::folder_of(file);
        // Absolute, since the database would read a name such as `file:x` as an address.
        let parent = parent.canonicalize()?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(".unfinished");
        let folder = parent.join(hidden);
        make_folder(&folder)?;
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(folder.join("lock"))?;
        if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(io::Error::other("another backup of this name is being written"));
        }
        let copy = folder.join("archive");
        // From here on what is in the folder is ours, also what a killed process left.
        let draft = Self { folder, copy, target: parent.join(name), _lock: lock };
        match fs::remove_file(&draft.copy) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        files::private(&draft.copy)?;
        Ok(draft)
    }

    /// Gives the copy its name, once all of it is on the disk. How many bytes it has.
    fn finish(self, force: bool) -> io::Result<u64> {
        let copy = File::open(&self.copy)?;
        copy.sync_all()?;
        let bytes = copy.metadata()?.len();
        if force {
            fs::rename(&self.copy, &self.target)?;
        } else {
            let beside = tempfile::TempPath::try_from_path(&self.copy)?;
            beside.persist_noclobber(&self.target).map_err(|error| error.error)?;
        }
        files::sync_folder(&self.target);
        Ok(bytes)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    match files::private_folder(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}
