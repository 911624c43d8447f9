//! What follows from rows and roster together: people, their activity, roll-ups. Made when first asked
//! for, shared by every snapshot of the same version, and taken over from the version before where
//! nothing that it depends on has changed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::people::Roster;
use domain::{ConnectionId, Day};

use super::attributed::AttributedSums;
use super::column::UsageColumn;
use super::matrix::Matrix;
use super::people::People;
use super::rollup::Rollup;
use super::{Facet, Index};

/// A day's rows and, once asked for, their sums.
#[derive(Debug)]
pub(crate) struct Rolled {
    pub(crate) column: Arc<UsageColumn>,
    rollup: OnceLock<Rollup>,
    /// Lines and commits by team; empty where no row has any.
    attributed: OnceLock<Vec<(u32, AttributedSums)>>,
}

/// What follows from rows and roster.
#[derive(Debug)]
pub(crate) struct Derived {
    roster: Arc<Roster>,
    pub(crate) people: People,
    rolled: BTreeMap<(ConnectionId, Day), Arc<Rolled>>,
    everything: OnceLock<Matrix>,
    teamless: OnceLock<bool>,
}

impl Derived {
    /// Derives all from the index; `last` is what an earlier version of it had.
    pub(crate) fn of(index: &Index, last: Option<&Self>) -> Self {
        let people = People::of(index);
        // A day's sums depend on its rows and on the teams of those in it, on that day, and on nothing else.
        let last = last.filter(|last| Arc::ptr_eq(&last.roster, &index.roster) && people.agrees_with(&last.people));
        let mut rolled = BTreeMap::new();
        for (key, column) in index.usage_columns() {
            let kept = last.and_then(|last| last.rolled.get(&key)).filter(|kept| Arc::ptr_eq(&kept.column, column));
            let fresh = || {
                let column = Arc::clone(column);
                Arc::new(Rolled { column, rollup: OnceLock::new(), attributed: OnceLock::new() })
            };
            rolled.insert(key, kept.map_or_else(fresh, Arc::clone));
        }
        Self {
            roster: Arc::clone(&index.roster),
            people,
            rolled,
            everything: OnceLock::new(),
            teamless: OnceLock::new(),
        }
    }

    /// Bytes that what was made so far takes, the rows that it is made from left out.
    pub(crate) fn bytes(&self) -> usize {
        let rollups: usize = self.rolled.values().filter_map(|one| one.rollup.get()).map(Rollup::bytes).sum();
        rollups + self.everything.get().map_or(0, Matrix::heap_bytes)
    }

    /// The days with rows in `from..=to`, of one connection or of all.
    pub(crate) fn cells(
        &self,
        connection: Option<ConnectionId>,
        from: Day,
        to: Day,
    ) -> impl Iterator<Item = (Day, &Rolled)> {
        let all = self.rolled.iter();
        all.filter(move |((of, day), _)| connection.is_none_or(|only| only == *of) && from <= *day && *day <= to)
            .map(|((_, day), rolled)| (*day, rolled.as_ref()))
    }

    /// The sums of a day.
    pub(crate) fn rollup<'a>(&self, day: Day, rolled: &'a Rolled) -> &'a Rollup {
        rolled.rollup.get_or_init(|| {
            let number = day.number();
            Rollup::of(&rolled.column, self.people.team_codes(), |actor| self.people.team_of_actor(actor, number))
        })
    }

    /// The lines and commits of a day, by team.
    pub(crate) fn attributed<'a>(&self, day: Day, rolled: &'a Rolled) -> &'a [(u32, AttributedSums)] {
        rolled.attributed.get_or_init(|| {
            let mut sums: BTreeMap<u32, AttributedSums> = BTreeMap::new();
            let column = &rolled.column;
            if let Some(lines) = &column.attributed {
                lines.each(|row, counts| {
                    if let Some(actor) = column.actors.get(row as usize) {
                        let team = self.people.team_of_actor(*actor, day.number());
                        sums.entry(team).or_default().line(counts);
                    }
                });
            }
            sums.into_iter().collect()
        })
    }

    /// People's activity in one connection or in all, in all they do or in some clients or models.
    pub(crate) fn matrix(&self, index: &Index, connection: Option<ConnectionId>, facets: &[Facet]) -> Matrix {
        let grids: Vec<_> = facets.iter().filter_map(|facet| index.grids.get(facet)).map(Arc::as_ref).collect();
        Matrix::of(&grids, self.people.len(), |actor| {
            let of = index.actors.name(actor)?;
            connection.is_none_or(|only| only == of.connection).then(|| self.people.of_actor(actor))?
        })
    }

    /// People's activity in everything that they do, everywhere.
    pub(crate) fn everything(&self, index: &Index) -> &Matrix {
        self.everything.get_or_init(|| self.matrix(index, None, &[Facet::All]))
    }

    /// Whether “no team” is a group at all: somebody is on the roster without a team, or has a row on a
    /// day outside every team.
    pub(crate) fn has_teamless(&self, index: &Index) -> bool {
        let people = &self.people;
        *self.teamless.get_or_init(|| {
            if people.inhabited.get(people.no_team() as usize).copied().unwrap_or(false) {
                return true;
            }
            let candidates = || (0..people.len()).any(|person| people.may_be_teamless(person));
            let away = |day: Day, actors: &[u32]| {
                actors.iter().any(|actor| people.team_of_actor(*actor, day.number()) == people.no_team())
            };
            candidates() && index.cells().any(|(day, actors)| away(day, actors))
        })
    }

    /// Makes all that is made when first asked for.
    pub(crate) fn warm(&self, index: &Index) {
        self.everything(index);
        self.has_teamless(index);
        for ((_, day), rolled) in &self.rolled {
            self.rollup(*day, rolled);
            self.attributed(*day, rolled);
        }
    }
}
