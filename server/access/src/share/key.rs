//! The link key: from it every token of a shared link is derived, so that none has to be kept.
//!
//! It is 256 random bits, made once, and stands in the archive sealed by the secret key file. A stolen database so
//! gives no token, and another secret key file that seals the same link key breaks no address.

use archive::{Archive, AuditEntry, ShareLink};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::LinkId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::error::AccessError;
use crate::random;
use crate::vault::Vault;

/// The name of the setting that holds it.
const SETTING: &str = "share_link_key";
/// What each derivation is for, so that no two of them ever give the same.
const TOKEN: &[u8] = b"uptake/share-link/token/v1";
const PASS: &[u8] = b"uptake/share-link/pass/v1";

/// The key.
pub(super) struct LinkKey(SecretBox<[u8; 32]>);

impl LinkKey {
    /// The key of an archive, made where there is none. Of processes that begin at once all get the same.
    pub(super) async fn of(archive: &Archive, vault: &Vault) -> Result<Self, AccessError> {
        let kept = match archive.setting(SETTING).await? {
            Some(kept) => kept,
            None => archive.setting_or(SETTING, &sealed(vault, &random::bytes()?)?).await?,
        };
        opened(vault, &kept).map(Self)
    }

    /// The token of a version of a link: 43 characters that need no escaping in a URL.
    pub(super) fn token(&self, id: &LinkId, version: u32) -> SecretString {
        SecretString::from(URL_SAFE_NO_PAD.encode(self.mac(TOKEN, id, version, &[])))
    }

    /// Whether a token is the one of a version of a link; takes the same time whatever it is.
    pub(super) fn knows(&self, token: &str, id: &LinkId, version: u32) -> bool {
        self.token(id, version).expose_secret().as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// What a browser keeps for having said the password of a link, until a moment. Another password, another version
    /// and another moment make another.
    pub(super) fn pass(&self, link: &ShareLink, until: i64) -> String {
        let password = link.password_hash.as_deref().unwrap_or_default();
        let rest = [&until.to_be_bytes(), password.as_bytes()].concat();
        format!("{until}.{}", URL_SAFE_NO_PAD.encode(self.mac(PASS, &link.id, link.version, &rest)))
    }

    /// Lengths stand before what varies, so that no two inputs read the same.
    fn mac(&self, purpose: &[u8], id: &LinkId, version: u32, rest: &[u8]) -> [u8; 32] {
        // The hash's block, which HMAC fills with zeros behind a shorter key.
        let mut block = [0u8; 64];
        block.iter_mut().zip(self.0.expose_secret()).for_each(|(to, from)| *to = *from);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        block.fill(0);
        for part in [purpose, id.as_str().as_bytes(), &version.to_be_bytes(), rest] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Makes another link key where the one of the archive cannot be opened any more. Addresses made before are lost. The entry in
/// the audit log is written only where that was so.
pub(super) async fn replace_if_lost(archive: &Archive, vault: &Vault, entry: AuditEntry) -> Result<(), AccessError> {
    match LinkKey::of(archive, vault).await {
        Err(AccessError::LinkKeySealed) => {
            let key = sealed(vault, &random::bytes()?)?;
            Ok(archive.put_setting_told(SETTING, &key, entry).await?)
        }
        opened => opened.map(|_| ()),
    }
}

/// The setting of the link key sealed by another vault; `None` where there is none yet. Every address stays what it is.
pub(crate) async fn rewrapped(
    archive: &Archive,
    from: &Vault,
    to: &Vault,
) -> Result<Option<(&'static str, String)>, AccessError> {
    let Some(kept) = archive.setting(SETTING).await? else { return Ok(None) };
    let key = opened(from, &kept)?;
    Ok(Some((SETTING, sealed(to, key.expose_secret())?)))
}

/// Whether a vault opens the link key of an archive; `None` where there is none yet.
pub(crate) async fn try_open(archive: &Archive, vault: &Vault) -> Result<Option<bool>, AccessError> {
    Ok(archive.setting(SETTING).await?.map(|kept| opened(vault, &kept).is_ok()))
}

fn sealed(vault: &Vault, key: &[u8; 32]) -> Result<String, AccessError> {
    Ok(URL_SAFE_NO_PAD.encode(vault.seal_link_key(key)?))
}

fn opened(vault: &Vault, kept: &str) -> Result<SecretBox<[u8; 32]>, AccessError> {
    let envelope = URL_SAFE_NO_PAD.decode(kept).map_err(|_| AccessError::LinkKeySealed)?;
    vault.open_link_key(&envelope)
}
