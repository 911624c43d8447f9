//! The port of the guides: to a first connection, and through the rollout.

use async_trait::async_trait;
use domain::view::{GuideView, GuidesView, RolloutView};

use super::Caller;
use crate::error::AppError;

/// What the e-mail to support says of a key, as it was typed. `Debug` leaves it out: somebody may have pasted more.
#[derive(Clone)]
pub struct SupportForm {
    /// The key's name at `OpenAI`.
    pub key_name: String,
    /// Who made it.
    pub creator: String,
    /// Its last four characters.
    pub last_four: String,
}

impl std::fmt::Debug for SupportForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SupportForm").finish_non_exhaustive()
    }
}

/// What was typed about a thing to do of the rollout, as it was typed.
#[derive(Clone, Debug)]
pub struct RolloutForm {
    /// The item's name.
    pub item: String,
    /// Who looks after it.
    pub owner: String,
    /// Until when; empty for no day.
    pub due: String,
    /// Whether it is done.
    pub done: bool,
}

/// The guides. Every method authorises first; a guide is named by its key.
#[async_trait]
pub trait Guides: Send + Sync {
    /// The ways to a key, and the guides that were begun.
    async fn guides(&self, caller: &Caller) -> Result<GuidesView, AppError>;
    /// One guide.
    async fn guide(&self, caller: &Caller, id: i64) -> Result<GuideView, AppError>;
    /// Begins one on a way, by its name; its key.
    async fn begin(&self, caller: &Caller, route: &str) -> Result<i64, AppError>;
    /// Says of a step, by its name, that it is done or not.
    async fn tick(&self, caller: &Caller, id: i64, step: &str, done: bool) -> Result<(), AppError>;
    /// Checks and keeps what the e-mail to support says.
    async fn describe_key(&self, caller: &Caller, id: i64, form: SupportForm) -> Result<(), AppError>;
    /// Notes the day on which the e-mail was sent.
    async fn sent(&self, caller: &Caller, id: i64, day: &str) -> Result<(), AppError>;
    /// Checks and keeps the connection's name and the workspace's id.
    async fn place(&self, caller: &Caller, id: i64, name: &str, workspace: &str) -> Result<(), AppError>;
    /// Tries a key: connects with it, or keeps it sealed where only its scope is missing and support was asked.
    async fn paste(&self, caller: &Caller, id: i64, key: String) -> Result<(), AppError>;
    /// Tests the key that is kept.
    async fn test(&self, caller: &Caller, id: i64) -> Result<(), AppError>;
    /// Connects with the key that is kept.
    async fn finish(&self, caller: &Caller, id: i64) -> Result<(), AppError>;
    /// Closes a guide; a key that it keeps is removed.
    async fn leave(&self, caller: &Caller, id: i64) -> Result<(), AppError>;
    /// The list of the rollout.
    async fn rollout(&self, caller: &Caller) -> Result<RolloutView, AppError>;
    /// Checks and keeps an item of it.
    async fn settle(&self, caller: &Caller, form: RolloutForm) -> Result<(), AppError>;
}
