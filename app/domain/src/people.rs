//! The roster: who belongs to which team, and since when. Teams come from a CSV that the organisation owns.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::{Email, TeamSlug};

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Team {
    /// Its key in URLs and in the API.
    pub slug: TeamSlug,
    /// Its title for people.
    pub title: String,
    /// The team it is part of.
    pub parent: Option<TeamSlug>,
}

/// Someone on the roster.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The address by which rows find the person.
    pub email: Email,
    /// Display name where the roster gives one.
    pub name: Option<String>,
    /// Which team when; memberships of one person do not overlap.
    pub memberships: Vec<Membership>,
}

/// A stretch of days that a person spends in a team, or on the roster without a team.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// The team; absent means on the roster and in no team.
    pub team: Option<TeamSlug>,
    /// First day; absent means since always.
    pub from: Option<Day>,
    /// Last day, included; absent means still.
    pub to: Option<Day>,
}

impl Membership {
    /// Whether the membership covers the day.
    pub fn covers(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Person {
    /// The membership that covers the day: on the roster then, and in which team.
    pub fn membership_on(&self, day: Day) -> Option<&Membership> {
        self.memberships.iter().find(|membership| membership.covers(day))
    }
}

/// Everybody and every team, at one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Teams, in the order of their titles.
    pub teams: Vec<Team>,
    /// People, in the order of their addresses.
    pub people: Vec<Person>,
}
