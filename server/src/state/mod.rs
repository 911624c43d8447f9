//! `AppState`: what handlers, ports and the HTTP API share. One of it a process, cheap to clone.

pub mod answers;
pub mod index;
mod keeper;
mod keys;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use access::{
    Accounts, ApiLimits, ArchiveSessions, LinkLimits, OneTimeLinks, Passwords, ShareLinks, SignInLimits, Tokens, Vault,
    VisitLimits,
};
use archive::Archive;
use collector::{Collector, PlanSettings};
use domain::clock::SharedClock;
use tokio_util::sync::CancellationToken;

pub use self::answers::Answers;
pub use self::index::{IndexMemory, IndexStore};
pub use self::keeper::Keeper;
pub use self::keys::VaultKeys;

use crate::config::Config;
use crate::sharing::Opens;
use crate::site::BuiltSite;

/// So many passwords are hashed at the same time; each takes a core and some 20 MB for tens of milliseconds.
const HASHES_AT_ONCE: usize = 2;

/// What an application is made of. A test makes it with a fixed clock and a client of a simulator.
#[derive(Clone)]
pub struct Deps {
    /// The open archive.
    pub archive: Archive,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// Opens and seals keys.
    pub vault: Arc<Vault>,
    /// Asks `OpenAI`.
    pub openai: openai::Client,
    /// Makes passes.
    pub collector: Collector,
    /// Cancelled when the process ends, so that streams end with it.
    pub shutdown: CancellationToken,
    /// Whether the data is a demo's: pages wear a badge.
    pub demo: bool,
}

impl Deps {
    /// Opens everything that the configuration names.
    pub async fn open(config: &Config, clock: SharedClock, shutdown: CancellationToken) -> Result<Self, OpenError> {
        let url = config.storage.database_url();
        let archive = Archive::open(&url, clock.now()).await?;
        let vault = Arc::new(access::rotation::open_vault(&archive, &config.storage.secret_key_file).await?);
        let settings = openai::Settings::at(config.openai.chatgpt_base_url.clone());
        let openai = openai::Client::new(settings, Arc::clone(&clock))?;
        let keys = Arc::new(VaultKeys::new(archive.clone(), Arc::clone(&vault)));
        let plan = PlanSettings { backfill_days: config.sync.backfill_days, ..PlanSettings::default() };
        let collector = Collector::new(archive.clone(), openai.clone(), keys, Arc::clone(&clock), plan);
        Ok(Self { archive, clock, vault, openai, collector, shutdown, demo: false })
    }
}

/// What keeps an application from being opened. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The archive.
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
    /// The secret key file, or randomness.
    #[error(transparent)]
    Access(#[from] access::AccessError),
    /// The client of `OpenAI`.
    #[error(transparent)]
    OpenAi(#[from] openai::Error),
}

/// What handlers, ports and the API share.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// The parts of [`AppState`].
pub struct Inner {
    /// What was configured.
    pub config: Config,
    /// The archive.
    pub archive: Archive,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// Opens and seals keys.
    pub vault: Arc<Vault>,
    /// Asks `OpenAI`.
    pub openai: openai::Client,
    /// Makes passes.
    pub collector: Collector,
    /// Every number, in memory.
    pub index: Arc<IndexStore>,
    /// Answers that were computed before.
    pub answers: Answers,
    /// Accounts.
    pub accounts: Accounts,
    /// Links that work once.
    pub links: OneTimeLinks,
    /// Shared links.
    pub share: ShareLinks,
    /// How often they are opened.
    pub opens: Opens,
    /// Tokens of the API.
    pub tokens: Tokens,
    /// Sessions.
    pub sessions: ArchiveSessions,
    /// How often somebody may try to sign in.
    pub limits: SignInLimits,
    /// How often somebody may try the password of a shared link.
    pub link_limits: LinkLimits,
    /// How often visitors of a shared link may choose days of their own.
    pub visit_limits: VisitLimits,
    /// How many requests a token of the API may make.
    pub api_limits: ApiLimits,
    /// The built site.
    pub site: Arc<BuiltSite>,
    /// Cancelled when the process ends.
    pub shutdown: CancellationToken,
    /// Whether the data is a demo's.
    pub demo: bool,
}

impl Deref for AppState {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("config", &self.config).finish_non_exhaustive()
    }
}

impl AppState {
    /// Puts the parts together. Nothing runs yet, and the index is empty until a [`Keeper`] loads it.
    pub fn new(config: Config, deps: Deps) -> Result<Self, OpenError> {
        let Deps { archive, clock, vault, openai, collector, shutdown, demo } = deps;
        let passwords = Passwords::new(HASHES_AT_ONCE)?;
        let accounts = Accounts::new(archive.clone(), passwords.clone(), Arc::clone(&clock));
        let endless = config.privacy.endless_links;
        let share = ShareLinks::new(archive.clone(), Arc::clone(&vault), passwords, Arc::clone(&clock), endless);
        let opens = Opens::new(archive.clone(), shutdown.clone());
        let links = OneTimeLinks::new(archive.clone(), accounts.clone(), Arc::clone(&clock));
        let tokens = Tokens::new(archive.clone(), Arc::clone(&clock));
        let sessions = ArchiveSessions::new(archive.clone(), Arc::clone(&clock));
        let site = Arc::new(BuiltSite::open(config.http.site_dir.as_deref()));
        let index = Arc::default();
        let answers = Answers::holding(config.memory.answers);
        let limits = SignInLimits::default();
        let link_limits = LinkLimits::default();
        let visit_limits = VisitLimits::default();
        let api_limits = ApiLimits::per_minute(config.memory.api_requests);
        Ok(Self(Arc::new(Inner {
            config,
            archive,
            clock,
            vault,
            openai,
            collector,
            index,
            answers,
            accounts,
            links,
            share,
            opens,
            tokens,
            sessions,
            limits,
            link_limits,
            visit_limits,
            api_limits,
            site,
            shutdown,
            demo,
        })))
    }
}
