//! Where questions find the index: whole and unchanging while they look at it, replaced as a whole when days
//! change. Readers never wait for a sync.

use std::sync::Arc;

use arc_swap::ArcSwap;
use domain::Day;
use metrics::Index;
use tokio::sync::watch;

/// What the index in force takes, and what it had to leave out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexMemory {
    /// Bytes, counted by its parts.
    pub bytes: u64,
    /// Days before this one are archived and not in it, because memory is limited; `None` where all are in it.
    pub left_out_before: Option<Day>,
}

/// The index in force.
#[derive(Debug)]
pub struct IndexStore {
    current: ArcSwap<Index>,
    memory: ArcSwap<IndexMemory>,
    ready: watch::Sender<bool>,
    /// Up to which state of the archive everything is in it; the archive's own counter.
    in_step: watch::Sender<i64>,
}

impl Default for IndexStore {
    fn default() -> Self {
        Self {
            current: ArcSwap::from_pointee(Index::empty()),
            memory: ArcSwap::default(),
            ready: watch::Sender::new(false),
            in_step: watch::Sender::new(i64::MIN),
        }
    }
}

impl IndexStore {
    /// The index as it is now. Keep it for one answer and no longer.
    pub fn snapshot(&self) -> Arc<Index> {
        self.current.load_full()
    }

    /// Whether the archive has been read; until then there are no numbers to show, not even zeros.
    pub fn is_ready(&self) -> bool {
        *self.ready.borrow()
    }

    /// Waits until the archive has been read.
    pub async fn ready(&self) {
        // The sender is ours, so it cannot be gone.
        let _ = self.ready.subscribe().wait_for(|ready| *ready).await;
    }

    /// Waits until everything is in it that the archive held when its counter stood there.
    pub async fn in_step_with(&self, counter: i64) {
        let _ = self.in_step.subscribe().wait_for(|at| *at >= counter).await;
    }

    /// What it takes.
    pub fn memory(&self) -> IndexMemory {
        **self.memory.load()
    }

    /// Notes that everything is in it that the archive held when its counter stood there.
    pub(super) fn note_step(&self, counter: i64) {
        self.in_step.send_replace(counter);
    }

    /// Puts a newer index in force.
    pub(super) fn put(&self, index: Index, memory: IndexMemory) {
        self.memory.store(Arc::new(memory));
        self.current.store(Arc::new(index));
        self.ready.send_if_modified(|ready| !std::mem::replace(ready, true));
    }
}
