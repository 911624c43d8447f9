//! Links that work once: to set up the first account, to choose a password, to sign in.
//!
//! The link carries 256 random bits and the database only their hash. Taking a link removes it in the same
//! transaction, so of two that come at once one gets it.

use archive::{AccountRow, Archive, LinkPurpose, OneTimeLink};
use chrono::TimeDelta;
use domain::clock::SharedClock;
use domain::{AccountId, Email, Role};
use secrecy::{ExposeSecret as _, SecretString};

use crate::accounts::Accounts;
use crate::error::AccessError;
use crate::passwords::check_rule;
use crate::random;

/// How long the link for the first account is good. A new one is made at each start that finds no account.
const FIRST_ADMIN: TimeDelta = TimeDelta::days(1);
/// How long a new account has to choose its password.
const INVITATION: TimeDelta = TimeDelta::days(7);

/// What a set-up link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The first administrator names an address and a password.
    FirstAdmin,
    /// This account chooses a password.
    Password(Email),
}

/// Makes links and redeems them.
#[derive(Clone, Debug)]
pub struct OneTimeLinks {
    archive: Archive,
    accounts: Accounts,
    clock: SharedClock,
}

impl OneTimeLinks {
    /// Links of an archive.
    pub fn new(archive: Archive, accounts: Accounts, clock: SharedClock) -> Self {
        Self { archive, accounts, clock }
    }

    /// The token of a link for the first administrator; `None` where there is an account already. A link that
    /// was made before does not work any more.
    pub async fn for_first_admin(&self) -> Result<Option<SecretString>, AccessError> {
        if self.accounts.count().await? > 0 {
            return Ok(None);
        }
        self.archive.drop_one_time_links(LinkPurpose::SetUp).await?;
        self.make(LinkPurpose::SetUp, None, FIRST_ADMIN).await.map(Some)
    }

    /// The token of a link by which an account chooses its password.
    pub async fn for_password(&self, account: AccountId) -> Result<SecretString, AccessError> {
        self.make(LinkPurpose::SetUp, Some(account), INVITATION).await
    }

    /// The token of a link that signs an account in.
    pub async fn for_sign_in(&self, account: AccountId, valid: TimeDelta) -> Result<SecretString, AccessError> {
        self.make(LinkPurpose::SignIn, Some(account), valid).await
    }

    /// What a set-up link is for, without using it up.
    pub async fn purpose(&self, token: &str) -> Result<Purpose, AccessError> {
        let link = self.peek(token, LinkPurpose::SetUp).await?;
        match link.account {
            None if self.accounts.count().await? == 0 => Ok(Purpose::FirstAdmin),
            None => Err(AccessError::LinkInvalid),
            Some(id) => {
                let account = self.accounts.live(id).await?.ok_or(AccessError::LinkInvalid)?;
                Ok(Purpose::Password(account.email))
            }
        }
    }

    /// Uses up a set-up link: makes the first administrator, or sets the password of the link's account. A
    /// password that the rule refuses does not use the link up. `email` counts for the first administrator only.
    pub async fn redeem_set_up(
        &self,
        token: &str,
        email: &Email,
        password: &SecretString,
    ) -> Result<AccountRow, AccessError> {
        match self.purpose(token).await? {
            Purpose::FirstAdmin => check_rule(password, email)?,
            Purpose::Password(own) => check_rule(password, &own)?,
        }
        let link = self.take(token, LinkPurpose::SetUp).await?;
        let Some(id) = link.account else {
            return self.accounts.create(email, Role::Admin, Some(password)).await;
        };
        let account = self.accounts.live(id).await?.ok_or(AccessError::LinkInvalid)?;
        self.accounts.set_password(&account, password).await?;
        Ok(account)
    }

    /// Uses up a sign-in link.
    pub async fn redeem_sign_in(&self, token: &str) -> Result<AccountRow, AccessError> {
        let link = self.take(token, LinkPurpose::SignIn).await?;
        let id = link.account.ok_or(AccessError::LinkInvalid)?;
        self.accounts.live(id).await?.ok_or(AccessError::LinkInvalid)
    }

    async fn make(
        &self,
        purpose: LinkPurpose,
        account: Option<AccountId>,
        valid: TimeDelta,
    ) -> Result<SecretString, AccessError> {
        let token = SecretString::from(random::token()?);
        let hash = random::fingerprint(token.expose_secret());
        self.archive.put_one_time_link(hash, purpose, account, self.clock.now() + valid).await?;
        Ok(token)
    }

    async fn peek(&self, token: &str, purpose: LinkPurpose) -> Result<OneTimeLink, AccessError> {
        if !random::is_token(token) {
            return Err(AccessError::LinkInvalid);
        }
        let link = self.archive.peek_one_time_link(random::fingerprint(token), self.clock.now()).await?;
        link.filter(|link| link.purpose == purpose).ok_or(AccessError::LinkInvalid)
    }

    /// Looks first: a link that is shown at the wrong door must not be used up there.
    async fn take(&self, token: &str, purpose: LinkPurpose) -> Result<OneTimeLink, AccessError> {
        self.peek(token, purpose).await?;
        let link = self.archive.take_one_time_link(random::fingerprint(token), self.clock.now()).await?;
        link.filter(|link| link.purpose == purpose).ok_or(AccessError::LinkInvalid)
    }
}
