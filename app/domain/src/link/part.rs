//! Which pages a link can open, and the parts of each that its owner can leave out.

use serde::{Deserialize, Serialize};

/// A page that can be shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPage {
    /// The Overview.
    #[default]
    Overview,
    /// How many, how often, since when.
    Adoption,
    /// What was used and why that changed.
    Credits,
    /// What Codex reviewed and what came of it.
    Reviews,
    /// One team on one page.
    Team,
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The sentence at the top.
    Headline,
    /// The row of key figures.
    Figures,
    /// The main chart.
    Course,
    /// By client.
    Clients,
    /// By model.
    Models,
    /// Teams side by side.
    Teams,
    /// How often people come back.
    Bands,
    /// Who came, stayed and left, by week.
    Flow,
    /// Who was active again, by the week of the first use.
    Retention,
    /// What the credits cost.
    Money,
    /// Why credits moved.
    Why,
    /// By client and by model.
    Mix,
    /// Tokens.
    Tokens,
    /// How evenly credits spread over people.
    Spread,
    /// Pace against the budget, and the forecast.
    Pace,
    /// Days that stand out.
    Spikes,
    /// What was reviewed.
    Made,
    /// What engineers did with comments.
    Answered,
    /// Where reviews are asked for.
    Surfaces,
    /// What is known of a team's reviews.
    Reviews,
}

impl LinkPage {
    /// Every page.
    pub const ALL: [Self; 5] = [Self::Overview, Self::Adoption, Self::Credits, Self::Reviews, Self::Team];

    /// The name in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Adoption => "adoption",
            Self::Credits => "credits",
            Self::Reviews => "reviews",
            Self::Team => "team",
        }
    }

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Adoption => "Adoption",
            Self::Credits => "Credits",
            Self::Reviews => "Reviews",
            Self::Team => "One team",
        }
    }

    /// The page of a name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.key() == key)
    }

    /// Its parts, in the order of the page.
    pub fn parts(self) -> &'static [Part] {
        use Part as P;
        match self {
            Self::Overview => &[P::Headline, P::Figures, P::Course, P::Clients, P::Money, P::Pace, P::Teams, P::Why],
            Self::Adoption => {
                &[P::Headline, P::Figures, P::Course, P::Bands, P::Flow, P::Retention, P::Teams, P::Clients]
            }
            Self::Credits => &[
                P::Headline,
                P::Figures,
                P::Course,
                P::Money,
                P::Why,
                P::Teams,
                P::Mix,
                P::Tokens,
                P::Spread,
                P::Pace,
                P::Spikes,
            ],
            Self::Reviews => &[P::Headline, P::Made, P::Answered, P::Surfaces],
            Self::Team => &[
                P::Headline,
                P::Figures,
                P::Course,
                P::Bands,
                P::Flow,
                P::Why,
                P::Clients,
                P::Models,
                P::Reviews,
                P::Teams,
            ],
        }
    }
}

impl Part {
    /// The name in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Figures => "figures",
            Self::Course => "course",
            Self::Clients => "clients",
            Self::Models => "models",
            Self::Teams => "teams",
            Self::Bands => "bands",
            Self::Flow => "flow",
            Self::Retention => "retention",
            Self::Money => "money",
            Self::Why => "why",
            Self::Mix => "mix",
            Self::Tokens => "tokens",
            Self::Spread => "spread",
            Self::Pace => "pace",
            Self::Spikes => "spikes",
            Self::Made => "made",
            Self::Answered => "answered",
            Self::Surfaces => "surfaces",
            Self::Reviews => "reviews",
        }
    }

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Headline => "Headline",
            Self::Figures => "Key figures",
            Self::Course => "Main chart",
            Self::Clients => "By client",
            Self::Models => "By model",
            Self::Teams => "Teams",
            Self::Bands => "How often people come back",
            Self::Flow => "People by week",
            Self::Retention => "Who comes back",
            Self::Money => "What that costs",
            Self::Why => "Why credits moved",
            Self::Mix => "By client and by model",
            Self::Tokens => "Tokens",
            Self::Spread => "Credits per person",
            Self::Pace => "Pace and forecast",
            Self::Spikes => "Days that stand out",
            Self::Made => "What Codex reviewed",
            Self::Answered => "What engineers did with its comments",
            Self::Surfaces => "Where reviews are asked for",
            Self::Reviews => "Code reviews",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_page_have_names_of_their_own() {
        for page in LinkPage::ALL {
            assert_eq!(LinkPage::of_key(page.key()), Some(page));
            let mut keys: Vec<&str> = page.parts().iter().map(|part| part.key()).collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all, "{page:?}");
        }
        assert_eq!(LinkPage::of_key("people"), None, "persons are never shared");
    }
}
