//! Whose row is it, what is that person called, and in which team on a day? For whoever writes rows out one by one;
//! figures are computed from codes and need no names.

use domain::people::Team;
use domain::{ConnectionId, Day, Email, TeamSlug, UserId};

use super::Index;
use super::codes::HandleRef;

/// Somebody who is named by a row.
#[derive(Clone, Copy, Debug)]
pub struct Someone<'a> {
    index: &'a Index,
    person: usize,
}

impl Index {
    /// The person whom a row of a connection names; `None` where it names nobody, or somebody who is not known yet.
    pub fn someone(
        &self,
        connection: ConnectionId,
        user: Option<&UserId>,
        email: Option<&Email>,
    ) -> Option<Someone<'_>> {
        let people = &self.derived().people;
        let person = |handle: HandleRef<'_>| people.of_handle(self.handles.find(&handle)?);
        let by_email = email.and_then(|email| person(HandleRef::Email(email.as_str())));
        let found = by_email.or_else(|| person(HandleRef::User(connection, user?.as_str())));
        found.map(|person| Someone { index: self, person })
    }

    /// A team of the roster by its slug, with all teams below it; `no-team` included. `None` where there is no such
    /// team.
    pub fn teams_under(&self, slug: &TeamSlug) -> Option<Vec<TeamSlug>> {
        let people = &self.derived().people;
        let covered = people.covered_by(people.team_named(slug)?);
        let named =
            |code: &u32| people.teams.get(*code as usize).map_or_else(|| slug.clone(), |team| team.slug.clone());
        Some(covered.iter().map(named).collect())
    }
}

impl<'a> Someone<'a> {
    /// The display name, where the roster gives one.
    pub fn name(&self) -> Option<&'a str> {
        let entry = self.index.derived().people.entry(self.person)?;
        self.index.roster.people.get(entry)?.name.as_deref()
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
    use domain::{Dataset, DayState};

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
        let by_id = index.someone(connection, Some(&UserId::new("u-1")), None).unwrap();
        assert_eq!((by_id.name(), by_id.team(one).unwrap().slug.as_str()), (Some("Ada"), "a"));
        assert_eq!(by_id.team(two).unwrap().title, "B");
        let by_email = index.someone(ConnectionId::new(9), None, Some(&"ada@example.com".parse().unwrap())).unwrap();
        assert_eq!(by_email.name(), Some("Ada"));
        let stranger = index.someone(connection, Some(&UserId::new("u-2")), None).unwrap();
        assert!(stranger.name().is_none() && stranger.team(one).is_none());
        assert!(index.someone(ConnectionId::new(9), Some(&UserId::new("u-1")), None).is_none());
        assert!(index.someone(connection, None, None).is_none());
        assert_eq!(index.teams_under(&TeamSlug::new("a")), Some(vec![TeamSlug::new("a")]));
        assert_eq!(index.teams_under(&TeamSlug::new(TeamSlug::NO_TEAM)).map(|teams| teams.len()), Some(1));
        assert_eq!(index.teams_under(&TeamSlug::new("none")), None);
    }
}
