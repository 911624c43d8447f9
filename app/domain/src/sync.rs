//! Words for a sync pass as people see it: what it is doing, how far it is, how it ended.

use serde::{Deserialize, Serialize};

use crate::ids::ConnectionName;
use crate::problem::ConnectionProblem;

/// A moment in Unix seconds. Pages get the present moment beside it, so that “14 minutes ago” is the
/// same text on the server and in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The day and the minute: `2026-11-20 14:05 UTC`.
    pub fn utc(self) -> String {
        let (days, seconds) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        let day = crate::Day::from_number(i32::try_from(days).unwrap_or(i32::MAX));
        format!("{day} {:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60)
    }

    /// How long before `now`, in words: `just now`, `14 minutes ago`, `3 days ago`.
    pub fn ago(self, now: Self) -> String {
        let minutes = (now.0 - self.0).max(0) / 60;
        let (n, unit) = match minutes {
            0 => return "just now".to_owned(),
            1..60 => (minutes, "minute"),
            60..1440 => (minutes / 60, "hour"),
            _ => (minutes / 1440, "day"),
        };
        format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" })
    }
}

/// How far a running pass is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncProgress {
    /// Which connection.
    pub connection: ConnectionName,
    /// Day-datasets archived so far.
    pub done: u32,
    /// Day-datasets that the pass planned; grows or shrinks when the look-back turns out otherwise.
    pub planned: u32,
    /// Rows read so far.
    pub rows: u64,
    /// When it began.
    pub started: Moment,
    /// When this was said.
    pub now: Moment,
    /// Until when it waits because `OpenAI` asked for patience.
    pub waiting_until: Option<Moment>,
}

impl SyncProgress {
    /// Seconds left at the rate so far; `None` before there is a rate.
    pub fn seconds_left(&self) -> Option<u64> {
        let elapsed = u64::try_from(self.now.0 - self.started.0).ok().filter(|seconds| *seconds > 0)?;
        let left = u64::from(self.planned.saturating_sub(self.done));
        (self.done > 0).then(|| elapsed * left / u64::from(self.done))
    }
}

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Saved, and no pass has ended yet.
    New,
    /// A pass is running.
    Syncing,
    /// The last pass ended well.
    Healthy,
    /// The last pass failed; what was archived before stays.
    Failing,
    /// An admin paused it: nothing is read by the clock, and what was archived stays.
    Paused,
    /// An admin disconnected it: the key is forgotten, and what was archived stays.
    Disconnected,
}

impl ConnectionState {
    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Syncing => "syncing",
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Paused => "paused",
            Self::Disconnected => "disconnected",
        }
    }
}

/// What an admin may have a connection do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// Rest: nothing is read until it is resumed.
    Pause,
    /// Be read again.
    Resume,
    /// Rest, and forget the key.
    Disconnect,
}

/// How a pass failed, in words for the admin. Carries no personal data and no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncFailure {
    /// The code.
    pub problem: ConnectionProblem,
    /// What exactly, for the admin: status, field, day.
    pub detail: String,
}
