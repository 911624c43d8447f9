//! Small questions about the index itself: which days, who, which clients, how large a team.

use std::cmp::Reverse;

use domain::{ClientId, ConnectionId, ConnectionName, Dataset, DateRange, Day, Email, TeamSlug};

use super::Index;
use super::codes::Handle;
use super::rollup::{By, Measure};
use super::shelf::Shelf;
use super::sums::{Summed, Teams};
use crate::kernels::daily::roster_on;

/// What names one person as long as the archive does not join people anew: the least e-mail address,
/// or else the connection's key and the user's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(String);

impl PersonKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Index {
    /// The first day with rows of `usage`, over all connections.
    pub fn first_day(&self) -> Option<Day> {
        self.first_day_of(Dataset::Usage, None)
    }

    /// The last day of `usage` that will not be revised any more; the least over connections with rows.
    pub fn settled_through(&self) -> Option<Day> {
        self.settled_through_of(None)
    }

    /// The first day with rows of a dataset, of one connection or of all.
    pub(crate) fn first_day_of(&self, dataset: Dataset, connection: Option<ConnectionId>) -> Option<Day> {
        let connections = self.connections.iter().filter(|(id, _)| connection.is_none_or(|only| only == **id));
        connections.filter_map(|(_, connection)| connection.shelves.get(&dataset)?.first_day()).min()
    }

    /// The last settled day of one connection, or the least over all.
    pub(crate) fn settled_through_of(&self, connection: Option<ConnectionId>) -> Option<Day> {
        let connections = self.connections.iter().filter(|(id, _)| connection.is_none_or(|only| only == **id));
        let shelves = connections.filter_map(|(_, connection)| connection.shelves.get(&Dataset::Usage));
        let with_rows = shelves.filter(|shelf| shelf.first_day().is_some());
        with_rows.map(Shelf::settled_through).min().flatten()
    }

    /// The names of all connections, in their order.
    pub fn connections(&self) -> Vec<ConnectionName> {
        let mut names: Vec<ConnectionName> = self.connections.values().filter_map(|one| one.name.clone()).collect();
        names.sort();
        names
    }

    /// The connection of a name.
    pub(crate) fn connection_named(&self, name: &ConnectionName) -> Option<ConnectionId> {
        self.connections.iter().find(|(_, connection)| connection.name.as_ref() == Some(name)).map(|(id, _)| *id)
    }

    /// Clients with a line in the range, most credits first, then by name.
    pub fn clients_by_credits(&self, range: DateRange) -> Vec<ClientId> {
        let derived = self.derived();
        let days = (range.from().number(), range.to().number());
        let of = |measure| Summed { connection: None, by: By::Client, teams: Teams::Together, measure, days };
        let [rows, credits] =
            [Measure::Rows, Measure::Credits].map(|measure| derived.sums_by_code(of(measure), |_| true));
        let micros = |code: u32| credits.get(&code).copied().unwrap_or(0);
        let named = rows.into_keys().filter_map(|code| Some((self.clients.name(code)?, micros(code))));
        let mut clients: Vec<(&ClientId, i64)> = named.collect();
        clients.sort_by_key(|(client, micros)| (Reverse(*micros), *client));
        clients.into_iter().map(|(client, _)| client.clone()).collect()
    }

    /// People on the roster on a day, in one team (`no-team` included) and those below it, or in all. `None` where there is
    /// no roster at all.
    pub fn roster_size(&self, day: Day, team: Option<&TeamSlug>) -> Option<u32> {
        let people = &self.derived().people;
        if self.roster.people.is_empty() {
            return None;
        }
        let asked = team.map(|slug| people.team_named(slug).map(|team| people.covered_by(team)).unwrap_or_default());
        let counted = |team: u32| asked.as_ref().is_none_or(|teams| teams.contains(&team));
        let there: i64 = (0u32..).zip(roster_on(self, day)).filter(|(team, _)| counted(*team)).map(|(_, on)| on).sum();
        Some(u32::try_from(there).unwrap_or(u32::MAX))
    }

    /// Everybody who has a row or stands on the roster, by key.
    pub fn people(&self) -> Vec<PersonKey> {
        let people = 0..self.derived().people.len();
        let mut keys: Vec<PersonKey> = people.filter_map(|person| self.key_of(person)).collect();
        keys.sort();
        keys
    }

    /// What names a person: the least address, or else the least id.
    pub(crate) fn handle_of(&self, person: usize) -> Option<&Handle> {
        self.handles.name(*self.derived().people.names().get(person)?)
    }

    /// A person's key.
    pub(crate) fn key_of(&self, person: usize) -> Option<PersonKey> {
        match self.handle_of(person)? {
            Handle::Email(email) => Some(PersonKey(email.to_string())),
            Handle::User(connection, user) => Some(PersonKey(format!("{connection}/{user}"))),
        }
    }

    /// A person's least address.
    pub(crate) fn email_of(&self, person: usize) -> Option<&Email> {
        match self.handle_of(person)? {
            Handle::Email(email) => Some(email),
            Handle::User(..) => None,
        }
    }

    /// A person's key, and the name that the roster gives, or else the key again.
    pub(crate) fn person_named(&self, person: usize) -> Option<(String, String)> {
        let key = self.key_of(person)?.0;
        let name = self.derived().people.entry(person).and_then(|entry| self.roster.people.get(entry)?.name.clone());
        Some((key.clone(), name.unwrap_or(key)))
    }
}
