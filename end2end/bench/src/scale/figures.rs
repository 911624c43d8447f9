//! What is measured at one size, in the words that the report reads.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Times of the same work, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// Half of them were not longer.
    pub p50: f64,
    /// 95 of 100 were not longer.
    pub p95: f64,
    /// How many there were.
    pub count: usize,
}

impl Times {
    /// Of times in milliseconds, in any order. By nearest rank.
    pub fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1));
        let rank = |percent| rank(percent).copied().unwrap_or_default();
        Self { p50: rank(50), p95: rank(95), count: times.len() }
    }
}

/// A time in milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// One number of an answer: day, key, value. Zeros are left out.
pub type Cell = (String, String, i64);

/// What one process with an index in it found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inside {
    /// From an empty index to one with every day.
    pub build_seconds: f64,
    /// Resident memory with the index, less that before it. Absent where the system does not say.
    pub index_bytes: Option<u64>,
    /// Resident memory of the process after days were replaced and every view was asked.
    pub used_bytes: Option<u64>,
    /// Replacing a day in the archive, durably.
    pub replace: Times,
    /// From there until questions see the day.
    pub patch: Times,
    /// What pages ask.
    pub views: Vec<View>,
    /// Every metric, by split.
    pub metrics: Vec<Asked>,
    /// The questions that the peer is asked, too.
    pub questions: Vec<Answered>,
}

/// A page's view model over a range, with several filters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct View {
    /// The page and the range.
    pub name: String,
    /// Asked for the first time since a day was replaced.
    pub cold: Times,
    /// Asked again.
    pub cached: Times,
}

/// Every metric over the year with one split, by day, week and total.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The split.
    pub split: String,
    /// Over the metrics and intervals, the median of each.
    pub times: Times,
    /// The slowest, and how long it took.
    pub slowest: (String, f64),
}

/// Our answer to a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answered {
    /// The question's name.
    pub name: String,
    /// How long it took.
    pub times: Times,
    /// What the answer was.
    pub cells: Vec<Cell>,
}

/// What the peer found.
#[derive(Clone, Debug, Deserialize)]
pub struct Peer {
    /// Its version.
    pub version: String,
    /// Filling the native table from the Parquet files.
    pub load_seconds: f64,
    /// The native table's file.
    pub database_bytes: u64,
    /// The times of each query.
    pub times: Vec<PeerTimes>,
    /// Its answers, by source and query.
    pub answers: std::collections::BTreeMap<String, std::collections::BTreeMap<String, Vec<Cell>>>,
}

/// The times of one query of the peer.
#[derive(Clone, Debug, Deserialize)]
pub struct PeerTimes {
    /// `parquet` or `native`.
    pub source: String,
    /// So many threads.
    pub threads: usize,
    /// The file of the query, without extension.
    pub query: String,
    /// Each time in milliseconds.
    pub ms: Vec<f64>,
}

/// The real binary on the archive.
#[derive(Clone, Copy, Debug)]
pub struct Serve {
    /// From the start of the process to the first 200 of `/readyz`; the median of several starts.
    pub ready_seconds: f64,
    /// What the cores together had worked by then.
    pub processor_seconds: Option<f64>,
    /// Resident memory of the whole process when it was ready.
    pub bytes: Option<u64>,
    /// The most that it ever had.
    pub peak_bytes: Option<u64>,
}

/// Everything at one size.
#[derive(Clone, Debug)]
pub struct Size {
    /// People of the organisation.
    pub people: u32,
    /// Rows of `usage`: one a person and day.
    pub rows: u64,
    /// The archive's file.
    pub archive_bytes: u64,
    /// The index, from inside.
    pub inside: Inside,
    /// The real binary.
    pub serve: Serve,
    /// The peer.
    pub peer: Peer,
}

impl Size {
    /// Our answer to a question.
    pub fn answered(&self, name: &str) -> Option<&Answered> {
        self.inside.questions.iter().find(|answered| answered.name == name)
    }

    /// The median time of a query of the peer.
    pub fn peer_ms(&self, query: &str, source: &str, one_thread: bool) -> Option<f64> {
        let found = self.peer.times.iter().filter(|times| times.query == query && times.source == source);
        // On a machine with one core both are the same.
        let most = found.clone().map(|times| times.threads).max();
        let wanted = if one_thread { Some(1) } else { most };
        found.into_iter().find(|times| Some(times.threads) == wanted).map(|times| Times::of(times.ms.clone()).p50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_nearest_ranks() {
        let times = Times::of((1..=100).rev().map(f64::from).collect());
        assert_eq!((times.p50, times.p95, times.count), (50.0, 95.0, 100));
        assert_eq!(Times::of(vec![7.0]), Times { p50: 7.0, p95: 7.0, count: 1 });
        assert_eq!(Times::of(Vec::new()).count, 0);
    }
}
