//! Days as JSON, made when they are first asked for and kept while there is room.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{Dataset, Day};

use crate::organisation::{Organisation, age};
use crate::wire;

/// Bytes of JSON to keep.
const ROOM: usize = 96 << 20;

/// A day of a dataset at an age in hours.
type Key = (Dataset, Day, i64);

/// The rows of a day of a dataset as JSON.
#[derive(Debug, Default)]
pub struct Lines {
    json: Vec<u8>,
    /// Each row's place in its day and the end of its text.
    ends: Vec<(u32, usize)>,
}

impl Lines {
    /// Rows behind `after`, in order: place and text.
    pub fn after(&self, after: Option<u32>) -> impl Iterator<Item = (u32, &[u8])> {
        let known = self.ends.partition_point(|(place, _)| after.is_some_and(|after| *place <= after));
        let first = known.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |(_, end)| *end);
        self.ends.iter().skip(known).scan(first, |start, (place, end)| {
            let text = self.json.get(*start..*end);
            *start = *end;
            text.map(|text| (*place, text))
        })
    }

    fn push<T>(&mut self, place: u32, row: &T, write: impl Fn(&mut Vec<u8>, &T) -> serde_json::Result<()>) {
        let before = self.json.len();
        match write(&mut self.json, row) {
            Ok(()) => self.ends.push((place, self.json.len())),
            // Plain numbers and texts always become JSON; were that to change, a missing row shows in the contract tests.
            Err(error) => {
                tracing::error!(%error, "a row did not become JSON");
                self.json.truncate(before);
            }
        }
    }
}

#[derive(Debug, Default)]
struct Kept {
    days: HashMap<Key, Arc<Lines>>,
    order: VecDeque<Key>,
    bytes: usize,
}

/// The days that were asked for.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<Kept>);

impl Shelf {
    /// The rows of a day as they show at a moment.
    pub fn lines(&self, organisation: &Organisation, dataset: Dataset, day: Day, now: DateTime<Utc>) -> Arc<Lines> {
        let Some(age) = age(day, now) else { return Arc::default() };
        let key = (dataset, day, age);
        if let Some(known) = self.lock().days.get(&key) {
            return Arc::clone(known);
        }
        let lines = Arc::new(make(organisation, dataset, day, now));
        let mut kept = self.lock();
        if kept.days.insert(key, Arc::clone(&lines)).is_none() {
            kept.order.push_back(key);
            kept.bytes += lines.json.len();
        }
        while kept.bytes > ROOM
            && let Some(oldest) = kept.order.pop_front()
        {
            let bytes = kept.days.remove(&oldest).map_or(0, |lines| lines.json.len());
            kept.bytes -= bytes;
        }
        lines
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make(organisation: &Organisation, dataset: Dataset, day: Day, now: DateTime<Utc>) -> Lines {
    let mut lines = Lines::default();
    match dataset {
        Dataset::Usage => {
            organisation.usage(day, now).iter().for_each(|row| lines.push(row.place, row, wire::usage));
        }
        Dataset::UsageWorkspace => {
            organisation.usage_of_workspace(day, now).iter().for_each(|row| lines.push(row.place, row, wire::usage));
        }
        Dataset::CodeReviews => {
            organisation.reviews(day, now).iter().for_each(|row| lines.push(row.place, row, wire::review));
        }
        Dataset::CodeReviewResponses => {
            organisation.responses(day, now).iter().for_each(|row| lines.push(row.place, row, wire::response));
        }
    }
    lines
}
