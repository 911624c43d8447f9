//! From rows to columns and bits, and back out again when a day is replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::fact::{ReviewResponseRow, ReviewRow, UsageColumns};
use domain::{ConnectionId, Dataset, Day, Email, UserId};

use super::attributed::Attributed;
use super::codes::{Actor, Handle, HandleRef, NOBODY, code};
use super::column::{Amounts, Parts, ReviewColumn, ReviewCounts, UsageColumn};
use super::shelf::Cell;
use super::{Facet, Index};

impl Index {
    /// Codes and packs a day of `usage`, and sets its bits.
    pub(super) fn add_usage(&mut self, connection: ConnectionId, day: Day, rows: &UsageColumns) -> UsageColumn {
        let who = rows.users.iter().zip(rows.emails.iter());
        let actors = who.map(|(user, email)| self.actor(connection, user, email)).collect();
        let clients: Vec<u32> = rows.clients.names.iter().map(|name| code(&mut self.clients, name)).collect();
        let models: Vec<u32> = rows.models.names.iter().map(|name| code(&mut self.models, name)).collect();
        let column = UsageColumn {
            actors,
            totals: Amounts::of(&rows.totals),
            clients: Parts::of(&rows.clients, &clients),
            models: Parts::of(&rows.models, &models),
            attributed: Attributed::of(&rows.attribution),
        };
        self.mention(&column.actors, true);
        self.set_bits(&column, day, true);
        column
    }

    /// Codes a day of `code_reviews`.
    pub(super) fn add_reviews(&mut self, connection: ConnectionId, rows: &[ReviewRow]) -> ReviewColumn {
        let actor = |row: &ReviewRow| self.actor_of(connection, row.user_id.as_ref(), row.email.as_ref());
        let actors: Vec<u32> = rows.iter().map(actor).collect();
        self.mention(&actors, true);
        ReviewColumn::of(actors, &rows.iter().map(ReviewCounts::of_review).collect::<Vec<_>>())
    }

    /// Codes a day of `code_review_responses`.
    pub(super) fn add_responses(&mut self, connection: ConnectionId, rows: &[ReviewResponseRow]) -> ReviewColumn {
        let actor = |row: &ReviewResponseRow| self.actor_of(connection, row.user_id.as_ref(), row.email.as_ref());
        let actors: Vec<u32> = rows.iter().map(actor).collect();
        self.mention(&actors, true);
        ReviewColumn::of(actors, &rows.iter().map(ReviewCounts::of_response).collect::<Vec<_>>())
    }

    /// Takes a day's rows out again, bits included. Whether there were any.
    pub(super) fn take_cell(&mut self, connection: ConnectionId, dataset: Dataset, day: Day) -> bool {
        let found = self.connections.get_mut(&connection).and_then(|found| found.shelves.get_mut(&dataset));
        match found.and_then(|days| days.cells.remove(&day)) {
            None => return false,
            Some(Cell::Reviews(column)) => self.mention(&column.actors, false),
            Some(Cell::Usage(column)) => {
                self.set_bits(&column, day, false);
                self.mention(&column.actors, false);
            }
        }
        true
    }

    fn actor_of(&mut self, connection: ConnectionId, user: Option<&UserId>, email: Option<&Email>) -> u32 {
        self.actor(connection, user.map(UserId::as_str), email.map(Email::as_str))
    }

    fn actor(&mut self, connection: ConnectionId, user: Option<&str>, email: Option<&str>) -> u32 {
        let user = user.and_then(|user| self.handle(HandleRef::User(connection, user)));
        if let Some(actor) = user.and_then(|user| self.usual_actor(user, email)) {
            return actor;
        }
        let email = email.and_then(|email| self.handle(HandleRef::Email(email)));
        if user.is_none() && email.is_none() {
            return NOBODY;
        }
        let actor = code(&mut self.actors, &Actor { connection, user, email });
        if let Some(user) = user {
            let usual = Arc::make_mut(&mut self.usual);
            if usual.len() <= user as usize {
                usual.resize(user as usize + 1, NOBODY);
            }
            usual.get_mut(user as usize).into_iter().for_each(|slot| *slot = actor);
        }
        actor
    }

    /// The code of a handle; `None` for an address that is none.
    fn handle(&mut self, by: HandleRef<'_>) -> Option<u32> {
        self.handles.find(&by).or_else(|| Some(code(&mut self.handles, &by.handle()?)))
    }

    /// The actor that a user's rows were last about, if it goes with the same address.
    fn usual_actor(&self, user: u32, email: Option<&str>) -> Option<u32> {
        let actor = self.usual.get(user as usize).copied().filter(|actor| *actor != NOBODY)?;
        let known = self.actors.name(actor)?.email.and_then(|handle| self.handles.name(handle));
        let same = match (known, email) {
            (Some(Handle::Email(known)), Some(email)) => known.as_str() == email,
            (None, None) => true,
            _ => false,
        };
        same.then_some(actor)
    }

    /// Counts in how many rows each actor stands: one that stands in none joins nobody any more.
    fn mention(&mut self, actors: &[u32], more: bool) {
        let mentions = Arc::make_mut(&mut self.mentions);
        mentions.resize(self.actors.len(), 0);
        for actor in actors {
            if let Some(count) = mentions.get_mut(*actor as usize) {
                *count = if more { count.saturating_add(1) } else { count.saturating_sub(1) };
            }
        }
    }

    fn set_bits(&mut self, column: &UsageColumn, day: Day, on: bool) {
        let day = day.number();
        let all = column.actors.iter().copied().zip(column.totals.active()).filter(|(_, active)| *active);
        self.set_in(Facet::All, day, on, all.map(|(actor, _)| actor));
        let actor = |row: u32| column.actors.get(row as usize).copied().unwrap_or(NOBODY);
        let mut by_facet: BTreeMap<Facet, Vec<u32>> = BTreeMap::new();
        for ((row, client), active) in column.clients.keys().into_iter().zip(column.clients.amounts().active()) {
            if active {
                by_facet.entry(Facet::Client(client)).or_default().push(actor(row));
            }
        }
        for (row, model) in column.models.keys() {
            by_facet.entry(Facet::Model(model)).or_default().push(actor(row));
        }
        for (facet, actors) in by_facet {
            self.set_in(facet, day, on, actors.into_iter());
        }
    }

    fn set_in(&mut self, facet: Facet, day: i32, on: bool, actors: impl Iterator<Item = u32>) {
        let grid = Arc::make_mut(self.grids.entry(facet).or_default());
        for actor in actors.filter(|actor| *actor != NOBODY) {
            grid.set(actor, day, on);
        }
    }
}
