//! What a simulated organisation looks like and how its API behaves. Values only; the organisation
//! itself is made in `organisation`.

use chrono::{DateTime, Duration, Utc};
use domain::Day;
use serde::{Deserialize, Serialize};

/// How rows of code reviews come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewShape {
    /// One row a day for the whole workspace, as the published schema says.
    #[default]
    Workspace,
    /// One row per person and day with `user_id` and `actor`, as one vendor describes it.
    PerPerson,
}

/// What happens to a window that begins before the look-back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookBackPolicy {
    /// Refused with 422.
    #[default]
    Refuse,
    /// Silently cut to what is kept.
    Clamp,
}

/// An organisation and the API in front of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrgConfig {
    /// People in the workspace, including those who never start. With 0 no endpoint has a row.
    pub users: u32,
    /// Teams.
    pub teams: u32,
    /// Length of the history in days, `today` included.
    pub days: u32,
    /// Everything about the organisation follows from it.
    pub seed: u64,
    /// The running UTC day at the start.
    pub today: Day,
    /// The moment at the start; absent means noon of `today`.
    pub now: Option<DateTime<Utc>>,
    /// How rows of code reviews come.
    pub reviews: ReviewShape,
    /// Days before today that the API still answers for; absent means all of the history.
    pub lookback_days: Option<u32>,
    /// What happens to older windows.
    pub lookback_policy: LookBackPolicy,
    /// Requests a minute per endpoint before 429; absent means no limit.
    pub requests_per_minute: Option<u32>,
    /// Whether a client that the published list does not name appears late in the history.
    pub unknown_client: bool,
    /// Whether some walks over pages meet an empty page with more to come.
    pub empty_pages: bool,
}

/// 2026-11-20, a Friday.
const DEFAULT_TODAY: i32 = 20_777;

impl Default for OrgConfig {
    fn default() -> Self {
        Self {
            users: 640,
            teams: 18,
            days: 180,
            seed: 1,
            today: Day::from_number(DEFAULT_TODAY),
            now: None,
            reviews: ReviewShape::Workspace,
            lookback_days: None,
            lookback_policy: LookBackPolicy::Refuse,
            requests_per_minute: None,
            unknown_client: true,
            empty_pages: true,
        }
    }
}

impl OrgConfig {
    /// The default organisation as of a day.
    pub fn as_of(today: Day) -> Self {
        Self { today, ..Self::default() }
    }

    /// The first day of the history.
    pub fn first_day(&self) -> Day {
        self.today.plus(1 - i64::from(self.days.max(1)))
    }

    /// The moment at which the simulation starts.
    pub fn starts_at(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(|| self.today.start() + Duration::hours(12))
    }
}
