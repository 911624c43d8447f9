//! `uptake restore`: a backup in the archive's place. What was there is kept under another name.

use std::path::{Path, PathBuf};

use access::Vault;
use access::rotation::{Fit, fit};
use archive::{Archive, AuditEntry, Place};
use domain::Clock as _;

use super::{Failure, counted, is_same, log_quietly, told};
use crate::clock::SystemClock;
use crate::config::Config;

/// What `restore` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The backup.
    file: PathBuf,
    /// Do it although there is an archive already, which is kept under another name.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    log_quietly(&config);
    let (storage, now) = (&config.storage, SystemClock.now());
    let place = Place::claim(&storage.database_url())?;
    if is_same(place.path(), &args.file) {
        return Err(Failure::other(format!("{} is the archive itself: name a backup", args.file.display())));
    }
    if place.is_taken() && !args.force {
        return Err(Failure::other(format!(
            "there is an archive at {} already: choose another folder with --data-dir, or add --force, which keeps it \
             under another name",
            place.path().display()
        )));
    }
    let entry = AuditEntry {
        at: now,
        account: None,
        action: "archive.restore".to_owned(),
        object: "archive".to_owned(),
        detail: format!("from {}", args.file.display()),
    };
    let new = place.invite(&args.file, now, entry).await?;
    let (contents, key) = (told(&new.contents), about_key(&new.archive, &storage.secret_key_file).await?);
    let kept = place.put(new, now).await?;
    eprintln!("Restored {} to {}: {contents}.", args.file.display(), place.path().display());
    if let Some(kept) = kept {
        eprintln!("What was there is kept as {}.", kept.display());
    }
    eprintln!("{key}");
    eprintln!("Everybody signs in again. Accounts, tokens and shared links are as they were when the backup was made:");
    eprintln!("what was taken back since then works again, until you take it back once more.");
    Ok(())
}

/// Whether the secret key that is here opens what is in the archive, and what to do where it does not.
async fn about_key(archive: &Archive, path: &Path) -> Result<String, Failure> {
    let vault = if path.exists() { Some(Vault::open(path)?) } else { None };
    let Some(vault) = vault else {
        return Ok(format!(
            "There is no secret key file at {}. Put the one there that belongs to the backup before you start Uptake: with \
             a new one, keys of OpenAI must be pasted again and shared links made again.",
            path.display()
        ));
    };
    let Fit { keys, links, shut } = fit(archive, &vault).await?;
    let (path, sealed) = (path.display(), sealed(keys, links));
    Ok(match (sealed, shut.is_empty()) {
        (None, _) => "Nothing in it is sealed by a secret key.".to_owned(),
        (Some(sealed), true) => format!("The secret key file {path} opens what is sealed in it: {sealed}."),
        (Some(_), false) => format!(
            "The secret key file {path} does NOT open {}. Put the file in its place that belongs to the backup, or paste \
             those keys again and make shared links again.",
            shut.join(", ")
        ),
    })
}

/// What is sealed, in words; nothing where nothing is.
pub(super) fn sealed(keys: usize, links: bool) -> Option<String> {
    let keys = (keys > 0).then(|| counted(i64::try_from(keys).unwrap_or(i64::MAX), "key of OpenAI", "keys of OpenAI"));
    let links = links.then(|| "the key of shared links".to_owned());
    let all: Vec<String> = keys.into_iter().chain(links).collect();
    (!all.is_empty()).then(|| all.join(" and "))
}
