//! Changing the secret key: everything that the old one sealed is sealed by a new one, and the new file takes the old
//! one's place. Nobody else may have the archive open meanwhile.
//!
//! The order is such that a process that is killed anywhere leaves an archive and a key file that fit:
//!
//! 1. The new key is written beside the old one, under its name and `.new`.
//! 2. One transaction seals everything anew, and a probe by which the archive tells which of two keys is its own.
//! 3. The new file takes the old one's name.
//!
//! Whoever opens the archive next and finds both files asks the probe, and ends what was begun or takes it back.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use archive::{Archive, AuditEntry, Keeper, SealedKey, files};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::WorkspaceId;

use crate::error::AccessError;
use crate::share::key as link_key;
use crate::vault::{self, Vault};

/// The name of the setting that holds the probe.
const PROBE: &str = "secret_key_probe";

/// What a vault seals in an archive, and which of it this one does not open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// So many keys of `OpenAI` are kept.
    pub keys: usize,
    /// Whether there is a key of shared links.
    pub links: bool,
    /// What does not open, in words.
    pub shut: Vec<String>,
}

/// Opens the vault of an archive; the secret key file is made where there is none. A change of the key that was cut off
/// is ended or taken back first.
pub async fn open_vault(archive: &Archive, path: &Path) -> Result<Vault, AccessError> {
    let next = next_path(path);
    if !next.exists() {
        return Vault::open_or_create(path);
    }
    let probe = probe(archive).await?;
    let fits = |vault: &Vault| probe.as_deref().is_some_and(|probe| vault.opens_probe(probe));
    match Vault::open(&next) {
        Ok(new) if fits(&new) => return put_in_place(new, path),
        // Another process was faster.
        Err(AccessError::KeyFile { source, .. }) if source.kind() == ErrorKind::NotFound => return Vault::open(path),
        _ => {}
    }
    let vault = Vault::open(path)?;
    // The archive never heard of the new key. Where neither is the archive's, which to keep is not for us to say.
    if probe.is_none() || fits(&vault) {
        remove(&next)?;
    }
    Ok(vault)
}

/// Tries everything that is sealed in an archive.
pub async fn fit(archive: &Archive, vault: &Vault) -> Result<Fit, AccessError> {
    let keys = archive.sealed_keys().await?;
    let mut fit = Fit { keys: keys.len(), ..Fit::default() };
    fit.shut.extend(keys.iter().filter(|key| open(vault, key).is_err()).map(|key| named(&key.keeper)));
    if let Some(opened) = link_key::try_open(archive, vault).await? {
        fit.links = true;
        fit.shut.extend((!opened).then(|| "the key of shared links".to_owned()));
    }
    Ok(fit)
}

/// Makes a new secret key for an archive that nobody else has open, and puts it in the old one's place. Answers what it
/// seals now.
///
/// # Errors
/// Where something is sealed that the old key does not open: nothing has changed then. So with every other error,
/// except that a killed process leaves it to the next to end what it began.
pub async fn rotate(archive: &Archive, path: &Path, entry: AuditEntry) -> Result<(Vault, Fit), AccessError> {
    // A link may stand where containers are given their secrets: the file behind it is the one.
    let path = &fs::canonicalize(path).map_err(|source| vault::key_file(path, "read", source))?;
    let old = open_vault(archive, path).await?;
    let fit = fit(archive, &old).await?;
    if let Some(first) = fit.shut.first() {
        return Err(AccessError::Sealed { what: first.clone() });
    }
    let new = begin(path)?;
    if let Err(error) = reseal(archive, &old, &new, entry.clone()).await {
        // What the archive says now decides which key is kept, since a failure may come after the last moment.
        open_vault(archive, path).await?;
        return Err(error);
    }
    match put_in_place(new, path) {
        Ok(vault) if vault.path() == path => Ok((vault, fit)),
        // A file that cannot be replaced, such as one that a container is given: back to it.
        ended => {
            let new = Vault::open(&next_path(path))?;
            let detail = "taken back, because the file could not be replaced".to_owned();
            reseal(archive, &new, &old, AuditEntry { detail, ..entry }).await?;
            remove(new.path())?;
            ended.and(Err(AccessError::KeyFileFixed { path: path.clone() }))
        }
    }
}

/// Step 1: a new key beside the old one, for whoever may read that.
pub fn begin(path: &Path) -> Result<Vault, AccessError> {
    let next = next_path(path);
    let failed = |source| vault::key_file(&next, "made", source);
    remove(&next)?;
    vault::create(&next).map_err(failed)?;
    let meta = fs::metadata(path).map_err(|source| vault::key_file(path, "read", source))?;
    like(&next, &meta).or_else(|error| fs::remove_file(&next).and(Err(error))).map_err(failed)?;
    Vault::open(&next)
}

/// Step 2: everything that the old key opens is sealed by the new one.
pub async fn reseal(archive: &Archive, old: &Vault, new: &Vault, entry: AuditEntry) -> Result<(), AccessError> {
    let mut keys = archive.sealed_keys().await?;
    for key in &mut keys {
        let plain = open(old, key)?;
        key.envelope = new.seal_key(&workspace(key)?, &plain)?;
    }
    let mut named = vec![(PROBE, URL_SAFE_NO_PAD.encode(new.seal_probe()?))];
    named.extend(link_key::rewrapped(archive, old, new).await?);
    Ok(archive.reseal(keys, &named, entry).await?)
}

/// Step 3: the new file takes the old one's place. Where it cannot, the vault is read from where it is.
pub fn put_in_place(new: Vault, path: &Path) -> Result<Vault, AccessError> {
    let next = next_path(path);
    match fs::rename(&next, path) {
        Ok(()) => {
            files::sync_folder(path);
            Vault::open(path)
        }
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::NotFound => Vault::open(path),
        Err(error) => {
            tracing::warn!(
                %error,
                "the new secret key cannot take the place of {}: it is read from {}", path.display(), next.display()
            );
            Ok(new)
        }
    }
}

/// Where a new key waits for its place.
pub fn next_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

fn remove(path: &Path) -> Result<(), AccessError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(vault::key_file(path, "removed", source)),
        _ => Ok(()),
    }
}

async fn probe(archive: &Archive) -> Result<Option<Vec<u8>>, AccessError> {
    let kept = archive.setting(PROBE).await?;
    Ok(kept.map(|kept| URL_SAFE_NO_PAD.decode(kept).unwrap_or_default()))
}

fn open(vault: &Vault, key: &SealedKey) -> Result<secrecy::SecretString, AccessError> {
    vault.open_key(&workspace(key)?, &key.envelope).map_err(|_| AccessError::Sealed { what: named(&key.keeper) })
}

fn workspace(key: &SealedKey) -> Result<WorkspaceId, AccessError> {
    key.workspace.parse().map_err(|_| AccessError::Sealed { what: named(&key.keeper) })
}

fn named(keeper: &Keeper) -> String {
    match keeper {
        Keeper::Connection(_, name) => format!("the connection “{name}”"),
        Keeper::Guide(id) => format!("the guide {id}"),
    }
}

/// Gives a file the rights and the owner of another: a server that runs as a user of its own must be able to read it.
#[cfg(unix)]
fn like(path: &Path, other: &fs::Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let meta = fs::metadata(path)?;
    if (meta.uid(), meta.gid()) != (other.uid(), other.gid()) {
        chown(path, Some(other.uid()), Some(other.gid()))?;
    }
    fs::set_permissions(path, Permissions::from_mode(other.permissions().mode() & 0o777))
}

#[cfg(not(unix))]
fn like(_path: &Path, _other: &fs::Metadata) -> std::io::Result<()> {
    Ok(())
}
