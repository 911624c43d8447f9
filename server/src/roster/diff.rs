//! What one roster has that another has not, as people read it before they agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::people::{Person, Roster};
use domain::{Day, Email, TeamSlug};

/// What happened to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Is on the roster from now on.
    Added {
        /// Who.
        email: Email,
        /// The team's title; `None` is no team.
        team: Option<String>,
    },
    /// Is in another team, or the dates have changed.
    Moved {
        /// Who.
        email: Email,
        /// The team of today before.
        before: Option<String>,
        /// The team of today after.
        after: Option<String>,
    },
    /// Leaves the roster with yesterday.
    Removed {
        /// Who.
        email: Email,
        /// The team until then.
        team: Option<String>,
    },
    /// Has another name.
    Renamed {
        /// Who.
        email: Email,
        /// The name now.
        name: String,
    },
}

/// Everything that a file changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// People, in the order of their addresses.
    pub people: Vec<Change>,
    /// Titles of new teams.
    pub teams_added: Vec<String>,
    /// Titles of teams that nobody was ever in, any more.
    pub teams_removed: Vec<String>,
    /// Titles of teams that have another parent.
    pub teams_moved: Vec<String>,
    /// People who stay as they are.
    pub unchanged: usize,
}

impl Diff {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
            && self.teams_added.is_empty()
            && self.teams_removed.is_empty()
            && self.teams_moved.is_empty()
    }

    /// How many people were added, moved and removed.
    pub fn counts(&self) -> (usize, usize, usize) {
        self.people.iter().fold((0, 0, 0), |(added, moved, removed), change| match change {
            Change::Added { .. } => (added + 1, moved, removed),
            Change::Moved { .. } => (added, moved + 1, removed),
            Change::Removed { .. } => (added, moved, removed + 1),
            Change::Renamed { .. } => (added, moved, removed),
        })
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titled = |team: &Option<String>| team.clone().unwrap_or_else(|| "no team".to_owned());
        for title in &self.teams_added {
            writeln!(f, "+ team {title}")?;
        }
        for title in &self.teams_moved {
            writeln!(f, "~ team {title}: another parent")?;
        }
        for title in &self.teams_removed {
            writeln!(f, "- team {title}")?;
        }
        for change in &self.people {
            match change {
                Change::Added { email, team } => writeln!(f, "+ {email}: {}", titled(team))?,
                Change::Moved { email, before, after } if before == after => {
                    writeln!(f, "~ {email}: {}, other dates", titled(after))?;
                }
                Change::Moved { email, before, after } => {
                    writeln!(f, "~ {email}: {} -> {}", titled(before), titled(after))?;
                }
                Change::Removed { email, team } => writeln!(f, "- {email}: was in {}", titled(team))?,
                Change::Renamed { email, name } => writeln!(f, "~ {email}: is called {name}")?,
            }
        }
        let (added, moved, removed) = self.counts();
        write!(f, "{added} people added, {moved} moved, {removed} removed, {} unchanged", self.unchanged)
    }
}

/// What changes from one roster to the next, seen from a day.
pub(super) fn diff(before: &Roster, after: &Roster, today: Day) -> Diff {
    let mut diff = Diff::default();
    let old: BTreeMap<&Email, &Person> = before.people.iter().map(|person| (&person.email, person)).collect();
    let new: BTreeMap<&Email, &Person> = after.people.iter().map(|person| (&person.email, person)).collect();
    let on = |roster: &Roster, person: &Person| {
        let slug = person.membership_on(today).and_then(|one| one.team.clone())?;
        roster.teams.iter().find(|team| team.slug == slug).map(|team| team.title.clone())
    };
    let is_on = |person: &Person| person.memberships.iter().any(|one| one.to.is_none_or(|to| to >= today));
    for email in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (old.get(*email).copied(), new.get(*email).copied());
        let (was_on, on_now) = (was.is_some_and(is_on), is.is_some_and(is_on));
        let team = |roster, person: Option<&Person>| person.and_then(|person| on(roster, person));
        let email = (*email).clone();
        if on_now && !was_on {
            diff.people.push(Change::Added { email, team: team(after, is) });
        } else if was_on && !on_now {
            diff.people.push(Change::Removed { email, team: team(before, was) });
        } else if was.map(|one| &one.memberships) != is.map(|one| &one.memberships) {
            diff.people.push(Change::Moved { email, before: team(before, was), after: team(after, is) });
        } else if let Some(name) =
            is.filter(|is| was.is_none_or(|was| was.name != is.name)).and_then(|is| is.name.clone())
        {
            diff.people.push(Change::Renamed { email, name });
        } else if on_now {
            diff.unchanged += 1;
        }
    }
    let teams = |roster: &Roster| -> BTreeMap<String, Option<TeamSlug>> {
        roster.teams.iter().map(|team| (team.title.clone(), team.parent.clone())).collect()
    };
    let (old, new) = (teams(before), teams(after));
    diff.teams_added = new.keys().filter(|title| !old.contains_key(*title)).cloned().collect();
    diff.teams_removed = old.keys().filter(|title| !new.contains_key(*title)).cloned().collect();
    let moved = new.iter().filter(|(title, parent)| old.get(*title).is_some_and(|before| before != *parent));
    diff.teams_moved = moved.map(|(title, _)| title.clone()).collect();
    diff
}
