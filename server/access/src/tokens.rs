//! Tokens of the HTTP API: `upt_` and 43 characters, shown once, stored as a hash.

use archive::{Archive, NewToken, TokenRow};
use domain::Scope;
use domain::clock::SharedClock;
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

    /// Makes a token. Its secret is in the answer and nowhere else.
    pub async fn create(&self, name: &str, scope: Scope) -> Result<SecretString, AccessError> {
        let secret = SecretString::from(format!("{PREFIX}{}", random::token()?));
        let hash = random::fingerprint(secret.expose_secret());
        let now = self.clock.now();
        self.archive.create_token(NewToken { name: name.to_owned(), scope, hash, now }).await?;
        Ok(secret)
    }

    /// The token of a secret, and a note that it was used.
    pub async fn verify(&self, secret: &str) -> Result<ApiToken, AccessError> {
        if !secret.strip_prefix(PREFIX).is_some_and(random::is_token) {
            return Err(AccessError::TokenInvalid);
        }
        let row: TokenRow =
            self.archive.token_by_hash(random::fingerprint(secret)).await?.ok_or(AccessError::TokenInvalid)?;
        self.archive.touch_token(row.id, self.clock.now()).await?;
        Ok(ApiToken { id: row.id, name: row.name, scope: row.scope })
    }

    /// Revokes the token of that name; `false` where there is none.
    pub async fn revoke(&self, name: &str) -> Result<bool, AccessError> {
        Ok(self.archive.revoke_token(name, self.clock.now()).await?)
    }
}
