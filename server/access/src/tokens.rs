//! Tokens of the HTTP API: `upt_` and 43 characters, shown once, stored as a hash. Making one and taking one back
//! stand in the audit log.

use archive::{Archive, AuditEntry, NewToken, TokenRow};
use chrono::{DateTime, Utc};
use domain::clock::SharedClock;
use domain::{AccountId, Scope};
use secrecy::{ExposeSecret as _, SecretString};

use crate::error::AccessError;
use crate::random;

/// What every token begins with, so that a scanner for leaked secrets knows it.
const PREFIX: &str = "upt_";

/// A token that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its key.
    pub id: i64,
    /// Its name, for the log.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// Whether [`Tokens::note_use`] has something to note.
    pub use_is_news: bool,
}

/// Makes tokens and recognises them.
#[derive(Clone, Debug)]
pub struct Tokens {
    archive: Archive,
    clock: SharedClock,
}

impl Tokens {
    /// Tokens of an archive.
    pub fn new(archive: Archive, clock: SharedClock) -> Self {
        Self { archive, clock }
    }

    /// Makes a token that does not end. Its secret is in the answer and nowhere else.
    pub async fn create(&self, name: &str, scope: Scope) -> Result<SecretString, AccessError> {
        self.create_until(name, scope, None, None).await
    }

    /// Makes a token, by an account or on the command line, that ends at a moment or never.
    pub async fn create_until(
        &self,
        name: &str,
        scope: Scope,
        made_by: Option<AccountId>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<SecretString, AccessError> {
        let secret = SecretString::from(format!("{PREFIX}{}", random::token()?));
        let hash = random::fingerprint(secret.expose_secret());
        let now = self.clock.now();
        let new = NewToken { name: name.to_owned(), scope, hash, made_by, expires_at, now };
        let row = self.archive.create_token(new).await?;
        self.note("token.create", &row, made_by, &format!("scope {scope}")).await?;
        Ok(secret)
    }

    /// The token of a secret.
    pub async fn verify(&self, secret: &str) -> Result<ApiToken, AccessError> {
        if !secret.strip_prefix(PREFIX).is_some_and(random::is_token) {
            return Err(AccessError::TokenInvalid);
        }
        let now = self.clock.now();
        let found = self.archive.token_by_hash(random::fingerprint(secret)).await?;
        let row = found.filter(|row| row.is_live(now)).ok_or(AccessError::TokenInvalid)?;
        Ok(ApiToken { id: row.id, use_is_news: row.is_use_stale(now), name: row.name, scope: row.scope })
    }

    /// Notes that a token was used, at most once a minute. Apart from [`Tokens::verify`], because a write may
    /// have to wait for another, and a reader must not.
    pub async fn note_use(&self, id: i64) -> Result<(), AccessError> {
        Ok(self.archive.touch_token(id, self.clock.now()).await?)
    }

    /// Every token, revoked ones included, newest first.
    pub async fn all(&self) -> Result<Vec<TokenRow>, AccessError> {
        Ok(self.archive.tokens().await?)
    }

    /// The token that is not revoked and has that name, or that key as `7` or `#7`. `None` where there is none,
    /// or where a text is the name of one and the key of another: then `#7` tells which.
    pub async fn find(&self, name_or_key: &str) -> Result<Option<TokenRow>, AccessError> {
        let rows = self.all().await?;
        let kept = || rows.iter().filter(|row| row.revoked_at.is_none());
        let only_key = name_or_key.strip_prefix('#').and_then(|key| key.parse().ok());
        let named = kept().find(|row| row.name == name_or_key);
        let keyed = only_key.or_else(|| name_or_key.parse::<i64>().ok()).and_then(|id| kept().find(|row| row.id == id));
        Ok(match (named, keyed) {
            (Some(named), Some(keyed)) if named.id != keyed.id => None,
            (named, keyed) => named.or(keyed).cloned(),
        })
    }

    /// Revokes a token, which stops at once, and gives it as it was; `None` where there is no such one. `by` says
    /// in the audit log who did it.
    pub async fn revoke(&self, id: i64, by: &str) -> Result<Option<TokenRow>, AccessError> {
        let revoked = self.archive.revoke_token(id, self.clock.now()).await?;
        if let Some(row) = &revoked {
            self.note("token.revoke", row, None, by).await?;
        }
        Ok(revoked)
    }

    async fn note(&self, what: &str, of: &TokenRow, by: Option<AccountId>, detail: &str) -> Result<(), AccessError> {
        let object = format!("{} (#{})", of.name, of.id);
        let (action, detail) = (what.to_owned(), detail.to_owned());
        Ok(self.archive.add_audit(AuditEntry { at: self.clock.now(), account: by, action, object, detail }).await?)
    }
}
