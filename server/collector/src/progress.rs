//! The board of running passes: who is how far. Pages and the command line watch it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::clock::SharedClock;
use domain::sync::{Moment, SyncProgress};
use domain::{ConnectionId, ConnectionName};
use openai::FetchEvent;
use tokio::sync::watch;

/// Every running pass.
pub type Board = BTreeMap<ConnectionId, SyncProgress>;

/// One pass's line on the board; wiped off when the pass is over, however it ends.
pub(crate) struct Line {
    board: watch::Sender<Board>,
    connection: ConnectionId,
    clock: SharedClock,
    requests: AtomicU64,
}

impl Line {
    pub(crate) fn open(
        board: watch::Sender<Board>,
        connection: ConnectionId,
        name: ConnectionName,
        clock: SharedClock,
    ) -> Self {
        let now = Moment(clock.now().timestamp());
        let progress =
            SyncProgress { connection: name, done: 0, planned: 0, rows: 0, started: now, now, waiting_until: None };
        board.send_modify(|board| {
            board.insert(connection, progress);
        });
        Self { board, connection, clock, requests: AtomicU64::new(0) }
    }

    /// Requests sent so far.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Takes note of what happens to a window.
    pub(crate) fn hear(&self, event: FetchEvent) {
        match event {
            FetchEvent::Request => {
                self.requests.fetch_add(1, Ordering::Relaxed);
                self.change(|progress| progress.waiting_until = None);
            }
            FetchEvent::Page { rows } => self.change(|progress| progress.rows = progress.rows.saturating_add(rows)),
            FetchEvent::Waiting { until, .. } => {
                self.change(|progress| progress.waiting_until = Some(Moment(until.timestamp())));
            }
            FetchEvent::Restart { discarded } => {
                self.change(|progress| progress.rows = progress.rows.saturating_sub(discarded));
            }
        }
    }

    /// Says that more, or fewer, day-datasets are planned.
    pub(crate) fn planned(&self, planned: u64) {
        self.change(|progress| progress.planned = u32::try_from(planned).unwrap_or(u32::MAX));
    }

    /// Says that a day-dataset is done.
    pub(crate) fn done(&self) {
        self.change(|progress| progress.done = progress.done.saturating_add(1));
    }

    fn change(&self, change: impl FnOnce(&mut SyncProgress)) {
        let now = Moment(self.clock.now().timestamp());
        self.board.send_modify(|board| {
            if let Some(progress) = board.get_mut(&self.connection) {
                change(progress);
                progress.now = now;
            }
        });
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.board.send_modify(|board| {
            board.remove(&self.connection);
        });
    }
}
