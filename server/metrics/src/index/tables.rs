//! People with each day, by team, as far as they were counted before: kept beside the index, and carried over a
//! patch up to the first day that it changed. What is counted and how is told in `kernels`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Day;

use crate::catalog::{Band, Flow};
use crate::layout::Part;

/// What is counted with each day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Count {
    /// People active in so many days that end with the day, in the team of their last active one.
    Active { days: u32 },
    /// People on the roster on the day; this and the next ones in the team of the day.
    Roster,
    /// Those of the roster who were active in the 28 days that end with the day.
    Adopted,
    /// Those of the roster who were in a band, by the same 28 days.
    Band(Band),
    /// Those of the roster who were not active in the archive up to the day.
    Never,
    /// Those of the roster who were active before the 28 days, and not in them.
    Dormant,
    /// People who went one way in the ISO week that begins with the day, a Monday, against the week before; 0 on
    /// other days.
    Weekly(Flow),
}

impl Count {
    /// The first day whose count may be another when the rows of `day` have changed.
    fn touched_by(self, day: i32) -> i32 {
        match self {
            Self::Weekly(_) if day != i32::MAX => Day::from_number(day).week_start().number(),
            // Rows say nothing about it.
            Self::Roster => i32::MAX,
            _ => day,
        }
    }
}

/// Counts by team over consecutive days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TeamDays {
    from: i32,
    /// By code of the team.
    rows: Vec<Vec<u32>>,
}

impl TeamDays {
    /// Of counts from a day on, by team.
    pub(crate) fn new(from: i32, rows: Vec<Vec<u32>>) -> Self {
        Self { from, rows }
    }

    /// The count of a team with a day; 0 where the day is not covered.
    pub(crate) fn get(&self, team: usize, day: i32) -> i64 {
        let at = usize::try_from(day.saturating_sub(self.from)).ok();
        at.and_then(|at| self.rows.get(team)?.get(at)).map_or(0, |count| i64::from(*count))
    }

    /// The days before the one with which `later` begins, and then those of `later`.
    fn followed_by(&self, later: Self) -> Self {
        let keep = usize::try_from(later.from.saturating_sub(self.from)).unwrap_or(0);
        let row = |(at, later): (usize, Vec<u32>)| {
            let mut row: Vec<u32> = self.rows.get(at).into_iter().flatten().take(keep).copied().collect();
            row.resize(keep, 0);
            row.extend(later);
            row
        };
        Self { from: self.from, rows: later.rows.into_iter().enumerate().map(row).collect() }
    }

    fn bytes(&self) -> usize {
        self.rows.iter().map(|row| size_of_val(row.as_slice())).sum()
    }
}

/// A table, and the first day from which on it may be wrong by now.
#[derive(Clone, Debug)]
struct Kept {
    table: Arc<TeamDays>,
    until: i32,
}

type Key = (Part, Count);

/// Tables are kept up to so many counts in all, 256 MB.
const MOST: usize = 64 << 20;

/// The tables of one version of the index.
#[derive(Debug, Default)]
pub(crate) struct Tables(Mutex<HashMap<Key, Kept>>);

impl Tables {
    /// The tables of the version before, which are right for all days before this one.
    pub(crate) fn carried(&self, changed: i32) -> Self {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let carry = |(key, kept): (&Key, &Kept)| {
            (key.clone(), Kept { table: Arc::clone(&kept.table), until: kept.until.min(key.1.touched_by(changed)) })
        };
        Self(Mutex::new(kept.iter().map(carry).collect()))
    }

    /// A table of all days from `from` or earlier on up to the last, which every caller of one version gives alike.
    /// `count` counts from a day on, up to that one.
    pub(crate) fn get(&self, key: Key, from: i32, count: impl FnOnce(i32) -> TeamDays) -> Arc<TeamDays> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = lock().get(&key).filter(|kept| kept.table.from <= from).cloned();
        let table = match found {
            Some(kept) if kept.until == i32::MAX => return kept.table,
            // Counted without the lock: two who ask at once both count, and neither waits.
            Some(kept) if kept.until > from => kept.table.followed_by(count(kept.until)),
            _ => count(from),
        };
        let table = Arc::new(table);
        let mut kept = lock();
        if kept.values().map(|kept| kept.table.bytes()).sum::<usize>() > MOST * size_of::<u32>() {
            kept.clear();
        }
        kept.insert(key, Kept { table: Arc::clone(&table), until: i32::MAX });
        table
    }

    /// Bytes that the tables take.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().map(|kept| kept.table.bytes()).sum()
    }
}
