//! The vault: one secret key file, and the `OpenAI` keys that it seals.
//!
//! The file lies beside the database or wherever the operator wants it, and never goes into a backup: a stolen
//! database alone gives no key. What is sealed is bound to what it belongs to (a workspace), so that an
//! envelope copied to another row does not open there.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use archive::files;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use domain::WorkspaceId;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};

use crate::error::AccessError;
use crate::random;

/// Bytes of the secret key.
const KEY_BYTES: usize = 32;
/// Bytes of `XChaCha20`'s nonce: long enough to be random without a register of those used.
const NONCE_BYTES: usize = 24;
/// First byte of every envelope; another one would mean another cipher or another layout.
const VERSION: u8 = 1;
/// What the cipher authenticates beside the key of shared links.
const LINK_KEY: &str = "uptake/share-link-key/v1";
/// What the cipher authenticates beside a probe, which holds nothing.
const PROBE: &str = "uptake/probe/v1";
/// Others may neither read nor write the file, and the group may not write it (it may read: that is how
/// container platforms hand secrets to a process that is not root).
const FORBIDDEN_BITS: u32 = 0o027;

/// Seals and opens the secrets of connections.
pub struct Vault {
    key: SecretBox<[u8; KEY_BYTES]>,
    path: PathBuf,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Vault {
    /// Opens the vault of a secret key file, which is made where it does not exist.
    pub fn open_or_create(path: &Path) -> Result<Self, AccessError> {
        match Self::open(path) {
            Err(AccessError::KeyFile { source, .. }) if source.kind() == ErrorKind::NotFound => {
                create(path).map_err(|source| key_file(path, "made", source))?;
                Self::open(path)
            }
            opened => opened,
        }
    }

    /// Opens the vault of a secret key file that exists.
    pub fn open(path: &Path) -> Result<Self, AccessError> {
        let mut file = File::open(path).map_err(|source| key_file(path, "read", source))?;
        check_mode(path, &file)?;
        let mut bytes = Vec::with_capacity(KEY_BYTES + 1);
        // One byte more than a key tells a longer file from a right one.
        std::io::Read::by_ref(&mut file)
            .take(KEY_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|source| key_file(path, "read", source))?;
        let length = file.metadata().map_or(bytes.len(), |meta| usize::try_from(meta.len()).unwrap_or(usize::MAX));
        let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice())
            .map_err(|_| AccessError::KeyFileShape { path: path.to_owned(), length })?;
        Ok(Self { key: SecretBox::new(Box::new(key)), path: path.to_owned() })
    }

    /// Where the secret key file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Seals a connection's key for its workspace.
    pub fn seal_key(&self, workspace: &WorkspaceId, key: &SecretString) -> Result<Vec<u8>, AccessError> {
        let sealed = self.seal(&key_context(workspace), key.expose_secret().as_bytes())?;
        sealed.ok_or_else(|| AccessError::Sealed { what: format!("workspace {workspace}") })
    }

    /// Opens what [`Vault::seal_key`] sealed for the same workspace.
    pub fn open_key(&self, workspace: &WorkspaceId, envelope: &[u8]) -> Result<SecretString, AccessError> {
        let plain = self.unseal(&key_context(workspace), envelope);
        let key = plain.and_then(|plain| String::from_utf8(plain).ok()).map(SecretString::from);
        key.ok_or_else(|| AccessError::Sealed { what: format!("workspace {workspace}") })
    }

    /// Seals the key from which tokens of shared links are made.
    pub(crate) fn seal_link_key(&self, key: &[u8; KEY_BYTES]) -> Result<Vec<u8>, AccessError> {
        self.seal(LINK_KEY, key)?.ok_or(AccessError::LinkKeySealed)
    }

    /// Opens what [`Vault::seal_link_key`] sealed.
    pub(crate) fn open_link_key(&self, envelope: &[u8]) -> Result<SecretBox<[u8; KEY_BYTES]>, AccessError> {
        let plain = self.unseal(LINK_KEY, envelope);
        let key = plain.and_then(|plain| <[u8; KEY_BYTES]>::try_from(plain).ok());
        key.map(|key| SecretBox::new(Box::new(key))).ok_or(AccessError::LinkKeySealed)
    }

    /// Something by which this vault is known again.
    pub(crate) fn seal_probe(&self) -> Result<Vec<u8>, AccessError> {
        self.seal(PROBE, &[])?.ok_or(AccessError::LinkKeySealed)
    }

    /// Whether it is this vault that sealed a probe.
    pub(crate) fn opens_probe(&self, envelope: &[u8]) -> bool {
        self.unseal(PROBE, envelope).is_some()
    }

    /// An envelope that opens in this context alone; `None` where the cipher fails.
    fn seal(&self, context: &str, plain: &[u8]) -> Result<Option<Vec<u8>>, AccessError> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).ok();
        Ok(sealed.map(|sealed| [&[VERSION], nonce.as_slice(), sealed.as_slice()].concat()))
    }

    fn unseal(&self, context: &str, envelope: &[u8]) -> Option<Vec<u8>> {
        let (version, rest) = envelope.split_first()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>()?;
        if *version != VERSION {
            return None;
        }
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.expose_secret().into())
    }
}

/// The last four characters of a key, by which an admin recognises it; nothing of a text so short that four
/// characters would give much of it away.
pub fn last_four(key: &SecretString) -> String {
    let key = key.expose_secret();
    let length = key.chars().count();
    if length < 16 { String::new() } else { key.chars().skip(length - 4).collect() }
}

/// What the cipher authenticates beside the key.
fn key_context(workspace: &WorkspaceId) -> String {
    format!("uptake/connection-key/v{VERSION}/{workspace}")
}

pub(crate) fn key_file(path: &Path, doing: &'static str, source: std::io::Error) -> AccessError {
    AccessError::KeyFile { path: path.to_owned(), doing, source }
}

/// Writes a new key beside the path and links it there: whoever reads the path sees all of it or none, and of
/// two processes that start at once, both end with the same key.
pub(crate) fn create(path: &Path) -> std::io::Result<()> {
    let folder = files::folder_of(path);
    let secret = random::bytes::<KEY_BYTES>().map_err(|error| std::io::Error::other(error.to_string()))?;
    let suffix = random::token().map_err(|error| std::io::Error::other(error.to_string()))?;
    let draft = folder.join(format!(".secret-{suffix}"));
    let written = write_new(&draft, &secret).and_then(|()| match std::fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = std::fs::remove_file(&draft);
    written?;
    removed?;
    files::sync_folder(path);
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = files::private(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn check_mode(path: &Path, file: &File) -> Result<(), AccessError> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = file.metadata().map_err(|source| key_file(path, "read", source))?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & FORBIDDEN_BITS == 0 { Ok(()) } else { Err(AccessError::KeyFileOpen { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path, _file: &File) -> Result<(), AccessError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn workspace(last: char) -> WorkspaceId {
        format!("3f0f5aaf-1e2b-4f10-bb50-01234567890{last}").parse().unwrap()
    }

    fn key() -> SecretString {
        SecretString::from("sk-admin-canary-0123456789abcdef".to_owned())
    }

    #[test]
    fn a_sealed_key_opens_for_its_workspace_alone() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_or_create(&folder.path().join("secret.key")).unwrap();
        let envelope = vault.seal_key(&workspace('a'), &key()).unwrap();
        assert_eq!(vault.open_key(&workspace('a'), &envelope).unwrap().expose_secret(), key().expose_secret());
        assert!(matches!(vault.open_key(&workspace('b'), &envelope), Err(AccessError::Sealed { .. })));
        assert!(!envelope.windows(6).any(|bytes| bytes == b"canary"));
        assert_ne!(envelope, vault.seal_key(&workspace('a'), &key()).unwrap(), "a nonce is used once");
    }

    #[test]
    fn a_changed_envelope_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_or_create(&folder.path().join("secret.key")).unwrap();
        let envelope = vault.seal_key(&workspace('a'), &key()).unwrap();
        for at in 0..envelope.len() {
            let mut changed = envelope.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 1;
            }
            assert!(vault.open_key(&workspace('a'), &changed).is_err(), "byte {at}");
        }
        for short in [&[][..], &[VERSION], &[VERSION; 25]] {
            assert!(vault.open_key(&workspace('a'), short).is_err());
        }
    }

    #[test]
    fn another_secret_key_file_does_not_open_it() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_or_create(&folder.path().join("one.key")).unwrap();
        let other = Vault::open_or_create(&folder.path().join("other.key")).unwrap();
        let envelope = vault.seal_key(&workspace('a'), &key()).unwrap();
        let message = other.open_key(&workspace('a'), &envelope).unwrap_err().to_string();
        assert!(message.contains("put the file back") && !message.contains("canary"));
    }

    #[test]
    fn the_file_is_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let envelope = Vault::open_or_create(&path).unwrap().seal_key(&workspace('a'), &key()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Vault::open_or_create(&path).unwrap().open_key(&workspace('a'), &envelope).is_ok());
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["secret.key"], "no draft is left");
    }

    #[test]
    fn processes_that_start_at_once_share_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let vaults: Vec<Vault> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| Vault::open_or_create(&path).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let envelope = vaults.first().unwrap().seal_key(&workspace('a'), &key()).unwrap();
        assert!(vaults.iter().all(|vault| vault.open_key(&workspace('a'), &envelope).is_ok()));
    }

    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        Vault::open_or_create(&path).unwrap();
        for (mode, accepted) in [(0o644, false), (0o602, false), (0o620, false), (0o640, true), (0o400, true)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let opened = Vault::open_or_create(&path);
            assert_eq!(opened.is_ok(), accepted, "{mode:o}");
            if let Err(error) = opened {
                assert!(error.to_string().contains("chmod 600"), "{error}");
            }
        }
    }

    #[test]
    fn a_file_of_another_length_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        for length in [0usize, 31, 33, 4096] {
            let _ = std::fs::remove_file(&path);
            write_new(&path, &vec![7; length]).unwrap();
            let message = Vault::open_or_create(&path).unwrap_err().to_string();
            assert!(message.contains(&format!("{length} bytes")), "{message}");
            assert_eq!(std::fs::read(&path).unwrap().len(), length);
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let vault = Vault::open_or_create(&path).unwrap();
        assert_eq!(format!("{vault:?}"), format!("Vault {{ path: {path:?}, .. }}"));
    }

    #[test]
    fn last_four_never_gives_much_away() {
        assert_eq!(last_four(&key()), "cdef");
        assert_eq!(last_four(&SecretString::from("short".to_owned())), "");
    }
}
