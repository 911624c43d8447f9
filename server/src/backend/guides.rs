//! The port `Guides`: to a first connection and through the rollout. For admins alone.

use app::backend::{Caller, Guides, RolloutForm, SupportForm};
use app::error::AppError;
use archive::SyncTrigger;
use async_trait::async_trait;
use domain::sync::Moment;
use domain::view::{ConnectionView, GuideLine, GuideView, GuidesView, RolloutView, Seen};
use secrecy::SecretString;

use super::connections::ArchivedConnections;
use super::{admins_only, connections, errors, sights};
use crate::guide::{self, GuideError};
use crate::rollout::{self, RolloutError};
use crate::state::AppState;

/// Guides of an installation.
pub struct ArchivedGuides {
    state: AppState,
}

impl ArchivedGuides {
    /// Guides of an installation.
    pub fn new(state: AppState) -> Self {
        Self { state }
    }

    fn now(&self) -> Moment {
        Moment(self.state.clock.now().timestamp())
    }

    /// The connection that came of a guide, if it is still there.
    async fn connection(&self, draft: &domain::guide::Draft) -> Result<Option<ConnectionView>, AppError> {
        let Some(id) = draft.connection else { return Ok(None) };
        match self.state.archive.connection(id).await.map_err(errors::archive)? {
            Some(found) => ArchivedConnections::new(self.state.clone()).view(found).await.map(Some),
            None => Ok(None),
        }
    }

    /// What can be seen of it by now.
    fn seen(&self, one: &ConnectionView) -> Result<Seen, AppError> {
        let index = self.state.index.snapshot();
        let people = sights::people_of(&index, &one.name, self.state.clock.today())?;
        Ok(Seen { days: one.days.settled.saturating_add(one.days.provisional), first_day: one.first_day, people })
    }
}

/// The guides that are open, as lists show them.
pub(super) async fn lines(state: &AppState) -> Result<Vec<GuideLine>, AppError> {
    let guides = state.archive.guides().await.map_err(errors::archive)?;
    Ok(guides.into_iter().map(|guide| GuideLine { id: guide.id, draft: guide.draft }).collect())
}

#[async_trait]
impl Guides for ArchivedGuides {
    async fn guides(&self, caller: &Caller) -> Result<GuidesView, AppError> {
        admins_only(caller)?;
        Ok(GuidesView { now: self.now(), under_way: lines(&self.state).await? })
    }

    async fn guide(&self, caller: &Caller, id: i64) -> Result<GuideView, AppError> {
        admins_only(caller)?;
        let draft = guide::find(&self.state, id).await.map_err(refused)?.draft;
        let connection = self.connection(&draft).await?;
        let seen = connection.as_ref().map(|one| self.seen(one)).transpose()?;
        let index = self.state.index.snapshot();
        let today = self.state.clock.today();
        let accounts = self.state.archive.accounts().await.map_err(errors::archive)?;
        let accounts = accounts.iter().filter(|account| account.disabled_at.is_none()).count();
        Ok(GuideView {
            now: self.now(),
            today,
            id,
            draft,
            connection,
            seen,
            teams: u32::try_from(index.teams().len()).unwrap_or(u32::MAX),
            roster: index.roster_size(today, None).unwrap_or_default(),
            accounts: u32::try_from(accounts).unwrap_or(u32::MAX),
        })
    }

    async fn begin(&self, caller: &Caller, route: &str) -> Result<i64, AppError> {
        admins_only(caller)?;
        guide::begin(&self.state, caller, route).await.map_err(refused)
    }

    async fn tick(&self, caller: &Caller, id: i64, step: &str, done: bool) -> Result<(), AppError> {
        admins_only(caller)?;
        guide::tick(&self.state, caller, id, step, done).await.map_err(refused)
    }

    async fn describe_key(&self, caller: &Caller, id: i64, form: SupportForm) -> Result<(), AppError> {
        admins_only(caller)?;
        guide::describe_key(&self.state, caller, id, &form).await.map_err(refused)
    }

    async fn sent(&self, caller: &Caller, id: i64, day: &str) -> Result<(), AppError> {
        admins_only(caller)?;
        guide::sent(&self.state, caller, id, day).await.map_err(refused)
    }

    async fn place(&self, caller: &Caller, id: i64, name: &str, workspace: &str) -> Result<(), AppError> {
        admins_only(caller)?;
        guide::place(&self.state, caller, id, name, workspace).await.map_err(refused)
    }

    async fn paste(&self, caller: &Caller, id: i64, key: String) -> Result<(), AppError> {
        let key = SecretString::from(key);
        admins_only(caller)?;
        if let Some(connection) = guide::key::paste(&self.state, caller, id, &key).await.map_err(refused)? {
            self.state.collector.request(connection.id, SyncTrigger::Connect);
        }
        Ok(())
    }

    async fn test(&self, caller: &Caller, id: i64) -> Result<(), AppError> {
        admins_only(caller)?;
        guide::key::test(&self.state, Some(caller), id).await.map_err(refused)
    }

    async fn finish(&self, caller: &Caller, id: i64) -> Result<(), AppError> {
        admins_only(caller)?;
        let connection = guide::key::finish(&self.state, caller, id).await.map_err(refused)?;
        self.state.collector.request(connection.id, SyncTrigger::Connect);
        Ok(())
    }

    async fn leave(&self, caller: &Caller, id: i64) -> Result<(), AppError> {
        admins_only(caller)?;
        guide::leave(&self.state, caller, id).await.map_err(refused)
    }

    async fn rollout(&self, caller: &Caller) -> Result<RolloutView, AppError> {
        admins_only(caller)?;
        let kept = self.state.archive.rollout().await.map_err(errors::archive)?;
        let connections = self.state.archive.connections().await.map_err(errors::archive)?;
        let (index, today) = (self.state.index.snapshot(), self.state.clock.today());
        let (rows, teams) = sights::rollout(&index, kept, today)?;
        Ok(RolloutView { now: self.now(), today, connected: !connections.is_empty(), rows, teams })
    }

    async fn settle(&self, caller: &Caller, form: RolloutForm) -> Result<(), AppError> {
        admins_only(caller)?;
        rollout::settle(&self.state, caller, &form).await.map_err(|error| match error {
            RolloutError::Field { field, message } => {
                AppError::Invalid { field: field.to_owned(), message: message.to_owned() }
            }
            RolloutError::Gone => AppError::NotFound { what: "such item".to_owned() },
            RolloutError::Archive(error) => errors::archive(error),
        })
    }
}

fn refused(error: GuideError) -> AppError {
    match error {
        GuideError::Gone(what) => AppError::NotFound { what: format!("such {what}") },
        GuideError::Busy => AppError::Unavailable { what: "The guide, which somebody else is changing,".to_owned() },
        GuideError::Connect(error) => connections::refused(error),
    }
}
