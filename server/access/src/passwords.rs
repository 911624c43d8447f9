//! Passwords: the one rule, and hashing by Argon2id.
//!
//! Hashing takes some 20 MB and tens of milliseconds each on purpose, so it runs on blocking threads and only a
//! few at once: a flood of sign-ins must not take the memory and the cores that pages need.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use domain::Email;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::error::AccessError;
use crate::random;

/// Fewest characters of a password.
pub const MIN_CHARACTERS: usize = 12;
/// Most bytes of a password; more is an attack on the hash and not a pass phrase.
pub const MAX_BYTES: usize = 1024;

/// Why a password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    /// Too short to last.
    #[error(
        "The password needs at least {MIN_CHARACTERS} characters. Four or five unrelated words are easy to remember."
    )]
    TooShort,
    /// Longer than anything typed.
    #[error("The password is longer than {MAX_BYTES} bytes.")]
    TooLong,
    /// The first thing anybody tries.
    #[error("The password must not be the e-mail address.")]
    IsEmail,
}

/// Checks a new password against the rule.
pub fn check_rule(password: &SecretString, email: &Email) -> Result<(), PasswordRule> {
    let password = password.expose_secret();
    if password.len() > MAX_BYTES {
        return Err(PasswordRule::TooLong);
    }
    if password.chars().count() < MIN_CHARACTERS {
        return Err(PasswordRule::TooShort);
    }
    let lower = password.trim().to_lowercase();
    let local = email.as_str().split_once('@').map_or("", |(local, _)| local);
    // The local part alone, or repeated, is the address all the same.
    let repeats_local = !local.is_empty() && lower.replace(local, "").is_empty();
    if lower == email.as_str() || repeats_local { Err(PasswordRule::IsEmail) } else { Ok(()) }
}

/// Hashes and verifies, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    dummy: Arc<str>,
}

impl Passwords {
    /// At most `at_once` hashes are computed at the same time. Computes one hash itself, of nothing that
    /// anybody can type, against which the passwords of unknown accounts are verified.
    pub fn new(at_once: usize) -> Result<Self, AccessError> {
        let dummy = hash_now(random::token()?.as_bytes())?;
        Ok(Self { permits: Arc::new(Semaphore::new(at_once.max(1))), dummy: dummy.into() })
    }

    /// The hash to store, a PHC string.
    pub async fn hash(&self, password: &SecretString) -> Result<String, AccessError> {
        let password = password.clone();
        self.blocking(move || hash_now(password.expose_secret().as_bytes())).await?
    }

    /// Whether the password is the one of the stored hash. `None` (there is no such account, or it has no
    /// password) takes as long and is never right, so that nobody learns from the time who has an account.
    pub async fn verify(&self, password: &SecretString, stored: Option<&str>) -> Result<bool, AccessError> {
        if password.expose_secret().len() > MAX_BYTES {
            return Ok(false);
        }
        let known = stored.is_some();
        let stored: Arc<str> = stored.map_or_else(|| Arc::clone(&self.dummy), Arc::from);
        let password = password.clone();
        let right = self.blocking(move || verify_now(password.expose_secret().as_bytes(), &stored)).await??;
        Ok(known && right)
    }

    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccessError> {
        let hashing = |error: &dyn std::fmt::Display| AccessError::Hashing(error.to_string());
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|error| hashing(&error))?;
        tokio::task::spawn_blocking(move || {
            // Held by the thread: a request that is given up does not make room before its hash is done.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| hashing(&error))
    }
}

fn hash_now(password: &[u8]) -> Result<String, AccessError> {
    let hash: PasswordHash =
        Argon2::default().hash_password(password).map_err(|error| AccessError::Hashing(error.to_string()))?;
    Ok(hash.to_string())
}

fn verify_now(password: &[u8], stored: &str) -> Result<bool, AccessError> {
    let hash = PasswordHash::new(stored).map_err(|error| AccessError::Hashing(error.to_string()))?;
    match Argon2::default().verify_password(password, &hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(AccessError::Hashing(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let passwords = Passwords::new(1).unwrap();
        let stored = passwords.hash(&secret("correct horse battery")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$"), "{stored}");
        assert!(passwords.verify(&secret("correct horse battery"), Some(&stored)).await.unwrap());
        assert!(!passwords.verify(&secret("correct horse batterz"), Some(&stored)).await.unwrap());
        assert!(!passwords.verify(&secret("correct horse battery"), None).await.unwrap());
        assert_ne!(stored, passwords.hash(&secret("correct horse battery")).await.unwrap(), "salted");
    }

    #[tokio::test]
    async fn a_password_of_a_megabyte_costs_no_hash() {
        let passwords = Passwords::new(1).unwrap();
        let _all = Arc::clone(&passwords.permits).acquire_owned().await.unwrap();
        assert!(!passwords.verify(&secret(&"x".repeat(1 << 20)), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_stored_hash_that_is_none_is_an_error_and_not_a_wrong_password() {
        let passwords = Passwords::new(1).unwrap();
        assert!(passwords.verify(&secret("correct horse battery"), Some("plain text")).await.is_err());
    }

    #[test]
    fn the_rule_asks_for_length_and_not_for_the_address() {
        let email: Email = "alexandra.m@example.com".parse().unwrap();
        for (password, verdict) in [
            ("short", Err(PasswordRule::TooShort)),
            ("elevenchars", Err(PasswordRule::TooShort)),
            ("ünïcödé wörd", Ok(())),
            ("Alexandra.M@example.com", Err(PasswordRule::IsEmail)),
            ("alexandra.malexandra.m", Err(PasswordRule::IsEmail)),
            ("four unrelated words", Ok(())),
        ] {
            assert_eq!(check_rule(&secret(password), &email), verdict, "{password}");
        }
        assert_eq!(check_rule(&secret(&"x".repeat(1025)), &email), Err(PasswordRule::TooLong));
    }
}
