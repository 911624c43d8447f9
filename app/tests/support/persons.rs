//! The people of the small organisation, and one of them.

use domain::view::{
    People, PeopleView, PersonBand, PersonBucket, PersonPart, PersonRow, PersonUsage, PersonView, PointState,
};
use domain::{Credits, DateRange, PageQuery};

use super::sample::{day, frame};

fn credits(whole: i64) -> Credits {
    Credits::from_micros(whole * 1_000_000)
}

/// Somebody who used so many credits.
pub fn row(key: &str, name: Option<&str>, band: PersonBand, whole: i64) -> PersonRow {
    let active = matches!(band, PersonBand::Power | PersonBand::Regular | PersonBand::Light);
    let never = band == PersonBand::Never;
    PersonRow {
        key: key.to_owned(),
        email: key.contains('@').then(|| key.to_owned()),
        name: name.map(ToOwned::to_owned),
        on_roster: true,
        team: "platform".to_owned(),
        team_title: "Platform".to_owned(),
        first_day: (!never).then(|| day("2026-09-01")),
        last_day: (!never).then(|| day(if active { "2026-11-19" } else { "2026-09-30" })),
        active_days: if active { 14 } else { 0 },
        credits: credits(whole),
        threads: whole / 10,
        turns: whole / 2,
        band,
        new: band == PersonBand::Light,
    }
}

/// The list of a query: the second of three pages of somebody's choice.
pub fn list(query: &PageQuery) -> PeopleView {
    let rows = vec![
        row("ana@example.com", Some("Ana Ruiz"), PersonBand::Power, 1250),
        row("1/user-7", None, PersonBand::Light, 3),
        row("zoe@example.com", None, PersonBand::Never, 0),
    ];
    let bands = PersonBand::ALL.into_iter().zip([30, 40, 20, 12, 18]).collect();
    let state = PointState::Provisional;
    PeopleView {
        frame: frame(query),
        page: query.page.max(1),
        pages: 3,
        people: People { total: 120, bands, rostered: None, range_state: state, window_state: state, rows },
    }
}

/// One person's page.
pub fn one(who: &str, query: &PageQuery) -> PersonView {
    let frame = frame(query);
    let bucket = |start, state| PersonBucket { start, state, credits: credits(10), threads: 1, turns: 5 };
    let buckets = frame.by.buckets(frame.range).into_iter().map(|cut| bucket(cut.start, PointState::Settled));
    let days = DateRange::ending(frame.today, 28).days().map(|day| bucket(day, PointState::Settled));
    let part = |key: &str, title: &str, whole| PersonPart {
        key: key.to_owned(),
        title: title.to_owned(),
        credits: credits(whole),
        threads: 1,
        turns: 5,
    };
    let usage = PersonUsage {
        row: row("ana@example.com", Some("Ana Ruiz"), PersonBand::Power, 1250),
        range_state: PointState::Settled,
        window_state: PointState::Settled,
        buckets: buckets.collect(),
        days: days.collect(),
        clients: vec![part("CODEX_CLI", "CLI", 1000), part("CODEX_IDE_VSCODE", "VS Code", 250)],
        models: vec![part("gpt-5.5", "gpt-5.5", 1250)],
    };
    PersonView { frame, own: who == "me" || who == "alex@example.com", me: who == "me", usage: Some(usage) }
}
