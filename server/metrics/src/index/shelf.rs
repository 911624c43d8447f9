//! What is kept of each connection: its days by dataset, their states, their rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{ConnectionName, Dataset, Day, DayState, TeamSlug};

use super::column::{ReviewColumn, UsageColumn};

/// A connection's name, owner and days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection {
    pub(crate) name: Option<ConnectionName>,
    /// The team or parent team whose connection it is.
    pub(crate) owner: Option<TeamSlug>,
    pub(crate) shelves: BTreeMap<Dataset, Shelf>,
}

/// The rows of one day.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Usage(Arc<UsageColumn>),
    Reviews(Arc<ReviewColumn>),
}

/// The days of one dataset of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    /// Fetched days; a day that is not here is a gap.
    states: BTreeMap<Day, DayState>,
    /// Days with rows.
    pub(crate) cells: BTreeMap<Day, Cell>,
}

impl Shelf {
    /// Notes a day's state.
    pub(crate) fn set_state(&mut self, day: Day, state: DayState) {
        if state == DayState::Gap {
            self.states.remove(&day);
        } else {
            self.states.insert(day, state);
        }
    }

    /// The day of the first row.
    pub(crate) fn first_day(&self) -> Option<Day> {
        self.cells.keys().next().copied()
    }

    /// A day's state.
    pub(crate) fn state(&self, day: Day) -> DayState {
        self.states.get(&day).copied().unwrap_or(DayState::Gap)
    }

    /// The last settled day before which, from the first day on, none is provisional.
    pub(crate) fn settled_through(&self) -> Option<Day> {
        let known = self.states.range(self.first_day()?..);
        known.take_while(|(_, state)| **state == DayState::Settled).last().map(|(day, _)| *day)
    }
}
