//! The simulated organisation: people, teams and a history that follows from the seed.
//! Gives the rows of any day as of any moment, as integers. Knows nothing of HTTP, JSON or sums.

mod calendar;
mod growth;
mod names;
mod people;
mod reviews;
mod roster;
mod tools;
mod usage;
mod workspace;

use chrono::{DateTime, Utc};
use domain::Day;

pub use growth::age;
pub use people::{EmailShown, Person, Stint, Team};
pub use tools::UNKNOWN_CLIENT;

use crate::config::OrgConfig;
use crate::dice::{Dice, day_part, flip, real};

const WORKSPACE: u64 = 10;
const ACTIVE: u64 = 11;

/// An organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    config: OrgConfig,
    teams: Vec<Team>,
    people: Vec<Person>,
    workspace: String,
    other_workspace: String,
    launch: Day,
}

impl Organisation {
    /// The organisation that the configuration describes.
    pub fn new(config: OrgConfig) -> Self {
        let launch = config.first_day().plus(i64::from(config.days) / 6);
        let teams = people::teams(&config);
        let people = people::people(&config, &teams, launch);
        let mut dice = Dice::new(config.seed, &[WORKSPACE]);
        let workspace = people::uuid(&mut dice).to_string();
        let other_workspace = people::uuid(&mut dice).to_string();
        Self { config, teams, people, workspace, other_workspace, launch }
    }

    /// What it was made from.
    pub fn config(&self) -> &OrgConfig {
        &self.config
    }

    /// Its teams.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// Its people, on the roster or not.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Its workspace's id.
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The id of a workspace that exists and is somebody else's.
    pub fn other_workspace(&self) -> &str {
        &self.other_workspace
    }

    /// The day on which the rollout begins.
    pub fn launch(&self) -> Day {
        self.launch
    }

    /// How far the history is: 0 at the launch, 1 on the configured today, going on slowly after it.
    fn progress(&self, day: Day) -> f64 {
        let span = self.config.today.days_since(self.launch).max(20);
        (real(day.days_since(self.launch)) / real(span)).clamp(-0.5, 1.5)
    }

    /// Whether the person uses Codex on the day.
    fn is_active(&self, at: usize, person: &Person, day: Day) -> bool {
        let started = person.starts.is_some_and(|first| first <= day);
        if !started || person.pauses.iter().any(|(from, to)| *from <= day && day <= *to) {
            return false;
        }
        let team = person.stint_on(day).and_then(|stint| stint.team).and_then(|team| self.teams.get(team));
        let zeal = team.map_or(1.0, |team| team.zeal * (1.0 + team.trend * self.progress(day).max(0.0)));
        let rhythm = (person.rhythm * zeal).min(0.97) * calendar::presence(day);
        let chance = if day.is_weekday() { rhythm } else { rhythm * person.weekends };
        flip(self.config.seed, &[ACTIVE, at as u64, day_part(day)]) < chance
    }

    /// Whether the day is inside the history as of a moment.
    fn has_begun(&self, day: Day, now: DateTime<Utc>) -> bool {
        day >= self.config.first_day() && day.start() <= now && !self.people.is_empty()
    }
}
