//! The people of the organisation and their teams: who they are, when they start, pause and come back,
//! which team they are in when, and how much they use Codex. What they did on a day is `usage`'s.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Day, TeamSlug};

use super::names::{FAMILY, GIVEN, TEAMS};
use super::tools::TASTES;
use crate::config::OrgConfig;
use crate::dice::{Dice, whole};
use crate::facts::ActorForm;

/// A team.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its title.
    pub title: String,
    /// Its key in Uptake.
    pub slug: TeamSlug,
    /// The unit above it.
    pub parent: String,
    /// How likely people are in it, against the others.
    weight: f64,
    /// Days after the launch at which the rollout reaches it.
    wave: f64,
    /// How much its people take to Codex; 1 is usual.
    pub zeal: f64,
    /// How that changes over the history.
    pub trend: f64,
}

/// A stretch of days on the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stint {
    /// The team's place, or none.
    pub team: Option<usize>,
    /// First day; absent means since always.
    pub from: Option<Day>,
    /// Last day; absent means still.
    pub to: Option<Day>,
}

/// How rows give a person's e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailShown {
    /// On every row.
    Always,
    /// On no row: only the id is known.
    Never,
    /// Missing on some rows.
    Mostly,
}

/// Someone in the workspace.
#[derive(Clone, Debug)]
pub struct Person {
    /// Display name; only the roster has it.
    pub name: String,
    /// Address, lower-cased.
    pub email: String,
    /// Address as rows write it.
    pub wire_email: Arc<str>,
    /// Ids with the first and last day on which rows carry them. Someone who was invited again has two.
    pub ids: Vec<(Arc<str>, Option<Day>, Option<Day>)>,
    /// How rows give the e-mail.
    pub email_shown: EmailShown,
    /// How rows name the person.
    pub form: ActorForm,
    /// Stretches on the roster; none for people who are not on it.
    pub stints: Vec<Stint>,
    /// First possible day of use; never, where absent.
    pub starts: Option<Day>,
    /// Stretches without use, both ends included.
    pub pauses: Vec<(Day, Day)>,
    /// Share of working days with use.
    pub rhythm: f64,
    /// Share of weekend days with use, against working days.
    pub weekends: f64,
    /// Turns on a usual day; heavy-tailed over people.
    pub turns: f64,
    /// Turns in a thread.
    pub depth: f64,
    /// Share of input tokens that are cached.
    pub cached: f64,
    /// The favourite client's place.
    pub favourite: usize,
    /// Taste for the fast speed.
    pub fast: f64,
    /// Whether rows carry lines and commits.
    pub attributed: bool,
    /// Reviews asked for on a working day.
    pub reviews: f64,
}

impl Person {
    /// The stint that covers the day.
    pub fn stint_on(&self, day: Day) -> Option<&Stint> {
        self.stints
            .iter()
            .find(|stint| stint.from.is_none_or(|from| from <= day) && stint.to.is_none_or(|to| day <= to))
    }
}

const TEAM: u64 = 1;
const PERSON: u64 = 2;
/// People of the team that is below every floor.
const TINY_TEAM: std::ops::Range<u32> = 12..15;

/// The teams, of unequal size; the third is tiny.
pub fn teams(config: &OrgConfig) -> Vec<Team> {
    let mut teams: Vec<Team> = Vec::new();
    for at in 0..config.teams {
        let mut dice = Dice::new(config.seed, &[TEAM, u64::from(at)]);
        let (title, parent) = match TEAMS.get(at as usize) {
            Some((title, parent)) => ((*title).to_owned(), (*parent).to_owned()),
            None => (format!("Squad {}", at + 1), "Product Engineering".to_owned()),
        };
        let slug = TeamSlug::of_title(&title).freed(|slug| teams.iter().any(|team| team.slug == *slug));
        teams.push(Team {
            title,
            slug,
            parent,
            weight: if at == tiny_team(config) { 0.0 } else { dice.log_normal(0.8) },
            wave: f64::from(at % 4) * f64::from(config.days) / 24.0,
            zeal: dice.log_normal(0.3).clamp(0.45, 1.5),
            trend: dice.between(-0.45, 0.5),
        });
    }
    teams
}

/// The place of the tiny team; beyond the end where there are too few teams for one.
fn tiny_team(config: &OrgConfig) -> u32 {
    if config.teams >= 4 && config.users >= 30 { 2 } else { u32::MAX }
}

/// The people.
pub fn people(config: &OrgConfig, teams: &[Team], launch: Day) -> Vec<Person> {
    let mut taken = BTreeMap::new();
    (0..config.users)
        .map(|at| {
            let mut dice = Dice::new(config.seed, &[PERSON, u64::from(at)]);
            let (name, email) = name(&mut dice, &mut taken);
            let home = home(config, &mut dice, teams, at);
            let starts = starts(config, &mut dice, home.and_then(|home| teams.get(home)), launch);
            let rhythm = match dice.below(10) {
                0..=2 => dice.between(0.6, 0.95),
                3..=6 => dice.between(0.25, 0.6),
                _ => dice.between(0.04, 0.25),
            };
            let email_shown = match dice.below(100) {
                0 => EmailShown::Never,
                1..=10 if rhythm > 0.5 => EmailShown::Mostly,
                _ => EmailShown::Always,
            };
            let reviewer = dice.chance(0.5);
            Person {
                stints: if dice.chance(0.04) && home != Some(2) {
                    Vec::new()
                } else {
                    stints(config, &mut dice, teams, home, at)
                },
                wire_email: if dice.chance(0.03) { shout(&email).into() } else { email.as_str().into() },
                ids: ids(config, &mut dice, email_shown),
                name,
                email,
                email_shown,
                form: if dice.chance(0.03) { ActorForm::ActorOnly } else { ActorForm::Both },
                pauses: starts.map_or_else(Vec::new, |first| pauses(config, &mut dice, first)),
                starts,
                rhythm,
                weekends: if dice.chance(0.15) { dice.between(0.2, 0.6) } else { dice.between(0.0, 0.08) },
                turns: (3.0 * dice.pareto(1.35)).min(160.0),
                depth: dice.between(2.0, 7.0),
                cached: dice.between(0.5, 0.88),
                favourite: usize::try_from(dice.below(TASTES)).unwrap_or(0),
                fast: dice.pareto(1.5).min(6.0) / 3.0,
                attributed: dice.chance(0.6),
                reviews: if reviewer { dice.between(0.05, 0.5) } else { 0.0 },
            }
        })
        .collect()
}

fn name(dice: &mut Dice, taken: &mut BTreeMap<String, u32>) -> (String, String) {
    let (given, given_ascii) = dice.pick(GIVEN).copied().unwrap_or(("Alex", "alex"));
    let (family, family_ascii) = dice.pick(FAMILY).copied().unwrap_or(("Kim", "kim"));
    let address = format!("{given_ascii}.{family_ascii}");
    let times = taken.entry(address.clone()).or_insert(0);
    *times += 1;
    let address = if *times == 1 { address } else { format!("{address}{times}") };
    (format!("{given} {family}"), format!("{address}@example.com"))
}

/// The address with capitals: rows and rosters are not written by the same hand.
fn shout(email: &str) -> String {
    let (local, host) = email.split_once('@').unwrap_or((email, ""));
    let parts: Vec<String> = local
        .split('.')
        .map(|part| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect())
        .collect();
    format!("{}@{host}", parts.join("."))
}

fn home(config: &OrgConfig, dice: &mut Dice, teams: &[Team], at: u32) -> Option<usize> {
    let tiny = tiny_team(config);
    let drawn = (!dice.chance(0.06)).then(|| dice.weighted(&teams.iter().map(|team| team.weight).collect::<Vec<_>>()));
    if tiny != u32::MAX && TINY_TEAM.contains(&at) {
        return usize::try_from(tiny).ok();
    }
    drawn.filter(|team| *team < teams.len())
}

/// The first possible day of use: a pilot before the launch, then a ramp team by team; one in seven never starts.
fn starts(config: &OrgConfig, dice: &mut Dice, team: Option<&Team>, launch: Day) -> Option<Day> {
    let draw = dice.unit();
    let wave = team.map_or(f64::from(config.days) / 10.0, |team| team.wave);
    let delay = wave + dice.pareto(1.0) * f64::from(config.days) / 10.0;
    if draw < 0.07 {
        return Some(config.first_day());
    }
    (draw < 0.86).then(|| launch.plus(i64::try_from(whole(delay.min(4000.0))).unwrap_or(0)))
}

/// Leaves, and for some an end of use with or without a return.
fn pauses(config: &OrgConfig, dice: &mut Dice, starts: Day) -> Vec<(Day, Day)> {
    let mut pauses = Vec::new();
    let span = u64::from(config.days.max(20));
    let later = |from: Day, by: u64| from.plus(i64::try_from(by).unwrap_or(0));
    if dice.chance(0.28) {
        let from = later(starts, 7 + dice.below(span / 2));
        let returns = dice.chance(0.55);
        let to = if returns { later(from, 14 + dice.below(42)) } else { later(from, 4000) };
        pauses.push((from, to));
    }
    for _ in 0..=(span / 120) {
        let from = later(starts, dice.below(span));
        let to = later(from, 5 + dice.below(14));
        pauses.push((from, to));
    }
    pauses
}

fn stints(config: &OrgConfig, dice: &mut Dice, teams: &[Team], home: Option<usize>, at: u32) -> Vec<Stint> {
    let middle = config.first_day().plus(i64::from(config.days) / 4);
    let moment = middle.plus(i64::try_from(dice.below(u64::from(config.days / 2 + 1))).unwrap_or(0));
    let elsewhere = dice.weighted(&teams.iter().map(|team| team.weight).collect::<Vec<_>>());
    let kind = dice.below(100);
    let always = Stint { team: home, from: None, to: None };
    if TINY_TEAM.contains(&at) {
        return vec![always];
    }
    match kind {
        // Moves to another team.
        0..=5 if home != Some(elsewhere) && elsewhere < teams.len() => vec![
            Stint { to: Some(moment.previous()), ..always },
            Stint { team: Some(elsewhere), from: Some(moment), to: None },
        ],
        // Joins the organisation.
        6..=9 => vec![Stint { from: Some(moment), ..always }],
        // Leaves the roster.
        10 | 11 => vec![Stint { to: Some(moment), ..always }],
        // Leaves the roster and comes back.
        12 => vec![Stint { to: Some(moment), ..always }, Stint { from: Some(moment.plus(30)), ..always }],
        _ => vec![always],
    }
}

/// The ids; one person in a hundred was invited again, and for four days rows come under both.
fn ids(config: &OrgConfig, dice: &mut Dice, shown: EmailShown) -> Vec<(Arc<str>, Option<Day>, Option<Day>)> {
    let (first, second) = (uuid(dice), uuid(dice));
    let moment = config.first_day().plus(i64::try_from(dice.below(u64::from(config.days))).unwrap_or(0));
    if dice.chance(0.01) && shown == EmailShown::Always {
        return vec![(first, None, Some(moment.plus(3))), (second, Some(moment), None)];
    }
    vec![(first, None, None)]
}

/// A random UUID (version 4).
pub fn uuid(dice: &mut Dice) -> Arc<str> {
    let (high, low) = (dice.bits(), dice.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        high & 0xFFF,
        0x8000 | (low >> 48) & 0x3FFF,
        low & 0xFFFF_FFFF_FFFF
    )
    .into()
}
