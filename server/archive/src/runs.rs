//! Sync runs: every pass, with how it ended. A run that a killed process left open is closed as interrupted
//! when the archive is next opened.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::ConnectionId;
use domain::sync::SyncFailure;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::connections::failure_of;
use crate::entity::sync_run::{ActiveModel, Column, Entity, Model};
use crate::error::{ArchiveError, is_dangling};
use crate::open::Archive;
use crate::owner;
use crate::stored::{At, count, unix};

/// A run: the n-th of its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SyncRunId {
    /// The connection.
    pub connection: ConnectionId,
    /// The number of the run, from 1.
    pub number: i64,
}

impl fmt::Display for SyncRunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of connection {}", self.number, self.connection)
    }
}

/// Why a pass was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SyncTrigger {
    /// Its time had come.
    Schedule,
    /// Someone gave the command `sync`.
    Command,
    /// Someone asked on a page or through the API.
    Request,
    /// The workspace was just connected.
    Connect,
}

impl SyncTrigger {
    const ALL: [Self; 4] = [Self::Schedule, Self::Command, Self::Request, Self::Connect];

    /// The name in the database and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Command => "command",
            Self::Request => "request",
            Self::Connect => "connect",
        }
    }
}

impl FromStr for SyncTrigger {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|t| t.name() == text).ok_or_else(|| format!("“{text}” is no known trigger"))
    }
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncCounters {
    /// Day-datasets planned.
    pub planned: u64,
    /// Of them, written because they were new or had changed.
    pub written: u64,
    /// Of them, found as they were.
    pub unchanged: u64,
    /// Of them, answered empty although rows are known.
    pub suspicious: u64,
    /// Rows read.
    pub rows_read: u64,
    /// Requests made, retries included.
    pub requests: u64,
}

/// How a pass ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncOutcome {
    /// Well, with a sentence that says so.
    Ok(String),
    /// With a failure; what was archived before it stays.
    Failed(SyncFailure),
    /// It was asked to stop.
    Cancelled,
}

/// How a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncRunState {
    /// Under way, in this process or in another.
    Running,
    /// Ended well.
    Ok(String),
    /// Ended with a failure.
    Failed(SyncFailure),
    /// Was asked to stop.
    Cancelled,
    /// Its process went away in the middle of it.
    Interrupted,
}

impl SyncRunState {
    /// The name in the database and in the API.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Ok(_) => "ok",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A run of the past or the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncRun {
    /// Which.
    pub id: SyncRunId,
    /// Why it was made.
    pub trigger: SyncTrigger,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; for an interrupted run, when that was noticed.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it is.
    pub state: SyncRunState,
    /// What it did; zero while it runs.
    pub counters: SyncCounters,
}

impl Archive {
    /// Notes that a pass begins.
    ///
    /// # Errors
    /// Where there is no such connection.
    pub async fn start_sync_run(
        &self,
        connection: ConnectionId,
        trigger: SyncTrigger,
        now: DateTime<Utc>,
    ) -> Result<SyncRunId, ArchiveError> {
        let owner = self.inner.owner().await;
        let write = self.write().await?;
        let last: Option<Option<i64>> = Entity::find()
            .select_only()
            .column_as(Column::Number.max(), "last")
            .filter(Column::ConnectionId.eq(connection.get()))
            .into_tuple()
            .one(write.db())
            .await?;
        let number = last.flatten().unwrap_or(0) + 1;
        let row = ActiveModel {
            connection_id: Set(connection.get()),
            number: Set(number),
            trigger_name: Set(trigger.name().to_owned()),
            state: Set(SyncRunState::Running.name().to_owned()),
            owner: Set(owner),
            started_at: Set(unix(now)),
            ended_at: Set(None),
            summary: Set(None),
            problem: Set(None),
            problem_detail: Set(None),
            planned: Set(0),
            written: Set(0),
            unchanged: Set(0),
            suspicious: Set(0),
            rows_read: Set(0),
            requests: Set(0),
        };
        Entity::insert(row).exec_without_returning(write.db()).await.map_err(|error| {
            if is_dangling(&error) { ArchiveError::NoSuchConnection(connection) } else { error.into() }
        })?;
        write.commit().await?;
        Ok(SyncRunId { connection, number })
    }

    /// Notes how a pass ended.
    ///
    /// # Errors
    /// Where there is no such run.
    pub async fn finish_sync_run(
        &self,
        id: SyncRunId,
        outcome: SyncOutcome,
        counters: SyncCounters,
        now: DateTime<Utc>,
    ) -> Result<(), ArchiveError> {
        let (state, summary, failure) = match outcome {
            SyncOutcome::Ok(summary) => ("ok", Some(summary), None),
            SyncOutcome::Failed(failure) => ("failed", None, Some(failure)),
            SyncOutcome::Cancelled => ("cancelled", None, None),
        };
        let (problem, detail) = failure.map(|f| (f.problem.code().to_owned(), f.detail)).unzip();
        let write = self.write().await?;
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(state))
            .col_expr(Column::EndedAt, Expr::value(unix(now)))
            .col_expr(Column::Summary, Expr::value(summary))
            .col_expr(Column::Problem, Expr::value(problem))
            .col_expr(Column::ProblemDetail, Expr::value(detail))
            .col_expr(Column::Planned, Expr::value(count(counters.planned)))
            .col_expr(Column::Written, Expr::value(count(counters.written)))
            .col_expr(Column::Unchanged, Expr::value(count(counters.unchanged)))
            .col_expr(Column::Suspicious, Expr::value(count(counters.suspicious)))
            .col_expr(Column::RowsRead, Expr::value(count(counters.rows_read)))
            .col_expr(Column::Requests, Expr::value(count(counters.requests)))
            .filter(Column::ConnectionId.eq(id.connection.get()))
            .filter(Column::Number.eq(id.number))
            .exec(write.db())
            .await?;
        if done.rows_affected == 0 {
            return Err(ArchiveError::NoSuchSyncRun(id));
        }
        write.commit().await
    }

    /// The last runs of a connection, or of all, newest first.
    pub async fn sync_runs(&self, connection: Option<ConnectionId>, limit: u64) -> Result<Vec<SyncRun>, ArchiveError> {
        let mut query = Entity::find()
            .order_by_desc(Column::StartedAt)
            .order_by_desc(Column::Number)
            .order_by_asc(Column::ConnectionId)
            .limit(limit);
        if let Some(connection) = connection {
            query = query.filter(Column::ConnectionId.eq(connection.get()));
        }
        query.all(self.db()).await?.into_iter().map(read).collect()
    }

    /// Closes runs whose process is gone. A run of a living process, for example of `serve` beside a command,
    /// is left alone.
    pub(crate) async fn close_interrupted_runs(&self, now: DateTime<Utc>) -> Result<(), ArchiveError> {
        let running = Column::State.eq(SyncRunState::Running.name());
        if Entity::find().filter(running.clone()).one(self.db()).await?.is_none() {
            return Ok(());
        }
        let folder = owner::folder(&self.inner.path);
        let write = self.write().await?;
        for run in Entity::find().filter(running).all(write.db()).await? {
            if owner::is_alive(&folder, &run.owner) {
                continue;
            }
            tracing::info!(connection = run.connection_id, run = run.number, "closing a sync run that was interrupted");
            Entity::update_many()
                .col_expr(Column::State, Expr::value(SyncRunState::Interrupted.name()))
                .col_expr(Column::EndedAt, Expr::value(unix(now)))
                .filter(Column::ConnectionId.eq(run.connection_id))
                .filter(Column::Number.eq(run.number))
                .exec(write.db())
                .await?;
        }
        write.commit().await
    }
}

fn read(row: Model) -> Result<SyncRun, ArchiveError> {
    const TABLE: &str = "sync_run";
    let state = match (row.state.as_str(), failure_of(TABLE, row.problem, row.problem_detail)?) {
        ("running", _) => SyncRunState::Running,
        ("ok", _) => SyncRunState::Ok(row.summary.unwrap_or_default()),
        ("failed", Some(failure)) => SyncRunState::Failed(failure),
        ("cancelled", _) => SyncRunState::Cancelled,
        ("interrupted", _) => SyncRunState::Interrupted,
        (other, _) => return Err(At(TABLE, "state").damaged(format!("“{other}” is no known state"))),
    };
    Ok(SyncRun {
        id: SyncRunId { connection: ConnectionId::new(row.connection_id), number: row.number },
        trigger: At(TABLE, "trigger_name").parse(&row.trigger_name)?,
        started_at: At(TABLE, "started_at").moment(row.started_at)?,
        ended_at: At(TABLE, "ended_at").moment_opt(row.ended_at)?,
        state,
        counters: SyncCounters {
            planned: At(TABLE, "planned").number(row.planned)?,
            written: At(TABLE, "written").number(row.written)?,
            unchanged: At(TABLE, "unchanged").number(row.unchanged)?,
            suspicious: At(TABLE, "suspicious").number(row.suspicious)?,
            rows_read: At(TABLE, "rows_read").number(row.rows_read)?,
            requests: At(TABLE, "requests").number(row.requests)?,
        },
    })
}
