//! Accounts: signing in with a password, making an account, changing its password.

use archive::{AccountRow, Archive, ArchiveError};
use domain::clock::SharedClock;
use domain::{AccountId, Email, Role};
use secrecy::SecretString;

use crate::error::AccessError;
use crate::passwords::{Passwords, check_rule};

/// The accounts of this installation.
#[derive(Clone, Debug)]
pub struct Accounts {
    archive: Archive,
    passwords: Passwords,
    clock: SharedClock,
}

impl Accounts {
    /// Accounts in an archive.
    pub fn new(archive: Archive, passwords: Passwords, clock: SharedClock) -> Self {
        Self { archive, passwords, clock }
    }

    /// The account of an address and its password. Takes the same time and gives the same answer whether the
    /// address is unknown, the password wrong, or the account switched off.
    pub async fn sign_in(&self, email: &str, password: &SecretString) -> Result<AccountRow, AccessError> {
        let account = match email.parse::<Email>() {
            Ok(email) => self.archive.account_by_email(&email).await?,
            Err(_) => None,
        };
        let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let right = self.passwords.verify(password, stored).await?;
        account.filter(|account| right && account.disabled_at.is_none()).ok_or(AccessError::WrongCredentials)
    }

    /// Makes an account; without a password it can be entered by a one-time link alone.
    pub async fn create(
        &self,
        email: &Email,
        role: Role,
        password: Option<&SecretString>,
    ) -> Result<AccountRow, AccessError> {
        let hash = match password {
            Some(password) => Some(self.checked_hash(email, password).await?),
            None => None,
        };
        self.archive.create_account(email, role, hash, self.clock.now()).await.map_err(|error| match error {
            ArchiveError::EmailTaken(email) => AccessError::AccountExists(email),
            other => other.into(),
        })
    }

    /// Gives an account another password and ends all its sessions: whoever had the old one is out.
    pub async fn set_password(&self, account: &AccountRow, password: &SecretString) -> Result<(), AccessError> {
        let hash = self.checked_hash(&account.email, password).await?;
        self.archive.set_password(account.id, hash).await?;
        self.archive.sessions_delete_of_account(account.id).await?;
        Ok(())
    }

    /// The account, unless it is gone or switched off.
    pub async fn live(&self, id: AccountId) -> Result<Option<AccountRow>, AccessError> {
        Ok(self.archive.account(id).await?.filter(|account| account.disabled_at.is_none()))
    }

    /// How many accounts there are.
    pub async fn count(&self) -> Result<u64, AccessError> {
        Ok(self.archive.accounts_count().await?)
    }

    async fn checked_hash(&self, email: &Email, password: &SecretString) -> Result<String, AccessError> {
        check_rule(password, email)?;
        self.passwords.hash(password).await
    }
}
