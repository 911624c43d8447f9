//! Connected workspaces: name, workspace, the sealed key, and how the last passes ended.
//! Sealing and unsealing the key is `access`'s; here it is bytes that never reach a log.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::checkup::Checkup;
use domain::sync::SyncFailure;
use domain::{ConnectionId, ConnectionName, ConnectionProblem, TeamSlug, WorkspaceId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, UpdateMany};

use crate::audit::{self, AuditEntry};
use crate::checkups;
use crate::entity::connection::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_taken};
use crate::open::{Archive, WriteTx};
use crate::stored::{At, unix};

/// A workspace to connect.
#[derive(Clone)]
pub struct NewConnection {
    /// The admin's name for it; unique.
    pub name: ConnectionName,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The key, sealed.
    pub sealed_key: Vec<u8>,
    /// The key's last four characters, to tell keys apart.
    pub key_last_four: String,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A connected workspace.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its key here.
    pub id: ConnectionId,
    /// The admin's name for it.
    pub name: ConnectionName,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The key, sealed; empty where it was forgotten.
    pub sealed_key: Vec<u8>,
    /// The key's last four characters; of a forgotten one too, so that it can be found at `OpenAI`.
    pub key_last_four: String,
    /// When it was connected.
    pub created_at: DateTime<Utc>,
    /// When the last pass that ended well ended.
    pub last_ok_sync: Option<DateTime<Utc>>,
    /// How the last pass failed, where it did.
    pub failure: Option<SyncFailure>,
    /// The team or parent whose workspace it is; `None` where it is everybody's.
    pub team: Option<TeamSlug>,
    /// Since when nothing is read by the clock; `None` where it is.
    pub rests_since: Option<DateTime<Utc>>,
}

impl Connection {
    /// Whether there is a key to read with.
    pub fn has_key(&self) -> bool {
        !self.sealed_key.is_empty()
    }
}

impl fmt::Debug for NewConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewConnection")
            .field("name", &self.name)
            .field("workspace", &self.workspace)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("workspace", &self.workspace)
            .field("last_ok_sync", &self.last_ok_sync)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Saves a new connection, with its entry in the audit log.
    ///
    /// # Errors
    /// Where the name is taken.
    pub async fn add_connection(&self, new: NewConnection, entry: AuditEntry) -> Result<Connection, ArchiveError> {
        let write = self.write().await?;
        let row = ActiveModel {
            id: NotSet,
            name: Set(new.name.as_str().to_owned()),
            workspace: Set(new.workspace.as_str().to_owned()),
            sealed_key: Set(new.sealed_key),
            key_last_four: Set(new.key_last_four),
            created_at: Set(unix(new.now)),
            last_ok_sync: Set(None),
            problem: Set(None),
            problem_detail: Set(None),
            team: Set(None),
            rests_since: Set(None),
        };
        let saved = Entity::insert(row).exec_with_returning(write.db()).await.map_err(|error| {
            if is_taken(&error) { ArchiveError::ConnectionNameTaken(new.name) } else { error.into() }
        })?;
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        read(saved)
    }

    /// Every connection, by name.
    pub async fn connections(&self) -> Result<Vec<Connection>, ArchiveError> {
        Entity::find().order_by_asc(Column::Name).all(self.db()).await?.into_iter().map(read).collect()
    }

    /// The connection of that name.
    pub async fn connection_by_name(&self, name: &ConnectionName) -> Result<Option<Connection>, ArchiveError> {
        Entity::find().filter(Column::Name.eq(name.as_str())).one(self.db()).await?.map(read).transpose()
    }

    /// The connection with that key.
    pub async fn connection(&self, id: ConnectionId) -> Result<Option<Connection>, ArchiveError> {
        Entity::find_by_id(id.get()).one(self.db()).await?.map(read).transpose()
    }

    /// Puts another sealed key in place of the old one, with what was found out about it; a connection that rested
    /// is read again.
    ///
    /// # Errors
    /// Where there is no such connection. Then nothing is written, as with all changes that follow.
    pub async fn replace_key(
        &self,
        id: ConnectionId,
        sealed_key: Vec<u8>,
        key_last_four: &str,
        (found, entry): (&Checkup, AuditEntry),
    ) -> Result<(), ArchiveError> {
        let update = Entity::update_many()
            .col_expr(Column::SealedKey, Expr::value(sealed_key))
            .col_expr(Column::KeyLastFour, Expr::value(key_last_four))
            .col_expr(Column::RestsSince, Expr::value(None::<i64>));
        let write = self.write().await?;
        change(&write, id, update).await?;
        checkups::put(&write, id, found).await?;
        audit::add(write.db(), entry).await?;
        write.commit().await?;
        self.wipe().await
    }

    /// Says whose workspace it is: a team's or a parent's, or, with `None`, everybody's. Whether there is such a
    /// team is not looked at here: it may come with the next roster.
    pub async fn set_connection_team(
        &self,
        id: ConnectionId,
        team: Option<&TeamSlug>,
        entry: AuditEntry,
    ) -> Result<(), ArchiveError> {
        let team = team.map(|team| team.as_str().to_owned());
        self.change_connection(id, Entity::update_many().col_expr(Column::Team, Expr::value(team)), entry).await
    }

    /// Has a connection rest, or read again with `None`.
    pub async fn rest_connection(
        &self,
        id: ConnectionId,
        since: Option<DateTime<Utc>>,
        entry: AuditEntry,
    ) -> Result<(), ArchiveError> {
        let update = Entity::update_many().col_expr(Column::RestsSince, Expr::value(since.map(unix)));
        self.change_connection(id, update, entry).await
    }

    /// Forgets a connection's key and has it rest. What was read stays.
    pub async fn forget_key(
        &self,
        id: ConnectionId,
        since: DateTime<Utc>,
        entry: AuditEntry,
    ) -> Result<(), ArchiveError> {
        let update = Entity::update_many()
            .col_expr(Column::SealedKey, Expr::value(Vec::<u8>::new()))
            .col_expr(Column::RestsSince, Expr::value(unix(since)));
        self.change_connection(id, update, entry).await?;
        self.wipe().await
    }

    /// Notes how the last pass ended. `last_ok_sync` of `None` leaves the last good moment as it was; `failure` of
    /// `None` clears the last failure.
    ///
    /// # Errors
    /// Where there is no such connection.
    pub async fn set_connection_status(
        &self,
        id: ConnectionId,
        last_ok_sync: Option<DateTime<Utc>>,
        failure: Option<SyncFailure>,
    ) -> Result<(), ArchiveError> {
        let (problem, detail) = failure.map(|f| (f.problem.code().to_owned(), f.detail)).unzip();
        let mut update = Entity::update_many()
            .col_expr(Column::Problem, Expr::value(problem))
            .col_expr(Column::ProblemDetail, Expr::value(detail));
        if let Some(moment) = last_ok_sync {
            update = update.col_expr(Column::LastOkSync, Expr::value(unix(moment)));
        }
        let write = self.write().await?;
        change(&write, id, update).await?;
        write.commit().await
    }

    /// Changes one connection's row, with its entry in the audit log.
    async fn change_connection(
        &self,
        id: ConnectionId,
        update: UpdateMany<Entity>,
        entry: AuditEntry,
    ) -> Result<(), ArchiveError> {
        let write = self.write().await?;
        change(&write, id, update).await?;
        audit::add(write.db(), entry).await?;
        write.commit().await
    }
}

async fn change(write: &WriteTx, id: ConnectionId, update: UpdateMany<Entity>) -> Result<(), ArchiveError> {
    match update.filter(Column::Id.eq(id.get())).exec(write.db()).await?.rows_affected {
        0 => Err(ArchiveError::NoSuchConnection(id)),
        _ => Ok(()),
    }
}

const TABLE: &str = "connection";

/// A failure as two columns keep it.
pub(crate) fn failure_of(
    table: &'static str,
    problem: Option<String>,
    detail: Option<String>,
) -> Result<Option<SyncFailure>, ArchiveError> {
    let Some(code) = problem else { return Ok(None) };
    let problem = ConnectionProblem::from_code(&code)
        .ok_or_else(|| At(table, "problem").damaged(format!("“{code}” is no known problem")))?;
    Ok(Some(SyncFailure { problem, detail: detail.unwrap_or_default() }))
}

fn read(row: Model) -> Result<Connection, ArchiveError> {
    Ok(Connection {
        id: ConnectionId::new(row.id),
        name: ConnectionName::new(row.name),
        workspace: At(TABLE, "workspace").parse(&row.workspace)?,
        sealed_key: row.sealed_key,
        key_last_four: row.key_last_four,
        created_at: At(TABLE, "created_at").moment(row.created_at)?,
        last_ok_sync: At(TABLE, "last_ok_sync").moment_opt(row.last_ok_sync)?,
        failure: failure_of(TABLE, row.problem, row.problem_detail)?,
        team: row.team.map(TeamSlug::new),
        rests_since: At(TABLE, "rests_since").moment_opt(row.rests_since)?,
    })
}
