//! One row a person, for those who may see persons.

use serde::{Deserialize, Serialize};

use super::answer::PointState;
use super::page::Frame;
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

impl PersonBand {
    /// Every band, most active first.
    pub const ALL: [Self; 5] = [Self::Power, Self::Regular, Self::Light, Self::Dormant, Self::Never];

    /// The name in the API and in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Power => "power",
            Self::Regular => "regular",
            Self::Light => "light",
            Self::Dormant => "dormant",
            Self::Never => "never",
        }
    }
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
    /// By display name, or by address where there is none; capital letters or not. Who has neither comes last.
    Name,
    /// By the team's title, those without a team last; within a team by name.
    Team,
    /// Most frequent users first, then by address.
    Band,
    /// Most threads of the range first, then by address.
    Threads,
    /// Most turns of the range first, then by address.
    Turns,
}

impl PeopleOrder {
    /// Every order.
    pub const ALL: [Self; 9] = [
        Self::Key,
        Self::Credits,
        Self::ActiveDays,
        Self::LastDay,
        Self::Name,
        Self::Team,
        Self::Band,
        Self::Threads,
        Self::Turns,
    ];

    /// The name in the API and in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Credits => "credits",
            Self::ActiveDays => "active_days",
            Self::LastDay => "last_day",
            Self::Name => "name",
            Self::Team => "team",
            Self::Band => "band",
            Self::Threads => "threads",
            Self::Turns => "turns",
        }
    }

    /// Whether the least comes first.
    pub fn ascends(self) -> bool {
        matches!(self, Self::Key | Self::Name | Self::Team)
    }
}

/// Which people, in which order: by name unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PeopleChoice {
    /// The order.
    pub order: PeopleOrder,
    /// Only those of a band.
    pub band: Option<PersonBand>,
    /// Only those whose name or address has this in it.
    pub find: Option<String>,
}

impl Default for PeopleChoice {
    fn default() -> Self {
        Self { order: PeopleOrder::Name, band: None, find: None }
    }
}

/// Some rows of those that the question finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// How many people there are in all.
    pub total: u32,
    /// How many there are of each band before one was chosen or a name looked for.
    pub bands: Vec<(PersonBand, u32)>,
    /// The same of those who stand on the roster on the range's last day; `None` where nobody does.
    pub rostered: Option<Vec<(PersonBand, u32)>>,
    /// How far sums over the range can be trusted.
    pub range_state: PointState,
    /// How far activity of the 28 days can be trusted.
    pub window_state: PointState,
    /// The rows asked for.
    pub rows: Vec<PersonRow>,
}

/// The page `/people`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleView {
    /// What is around.
    pub frame: Frame,
    /// The page of rows that is shown, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// Its rows.
    pub people: People,
}

impl PeopleView {
    /// So many rows stand on a page of the list.
    pub const ROWS: u32 = 50;
}

/// What a person did in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonBucket {
    /// The day that names the bucket.
    pub start: Day,
    /// How far it can be trusted; in a gap nothing is known, whatever the numbers say.
    pub state: PointState,
    /// Credits.
    pub credits: Credits,
    /// Threads.
    pub threads: i64,
    /// Turns.
    pub turns: i64,
}

/// A client's or a model's part of what a person did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPart {
    /// The client's id, the model's key, or `unattributed`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Credits; negative only in `unattributed`.
    pub credits: Credits,
    /// Threads; models have none.
    pub threads: i64,
    /// Turns; models have none.
    pub turns: i64,
}

/// One person's use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonUsage {
    /// The person, and sums over the range.
    pub row: PersonRow,
    /// How far sums over the range can be trusted.
    pub range_state: PointState,
    /// How far activity of the 28 days can be trusted.
    pub window_state: PointState,
    /// The range in buckets.
    pub buckets: Vec<PersonBucket>,
    /// The days of the range up to today, a year at most.
    pub days: Vec<PersonBucket>,
    /// By client, most credits first.
    pub clients: Vec<PersonPart>,
    /// By model, most credits first; empty within a client.
    pub models: Vec<PersonPart>,
}

/// The page `/people/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonView {
    /// What is around.
    pub frame: Frame,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whether it was asked for as the reader's own, and not by name.
    pub me: bool,
    /// The person's use; `None` where the reader's address is not known.
    pub usage: Option<PersonUsage>,
}
