//! Shared links: their addresses, and whom they let in as what.
//!
//! A token is derived from the link's key and version under the link key (`key.rs`); the archive keeps its hash
//! alone, by which it is found. Unknown, expired, withheld and malformed are one answer. Whoever comes in is a
//! [`LinkVisitor`]: no account, no caller, and no way to become one.

pub(crate) mod key;
mod limits;
mod lookup;

use std::fmt;
use std::sync::Arc;

use archive::{Archive, AuditEntry, ShareLink, Whose};
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::SharedClock;
use domain::link::Contract;
use domain::{AccountId, Email, LinkId, Role, TeamSlug};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use tokio::sync::OnceCell;

use self::key::LinkKey;
pub use self::limits::LinkLimits;
use self::lookup::look_up;
use crate::error::AccessError;
use crate::passwords::Passwords;
use crate::policy::may_share;
use crate::random;
use crate::vault::Vault;

/// So long a browser is not asked for a link's password again.
pub const PASS_LASTS: TimeDelta = TimeDelta::hours(12);

/// Whoever has opened a link: what they may see is the contract. One is made by [`ShareLinks::open`], and by
/// [`LinkVisitor::preview`] for whoever manages the link.
#[derive(Clone, Debug)]
pub struct LinkVisitor {
    link: LinkId,
    contract: Arc<Contract>,
    shared_by: Option<Email>,
}

impl LinkVisitor {
    /// Whoever would come by a link with this contract, whose owner has these rights and teams. For whoever may manage
    /// the link: no token is asked for, and no password.
    pub fn preview(link: LinkId, contract: Contract, owner: (Email, Role, &[TeamSlug])) -> Result<Self, AccessError> {
        Self::admitted(link, contract, owner)
    }

    /// The one place where a visitor is made: a link shows what its owner may share, and nothing else.
    fn admitted(
        link: LinkId,
        contract: Contract,
        (email, role, own): (Email, Role, &[TeamSlug]),
    ) -> Result<Self, AccessError> {
        if !may_share(role, own, contract.filter.team.as_ref()) {
            return Err(AccessError::LinkInvalid);
        }
        let shared_by = contract.names_owner.then_some(email);
        Ok(Self { link, contract: Arc::new(contract), shared_by })
    }

    /// The link by which they came.
    pub fn link(&self) -> &LinkId {
        &self.link
    }

    /// What they may see.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    /// Whose link it is, where the owner wants that to be read.
    pub fn shared_by(&self) -> Option<&Email> {
        self.shared_by.as_ref()
    }
}

/// A link that asks for a password first.
#[derive(Clone)]
pub struct Lock {
    link: Box<ShareLink>,
    visitor: LinkVisitor,
}

impl Lock {
    /// The link that is locked.
    pub fn link(&self) -> &LinkId {
        &self.link.id
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").field("link", &self.link.id).finish_non_exhaustive()
    }
}

/// What a token leads to.
#[derive(Clone, Debug)]
pub enum Door {
    /// The page.
    Open(LinkVisitor),
    /// The question for a password.
    Locked(Lock),
}

/// What a new link is made of.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// Whose it is.
    pub owner: AccountId,
    /// What it shows.
    pub contract: Contract,
    /// Its password, if any.
    pub password: Option<SecretString>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The shared links of an installation.
#[derive(Clone)]
pub struct ShareLinks {
    archive: Archive,
    vault: Arc<Vault>,
    passwords: Passwords,
    clock: SharedClock,
    key: Arc<OnceCell<LinkKey>>,
    endless: bool,
}

impl fmt::Debug for ShareLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShareLinks").field("endless", &self.endless).finish_non_exhaustive()
    }
}

impl ShareLinks {
    /// Links of an archive, whose key a vault seals. `endless` says whether a link may never end.
    pub fn new(archive: Archive, vault: Arc<Vault>, passwords: Passwords, clock: SharedClock, endless: bool) -> Self {
        Self { archive, vault, passwords, clock, key: Arc::default(), endless }
    }

    /// Opens a link by its token. `own_teams` says which teams an account's owner may share now, those below them
    /// included: a link opens only as long as its owner's account lives and may share what the link shows.
    pub async fn open<F>(&self, token: &str, own_teams: impl FnOnce(Email) -> F) -> Result<Door, AccessError>
    where
        F: Future<Output = Result<Vec<TeamSlug>, AccessError>>,
    {
        let key = self.key().await?;
        let knows = |id: &LinkId, version| key.knows(token, id, version);
        let (link, owner) = look_up(&self.archive, token, knows, |link| self.lasts(link)).await?;
        let own = if owner.role == Role::TeamLead { own_teams(owner.email.clone()).await? } else { Vec::new() };
        let visitor = LinkVisitor::admitted(link.id.clone(), link.contract.clone(), (owner.email, owner.role, &own))?;
        Ok(if link.password_hash.is_some() {
            Door::Locked(Lock { link: Box::new(link), visitor })
        } else {
            Door::Open(visitor)
        })
    }

    /// Whether a link's time is not over. One that was made to last for ever does so only while that is allowed.
    pub fn lasts(&self, link: &ShareLink) -> bool {
        link.expires_at.map_or(self.endless, |end| self.clock.now() < end)
    }

    /// Opens a lock by what [`ShareLinks::enter`] gave the browser.
    pub async fn show_pass(&self, lock: &Lock, pass: &str) -> Result<Option<LinkVisitor>, AccessError> {
        let until = pass.split_once('.').and_then(|(until, _)| until.parse::<i64>().ok());
        let Some(until) = until.filter(|until| self.clock.now().timestamp() < *until) else { return Ok(None) };
        let genuine: bool = self.key().await?.pass(&lock.link, until).as_bytes().ct_eq(pass.as_bytes()).into();
        Ok(genuine.then(|| lock.visitor.clone()))
    }

    /// Opens a lock by its password. What the browser keeps so that it is not asked again; `None` where the password
    /// is wrong. Tries are to be counted before, by [`LinkLimits`].
    pub async fn enter(&self, lock: &Lock, password: &SecretString) -> Result<Option<String>, AccessError> {
        if !self.passwords.verify(password, lock.link.password_hash.as_deref()).await? {
            return Ok(None);
        }
        let until = (self.clock.now() + PASS_LASTS).timestamp();
        Ok(Some(self.key().await?.pass(&lock.link, until)))
    }

    /// The token of a link as it is now.
    pub async fn token(&self, link: &ShareLink) -> Result<SecretString, AccessError> {
        Ok(self.key().await?.token(&link.id, link.version))
    }

    /// Makes a link; the entry in the audit log can name its key.
    pub async fn make(
        &self,
        new: NewLink,
        entry: impl FnOnce(&LinkId) -> AuditEntry,
    ) -> Result<ShareLink, AccessError> {
        let id = LinkId::new(random::hex(&random::bytes::<16>()?));
        let version = 1;
        let link = ShareLink {
            token_hash: self.hash(&id, version).await?,
            id,
            owner: new.owner,
            version,
            revision: 0,
            contract: new.contract,
            password_hash: self.password_hash(new.password.as_ref()).await?,
            made_at: self.clock.now(),
            expires_at: new.expires_at,
            opened: 0,
            last_opened: None,
        };
        self.archive.add_share_link(&link, entry(&link.id)).await?;
        Ok(link)
    }

    /// Gives a link another address; the old one stops at once. False where it is none of those, or changed meanwhile.
    pub async fn rotate(&self, link: &ShareLink, whose: Whose, entry: AuditEntry) -> Result<bool, AccessError> {
        let version = link.version.saturating_add(1);
        let hash = self.hash(&link.id, version).await?;
        Ok(self.archive.rotate_share_link(&link.id, whose, (version, hash), entry).await?)
    }

    /// The hash of a password to keep with a link.
    pub async fn password_hash(&self, password: Option<&SecretString>) -> Result<Option<String>, AccessError> {
        match password {
            Some(password) => self.passwords.hash(password).await.map(Some),
            None => Ok(None),
        }
    }

    /// Makes links possible again after the secret key file was lost. Only for when no link is left: none would open. The
    /// entry in the audit log is written where it was lost.
    pub async fn begin_again_if_lost(&self, entry: AuditEntry) -> Result<(), AccessError> {
        key::replace_if_lost(&self.archive, &self.vault, entry).await
    }

    async fn hash(&self, id: &LinkId, version: u32) -> Result<[u8; 32], AccessError> {
        Ok(random::fingerprint(self.key().await?.token(id, version).expose_secret()))
    }

    async fn key(&self) -> Result<&LinkKey, AccessError> {
        self.key.get_or_try_init(|| LinkKey::of(&self.archive, &self.vault)).await
    }
}
