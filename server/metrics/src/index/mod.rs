//! `Index`: all rows of one installation in memory, patched a day at a time.
//!
//! A clone shares all that it can with its origin, so a server keeps one, clones it, patches the clone
//! and puts it in the place of the first: readers never wait. Answers depend on what was put in and
//! not on the order in which it came.

pub(crate) mod attributed;
pub(crate) mod codes;
pub(crate) mod column;
pub(crate) mod derived;
mod fill;
pub(crate) mod grid;
pub(crate) mod headcounts;
pub(crate) mod leaps;
pub(crate) mod lines;
pub(crate) mod matrix;
pub(crate) mod memo;
mod packed;
pub(crate) mod people;
mod questions;
pub(crate) mod ranks;
pub(crate) mod rollup;
pub(crate) mod shelf;
mod size;
mod someone;
pub(crate) mod spreads;
pub(crate) mod sums;
pub(crate) mod tables;
pub(crate) mod worked;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::fact::{DayColumns, DayRows, ModelKey};
use domain::people::{Roster, Team};
use domain::{ClientId, ConnectionId, ConnectionName, Dataset, Day, DayState, TeamSlug};

use self::codes::{Actor, Codes, Handle};
use self::column::{ReviewColumn, UsageColumn};
use self::derived::Derived;
use self::grid::Grid;
use self::shelf::{Cell, Connection, Shelf};
use crate::credits::spikes;
use crate::kernels::{daily, spread};

pub use self::questions::PersonKey;
pub use self::someone::Someone;

/// What a grid of activity is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Facet {
    /// All that a person does.
    All,
    /// One client, by code.
    Client(u32),
    /// One model and speed, by code: a bit for each day with a line of it.
    Model(u32),
}

/// All rows of one installation, and its roster.
#[derive(Clone, Debug, Default)]
pub struct Index {
    version: u64,
    roster_version: u64,
    pub(crate) roster: Arc<Roster>,
    pub(crate) connections: BTreeMap<ConnectionId, Connection>,
    pub(crate) handles: Arc<Codes<Handle>>,
    pub(crate) actors: Arc<Codes<Actor>>,
    /// The actor that each handle of a user last stood for, by handle: most rows say what the last one said.
    pub(crate) usual: Arc<Vec<u32>>,
    /// In how many rows each actor stands, by actor.
    pub(crate) mentions: Arc<Vec<u32>>,
    pub(crate) clients: Arc<Codes<ClientId>>,
    pub(crate) models: Arc<Codes<ModelKey>>,
    pub(crate) grids: BTreeMap<Facet, Arc<Grid>>,
    derived: OnceLock<Arc<Derived>>,
    last: Option<Arc<Derived>>,
}

impl Index {
    /// An index without connections, rows and roster.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Replaces the roster. `version` is the archive's, kept to be told apart in caches.
    pub fn set_roster(&mut self, roster: &Roster, version: u64) {
        self.roster = Arc::new(roster.clone());
        self.roster_version = version;
        for person in &roster.people {
            codes::code(&mut self.handles, &Handle::Email(person.email.clone()));
        }
        self.changed();
    }

    /// Adds a connection, or renames one.
    pub fn set_connection(&mut self, id: ConnectionId, name: ConnectionName) {
        self.connections.entry(id).or_default().name = Some(name);
        self.version += 1;
    }

    /// Says whose connection it is: a team's, or a parent team's with all teams below it. Reviews of rows
    /// that name nobody are that team's then; with `None` they stay with the connection.
    pub fn set_connection_owner(&mut self, id: ConnectionId, owner: Option<TeamSlug>) {
        self.connections.entry(id).or_default().owner = owner;
        self.version += 1;
    }

    /// Forgets a connection with all its days.
    pub fn remove_connection(&mut self, id: ConnectionId) {
        let shelves = self.connections.get(&id).map(|connection| connection.shelves.clone()).unwrap_or_default();
        for (dataset, shelf) in shelves {
            for day in shelf.cells.keys() {
                self.take_cell(id, dataset, *day);
            }
        }
        self.connections.remove(&id);
        self.changed();
    }

    /// Replaces one day of one dataset with the rows that were fetched for it. An empty list is a true
    /// zero. With the state `Gap` the day is forgotten, whatever the rows.
    ///
    /// Rows of another kind than the dataset's are left out: they cannot be counted in it. Rows of
    /// `usage_workspace` serve to reconcile in the archive and are not kept here, only their state is.
    pub fn replace_day(
        &mut self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
        state: DayState,
        rows: &DayRows,
    ) {
        self.replace_day_columns(connection, dataset, day, state, &DayColumns::from(rows));
    }

    /// The same for rows that are columns already.
    pub fn replace_day_columns(
        &mut self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
        state: DayState,
        rows: &DayColumns,
    ) {
        self.take_cell(connection, dataset, day);
        let cell = match (state, dataset, rows) {
            (DayState::Gap, ..) => None,
            (_, Dataset::Usage, DayColumns::Usage(rows)) if !rows.is_empty() => {
                Some(Cell::Usage(Arc::new(self.add_usage(connection, day, rows))))
            }
            (_, Dataset::CodeReviews, DayColumns::Reviews(rows)) if !rows.is_empty() => {
                Some(Cell::Reviews(Arc::new(self.add_reviews(connection, rows))))
            }
            (_, Dataset::CodeReviewResponses, DayColumns::ReviewResponses(rows)) if !rows.is_empty() => {
                Some(Cell::Reviews(Arc::new(self.add_responses(connection, rows))))
            }
            _ => None,
        };
        let days = self.shelf(connection, dataset);
        days.set_state(day, state);
        if let Some(cell) = cell {
            days.cells.insert(day, cell);
        }
        self.changed();
    }

    /// Forgets a day: it is a gap from now on.
    pub fn forget_day(&mut self, connection: ConnectionId, dataset: Dataset, day: Day) {
        self.set_day_state(connection, dataset, day, DayState::Gap);
    }

    /// Sets the state of a day whose rows stay as they are; with `Gap` the day is forgotten.
    pub fn set_day_state(&mut self, connection: ConnectionId, dataset: Dataset, day: Day, state: DayState) {
        if state == DayState::Gap && self.take_cell(connection, dataset, day) {
            self.changed();
        }
        self.shelf(connection, dataset).set_state(day, state);
        self.version += 1;
    }

    /// Grows with every change of this index: equal versions of one index give equal answers.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The version of the roster as it was given.
    pub fn roster_version(&self) -> u64 {
        self.roster_version
    }

    /// The roster's teams, in the roster's order.
    pub fn teams(&self) -> &[Team] {
        &self.roster.teams
    }

    /// Makes what is otherwise made by the first question after a change: people, activity, roll-ups, counts.
    /// Call it before a patched clone takes the place of its origin.
    pub fn warm(&self) {
        let derived = self.derived();
        // Sums of days on one core, counts of people on another.
        std::thread::scope(|threads| {
            threads.spawn(|| {
                derived.warm_sums();
                derived.warm_weeks();
                spikes::warm(self);
            });
            derived.warm_people(self);
            self.by_name();
            daily::warm(self);
            spread::warm(self);
        });
    }

    /// What follows from rows and roster at this version.
    pub(crate) fn derived(&self) -> &Derived {
        self.derived.get_or_init(|| Arc::new(Derived::of(self, self.last.as_deref())))
    }

    /// Days of `usage` that have rows.
    pub(crate) fn usage_columns(&self) -> impl Iterator<Item = ((ConnectionId, Day), &Arc<UsageColumn>)> {
        self.dataset_cells(Dataset::Usage).filter_map(|(key, cell)| match cell {
            Cell::Usage(column) => Some((key, column)),
            Cell::Reviews(_) => None,
        })
    }

    /// Days of the datasets about reviews that have rows.
    pub(crate) fn review_columns(&self) -> impl Iterator<Item = ((Dataset, ConnectionId, Day), &Arc<ReviewColumn>)> {
        Dataset::ALL.into_iter().flat_map(move |dataset| {
            self.dataset_cells(dataset).filter_map(move |((connection, day), cell)| match cell {
                Cell::Reviews(column) => Some(((dataset, connection, day), column)),
                Cell::Usage(_) => None,
            })
        })
    }

    /// Who stands in the rows, day by day, over all datasets.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (Day, &[u32])> {
        Dataset::ALL.into_iter().flat_map(|dataset| self.dataset_cells(dataset)).map(|((_, day), cell)| {
            let actors = match cell {
                Cell::Usage(column) => column.actors.as_slice(),
                Cell::Reviews(column) => column.actors.as_slice(),
            };
            (day, actors)
        })
    }

    fn dataset_cells(&self, dataset: Dataset) -> impl Iterator<Item = ((ConnectionId, Day), &Cell)> {
        self.connections.iter().flat_map(move |(id, connection)| {
            let cells = connection.shelves.get(&dataset).map(|shelf| shelf.cells.iter());
            cells.into_iter().flatten().map(|(day, cell)| ((*id, *day), cell))
        })
    }

    fn shelf(&mut self, connection: ConnectionId, dataset: Dataset) -> &mut Shelf {
        self.connections.entry(connection).or_default().shelves.entry(dataset).or_default()
    }

    fn changed(&mut self) {
        self.version += 1;
        if let Some(derived) = self.derived.take() {
            self.last = Some(derived);
        }
    }
}
