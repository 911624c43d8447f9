//! Links of the small organisation, and a port that keeps them as they are.

use app::AppError;
use app::backend::{Caller, Links};
use async_trait::async_trait;
use domain::link::{Contract, LinkPage, Part};
use domain::sync::Moment;
use domain::view::{Choice, LinkForm, LinkRow, LinkState, LinksView};
use domain::{Filter, LinkId, Preset, RangeChoice, TeamSlug};

use super::Fake;
use super::sample::day;

/// What the links of the organisation show.
pub fn contract() -> Contract {
    Contract {
        label: "Platform, “weekly” <b>".to_owned(),
        page: LinkPage::Credits,
        parts: vec![Part::Headline, Part::Figures, Part::Why],
        filter: Filter { team: Some(TeamSlug::new("platform")), ..Filter::default() },
        range: RangeChoice::Preset(Preset::Ninety),
        window: Some(RangeChoice::Preset(Preset::Year)),
        compare: true,
        small_groups: true,
        names_owner: true,
        embed: vec!["https://wiki.example.com".parse().unwrap()],
        picture: false,
    }
}

/// The page `/links`.
pub fn links() -> LinksView {
    let row = |n: &str, contract: Contract, state| LinkRow {
        id: LinkId::new(n.repeat(32)),
        owner: "alex@example.com".parse().unwrap(),
        mine: true,
        path: format!("/s/{}", n.repeat(43)),
        contract,
        team: Some("Platform".to_owned()),
        ends: Some(day("2027-02-18")),
        revision: 0,
        password: false,
        state,
        opened: 0,
        last_opened: None,
    };
    let plain = Contract { label: "All of it".to_owned(), page: LinkPage::Overview, embed: Vec::new(), ..contract() };
    let choice = |key: &str, title: &str| Choice { key: key.to_owned(), title: title.to_owned() };
    let now = Moment(1_795_176_000);
    LinksView {
        today: day("2026-11-20"),
        now,
        everybody: true,
        whole: true,
        endless: false,
        origin: Some("https://uptake.example.com".to_owned()),
        teams: vec![choice("platform", "Platform"), choice("web", "Web")],
        clients: vec![choice("CODEX_CLI", "CLI")],
        models: vec![choice("gpt-5", "gpt-5")],
        connections: vec![choice("Acme", "Acme")],
        links: vec![
            LinkRow { opened: 1_204, last_opened: Some(Moment(now.0 - 180)), ..row("a", contract(), LinkState::Open) },
            LinkRow { password: true, ends: None, ..row("b", plain, LinkState::Withheld) },
        ],
    }
}

#[async_trait]
impl Links for Fake {
    async fn list(&self, _: &Caller) -> Result<LinksView, AppError> {
        Ok(links())
    }

    async fn make(&self, _: &Caller, form: LinkForm) -> Result<(), AppError> {
        (self.link)(form)
    }

    async fn change(&self, _: &Caller, _: &str, form: LinkForm) -> Result<(), AppError> {
        (self.link)(form)
    }

    async fn rotate(&self, _: &Caller, _: &str) -> Result<(), AppError> {
        Ok(())
    }

    async fn revoke(&self, _: &Caller, _: &str) -> Result<(), AppError> {
        Ok(())
    }

    async fn revoke_of(&self, _: &Caller, _: &str) -> Result<(), AppError> {
        Ok(())
    }

    async fn revoke_all(&self, _: &Caller) -> Result<(), AppError> {
        Ok(())
    }
}
