//! What a running simulator shares between its two listeners and the test that holds it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::Day;
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};

use crate::dice::Dice;
use crate::endpoint::Endpoint;
use crate::faults::{Fault, Faults};
use crate::organisation::Organisation;
use crate::shelf::Shelf;
use crate::truth::Ledger;

/// A request as it came. Never with its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedRequest {
    /// Which endpoint.
    pub endpoint: Endpoint,
    /// The workspace in the path.
    pub workspace: String,
    /// The parameters.
    pub params: BTreeMap<String, String>,
    /// Whether it carried a key, right or wrong.
    pub with_key: bool,
    /// The status of the answer.
    pub status: u16,
    /// Rows in the answer.
    pub rows: usize,
    /// The fault that it met.
    pub fault: Option<Fault>,
}

/// The keys that the simulated provider knows.
#[derive(Clone)]
pub struct Keys {
    /// Opens the workspace.
    pub good: String,
    /// Lacks the scope.
    pub without_scope: String,
    /// Opens another workspace.
    pub of_another_workspace: String,
}

impl Keys {
    fn new(seed: u64) -> Self {
        let key = |nth| {
            let mut dice = Dice::new(seed, &[KEYS, nth]);
            format!("sk-admin-{:016x}{:016x}{:016x}", dice.bits(), dice.bits(), dice.bits())
        };
        Self { good: key(0), without_scope: key(1), of_another_workspace: key(2) }
    }
}

const KEYS: u64 = 40;

/// A running simulator's state.
pub struct State {
    /// The organisation.
    pub organisation: Organisation,
    /// Days as JSON.
    pub shelf: Shelf,
    /// Days as sums.
    pub ledger: Ledger,
    /// Known keys.
    pub keys: Keys,
    now: Mutex<DateTime<Utc>>,
    faults: Mutex<Faults>,
    log: Mutex<Vec<LoggedRequest>>,
    recent: Mutex<HashMap<(Endpoint, bool), VecDeque<Instant>>>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// The state at the start.
    pub fn new(organisation: Organisation) -> Self {
        let config = organisation.config();
        Self {
            keys: Keys::new(config.seed),
            now: Mutex::new(config.starts_at()),
            shelf: Shelf::default(),
            ledger: Ledger::default(),
            faults: Mutex::default(),
            log: Mutex::default(),
            recent: Mutex::default(),
            organisation,
        }
    }

    /// The simulated moment.
    pub fn now(&self) -> DateTime<Utc> {
        *lock(&self.now)
    }

    /// Moves the simulated moment.
    pub fn set_now(&self, now: DateTime<Utc>) {
        *lock(&self.now) = now;
    }

    /// The first day for which rows are given while old days are empty.
    pub fn a_week_ago(&self) -> Day {
        Day::of(self.now()).plus(-7)
    }

    /// The faults in force.
    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// The requests so far.
    pub fn log(&self) -> MutexGuard<'_, Vec<LoggedRequest>> {
        lock(&self.log)
    }

    /// Counts a request against the limit; the seconds to wait where it is one too many.
    pub fn over_limit(&self, endpoint: Endpoint, grouped: bool) -> Option<u64> {
        let limit = usize::try_from(self.organisation.config().requests_per_minute?).unwrap_or(usize::MAX);
        let minute = Duration::from_mins(1);
        let now = Instant::now();
        let mut recent = lock(&self.recent);
        let times = recent.entry((endpoint, grouped)).or_default();
        while times.front().is_some_and(|first| now.duration_since(*first) >= minute) {
            times.pop_front();
        }
        if times.len() >= limit {
            let wait = times.front().map_or(minute, |first| minute.saturating_sub(now.duration_since(*first)));
            return Some(wait.as_secs() + 1);
        }
        times.push_back(now);
        None
    }
}
