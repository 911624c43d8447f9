//! The directory: whose row is it, what is that person called, and in which team on a day? For whoever writes rows
//! out one by one; figures are computed from codes and need no names.

use std::collections::HashMap;

use domain::people::Team;
use domain::{ConnectionId, Day, Email, UserId};

use super::Index;
use super::codes::HandleRef;

/// Names and teams by what a row says of its person. Made once, asked for each row.
#[derive(Debug)]
pub struct Directory<'a> {
    index: &'a Index,
    /// The display name of each person who has one.
    names: HashMap<usize, &'a str>,
}

/// Somebody who is named by a row.
#[derive(Clone, Copy, Debug)]
pub struct Someone<'a> {
    index: &'a Index,
    person: usize,
    name: Option<&'a str>,
}

impl Index {
    /// The directory of everybody who has a row or stands on the roster.
    pub fn directory(&self) -> Directory<'_> {
        let people = &self.derived().people;
        let mut names = HashMap::new();
        for person in &self.roster.people {
            let handle = self.handles.find(&HandleRef::Email(&person.email));
            if let (Some(found), Some(name)) = (handle.and_then(|code| people.of_handle(code)), &person.name) {
                // Of several entries of one person the first in the roster's order that has a name decides.
                names.entry(found).or_insert(name.as_str());
            }
        }
        Directory { index: self, names }
    }
}

impl<'a> Directory<'a> {
    /// The person whom a row of a connection names; `None` where it names nobody, or somebody who is not known yet.
    pub fn find(&self, connection: ConnectionId, user: Option<&UserId>, email: Option<&Email>) -> Option<Someone<'a>> {
        let handles = &self.index.handles;
        let by_email = email.and_then(|email| handles.find(&HandleRef::Email(email)));
        let by_user = || user.and_then(|user| handles.find(&HandleRef::User(connection, user)));
        let people = &self.index.derived().people;
        let person = by_email.and_then(|code| people.of_handle(code));
        let person = person.or_else(|| by_user().and_then(|code| people.of_handle(code)))?;
        Some(Someone { index: self.index, person, name: self.names.get(&person).copied() })
    }
}

impl<'a> Someone<'a> {
    /// The display name, where the roster gives one.
    pub fn name(&self) -> Option<&'a str> {
        self.name
    }

    /// The team on a day; `None` where it is none.
    pub fn team(&self, day: Day) -> Option<&'a Team> {
        let people = &self.index.derived().people;
        people.teams.get(people.on(self.person, day.number()).team as usize)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::fact::{DayRows, ReviewRow};
    use domain::people::{Membership, Person, Roster};
    use domain::{Dataset, DayState, TeamSlug};

    fn row(day: Day, user: Option<&str>, email: Option<&str>) -> ReviewRow {
        let email = email.map(|email| email.parse().unwrap());
        ReviewRow { day, user_id: user.map(UserId::new), email, reviews: 1, comments: 0, p0: 0, p1: 0, p2: 0 }
    }

    #[test]
    fn a_person_is_found_by_id_and_by_address_with_the_team_of_the_day() {
        let (one, two) = (Day::from_number(20_000), Day::from_number(20_010));
        let team = |slug: &str| Team { slug: TeamSlug::new(slug), title: slug.to_uppercase(), parent: None };
        let member = |slug: &str, from, to| Membership { team: Some(TeamSlug::new(slug)), from, to };
        let ada = Person {
            email: "ada@example.com".parse().unwrap(),
            name: Some("Ada".to_owned()),
            memberships: vec![member("a", None, Some(two.previous())), member("b", Some(two), None)],
        };
        let roster = Roster { teams: vec![team("a"), team("b")], people: vec![ada] };
        let mut index = Index::empty();
        index.set_roster(&roster, 1);
        let connection = ConnectionId::new(1);
        let rows = vec![row(one, Some("u-1"), Some("ada@example.com")), row(one, Some("u-2"), None)];
        index.replace_day(connection, Dataset::CodeReviews, one, DayState::Settled, &DayRows::Reviews(rows));
        let directory = index.directory();
        let by_id = directory.find(connection, Some(&UserId::new("u-1")), None).unwrap();
        assert_eq!((by_id.name(), by_id.team(one).unwrap().slug.as_str()), (Some("Ada"), "a"));
        assert_eq!(by_id.team(two).unwrap().title, "B");
        let by_email = directory.find(ConnectionId::new(9), None, Some(&"ada@example.com".parse().unwrap())).unwrap();
        assert_eq!(by_email.name(), Some("Ada"));
        let stranger = directory.find(connection, Some(&UserId::new("u-2")), None).unwrap();
        assert!(stranger.name().is_none() && stranger.team(one).is_none());
        assert!(directory.find(ConnectionId::new(9), Some(&UserId::new("u-1")), None).is_none());
        assert!(directory.find(connection, None, None).is_none());
    }
}
