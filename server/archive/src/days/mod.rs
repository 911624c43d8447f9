//! Days: fetched whole, kept whole, replaced whole. This module has the words; beside it are writing, reading,
//! the ledger and the states.

mod ledger;
mod read;
mod state;
mod write;

use std::fmt;

use chrono::{DateTime, Utc};
use domain::fact::DayRows;
use domain::{ConnectionId, Credits, Dataset, Day, DayState};
use serde::{Deserialize, Serialize};

pub use read::DayReader;
pub use state::day_state;

/// SHA-256 over a day's rows in a canonical order and form: equal rows, equal hash, whatever writes the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A day that was fetched successfully and is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct DayWrite<'a> {
    /// The connection.
    pub connection: ConnectionId,
    /// The dataset.
    pub dataset: Dataset,
    /// The day.
    pub day: Day,
    /// All its rows, in any order.
    pub rows: &'a DayRows,
    /// When the fetch of this day began, its first request: decides about settling.
    pub fetch_began: DateTime<Utc>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What became of a [`DayWrite`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The rows are new or differ from those before: kept under this revision, from 1.
    Written {
        /// The revision.
        revision: u32,
    },
    /// The rows are those that we had: noted that they still hold.
    Unchanged,
    /// An empty answer for an old day that has rows: not believed, noted, the rows stay.
    SuspiciousEmpty,
    /// A fetch that began later has been written meanwhile: its rows stay.
    Overtaken,
}

/// Sums over a day's rows, kept with each revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum DayTotals {
    /// Of `usage` and `usage_workspace`.
    Usage {
        /// Threads.
        threads: u64,
        /// Turns.
        turns: u64,
        /// Credits.
        credits: Credits,
    },
    /// Of `code_reviews`.
    Reviews {
        /// Reviews.
        reviews: u64,
        /// Comments.
        comments: u64,
    },
    /// Of `code_review_responses`.
    ReviewResponses {
        /// Comments.
        comments: u64,
        /// Comments with a reply or a reaction.
        engaged: u64,
    },
}

/// What is known of a fetched day, without its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRecord {
    /// The day.
    pub day: Day,
    /// Settled or provisional; never a gap.
    pub state: DayState,
    /// How many rows; none is a true zero.
    pub rows: u64,
    /// How often the rows have been written, from 1.
    pub revision: u32,
    /// The hash of the rows.
    pub content_hash: ContentHash,
    /// Sums over the rows.
    pub totals: DayTotals,
    /// When the last successful fetch began.
    pub fetched_at: DateTime<Utc>,
    /// When the rows were last seen to hold.
    pub checked_at: DateTime<Utc>,
    /// When an empty answer was last not believed, since the rows were last seen.
    pub suspicious_at: Option<DateTime<Utc>>,
}

/// What a day was before it was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRevision {
    /// The revision.
    pub revision: u32,
    /// How many rows it had.
    pub rows: u64,
    /// Their hash.
    pub content_hash: ContentHash,
    /// Their sums.
    pub totals: DayTotals,
    /// When its last successful fetch began.
    pub fetched_at: DateTime<Utc>,
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
}

/// A day of the ledger: fetched, or a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerDay {
    /// The day.
    pub day: Day,
    /// Its state.
    pub state: DayState,
    /// What is known of it; nothing in a gap.
    pub record: Option<DayRecord>,
}
