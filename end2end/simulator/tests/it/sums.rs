//! The truth against the rows as they were served: read from the JSON's decimal text, people joined by id and
//! e-mail, teams read from the CSV. Nothing here is shared with the simulator's own sums.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use domain::{Credits, DateRange, Day};
use serde::Deserialize;
use serde_json::value::RawValue;
use simulator::{OrgConfig, ReviewShape, Simulator, Truth};

use crate::{Caller, small};

#[derive(Deserialize)]
struct Page {
    data: Vec<Row>,
    has_more: bool,
}

#[derive(Deserialize)]
struct Row {
    start_time: i64,
    user_id: Option<String>,
    actor: Option<Actor>,
    totals: Amounts,
    clients: Vec<Amounts>,
    models: Option<Vec<Amounts>>,
}

#[derive(Deserialize)]
struct Actor {
    user_id: String,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Amounts {
    client_id: Option<String>,
    model: Option<String>,
    speed: Option<String>,
    #[serde(default)]
    threads: i64,
    #[serde(default)]
    turns: i64,
    credits: Box<RawValue>,
    text_total_tokens: Option<u64>,
}

impl Amounts {
    fn credits(&self) -> Credits {
        Credits::from_decimal(self.credits.get()).unwrap()
    }
}

impl Row {
    fn id(&self) -> Option<&str> {
        self.user_id.as_deref().or(self.actor.as_ref().map(|actor| actor.user_id.as_str()))
    }

    fn email(&self) -> Option<String> {
        self.actor.as_ref()?.email.as_ref().map(|email| email.to_lowercase())
    }

    fn day(&self) -> Day {
        Day::from_unix(self.start_time).unwrap()
    }
}

async fn served(simulator: &Simulator) -> Vec<Row> {
    let text = Caller::of(simulator).text("usage", &[("start_time", "0"), ("limit", "30000")]).await;
    let page: Page = serde_json::from_str(&text).unwrap();
    assert!(!page.has_more);
    page.data
}

/// Team titles by e-mail: from, to, title.
type Roster = BTreeMap<String, Vec<(Option<Day>, Option<Day>, String)>>;

fn roster(csv: &str) -> Roster {
    let mut roster = Roster::new();
    for line in csv::Reader::from_reader(csv.as_bytes()).records() {
        let line = line.unwrap();
        let day = |at| Some(&line[at]).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap());
        roster.entry(line[0].to_owned()).or_default().push((day(3), day(4), line[1].to_owned()));
    }
    roster
}

fn team(roster: &Roster, email: Option<&String>, day: Day) -> String {
    let stints = email.and_then(|email| roster.get(email));
    let covers = |(from, to, _): &&(Option<Day>, Option<Day>, String)| {
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    };
    let title = stints.and_then(|stints| stints.iter().find(covers)).map(|(_, _, title)| title.as_str());
    match title {
        None | Some("") => "no-team".to_owned(),
        Some(title) => domain::TeamSlug::of_title(title).to_string(),
    }
}

/// People as an archive would know them: ids joined by their e-mails.
fn people(rows: &[Row]) -> BTreeMap<&str, String> {
    let mut names = BTreeMap::new();
    for row in rows {
        if let (Some(id), Some(email)) = (row.id(), row.email()) {
            names.insert(id, email);
        }
    }
    for id in rows.iter().filter_map(Row::id) {
        names.entry(id).or_insert_with(|| id.to_owned());
    }
    names
}

fn assert_truth(truth: &Truth, rows: &[Row], roster: &Roster) {
    let names = people(rows);
    let mut totals = (0, 0, Credits::ZERO);
    let mut clients: BTreeMap<String, Credits> = BTreeMap::new();
    let mut models: BTreeMap<String, Credits> = BTreeMap::new();
    let mut teams: BTreeMap<String, Credits> = BTreeMap::new();
    let mut persons: BTreeMap<&str, Credits> = BTreeMap::new();
    let mut days: BTreeMap<Day, (Credits, BTreeSet<&str>)> = BTreeMap::new();
    let mut last: BTreeMap<&str, (Day, String)> = BTreeMap::new();
    let (mut nobody, mut with_tokens) = (Credits::ZERO, Credits::ZERO);
    for row in rows {
        let credits = row.totals.credits();
        totals = (totals.0 + row.totals.threads, totals.1 + row.totals.turns, totals.2 + credits);
        if row.totals.text_total_tokens.is_some() {
            with_tokens += credits;
        }
        for part in &row.clients {
            *clients.entry(part.client_id.clone().unwrap()).or_default() += part.credits();
        }
        for part in row.models.iter().flatten() {
            let model = part.model.clone().unwrap();
            let key = part.speed.as_ref().map_or(model.clone(), |speed| format!("{model}:{speed}"));
            *models.entry(key).or_default() += part.credits();
        }
        let day = days.entry(row.day()).or_default();
        day.0 += credits;
        let Some(name) = row.id().and_then(|id| names.get(id)) else {
            nobody += credits;
            continue;
        };
        let team = team(roster, Some(name), row.day());
        *teams.entry(team.clone()).or_default() += credits;
        *persons.entry(name).or_default() += credits;
        if row.totals.threads + row.totals.turns > 0 {
            day.1.insert(name);
            last.insert(name, (row.day(), team));
        }
    }
    let sums = truth.totals;
    assert_eq!((sums.part.threads, sums.part.turns, sums.part.credits), totals);
    assert_eq!((sums.rows, sums.token_credits), (rows.len() as u64, with_tokens));
    assert_eq!(truth.clients.iter().map(|(id, part)| (id.clone(), part.credits)).collect::<BTreeMap<_, _>>(), clients);
    assert_eq!(truth.models, models);
    assert_eq!(truth.without_person.part.credits, nobody);
    assert_eq!(truth.unattributed.credits, totals.2 - clients.values().copied().sum());
    assert_eq!(truth.unattributed_models, totals.2 - models.values().copied().sum());
    let told = truth.teams.iter().filter(|(_, team)| team.sums.rows > 0);
    assert_eq!(told.map(|(slug, team)| (slug.clone(), team.sums.part.credits)).collect::<BTreeMap<_, _>>(), teams);
    let told: BTreeMap<&str, Credits> =
        truth.people.iter().map(|(n, person)| (n.as_str(), person.sums.part.credits)).collect();
    assert_eq!(told, persons);
    assert_eq!(truth.active_people, last.len() as u64);
    for (slug, team) in &truth.teams {
        assert_eq!(team.active_people, last.values().filter(|(_, last)| last == slug).count() as u64, "{slug}");
    }
    for day in &truth.days {
        let (credits, active) = days.get(&day.day).cloned().unwrap_or_default();
        assert_eq!((day.sums.part.credits, day.active_people), (credits, active.len() as u64), "{}", day.day);
    }
}

#[tokio::test]
async fn the_truth_is_what_the_rows_add_up_to_at_any_moment() {
    for seed in 0..6 {
        let simulator = Simulator::start(OrgConfig { seed, users: 90, ..small() }).await.unwrap();
        let roster = roster(&simulator.teams_csv());
        for hours in [0, 10, 60, 400] {
            simulator.advance_to(simulator.config().starts_at() + Duration::hours(hours));
            assert_truth(&simulator.truth(), &served(&simulator).await, &roster);
        }
    }
}

#[tokio::test]
async fn a_range_counts_distinct_people_once() {
    let simulator = Simulator::start(small()).await.unwrap();
    let truth = simulator.truth();
    let range = DateRange::ending(simulator.config().today, 14);
    let within = simulator.truth_over(range);
    assert_eq!(truth.active_people(range), within.active_people);
    assert!(within.active_people < within.days.iter().map(|day| day.active_people).sum());
    let credits: Credits = range.days().filter_map(|day| truth.day(day)).map(|day| day.sums.part.credits).sum();
    assert_eq!(credits, within.totals.part.credits);
}

#[tokio::test]
async fn only_the_last_days_are_revised() {
    let simulator = Simulator::start(small()).await.unwrap();
    let before = simulator.truth();
    let today = simulator.config().today;
    simulator.advance_to(simulator.now() + Duration::days(4));
    let after = simulator.truth();
    for day in &before.days {
        let later = after.day(day.day).unwrap();
        // Noon of today: the day that ended 72 hours ago or earlier is settled.
        if day.day < today.plus(-3) {
            assert_eq!(later, day);
        } else {
            assert!(later.sums.part.credits >= day.sums.part.credits, "{}", day.day);
        }
    }
    assert!(after.day(today).unwrap().sums.part.credits > before.day(today).unwrap().sums.part.credits);
    assert_eq!(after.days.len(), before.days.len() + 4);
    simulator.advance_to(simulator.now() + Duration::days(30));
    let (later, first) = (simulator.truth(), simulator.config().first_day());
    assert_eq!(later.day(first), after.day(first));
    assert_eq!(later.day(today), after.day(today));
}

#[tokio::test]
async fn the_organisation_has_the_oddities_it_promises() {
    let simulator =
        Simulator::start(OrgConfig { users: 400, teams: 10, days: 120, ..OrgConfig::default() }).await.unwrap();
    let rows = served(&simulator).await;
    let truth = simulator.truth();
    assert!(rows.iter().any(|row| row.id().is_none()), "a row without an actor");
    assert!(rows.iter().any(|row| row.id().is_some() && row.email().is_none()), "a row without an e-mail");
    assert!(rows.iter().any(|row| row.user_id.is_none() && row.actor.is_some()), "an id in the actor alone");
    assert!(rows.iter().any(|row| row.totals.text_total_tokens.is_none()), "a row without tokens");
    assert!(rows.iter().any(|row| row.models.is_none()), "a row without models");
    assert!(rows.iter().any(|row| row.totals.threads + row.totals.turns == 0), "credits without a turn");
    let decimals = |row: &Row| row.totals.credits.get().split_once('.').map_or(0, |(_, fraction)| fraction.len());
    assert!(rows.iter().any(|row| decimals(row) > 6), "more decimals than are kept");
    let beyond = |row: &Row| row.totals.credits() - row.clients.iter().map(Amounts::credits).sum();
    assert!(rows.iter().any(|row| beyond(row) > Credits::ZERO) && rows.iter().any(|row| beyond(row) < Credits::ZERO));
    let csv = simulator.teams_csv();
    assert!(csv.contains("\"Data, ML & Insights\"") && csv.contains('🚀') && csv.contains("فريق"));
    assert!(truth.teams.values().any(|team| (1..5).contains(&team.roster)), "a team below the floor");
    assert!(truth.people.keys().any(|name| !csv.contains(name.as_str())), "someone who is not on the roster");
    let moved = roster(&csv).values().filter(|stints| stints.len() > 1).count();
    assert!(moved > 3, "{moved} dated moves");
    let mut credits: Vec<Credits> = truth.people.values().map(|person| person.sums.part.credits).collect();
    credits.sort();
    let top: Credits = credits.iter().rev().take(credits.len() / 10).copied().sum();
    assert!(top.micros() * 10 > truth.totals.part.credits.micros() * 3, "a heavy tail");
    let gaps = truth.people.values().filter(|p| p.active_days.windows(2).any(|w| w[1].0.days_since(w[0].0) > 21));
    assert!(gaps.count() > 5, "people who lapse and return");
    let (early, late) =
        (DateRange::ending(simulator.organisation().launch(), 7), DateRange::ending(truth.range.to(), 7));
    assert!(truth.active_people(late) > 3 * truth.active_people(early), "a rollout");
}

#[tokio::test]
async fn reviews_add_up_in_both_shapes() {
    let sums = async |reviews| {
        let simulator = Simulator::start(OrgConfig { reviews, ..small() }).await.unwrap();
        let caller = Caller::of(&simulator);
        let all = [("start_time", "0"), ("limit", "30000")];
        let (rows, merged) =
            (caller.rows("code_reviews", &all).await, caller.rows("code_review_responses", &all).await);
        let sum = |rows: &[serde_json::Value], path: &str| -> u64 {
            rows.iter().map(|r| r.pointer(path).unwrap().as_u64().unwrap()).sum()
        };
        let truth = simulator.truth();
        let told = |field: fn(&simulator::truth::DaySums) -> u64| truth.days.iter().map(field).sum::<u64>();
        assert_eq!(sum(&rows, "/pull_request_reviews"), told(|day| day.reviews));
        assert_eq!(sum(&rows, "/comments"), told(|day| day.review_comments.iter().sum()));
        assert_eq!(sum(&rows, "/comment_details/p0"), told(|day| day.review_comments[0]));
        assert_eq!(sum(&merged, "/comments"), told(|day| day.response_comments));
        assert_eq!(sum(&merged, "/comment_response_details/engaged"), told(|day| day.engaged));
        assert_eq!(sum(&merged, "/reaction_details/upvotes"), told(|day| day.upvotes));
        let people = rows.iter().filter(|row| row["actor"].is_object()).count();
        (told(|day| day.reviews), people, rows.len())
    };
    let (whole, people, days) = sums(ReviewShape::Workspace).await;
    assert_eq!(people, 0);
    let (by_person, people, rows) = sums(ReviewShape::PerPerson).await;
    assert_eq!(whole, by_person);
    assert!(people > 0 && rows > days);
}

#[tokio::test]
async fn the_workspace_row_is_the_sum_of_its_day() {
    let simulator = Simulator::start(small()).await.unwrap();
    let text = Caller::of(&simulator).text("usage", &[("start_time", "0"), ("group", "workspace")]).await;
    let page: Page = serde_json::from_str(&text).unwrap();
    let truth = simulator.truth();
    assert_eq!(page.data.len(), truth.days.iter().filter(|day| day.sums.rows > 0).count());
    for row in &page.data {
        let day = truth.day(row.day()).unwrap();
        assert!(row.id().is_none());
        assert_eq!((row.totals.threads, row.totals.turns), (day.sums.part.threads, day.sums.part.turns));
        assert_eq!(row.totals.credits(), day.workspace_credits);
    }
}
