//! The pages `/teams` and `/teams/{slug}`: teams side by side, and one team that stands for itself.

use serde::{Deserialize, Serialize};

use super::answer::{Bands, Figure, MetricAnswer, ReviewBasis, ShareInterval};
use super::credits::Fact;
use super::money::CreditChange;
use super::page::{Choice, Frame, Kpi, TeamRow};

/// A column of the table of teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamColumn {
    /// The team's title.
    Team,
    /// People active in the range.
    Active,
    /// People on the roster.
    Roster,
    /// Adoption.
    Adoption,
    /// Change of adoption.
    Change,
    /// Credits.
    Credits,
    /// Credits per active person.
    Each,
    /// Turns per thread.
    Depth,
    /// Review comments engaged with.
    Reviews,
}

impl TeamColumn {
    /// Every column, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::Team,
        Self::Active,
        Self::Roster,
        Self::Adoption,
        Self::Change,
        Self::Credits,
        Self::Each,
        Self::Depth,
        Self::Reviews,
    ];

    /// The key in URLs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Active => "active",
            Self::Roster => "roster",
            Self::Adoption => "adoption",
            Self::Change => "change",
            Self::Credits => "credits",
            Self::Each => "each",
            Self::Depth => "depth",
            Self::Reviews => "reviews",
        }
    }
}

/// How the table of teams is sorted, where somebody chose that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TeamOrder {
    /// By which column.
    pub by: TeamColumn,
    /// Whether the largest comes first.
    pub down: bool,
}

impl TeamOrder {
    /// As it stands in the URL: the column's key, with a `-` before it where the largest comes first.
    pub fn key(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.by.key())
    }

    /// What the text in a URL says; nothing where it says no column.
    pub fn parse(text: &str) -> Option<Self> {
        let (down, key) = text.strip_prefix('-').map_or((false, text), |key| (true, key));
        TeamColumn::ALL.into_iter().find(|column| column.key() == key).map(|by| Self { by, down })
    }
}

/// One team beside the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedTeam {
    /// What the Overview tells of it, too. Its small trend is left empty.
    pub row: TeamRow,
    /// The topmost team above it; `None` where it has none.
    pub parent: Option<Choice>,
    /// Turns per thread.
    pub depth: Figure,
    /// Review comments engaged with.
    pub engagement: Figure,
    /// How sure that share is.
    pub interval: Option<ShareInterval>,
    /// How it is known which reviews are the team's; `None` where reviews were not asked for.
    pub basis: Option<ReviewBasis>,
}

/// The page `/teams`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamsView {
    /// What is around.
    pub frame: Frame,
    /// Everybody who was active: whether there is anything to show.
    pub active: Figure,
    /// Whether each team stands with the topmost team above it.
    pub parents: bool,
    /// Whether any team has a team above it, so that there is a choice.
    pub has_parents: bool,
    /// What the small charts show, one series a team in the order of the rows; the first of them where there are many.
    pub courses: MetricAnswer,
    /// How many teams have no small chart.
    pub left_out: usize,
    /// The teams: in the roster's order, each beside those with the same team above, or as they are sorted.
    pub teams: Vec<ComparedTeam>,
}

/// Who a team's page is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamName {
    /// Its key in URLs, or `no-team`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The teams above it, the topmost first.
    pub above: Vec<Choice>,
}

/// What is known of a team's reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamReviews {
    /// How it is known which reviews are the team's; `None` where the page is narrowed to what reviews do not know.
    pub basis: Option<ReviewBasis>,
    /// How it is known which comments on merged pull requests are the team's.
    pub responses: Option<ReviewBasis>,
    /// Reviews, comments, high-severity comments per review, comments on merged pull requests, and the share engaged with.
    pub facts: Vec<Fact>,
    /// How sure that share is.
    pub interval: Option<ShareInterval>,
    /// Turns of the team's own people in the clients that review, by client.
    pub surfaces: Vec<(Choice, Figure)>,
}

/// The page `/teams/{slug}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamView {
    /// What is around. Its query says nothing of the team: that is in the address.
    pub frame: Frame,
    /// Who it is about.
    pub team: TeamName,
    /// People active in the range: whether there is anything to show.
    pub active: Figure,
    /// The cards, which are the tabs of the main chart; the first is adoption.
    pub kpis: Vec<Kpi>,
    /// The main chart.
    pub main: MetricAnswer,
    /// The main chart over the period before, where comparison is on.
    pub main_previous: Option<MetricAnswer>,
    /// How often people come back.
    pub bands: Bands,
    /// New, retained, returned and lapsed people by week, in this order.
    pub flow: Vec<MetricAnswer>,
    /// Why credits moved.
    pub change: CreditChange,
    /// Credits by family of clients; `None` where the page is narrowed to a model.
    pub clients: Option<MetricAnswer>,
    /// Credits by model and speed; `None` where the page is narrowed to a client.
    pub models: Option<MetricAnswer>,
    /// What is known of its reviews.
    pub reviews: TeamReviews,
    /// The teams within it, where it has any.
    pub teams: Vec<ComparedTeam>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_stand_in_urls_and_nonsense_is_none() {
        for by in TeamColumn::ALL {
            for down in [false, true] {
                let order = TeamOrder { by, down };
                assert_eq!(TeamOrder::parse(&order.key()), Some(order));
            }
        }
        for text in ["", "-", "vibes", "--credits", "credits-"] {
            assert_eq!(TeamOrder::parse(text), None, "{text}");
        }
    }
}
