//! The keeper of the index: loads it at start, patches it when the collector has replaced days, and notices
//! what other processes wrote (a command beside the server) by the database's own change counter.
//!
//! It always compares what the index holds with what the archive holds and loads the difference, so that it
//! does not matter what was told, how often, and in which order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use archive::{Archive, ArchiveError, Connection, DayRecord};
use collector::{Collector, Notification};
use domain::{ConnectionId, ConnectionName, Dataset, Day, DayState, TeamSlug};
use futures::StreamExt as _;
use metrics::Index;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{IndexMemory, IndexStore};

/// How often the change counter is looked at: what a command imports is on the page so soon.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Days that come close together are patched together, but none waits longer than this.
const GATHER: Duration = Duration::from_millis(300);
/// After a failure the archive is asked again so soon.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// So many days are loaded before the index is put in force, when many have changed.
const BATCH: usize = 512;
/// So many days are read from the archive ahead of the one that is taken in.
const AHEAD: usize = 4;

/// So often days are let go of to fit what is derived into the limit.
const ROUNDS: usize = 8;

/// Which day of which dataset.
type Key = (ConnectionId, Dataset, Day);

/// What the index holds of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    revision: u32,
    state: DayState,
}

/// Keeps an [`IndexStore`] in step with an archive.
#[derive(Debug)]
pub struct Keeper {
    archive: Archive,
    store: Arc<IndexStore>,
    index: Index,
    held: BTreeMap<Key, Held>,
    /// Name of each connection, and whose it is.
    connections: BTreeMap<ConnectionId, (ConnectionName, Option<TeamSlug>)>,
    roster_version: Option<u64>,
    seen: Option<i64>,
    /// Most bytes of the index.
    limit: Option<u64>,
    /// Days before this one are left in the archive, because of the limit.
    left_out_before: Option<Day>,
}

impl Keeper {
    /// A keeper that has loaded nothing yet.
    pub fn new(archive: Archive, store: Arc<IndexStore>) -> Self {
        Self {
            archive,
            store,
            index: Index::empty(),
            held: BTreeMap::new(),
            connections: BTreeMap::new(),
            roster_version: None,
            seen: None,
            limit: None,
            left_out_before: None,
        }
    }

    /// The same, letting the index take at most so many bytes.
    ///
    /// Answers are about everybody at once, so there is no part of the index that nobody needs; what a limit
    /// cuts off are the oldest days, which are then as unknown as those before the archive began.
    #[must_use]
    pub fn within(self, limit: Option<u64>) -> Self {
        Self { limit, ..self }
    }

    /// Loads everything and goes on keeping step until `shutdown`.
    pub async fn run(mut self, collector: &Collector, shutdown: CancellationToken) {
        // Before the first look, so that nothing falls between.
        let mut news = collector.notifications();
        let mut next = Instant::now();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = told(&mut news) => next = next.min(Instant::now() + GATHER),
                () = tokio::time::sleep_until(next) => {
                    let pause = match self.look().await {
                        Ok(()) => LOOK_EVERY,
                        Err(error) => {
                            tracing::error!(%error, "the archive cannot be read; pages show what was known before");
                            TRY_AGAIN
                        }
                    };
                    next = Instant::now() + pause;
                }
            }
        }
    }

    /// Looks whether anything was written since the last look and takes it in.
    pub async fn look(&mut self) -> Result<(), ArchiveError> {
        // Read first: what is written while we compare makes the counter differ at the next look.
        let version = self.archive.data_version().await?;
        if self.seen == Some(version) {
            return Ok(());
        }
        self.compare().await?;
        self.seen = Some(version);
        self.store.note_step(version);
        Ok(())
    }

    async fn compare(&mut self) -> Result<(), ArchiveError> {
        let began = std::time::Instant::now();
        let mut changed = self.take_connections(self.archive.connections().await?);
        changed |= self.take_roster().await?;
        let mut records = self.records().await?;
        if let Some(first) = self.left_out_before {
            records.retain(|(.., day), _| *day >= first);
        }
        let stale: Vec<Key> = self.held.keys().filter(|key| !records.contains_key(*key)).copied().collect();
        for key in stale {
            self.index.forget_day(key.0, key.1, key.2);
            self.held.remove(&key);
            changed = true;
        }
        let wanted: Vec<(Key, DayState)> = records
            .iter()
            .filter(|(key, record)| self.take_state(**key, record, &mut changed))
            .map(|(key, record)| (*key, record.state))
            .collect();
        let days = wanted.len();
        changed |= days > 0;
        self.take_rows(wanted).await?;
        if changed || !self.store.is_ready() {
            self.put_in_force().await;
            let ms = began.elapsed().as_millis();
            tracing::info!(days, ms, version = self.index.version(), "the index is up to date");
        }
        Ok(())
    }

    fn take_connections(&mut self, connections: Vec<Connection>) -> bool {
        let now: BTreeMap<_, _> = connections.into_iter().map(|one| (one.id, (one.name, one.team))).collect();
        if now == self.connections {
            return false;
        }
        let gone: BTreeSet<ConnectionId> =
            self.connections.keys().filter(|id| !now.contains_key(*id)).copied().collect();
        for id in &gone {
            self.index.remove_connection(*id);
            // There is room again.
            self.left_out_before = None;
        }
        self.held.retain(|(connection, ..), _| !gone.contains(connection));
        for (id, (name, team)) in &now {
            self.index.set_connection(*id, name.clone());
            self.index.set_connection_owner(*id, team.clone());
        }
        self.connections = now;
        true
    }

    async fn take_roster(&mut self) -> Result<bool, ArchiveError> {
        if self.roster_version == Some(self.archive.roster_version().await?) {
            return Ok(false);
        }
        let (roster, version) = self.archive.roster().await?;
        self.index.set_roster(&roster, version);
        self.roster_version = Some(version);
        Ok(true)
    }

    async fn records(&self) -> Result<BTreeMap<Key, DayRecord>, ArchiveError> {
        let mut records = BTreeMap::new();
        for connection in self.connections.keys() {
            for dataset in Dataset::ALL {
                for record in self.archive.day_records(*connection, dataset).await? {
                    records.insert((*connection, dataset, record.day), record);
                }
            }
        }
        Ok(records)
    }

    /// Takes in the state of a day; whether its rows have to be loaded besides.
    fn take_state(&mut self, key: Key, record: &DayRecord, changed: &mut bool) -> bool {
        let (connection, dataset, day) = key;
        let now = Held { revision: record.revision, state: record.state };
        let before = self.held.insert(key, now);
        if before == Some(now) {
            return false;
        }
        // The whole workspace's rows serve to reconcile in the archive; the index wants their state only.
        let same_rows = before.is_some_and(|before| before.revision == now.revision);
        if same_rows || dataset == Dataset::UsageWorkspace {
            self.index.set_day_state(connection, dataset, day, record.state);
            *changed = true;
            return false;
        }
        true
    }

    /// Loads days, the newest first and some at a time, and takes them in as long as there is room. What could
    /// not be loaded is tried again at the next look.
    async fn take_rows(&mut self, mut wanted: Vec<(Key, DayState)>) -> Result<(), ArchiveError> {
        wanted.sort_by_key(|((connection, dataset, day), _)| (Reverse(*day), *connection, *dataset));
        let archive = self.archive.clone();
        let load = move |(key, state): (Key, DayState)| {
            let archive = archive.clone();
            // A task of its own: it reads on while another day is taken in.
            let loading = tokio::spawn(async move { archive.load_day_columns(key.0, key.1, key.2).await });
            let cut_off = |error: JoinError| ArchiveError::CutOff(error.to_string());
            async move { (key, state, loading.await.map_err(cut_off).flatten()) }
        };
        let left: Vec<Key> = wanted.iter().map(|(key, _)| *key).collect();
        let mut loaded = futures::stream::iter(wanted).map(load).buffered(AHEAD);
        let mut taken = 0usize;
        while let Some((key, state, rows)) = loaded.next().await {
            let (connection, dataset, day) = key;
            match rows {
                Ok(Some(rows)) => self.index.replace_day_columns(connection, dataset, day, state, &rows),
                Ok(None) => self.index.forget_day(connection, dataset, day),
                Err(error @ ArchiveError::DamagedSegment { .. }) => {
                    // Unknown, which is not zero. The other days are as good as before.
                    tracing::error!(%error, "a day is shown as a gap");
                    self.index.forget_day(connection, dataset, day);
                }
                Err(error) => {
                    for key in left.iter().skip(taken) {
                        self.held.remove(key);
                    }
                    return Err(error);
                }
            }
            taken += 1;
            self.make_room(self.limit.unwrap_or(u64::MAX));
            if self.left_out_before.is_some_and(|first| day < first) {
                // The others are older still.
                for key in left.iter().skip(taken) {
                    self.held.remove(key);
                }
                break;
            }
            if taken.is_multiple_of(BATCH) && self.store.is_ready() {
                self.put_in_force().await;
            }
        }
        Ok(())
    }

    /// Lets go of the oldest days until the index takes no more than so many bytes; the newest day stays,
    /// whatever it takes.
    fn make_room(&mut self, bytes: u64) {
        while self.index.bytes() > bytes {
            let days = || self.held.keys().map(|(.., day)| *day);
            let Some(oldest) = days().min().filter(|oldest| Some(*oldest) != days().max()) else {
                tracing::error!(limit = self.limit, "one day alone takes more than UPTAKE_INDEX_MEMORY: raise it");
                return;
            };
            let keys: Vec<Key> = self.held.keys().filter(|(.., day)| *day == oldest).copied().collect();
            for (connection, dataset, day) in keys {
                self.index.forget_day(connection, dataset, day);
                self.held.remove(&(connection, dataset, day));
            }
            self.left_out_before = Some(oldest.next());
        }
    }

    /// Makes what follows from the rows, lets go of days where that is too much, and lets pages see the rest.
    async fn put_in_force(&mut self) {
        let before = self.left_out_before;
        for _ in 0..ROUNDS {
            let rows = self.index.bytes();
            if !self.warm().await {
                return;
            }
            let (all, limit) = (self.index.bytes(), self.limit.unwrap_or(u64::MAX));
            if all <= limit {
                break;
            }
            // What is derived grows with the rows: so much of them fits, and a little less to be sure.
            let share = u128::from(rows) * u128::from(limit) / u128::from(all) * 98 / 100;
            self.make_room(u64::try_from(share).unwrap_or(limit));
        }
        if let Some(first) = self.left_out_before.filter(|_| self.left_out_before != before) {
            tracing::warn!(%first, "days before this one are left out of memory by UPTAKE_INDEX_MEMORY");
        }
        let memory = IndexMemory { bytes: self.index.bytes(), left_out_before: self.left_out_before };
        self.store.put(self.index.clone(), memory);
    }

    /// Makes what follows from the rows, on another thread; whether that went well.
    async fn warm(&mut self) -> bool {
        let index = self.index.clone();
        let warmed = tokio::task::spawn_blocking(move || {
            index.warm();
            index
        });
        match warmed.await {
            Ok(index) => {
                self.index = index;
                true
            }
            Err(error) => {
                tracing::error!(%error, "the index could not be computed; pages show what was known before");
                false
            }
        }
    }
}

/// Waits until the collector has written something.
async fn told(news: &mut Receiver<Notification>) {
    match news.recv().await {
        Ok(_) | Err(RecvError::Lagged(_)) => {}
        // The collector is gone; only other processes write now.
        Err(RecvError::Closed) => std::future::pending().await,
    }
}
