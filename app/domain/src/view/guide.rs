//! The pages `/connect/new`, `/connect/new/{id}` and `/connect/rollout`.

use serde::{Deserialize, Serialize};

use super::page::ConnectionView;
use crate::day::Day;
use crate::guide::{Draft, Step, StepState, states};
use crate::rollout::Entry;
use crate::sync::Moment;

/// A guide that somebody is following, in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideLine {
    /// Its key.
    pub id: i64,
    /// How far it is.
    pub draft: Draft,
}

/// The page `/connect/new`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidesView {
    /// The present moment.
    pub now: Moment,
    /// Guides that were begun and not closed, the latest first.
    pub under_way: Vec<GuideLine>,
}

/// What can be seen of a connection by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Days that were read.
    pub days: u32,
    /// The first of them with rows.
    pub first_day: Option<Day>,
    /// Distinct people who were active; `None` while it cannot be told.
    pub people: Option<u32>,
}

/// The page `/connect/new/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GuideView {
    /// The present moment.
    pub now: Moment,
    /// The running day.
    pub today: Day,
    /// Its key.
    pub id: i64,
    /// How far it is.
    pub draft: Draft,
    /// What came of it, if it is still there.
    pub connection: Option<ConnectionView>,
    /// What can be seen of it by now.
    pub seen: Option<Seen>,
    /// Teams on the roster.
    pub teams: u32,
    /// People on the roster.
    pub roster: u32,
    /// Accounts that may sign in.
    pub accounts: u32,
}

impl GuideView {
    /// How each step is: what was said or seen to be done, what is to be done now, what others are at.
    pub fn steps(&self) -> Vec<(Step, StepState)> {
        let done = |step: &&Step| match step {
            Step::FirstRead => self.connection.as_ref().is_some_and(|one| one.last_sync.is_some()),
            Step::Teams => self.teams > 0 || self.draft.mark(Step::Teams).is_some(),
            Step::People => self.accounts > 1 || self.draft.mark(Step::People).is_some(),
            // A key that turned out to be no good has to be put in again.
            Step::PasteKey => {
                self.draft.mark(Step::PasteKey).is_some()
                    && (self.draft.connection.is_some() || self.draft.waits() || self.draft.works())
            }
            Step::Scope => self.draft.connection.is_some(),
            said => self.draft.mark(**said).is_some(),
        };
        let done: Vec<Step> = self.draft.route.steps().iter().filter(done).copied().collect();
        let mut waiting = Vec::new();
        waiting.extend(self.draft.waits().then_some(Step::Scope));
        // Until the first pass has ended it runs, is about to, or says on its own what is wrong.
        waiting.extend(self.connection.is_some().then_some(Step::FirstRead));
        states(self.draft.route, &done, &waiting)
    }
}

/// A thing to do of the rollout, in the list's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutRow {
    /// The item's name.
    pub name: String,
    /// What is kept of it.
    pub entry: Entry,
    /// The day on which the archive saw it; only of items that it can see.
    pub seen: Option<Day>,
}

/// When somebody of a team was first active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSeen {
    /// The team's title.
    pub title: String,
    /// The first day.
    pub day: Option<Day>,
}

/// The page `/connect/rollout`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutView {
    /// The present moment.
    pub now: Moment,
    /// The running day.
    pub today: Day,
    /// Whether any workspace is connected: without one nothing can be seen.
    pub connected: bool,
    /// One for each item.
    pub rows: Vec<RolloutRow>,
    /// Each team of the roster.
    pub teams: Vec<TeamSeen>,
}
