//! One pass over one connection: from the key to the last line of the sync history.

use std::fmt;

use archive::{ArchiveError, Connection, SyncCounters, SyncOutcome, SyncTrigger};
use chrono::{DateTime, Utc};
use domain::sync::SyncFailure;
use domain::{ConnectionId, ConnectionName, ConnectionProblem};
use openai::WireNotes;
use tokio_util::sync::CancellationToken;

use crate::collector::{Collector, Notification};
use crate::fetch::{Fetch, Fetched};
use crate::progress::Line;

/// What a pass did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassSummary {
    /// Its figures.
    pub counters: SyncCounters,
    /// What `OpenAI` sent that this version does not know.
    pub notes: WireNotes,
}

impl fmt::Display for PassSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SyncCounters { written, unchanged, suspicious, rows_read, requests, .. } = self.counters;
        write!(
            f,
            "{} days checked: {written} new or changed, {unchanged} as before; {rows_read} rows in {requests} requests",
            written + unchanged + suspicious
        )?;
        if suspicious > 0 {
            write!(f, "; {suspicious} empty answers for old days were not believed")?;
        }
        let unknown = self.notes.unknown_fields.len() + self.notes.unknown_values.len();
        if unknown > 0 {
            write!(f, "; {unknown} names that this version does not know were counted and passed over")?;
        }
        Ok(())
    }
}

/// How a pass can end otherwise than well.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// There is no such connection.
    #[error("there is no connection with the number {0}")]
    NoSuchConnection(ConnectionId),
    /// A pass of it is running in this process.
    #[error("a sync of “{0}” is running already: wait for it, or watch its progress")]
    AlreadyRunning(ConnectionName),
    /// An admin wants nothing read of it.
    #[error("“{0}” is paused or disconnected: nothing is read of it until that is changed on its page under /connect")]
    Rests(ConnectionName),
    /// The connection has a problem. What was archived before it stays.
    #[error("{}: {}", failure.problem.code(), failure.detail)]
    Failed {
        /// Which.
        failure: SyncFailure,
        /// What was done before.
        summary: Box<PassSummary>,
        /// When `OpenAI` asked us to come back.
        retry_at: Option<DateTime<Utc>>,
    },
    /// It was asked to stop. What was archived before stays.
    #[error("the sync was stopped; what it had fetched stays, and the next one goes on from there")]
    Cancelled {
        /// What was done before.
        summary: Box<PassSummary>,
    },
    /// The archive failed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl PassError {
    /// The connection's problem, where it is one.
    pub fn problem(&self) -> Option<ConnectionProblem> {
        match self {
            Self::Failed { failure, .. } => Some(failure.problem),
            _ => None,
        }
    }
}

impl Collector {
    /// Makes one pass over a connection and notes in the history how it ended.
    pub async fn run_pass(
        &self,
        connection: ConnectionId,
        trigger: SyncTrigger,
        cancel: &CancellationToken,
    ) -> Result<PassSummary, PassError> {
        self.run_pass_over(connection, trigger, self.inner.settings.backfill_days, cancel).await
    }

    /// The same with another look-back, in days: for `uptake sync --days`.
    pub async fn run_pass_over(
        &self,
        connection: ConnectionId,
        trigger: SyncTrigger,
        backfill_days: u32,
        cancel: &CancellationToken,
    ) -> Result<PassSummary, PassError> {
        let inner = &self.inner;
        let known = inner.archive.connection(connection).await?.ok_or(PassError::NoSuchConnection(connection))?;
        // Asked here and not by the callers: they may have looked before it was paused.
        if known.rests_since.is_some() {
            return Err(PassError::Rests(known.name));
        }
        let claim = inner.claim(connection, cancel).ok_or_else(|| PassError::AlreadyRunning(known.name.clone()))?;
        let line = Line::open(inner.board.clone(), connection, known.name.clone(), inner.clock.clone());
        let run = inner.archive.start_sync_run(connection, trigger, inner.clock.now()).await?;
        tracing::info!(connection = %known.name, trigger = trigger.name(), "a sync begins");

        let mut fetched = Fetched::default();
        let stored = self.fetch(&known, (trigger, backfill_days), &claim.cancel, &line, &mut fetched).await;
        let ended = match stored {
            Ok(()) => judge(fetched),
            Err(error) => Err(PassError::Archive(error)),
        };
        let (outcome, counters) = outcome(&ended);
        let now = inner.clock.now();
        let noted = inner.archive.finish_sync_run(run, outcome, counters, now).await;
        let status = match &ended {
            Ok(_) => inner.archive.set_connection_status(connection, Some(now), None).await,
            Err(PassError::Failed { failure, .. }) => {
                inner.archive.set_connection_status(connection, None, Some(failure.clone())).await
            }
            Err(_) => Ok(()),
        };
        drop(line);
        drop(claim);
        inner.tell(Notification::PassEnded { connection, well: ended.is_ok() });
        match &ended {
            Ok(summary) => tracing::info!(connection = %known.name, "the sync ended well: {summary}"),
            Err(error) => tracing::warn!(connection = %known.name, "the sync ended: {error}"),
        }
        // An archive that failed before will have failed here too: the first failure tells more.
        if ended.is_ok() {
            noted.and(status)?;
        }
        ended
    }

    async fn fetch(
        &self,
        connection: &Connection,
        (trigger, backfill_days): (SyncTrigger, u32),
        cancel: &CancellationToken,
        line: &Line,
        fetched: &mut Fetched,
    ) -> Result<(), ArchiveError> {
        let key = match self.inner.keys.open(connection.id).await {
            Ok(key) => key,
            Err(error) => {
                let problem = ConnectionProblem::InvalidCredentials;
                fetched.failure = Some(SyncFailure { problem, detail: error.to_string() });
                return Ok(());
            }
        };
        let analytics = self.inner.client.analytics(key, connection.workspace.clone());
        let mut settings = self.inner.settings;
        settings.backfill_days = backfill_days;
        Fetch { inner: &self.inner, connection: connection.id, trigger, analytics, settings, cancel, line }
            .run(fetched)
            .await
    }
}

/// How the pass ended, by what it has come to.
fn judge(fetched: Fetched) -> Result<PassSummary, PassError> {
    let summary = PassSummary { counters: fetched.counters, notes: fetched.notes };
    match fetched.failure {
        Some(failure) => Err(PassError::Failed { failure, summary: Box::new(summary), retry_at: fetched.retry_at }),
        None if fetched.cancelled => Err(PassError::Cancelled { summary: Box::new(summary) }),
        None if !fetched.has_rows => {
            let detail = "every endpoint answered, and none had a row in the look-back".to_owned();
            let failure = SyncFailure { problem: ConnectionProblem::NoResources, detail };
            Err(PassError::Failed { failure, summary: Box::new(summary), retry_at: None })
        }
        None => Ok(summary),
    }
}

/// The line in the history. A pass that the archive itself broke off counts as stopped: the connection is
/// not to blame, and its last good state stays on record.
fn outcome(ended: &Result<PassSummary, PassError>) -> (SyncOutcome, SyncCounters) {
    match ended {
        Ok(summary) => (SyncOutcome::Ok(summary.to_string()), summary.counters),
        Err(PassError::Failed { failure, summary, .. }) => (SyncOutcome::Failed(failure.clone()), summary.counters),
        Err(PassError::Cancelled { summary }) => (SyncOutcome::Cancelled, summary.counters),
        Err(_) => (SyncOutcome::Cancelled, SyncCounters::default()),
    }
}
