//! The floor: groups of fewer than so many active people are not shown, and neither is what would give
//! them away by subtraction.
//!
//! A group's size is the number of people whose last active day in the calendar months that the range
//! touches falls into it, decided once per question.

mod parts;

use std::sync::Arc;

use domain::ConnectionId;

use crate::index::Index;
use crate::index::derived::Derived;
use crate::index::headcounts::Headcount;
use crate::index::matrix::Days;
use crate::kernels::headcounts::by_team;
use crate::layout::{Narrowed, months};
use crate::scope::Scope;

/// Groups cut into those that are shown by name and those that are merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) shown: Vec<u32>,
    pub(crate) small: Vec<u32>,
    /// Even together they are too few.
    pub(crate) small_is_hidden: bool,
}

/// Decides what a question shows: one snapshot, one scope, one floor.
pub(crate) struct Floor<'a> {
    pub(crate) index: &'a Index,
    pub(crate) derived: &'a Derived,
    pub(crate) narrowed: &'a Narrowed,
    pub(crate) scope: &'a Scope,
    /// The least number of people of a group that is shown.
    pub(crate) least: u32,
}

/// Teams that are groups at all, in the roster's order, “no team” last. A team that nobody was ever a
/// member of is none: merging it would hide another for nothing.
pub(crate) fn groups(index: &Index, derived: &Derived) -> Vec<u32> {
    let people = &derived.people;
    let named = (0..people.no_team()).filter(|team| people.inhabited.get(*team as usize).copied().unwrap_or(false));
    named.chain(derived.has_teamless(index).then(|| people.no_team())).collect()
}

/// The topmost teams above some teams, in the roster's order.
pub(crate) fn tops(derived: &Derived, teams: &[u32]) -> Vec<u32> {
    let mut tops: Vec<u32> = teams.iter().map(|team| derived.people.top_of(*team)).collect();
    tops.sort_unstable();
    tops.dedup();
    tops
}

impl Floor<'_> {
    /// Cuts the teams within a scope, whose own team is left out of account.
    pub(crate) fn cut_teams(&self) -> Cut {
        let sizes = self.sizes();
        self.cut_teams_of(&sizes)
    }

    fn cut_teams_of(&self, sizes: &[u32]) -> Cut {
        let size = |team: &u32| sizes.get(*team as usize).copied().unwrap_or(0);
        let (mut shown, mut small): (Vec<u32>, Vec<u32>) =
            groups(self.index, self.derived).into_iter().partition(|team| size(team) >= self.least);
        let mut merged: u32 = small.iter().map(size).sum();
        if !small.is_empty() && merged < self.least {
            // Of equals the last in the roster's order joins.
            if let Some(least) = shown.iter().copied().rev().min_by_key(size) {
                shown.retain(|team| *team != least);
                merged += size(&least);
                small.push(least);
            }
        }
        Cut { shown, small_is_hidden: merged < self.least, small }
    }

    /// Cuts the parent teams. A parent less its shown teams is what is left of its small ones: where
    /// somebody is in those, they must be enough, and so must those of all merged parents together.
    pub(crate) fn cut_tops(&self) -> Cut {
        let sizes = self.sizes();
        let below = self.cut_teams_of(&sizes).small;
        let sum = |top: u32, teams: &[u32]| -> u32 {
            let of_top = teams.iter().filter(|team| self.derived.people.top_of(**team) == top);
            of_top.filter_map(|team| sizes.get(*team as usize)).sum()
        };
        let all = groups(self.index, self.derived);
        let people: Vec<(u32, u32, u32)> =
            tops(self.derived, &all).into_iter().map(|top| (top, sum(top, &all), sum(top, &below))).collect();
        let (mut shown, mut small): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|(_, size, left)| *size >= self.least && (*left == 0 || *left >= self.least));
        loop {
            let merged: u32 = small.iter().map(|(_, size, _)| size).sum();
            let left: u32 = small.iter().map(|(_, _, left)| left).sum();
            let enough = small.is_empty() || (merged >= self.least && (left == 0 || left >= self.least));
            let least = shown.iter().rev().min_by_key(|(_, size, _)| *size).copied().filter(|_| !enough);
            let Some(least) = least else {
                let codes = |of: &[(u32, u32, u32)]| of.iter().map(|(top, _, _)| *top).collect();
                return Cut { shown: codes(&shown), small: codes(&small), small_is_hidden: merged < self.least };
            };
            shown.retain(|top| *top != least);
            small.push(least);
        }
    }

    /// Whether what the question is narrowed to has people enough, and is not needed to hide another.
    pub(crate) fn shows_scope(&self) -> bool {
        self.scope.filter.is_empty()
            || (self.size_of(self.narrowed) >= self.least
                && self.shows_team()
                && self.shows_part()
                && self.narrowed.connection.is_none_or(|only| self.shows_connection(only)))
    }

    fn shows_team(&self) -> bool {
        let Some(teams) = &self.narrowed.teams else { return true };
        let people = &self.derived.people;
        let narrowed = Narrowed { teams: None, ..self.narrowed.clone() };
        let everywhere = self.within(&narrowed);
        if people.covered_by(teams.asked).len() == 1 {
            return everywhere.cut_teams().shown.contains(&teams.asked);
        }
        if people.top_of(teams.asked) == teams.asked {
            return everywhere.cut_tops().shown.contains(&teams.asked);
        }
        // Between a team and a topmost one: only where it adds up from teams that are shown anyhow.
        let sizes = everywhere.sizes();
        let size = |team: &u32| sizes.get(*team as usize).copied().unwrap_or(0);
        everywhere.cut_teams().small.iter().filter(|team| teams.has(**team)).all(|team| size(team) == 0)
    }

    fn shows_connection(&self, asked: ConnectionId) -> bool {
        let size = |connection| self.size_of(&Narrowed { connection: Some(connection), ..self.narrowed.clone() });
        let sizes: Vec<(u32, ConnectionId)> = self.index.connections.keys().map(|id| (size(*id), *id)).collect();
        let hidden: u32 = sizes.iter().map(|(size, _)| size).filter(|size| **size < self.least).sum();
        let least = sizes.iter().filter(|(size, _)| *size >= self.least).min();
        let joins = hidden > 0 && hidden < self.least && least.is_some_and(|(_, id)| *id == asked);
        size(asked) >= self.least && !joins
    }

    /// The same, narrowed otherwise.
    fn within<'b>(&'b self, narrowed: &'b Narrowed) -> Floor<'b> {
        Floor { index: self.index, derived: self.derived, narrowed, scope: self.scope, least: self.least }
    }

    /// People active in a scope in the months that the range touches.
    fn size_of(&self, narrowed: &Narrowed) -> u32 {
        let sizes = self.within(narrowed).sizes();
        (0u32..).zip(sizes.iter()).filter(|(team, _)| narrowed.has_team(*team)).map(|(_, size)| size).sum()
    }

    /// People by the team of their last active day in those months, whatever team the scope asks for.
    fn sizes(&self) -> Arc<[u32]> {
        let active = Headcount::Active(self.days());
        let found = by_team(self.index, self.narrowed.connection, &self.narrowed.part, &[active]);
        found.into_iter().next().unwrap_or_default()
    }
    /// The days that decide: those of the months that the range touches.
    fn days(&self) -> Days {
        let days = months(self.scope.range, self.scope.today);
        (days.from().number(), days.to().number())
    }
}
