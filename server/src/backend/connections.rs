//! The port `Connections`: what is connected, and connecting. For admins alone.

use app::backend::{Caller, Connections, NewConnection};
use app::error::AppError;
use archive::{Connection, SyncTrigger};
use async_trait::async_trait;
use domain::people::Team;
use domain::sync::{ConnectionState, Moment, Stand};
use domain::view::{Choice, ConnectView, ConnectionCareView, ConnectionView};
use domain::{ConnectionName, Dataset};
use secrecy::SecretString;

use super::{admins_only, errors, guides};
use crate::care;
use crate::connecting::{self, ConnectError};
use crate::state::AppState;

/// Connections of an installation.
pub struct ArchivedConnections {
    state: AppState,
}

impl ArchivedConnections {
    /// Connections of an installation.
    pub fn new(state: AppState) -> Self {
        Self { state }
    }

    async fn named(&self, name: &ConnectionName) -> Result<Connection, AppError> {
        let found = self.state.archive.connection_by_name(name).await.map_err(errors::archive)?;
        found.ok_or_else(|| AppError::NotFound { what: format!("connection “{name}”") })
    }

    pub(super) async fn view(&self, connection: Connection) -> Result<ConnectionView, AppError> {
        let archive = &self.state.archive;
        let (id, today) = (connection.id, self.state.clock.today());
        let days = archive.day_counts(id, Dataset::Usage, today).await.map_err(errors::archive)?;
        let first_day = archive.first_day(id, Dataset::Usage).await.map_err(errors::archive)?;
        let settled_through = archive.settled_through(id).await.map_err(errors::archive)?;
        let progress = self.state.collector.progress().borrow().get(&id).cloned();
        Ok(ConnectionView {
            state: state_of(&connection, progress.is_some()),
            name: connection.name,
            workspace: connection.workspace,
            key_last_four: connection.key_last_four,
            last_sync: connection.last_ok_sync.map(|at| Moment(at.timestamp())),
            failure: connection.failure,
            rests_since: connection.rests_since.map(|at| Moment(at.timestamp())),
            first_day,
            settled_through,
            days,
            progress,
        })
    }
}

/// How a connection is, from what an admin said of it and how its last pass ended.
pub fn state_of(connection: &Connection, running: bool) -> ConnectionState {
    // A pass under way ends with its day; what was said of the connection holds at once.
    match (running, &connection.failure, connection.last_ok_sync) {
        _ if !connection.has_key() => ConnectionState::Disconnected,
        _ if connection.rests_since.is_some() => ConnectionState::Paused,
        (true, _, _) => ConnectionState::Syncing,
        (false, Some(_), _) => ConnectionState::Failing,
        (false, None, Some(_)) => ConnectionState::Healthy,
        (false, None, None) => ConnectionState::New,
    }
}

#[async_trait]
impl Connections for ArchivedConnections {
    async fn list(&self, caller: &Caller) -> Result<ConnectView, AppError> {
        admins_only(caller)?;
        let mut connections = Vec::new();
        for connection in self.state.archive.connections().await.map_err(errors::archive)? {
            connections.push(self.view(connection).await?);
        }
        let under_way = guides::lines(&self.state).await?;
        Ok(ConnectView { now: Moment(self.state.clock.now().timestamp()), connections, under_way })
    }

    async fn connect(&self, caller: &Caller, form: NewConnection) -> Result<(), AppError> {
        admins_only(caller)?;
        let key = SecretString::from(form.key);
        let saved = connecting::connect(&self.state, Some(caller.account), &form.name, &form.workspace, key).await;
        let connection = saved.map_err(refused)?;
        self.state.collector.request(connection.id, SyncTrigger::Connect);
        Ok(())
    }

    async fn one(&self, caller: &Caller, name: &ConnectionName) -> Result<ConnectionCareView, AppError> {
        admins_only(caller)?;
        let connection = self.named(name).await?;
        let checkup = self.state.archive.checkup(connection.id).await.map_err(errors::archive)?;
        let index = self.state.index.snapshot();
        let choice = |team: &Team| Choice { key: team.slug.to_string(), title: team.title.clone() };
        Ok(ConnectionCareView {
            now: Moment(self.state.clock.now().timestamp()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            teams: index.teams().iter().map(choice).collect(),
            team: connection.team.as_ref().map(ToString::to_string),
            connection: self.view(connection).await?,
            checkup,
        })
    }

    async fn check(&self, caller: &Caller, name: &ConnectionName) -> Result<(), AppError> {
        admins_only(caller)?;
        let connection = self.named(name).await?;
        care::check(&self.state, caller, &connection).await.map(drop).map_err(refused)
    }

    async fn rotate(&self, caller: &Caller, name: &ConnectionName, key: String) -> Result<(), AppError> {
        admins_only(caller)?;
        let key = SecretString::from(key);
        let connection = self.named(name).await?;
        care::rotate(&self.state, caller, &connection, &key).await.map(drop).map_err(refused)
    }

    async fn assign(&self, caller: &Caller, name: &ConnectionName, team: &str) -> Result<(), AppError> {
        admins_only(caller)?;
        let connection = self.named(name).await?;
        care::assign(&self.state, Some(caller.account), &connection, team).await.map_err(refused)
    }

    async fn stand(&self, caller: &Caller, name: &ConnectionName, stand: Stand) -> Result<(), AppError> {
        admins_only(caller)?;
        let connection = self.named(name).await?;
        let done = match stand {
            Stand::Pause => care::pause(&self.state, caller, &connection).await,
            Stand::Resume => care::resume(&self.state, caller, &connection).await,
            Stand::Disconnect => care::disconnect(&self.state, caller, &connection).await,
        };
        done.map_err(refused)
    }

    async fn sync_now(&self, caller: &Caller, name: &ConnectionName) -> Result<(), AppError> {
        admins_only(caller)?;
        let connection = self.named(name).await?;
        if connection.rests_since.is_some() {
            let message = "It is not read while it is paused or disconnected.".to_owned();
            return Err(AppError::Invalid { field: "name".to_owned(), message });
        }
        self.state.collector.request(connection.id, SyncTrigger::Request);
        Ok(())
    }
}

/// What a visitor may know of why nothing was connected.
pub(super) fn refused(error: ConnectError) -> AppError {
    match error {
        ConnectError::Field { field, message } => AppError::Invalid { field: field.to_owned(), message },
        ConnectError::Refused { problem, detail } => AppError::Connection { problem, detail },
        ConnectError::Archive(error) => errors::archive(error),
        ConnectError::Other(cause) => errors::internal(&cause),
    }
}
