//! The rollout of Codex as a list to tick: who looks after what, until when, and what is done. What the archive can
//! see by itself is ticked by it.

mod items;

use serde::{Deserialize, Serialize};

pub use self::items::ITEMS;
use crate::day::Day;
use crate::guide::Stamp;

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Who is in charge.
    Owners,
    /// Who gets in, and to what.
    Access,
    /// What Codex may do.
    Policy,
    /// Where the code is.
    Code,
    /// How it goes on.
    Running,
    /// Whether it works.
    Check,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 6] = [Self::Owners, Self::Access, Self::Policy, Self::Code, Self::Running, Self::Check];

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Owners => "Who is in charge",
            Self::Access => "Who gets in",
            Self::Policy => "What Codex may do",
            Self::Code => "Where the code is",
            Self::Running => "How it goes on",
            Self::Check => "Whether it works",
        }
    }
}

/// What the archive can see by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    /// The first day with a client on somebody's own machine.
    Local,
    /// The first day with a client in the cloud.
    Cloud,
    /// The first day with a code review.
    Review,
    /// The first day of each team.
    Teams,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The stable name.
    pub name: &'static str,
    /// The part it is in.
    pub part: Part,
    /// What is to be done.
    pub title: &'static str,
    /// How, or why.
    pub how: &'static str,
    /// By what the archive sees that it is done. Nobody ticks such an item.
    pub sight: Option<Sight>,
}

impl Item {
    /// The item of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ITEMS.iter().find(|item| item.name == name)
    }
}

/// What is kept of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who looks after it; empty for nobody yet.
    pub owner: String,
    /// Until when.
    pub due: Option<Day>,
    /// By whom it was ticked, and when.
    pub done: Option<Stamp>,
}

impl Entry {
    /// Longest owner, in characters.
    pub const LONGEST: usize = 80;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn items_have_names_of_their_own_and_stand_by_part() {
        let names: BTreeSet<&str> = ITEMS.iter().map(|item| item.name).collect();
        assert_eq!(names.len(), ITEMS.len());
        let places: Vec<usize> =
            ITEMS.iter().filter_map(|item| Part::ALL.iter().position(|part| *part == item.part)).collect();
        assert!(places.is_sorted(), "the list is in the order of its parts");
        assert!(Part::ALL.iter().all(|part| ITEMS.iter().any(|item| item.part == *part)));
        assert!(ITEMS.iter().all(|item| Item::named(item.name) == Some(item)));
        assert_eq!(Item::named("nothing"), None);
    }
}
