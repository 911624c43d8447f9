//! The collector as the server holds it: what it is made of, who is running, and who hears of what.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use archive::{Archive, SyncTrigger};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::SharedClock;
use domain::{ConnectionId, Dataset, Day};
use secrecy::SecretString;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::plan::PlanSettings;
use crate::progress::Board;

/// So many notifications wait for a slow listener; one that lags further is told so and reads afresh.
const NEWS_KEPT: usize = 4_096;

/// A refusal is taken for the end of the look-back for so long; then it is tried again, in case it was a whim.
const REFUSAL_HOLDS: TimeDelta = TimeDelta::hours(12);

/// Opens the keys of connections. The server implements it through `access`.
#[async_trait]
pub trait Keys: Send + Sync {
    /// The key of a connection, in the clear.
    async fn open(&self, connection: ConnectionId) -> Result<SecretString, KeyError>;
}

/// A key that cannot be opened. The text goes into the sync history: no secret in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored key cannot be opened: {0}")]
pub struct KeyError(pub String);

/// What others may want to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    /// A day's rows are new, or are others than before.
    DayReplaced {
        /// Of which connection.
        connection: ConnectionId,
        /// Of which dataset.
        dataset: Dataset,
        /// Which day.
        day: Day,
    },
    /// A day's rows hold; its state may have changed from provisional to settled.
    DayChecked {
        /// Of which connection.
        connection: ConnectionId,
        /// Of which dataset.
        dataset: Dataset,
        /// Which day.
        day: Day,
    },
    /// A pass is over.
    PassEnded {
        /// Of which connection.
        connection: ConnectionId,
        /// Whether it ended well.
        well: bool,
    },
}

/// Makes passes. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Collector {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub archive: Archive,
    pub client: openai::Client,
    pub keys: Arc<dyn Keys>,
    pub clock: SharedClock,
    pub settings: PlanSettings,
    pub board: watch::Sender<Board>,
    pub news: broadcast::Sender<Notification>,
    pub wake: Notify,
    running: Mutex<HashMap<ConnectionId, CancellationToken>>,
    asked: Mutex<BTreeMap<ConnectionId, SyncTrigger>>,
    /// The last day of each dataset that was refused as beyond the look-back, and when. Kept in memory only:
    /// worth a few requests in every pass, and no harm where it is forgotten.
    refused: Mutex<HashMap<(ConnectionId, Dataset), Refusal>>,
}

/// A day beyond the look-back.
#[derive(Clone, Copy)]
struct Refusal {
    day: Day,
    at: DateTime<Utc>,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}

impl Collector {
    /// A collector over an archive. Nothing runs yet.
    pub fn new(
        archive: Archive,
        client: openai::Client,
        keys: Arc<dyn Keys>,
        clock: SharedClock,
        settings: PlanSettings,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                archive,
                client,
                keys,
                clock,
                settings,
                board: watch::Sender::default(),
                news: broadcast::Sender::new(NEWS_KEPT),
                wake: Notify::new(),
                running: Mutex::default(),
                asked: Mutex::default(),
                refused: Mutex::default(),
            }),
        }
    }

    /// The board of running passes, as it changes.
    pub fn progress(&self) -> watch::Receiver<Board> {
        self.inner.board.subscribe()
    }

    /// What happens from now on. A listener that lags behind must read everything afresh.
    pub fn notifications(&self) -> broadcast::Receiver<Notification> {
        self.inner.news.subscribe()
    }

    /// Asks [`Collector::run_forever`] for a pass of a connection, as soon as it is its turn.
    pub fn request(&self, connection: ConnectionId, trigger: SyncTrigger) {
        locked(&self.inner.asked).insert(connection, trigger);
        self.inner.wake.notify_one();
    }

    /// Whether a pass of the connection is running in this process.
    pub fn is_running(&self, connection: ConnectionId) -> bool {
        locked(&self.inner.running).contains_key(&connection)
    }

    /// Asks the running pass of a connection to stop; what it archived stays. Whether there was one.
    pub fn cancel(&self, connection: ConnectionId) -> bool {
        let running = locked(&self.inner.running);
        running.get(&connection).inspect(|token| token.cancel()).is_some()
    }
}

impl Inner {
    /// The request for a connection, taken off the list.
    pub fn take_request(&self, connection: ConnectionId) -> Option<SyncTrigger> {
        locked(&self.asked).remove(&connection)
    }

    /// The last day that was lately refused as beyond the look-back.
    pub fn refused(&self, of: (ConnectionId, Dataset)) -> Option<Day> {
        let refusal = locked(&self.refused).get(&of).copied()?;
        (self.clock.now() - refusal.at < REFUSAL_HOLDS).then_some(refusal.day)
    }

    /// Remembers a day that was refused as beyond the look-back.
    pub fn note_refused(&self, of: (ConnectionId, Dataset), day: Day) {
        locked(&self.refused).insert(of, Refusal { day, at: self.clock.now() });
    }

    /// Tells whoever listens; nobody may.
    pub fn tell(&self, news: Notification) {
        let _ = self.news.send(news);
    }

    /// Claims a connection for one pass; `None` where one is running.
    pub fn claim(self: &Arc<Self>, connection: ConnectionId, cancel: &CancellationToken) -> Option<Claim> {
        let mut running = locked(&self.running);
        if running.contains_key(&connection) {
            return None;
        }
        let cancel = cancel.child_token();
        running.insert(connection, cancel.clone());
        Some(Claim { inner: Arc::clone(self), connection, cancel })
    }
}

/// A connection's one running pass; given back when dropped.
pub(crate) struct Claim {
    inner: Arc<Inner>,
    connection: ConnectionId,
    /// Cancelled by the caller or by [`Collector::cancel`].
    pub cancel: CancellationToken,
}

impl Drop for Claim {
    fn drop(&mut self) {
        locked(&self.inner.running).remove(&self.connection);
    }
}

/// The lock; what it guards is whole even where a holder panicked.
fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
