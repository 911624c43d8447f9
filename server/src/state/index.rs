//! Where questions find the index: whole and unchanging while they look at it, replaced as a whole when days
//! change. Readers never wait for a sync.

use std::sync::Arc;

use arc_swap::ArcSwap;
use metrics::Index;
use tokio::sync::watch;

/// The index in force.
#[derive(Debug)]
pub struct IndexStore {
    current: ArcSwap<Index>,
    ready: watch::Sender<bool>,
}

impl Default for IndexStore {
    fn default() -> Self {
        Self { current: ArcSwap::from_pointee(Index::empty()), ready: watch::Sender::new(false) }
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

    /// Puts a newer index in force.
    pub(super) fn put(&self, index: Index) {
        self.current.store(Arc::new(index));
        self.ready.send_if_modified(|ready| !std::mem::replace(ready, true));
    }
}
