//! One row a person, for those who may see persons.

use serde::{Deserialize, Serialize};

use super::answer::PointState;
use crate::credits::Credits;
use crate::day::Day;

/// How often a person came back in the 28 days that end the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonBand {
    /// Active on more than half of the weekdays.
    Power,
    /// Active on 10 to 50 % of them.
    Regular,
    /// Active on some day, but on fewer weekdays.
    Light,
    /// Active before, but not in the 28 days.
    Dormant,
    /// No active day in the archive up to the range's end.
    Never,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// What names the person: the least e-mail address, or else the connection's key and the user's id.
    pub key: String,
    /// The address, where any row or the roster gives one.
    pub email: Option<String>,
    /// The display name, where the roster gives one.
    pub name: Option<String>,
    /// Whether the person is on the roster on the range's last day.
    pub on_roster: bool,
    /// The team on the range's last day, or `no-team`.
    pub team: String,
    /// The team's title.
    pub team_title: String,
    /// The first active day ever, up to the range's end.
    pub first_day: Option<Day>,
    /// The last active day up to the range's end.
    pub last_day: Option<Day>,
    /// Active days of the 28 that end the range, weekends included.
    pub active_days: u32,
    /// Credits over the range, whatever the team of the day.
    pub credits: Credits,
    /// Threads over the range.
    pub threads: i64,
    /// Turns over the range.
    pub turns: i64,
    /// How often the person came back.
    pub band: PersonBand,
    /// Whether the first active day lies in the 28 days.
    pub new: bool,
}

/// How rows about persons are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleOrder {
    /// By key.
    #[default]
    Key,
    /// Most credits of the range first, then by address.
    Credits,
    /// Most active days of the 28 first, then by address.
    ActiveDays,
    /// Latest active day first, then by address; those without one last.
    LastDay,
}

/// Some rows of those that the question finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// How many people there are in all.
    pub total: u32,
    /// How far sums over the range can be trusted.
    pub range_state: PointState,
    /// How far activity of the 28 days can be trusted.
    pub window_state: PointState,
    /// The rows asked for.
    pub rows: Vec<PersonRow>,
}
