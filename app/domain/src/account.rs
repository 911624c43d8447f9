//! Who may do what: roles of people and scopes of API tokens. The *checks* are in the backend;
//! this is only the vocabulary, with the one table of what a role includes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a signed-in person is to Uptake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Connects workspaces, manages accounts and settings, sees persons.
    Admin,
    /// Sees every team, no persons.
    Leader,
    /// Sees the organisation and shares links of own teams.
    TeamLead,
    /// Sees the organisation.
    Member,
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a role: use admin, leader, team-lead or member")]
pub struct NotARole(pub String);

impl Role {
    /// Every role, most rights first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Leader, Self::TeamLead, Self::Member];

    /// The name on the command line and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Leader => "leader",
            Self::TeamLead => "team-lead",
            Self::Member => "member",
        }
    }

    /// May manage connections, accounts and settings.
    pub fn administers(self) -> bool {
        self == Self::Admin
    }

    /// May say what happened on a day, for everyone who reads the charts.
    pub fn annotates(self) -> bool {
        matches!(self, Self::Admin | Self::Leader)
    }

    /// May share links: admins and leaders of anything they may see, team leads of their own teams.
    pub fn shares(self) -> bool {
        self != Self::Member
    }

    /// May see single persons and groups below the floor.
    pub fn sees_persons(self) -> bool {
        self == Self::Admin
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| NotARole(text.to_owned()))
    }
}

/// What an API token may do. Scopes contain each other: admin > persons > read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reads aggregates, under the floor.
    Read,
    /// Reads per-person rows and groups of any size.
    Persons,
    /// Besides, starts syncs and changes settings.
    Admin,
}

/// A text that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a scope: use read, persons or admin")]
pub struct NotAScope(pub String);

impl Scope {
    /// Every scope, narrowest first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Persons, Self::Admin];

    /// The name on the command line and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Persons => "persons",
            Self::Admin => "admin",
        }
    }

    /// Whether this scope includes `needed`.
    pub fn includes(self, needed: Self) -> bool {
        self >= needed
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scope {
    type Err = NotAScope;

    fn from_str(text: &str) -> Result<Self, NotAScope> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(|| NotAScope(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_round_trip() {
        assert!(Role::ALL.iter().all(|role| role.name().parse::<Role>().unwrap() == *role));
        assert!(Scope::ALL.iter().all(|scope| scope.name().parse::<Scope>().unwrap() == *scope));
        assert!("owner".parse::<Role>().is_err());
    }

    #[test]
    fn scopes_contain_each_other() {
        assert!(Scope::Admin.includes(Scope::Persons) && Scope::Persons.includes(Scope::Read));
        assert!(!Scope::Read.includes(Scope::Persons));
    }
}
