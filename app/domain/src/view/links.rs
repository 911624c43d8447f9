//! The page `/links`, and its form as it was typed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::page::Choice;
use crate::day::Day;
use crate::ids::{Email, LinkId};
use crate::link::Contract;
use crate::sync::Moment;

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

/// What was typed about a link. `Debug` leaves the password out.
#[expect(clippy::struct_excessive_bools, reason = "each is a box of the form")]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    /// Which revision of the link the form was filled from; `None` where it does not say.
    pub revision: Option<u32>,
    /// The page's key.
    pub page: String,
    /// Keys of the parts that are shown.
    pub parts: Vec<String>,
    /// What it is called.
    pub label: String,
    /// The team's slug; empty for everyone.
    pub team: String,
    /// The client's or the family's key; empty for all.
    pub client: String,
    /// The model's key; empty for all.
    pub model: String,
    /// The connection's name; empty for all.
    pub connection: String,
    /// A preset's key, or `days`.
    pub range: String,
    /// The first of frozen days.
    pub from: String,
    /// The last of frozen days.
    pub to: String,
    /// The key of the preset within which visitors may choose days; empty where they may not.
    pub window: String,
    /// Beside the period before.
    pub compare: bool,
    /// Details of small groups.
    pub small_groups: bool,
    /// Whether visitors read whose it is.
    pub names_owner: bool,
    /// The last day on which it works; empty for never.
    pub ends: String,
    /// A new password; empty to leave it as it is.
    pub password: String,
    /// Whether the password is taken away.
    pub no_password: bool,
    /// Origins that may embed it, one a line.
    pub embed: String,
}

impl fmt::Debug for LinkForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkForm").field("page", &self.page).field("label", &self.label).finish_non_exhaustive()
    }
}
