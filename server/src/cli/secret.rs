//! `uptake secret rotate`: another secret key, and everything sealed by it.

use access::rotation;
use archive::{AuditEntry, Place};
use domain::Clock as _;

use super::restore::sealed;
use super::{Failure, log_quietly};
use crate::clock::SystemClock;
use crate::config::Config;

pub(super) async fn rotate(config: Config) -> Result<(), Failure> {
    log_quietly(&config);
    let (storage, now) = (&config.storage, SystemClock.now());
    let archive = Place::claim(&storage.database_url())?.open(now).await?;
    let entry = AuditEntry {
        at: now,
        account: None,
        action: "secret.rotate".to_owned(),
        object: "secret key".to_owned(),
        detail: "by command".to_owned(),
    };
    let (vault, fit) = rotation::rotate(&archive, &storage.secret_key_file, entry).await?;
    archive.close().await?;
    let sealed = sealed(fit.keys, fit.links).unwrap_or_else(|| "nothing yet".to_owned());
    eprintln!("Made a new secret key, {}. It seals: {sealed}.", vault.path().display());
    eprintln!("Shared links keep their addresses, and nobody is signed out.");
    eprintln!(
        "Keep a copy of the new file apart from your backups. Backups made before now open with the old key only:"
    );
    eprintln!("make a new backup, or keep your copy of the old key with them.");
    Ok(())
}
