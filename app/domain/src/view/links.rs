//! The page `/links`, and its form as it was typed.

mod form;

use serde::{Deserialize, Serialize};

use super::page::Choice;
use crate::day::Day;
use crate::ids::{Email, LinkId};
use crate::link::Contract;
use crate::sync::Moment;

pub use self::form::LinkForm;

/// How a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It opens.
    Open,
    /// Its time is over.
    Over,
    /// Its owner may not share this any more, so that it does not open.
    Withheld,
    /// The secret key file is not the one under which it was made, so that no link opens.
    Sealed,
}

/// One link, for whoever manages it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Its key.
    pub id: LinkId,
    /// Whose it is.
    pub owner: Email,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// Where it leads: the path, with the token in it; empty where it is sealed.
    pub path: String,
    /// What it shows.
    pub contract: Contract,
    /// The title of the team that it is narrowed to.
    pub team: Option<String>,
    /// The last day on which it works; `None` where it does not end.
    pub ends: Option<Day>,
    /// How often what it shows was changed.
    pub revision: u32,
    /// Whether it asks for a password.
    pub password: bool,
    /// How it is.
    pub state: LinkState,
    /// How often it was opened.
    pub opened: u64,
    /// When it was last opened.
    pub last_opened: Option<Moment>,
}

/// The page `/links`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinksView {
    /// The running day.
    pub today: Day,
    /// The present moment.
    pub now: Moment,
    /// Whether the links are those of everybody.
    pub everybody: bool,
    /// Whether a link may be narrowed to no team: who leads teams shares those alone.
    pub whole: bool,
    /// Whether a link may never end.
    pub endless: bool,
    /// Under which origin people reach this installation, where it is known.
    pub origin: Option<String>,
    /// Teams that can be shared.
    pub teams: Vec<Choice>,
    /// Clients to narrow to, most credits first.
    pub clients: Vec<Choice>,
    /// Models to narrow to, most credits first.
    pub models: Vec<Choice>,
    /// Connections to narrow to.
    pub connections: Vec<Choice>,
    /// The links, the newest first.
    pub links: Vec<LinkRow>,
}
