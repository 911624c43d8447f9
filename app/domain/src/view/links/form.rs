//! The form of a link: what is typed about it, and how that stands in an address, from which the form is filled again.
//!
//! An address speaks the grammar of pages ([`PageQuery`]) and says the rest of the form besides. With `typed=1` it says
//! all that was typed, and what it leaves out is empty; without it fields begin as they do in a new form. A password
//! never stands in an address.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::LinkRow;
use crate::client::ClientFilter;
use crate::day::Day;
use crate::link::{LinkPage, Origin, Part, USUAL_DAYS};
use crate::query::{PageQuery, RangeChoice};

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
    /// Whether there is to be no password.
    pub no_password: bool,
    /// Whether a password was typed before, which no address keeps: it has to be typed again.
    pub again: bool,
    /// Origins that may embed it, one a line.
    pub embed: String,
    /// Whether chats may show a picture of it.
    pub picture: bool,
}

impl fmt::Debug for LinkForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkForm").field("page", &self.page).field("label", &self.label).finish_non_exhaustive()
    }
}

/// No more of a form stands in an address: browsers and proxies have limits.
const LONGEST: usize = 3_000;
/// Says that an address holds all of a form.
const TYPED: &str = "typed";

impl LinkForm {
    /// A new form for a page, as it would be shown in this state.
    pub fn of_page(page: LinkPage, query: &PageQuery, today: Day) -> Self {
        let filter = &query.filter;
        let told = |text: Option<&str>| text.filter(|_| page != LinkPage::Reviews).unwrap_or_default().to_owned();
        Self {
            page: page.key().to_owned(),
            parts: keys(page.parts()),
            label: page.title().to_owned(),
            team: filter.team.as_ref().map(ToString::to_string).unwrap_or_default(),
            client: told(filter.client.as_ref().map(ClientFilter::key)),
            model: told(filter.model.as_deref()),
            connection: filter.connection.as_ref().map(ToString::to_string).unwrap_or_default(),
            compare: query.compare,
            ends: today.plus(USUAL_DAYS).to_string(),
            ..Self::default()
        }
        .showing(query.range, today)
    }

    /// The form of a link as it is kept.
    pub fn of_link(row: &LinkRow, today: Day) -> Self {
        let contract = &row.contract;
        let query = PageQuery { filter: contract.filter.clone(), compare: contract.compare, ..PageQuery::default() };
        let embed: Vec<&str> = contract.embed.iter().map(Origin::as_str).collect();
        let window = contract.window.map(|window| match window {
            RangeChoice::Preset(preset) => preset.key(),
            RangeChoice::Days(_) => "",
        });
        Self {
            revision: Some(row.revision),
            parts: keys(&contract.parts),
            label: contract.label.clone(),
            window: window.unwrap_or_default().to_owned(),
            small_groups: contract.small_groups,
            names_owner: contract.names_owner,
            // A last day that is over has to be chosen anew.
            ends: row.ends.filter(|ends| *ends >= today).map(|ends| ends.to_string()).unwrap_or_default(),
            embed: embed.join("\n"),
            picture: contract.picture,
            ..Self::of_page(contract.page, &query, today)
        }
        .showing(contract.range, today)
    }

    fn showing(self, range: RangeChoice, today: Day) -> Self {
        let days = range.resolve(today, None);
        let key = match range {
            RangeChoice::Preset(preset) => preset.key(),
            RangeChoice::Days(_) => "days",
        };
        Self { range: key.to_owned(), from: days.from().to_string(), to: days.to().to_string(), ..self }
    }

    /// What was typed, as an address keeps it; `None` where that would be too long for one.
    pub fn to_query(&self) -> Option<String> {
        let mut form = self.clone();
        form.again |= !form.password.is_empty();
        let mut pairs = vec![(TYPED, "1".to_owned())];
        pairs.extend(form.revision.map(|revision| ("revision", revision.to_string())));
        pairs.push(("parts", form.parts.join(" ")));
        pairs.extend(form.texts().map(|(key, text)| (key, std::mem::take(text))));
        pairs.extend(form.boxes().into_iter().filter(|(_, on)| **on).map(|(key, _)| (key, "1".to_owned())));
        pairs.retain(|(_, value)| !value.is_empty());
        serde_urlencoded::to_string(pairs).ok().filter(|query| query.len() <= LONGEST)
    }

    /// What an address keeps of a form; `None` where it keeps none.
    pub fn of_query(query: &str) -> Option<Self> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
        pairs.iter().find(|(key, value)| key == TYPED && value == "1")?;
        let mut form = Self::default();
        for (key, value) in pairs {
            match key.as_str() {
                "revision" => form.revision = value.parse().ok(),
                "parts" => form.parts = value.split(' ').map(ToOwned::to_owned).collect(),
                key => form.put(key, value),
            }
        }
        Some(form)
    }

    fn put(&mut self, key: &str, value: String) {
        if let Some((_, text)) = self.texts().into_iter().find(|(name, _)| *name == key) {
            *text = value;
        } else if let Some((_, on)) = self.boxes().into_iter().find(|(name, _)| *name == key) {
            *on = value == "1";
        }
    }

    /// What is typed, by its name in an address.
    fn texts(&mut self) -> [(&'static str, &mut String); 12] {
        [
            ("page", &mut self.page),
            ("label", &mut self.label),
            ("team", &mut self.team),
            ("client", &mut self.client),
            ("model", &mut self.model),
            ("connection", &mut self.connection),
            ("range", &mut self.range),
            ("from", &mut self.from),
            ("to", &mut self.to),
            ("window", &mut self.window),
            ("ends", &mut self.ends),
            ("embed", &mut self.embed),
        ]
    }

    /// What is ticked, by its name in an address.
    fn boxes(&mut self) -> [(&'static str, &mut bool); 6] {
        [
            ("compare", &mut self.compare),
            ("small_groups", &mut self.small_groups),
            ("names_owner", &mut self.names_owner),
            ("no_password", &mut self.no_password),
            ("picture", &mut self.picture),
            ("again", &mut self.again),
        ]
    }
}

fn keys(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|part| part.key().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::query::Preset;

    fn today() -> Day {
        "2026-11-20".parse().unwrap()
    }

    fn typed() -> LinkForm {
        let owned = str::to_owned;
        LinkForm {
            revision: Some(3),
            page: owned("credits"),
            parts: vec![owned("headline"), owned("why")],
            label: owned("Ünï & co = 100 %"),
            team: owned("web"),
            client: owned("CODEX_CLI"),
            model: owned("gpt-5:fast"),
            connection: owned("Acme North"),
            range: owned("days"),
            from: owned("2026-11-02"),
            to: owned("not a day"),
            window: owned("90d"),
            compare: true,
            small_groups: true,
            names_owner: true,
            ends: owned("2027-01-01"),
            password: String::new(),
            no_password: true,
            again: true,
            embed: owned("https://wiki.example.com\nhttps://*"),
            picture: true,
        }
    }

    #[test]
    fn an_address_keeps_all_that_was_typed() {
        for form in [typed(), LinkForm::default(), LinkForm { parts: vec!["why".to_owned()], ..LinkForm::default() }] {
            let query = form.to_query().unwrap();
            assert_eq!(LinkForm::of_query(&query).unwrap(), form, "{query}");
        }
        assert_eq!(LinkForm::of_query("new=credits&team=web"), None, "a new form begins as new forms do");
        assert_eq!(LinkForm { label: "x".repeat(9_999), ..typed() }.to_query(), None);
    }

    #[test]
    fn an_address_keeps_that_there_was_a_password_and_not_which() {
        let form = LinkForm { password: "four unrelated words".to_owned(), again: false, ..typed() };
        let query = form.to_query().unwrap();
        assert!(!query.contains("unrelated"), "{query}");
        let back = LinkForm::of_query(&format!("{query}&password=of+an+address")).unwrap();
        assert_eq!(back, LinkForm { password: String::new(), again: true, ..form });
    }

    #[test]
    fn a_new_form_begins_with_the_page_as_it_was_looked_at() {
        let query = PageQuery::parse("team=web&client=ide&connection=Acme&range=90d&compare=1&show=credits&by=week");
        let form = LinkForm::of_page(LinkPage::Overview, &query, today());
        assert_eq!((form.team.as_str(), form.client.as_str(), form.connection.as_str()), ("web", "ide", "Acme"));
        assert_eq!((form.range.as_str(), form.compare, form.ends.as_str()), ("90d", true, "2027-02-18"));
        assert_eq!(form.parts, ["headline", "figures", "course", "clients", "money", "pace", "teams", "why"]);
        let frozen = PageQuery::parse("from=2026-11-02&to=2026-11-08&model=gpt-5");
        let form = LinkForm::of_page(LinkPage::Reviews, &frozen, today());
        assert_eq!((form.range.as_str(), form.from.as_str(), form.to.as_str()), ("days", "2026-11-02", "2026-11-08"));
        assert_eq!(form.model, "", "reviews are not told by model");
        let usual = LinkForm::of_page(LinkPage::Team, &PageQuery::default(), today());
        assert_eq!(
            (usual.range.as_str(), usual.from.as_str(), usual.compare),
            (Preset::Month.key(), "2026-10-24", false)
        );
    }
}
