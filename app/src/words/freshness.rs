//! How fresh the numbers are, in one line.

use domain::Day;
use domain::sync::Moment;
use domain::view::{Freshness, Standing};

use super::connections::rests;
use super::{capital, counted, day};

/// What kind of line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// The last pass ended well, not long ago.
    Fresh,
    /// A pass is running.
    Running,
    /// The last pass ended well, but long ago.
    Stale,
    /// The last pass failed.
    Failed,
    /// Nothing is read, because an admin wants it so.
    Resting,
    /// Nothing has been read yet.
    Nothing,
}

impl Health {
    /// The class that colours the dot.
    pub fn class(self) -> &'static str {
        match self {
            Self::Fresh => "dot ok",
            Self::Running => "dot busy",
            Self::Stale | Self::Resting => "dot old",
            Self::Failed => "dot bad",
            Self::Nothing => "dot",
        }
    }
}

/// A pass runs every two hours by default; after a day without one something is wrong.
const STALE_AFTER: i64 = 26 * 3600;

/// The kind of the line and the line. Which connections are paused is for admins; others read how many are.
pub fn line(freshness: &Freshness, today: Day, now: Moment, admin: bool) -> (Health, String) {
    let settled = freshness.settled_through.map(|settled| format!("settled to {}", day(settled, today)));
    let synced = freshness.last_sync.map(|moment| format!("synced {}", moment.ago(now)));
    let data = match (settled, synced) {
        (Some(settled), Some(synced)) => Some(format!("{settled}, {synced}")),
        (one, other) => one.or(other),
    };
    if let Some(failure) = &freshness.failure {
        let left = data.map_or_else(String::new, |data| format!(" What was read before stays: {data}."));
        return (Health::Failed, format!("The last sync failed. {}{left}", failure.problem.title()));
    }
    if !freshness.running.is_empty() {
        let data = data.map_or_else(|| "Nothing read yet".to_owned(), |data| capital(&data));
        return (Health::Running, format!("{data}; reading now"));
    }
    let Some(data) = data else { return (Health::Nothing, "Nothing read yet".to_owned()) };
    let resting: Vec<&Standing> = freshness.connections.iter().filter(|one| rests(one.state)).collect();
    if !resting.is_empty() && resting.len() == freshness.connections.len() {
        return (Health::Resting, format!("{}; nothing is read any more: paused by an administrator", capital(&data)));
    }
    let old = freshness.last_sync.is_none_or(|moment| now.0 - moment.0 > STALE_AFTER);
    let names = || resting.iter().map(|one| one.name.to_string()).collect::<Vec<_>>().join(", ");
    let paused = match resting.len() {
        0 => String::new(),
        _ if admin => format!("; paused: {}", names()),
        many => format!("; {} paused", counted(many as u64, "connection", "connections")),
    };
    (if old { Health::Stale } else { Health::Fresh }, format!("{}{paused}", capital(&data)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::sync::{ConnectionState, SyncFailure};
    use domain::{ConnectionName, ConnectionProblem};

    const NOW: Moment = Moment(1_795_176_000);

    fn fresh() -> Freshness {
        Freshness {
            connected: true,
            first_day: Day::from_ymd(2026, 8, 20),
            settled_through: Day::from_ymd(2026, 11, 17),
            last_sync: Some(Moment(NOW.0 - 14 * 60)),
            failure: None,
            connections: Vec::new(),
            running: Vec::new(),
        }
    }

    fn said(freshness: &Freshness) -> (Health, String) {
        line(freshness, Day::from_ymd(2026, 11, 20).unwrap(), NOW, true)
    }

    #[test]
    fn each_state_has_its_own_line() {
        assert_eq!(said(&fresh()), (Health::Fresh, "Settled to 17 November, synced 14 minutes ago".to_owned()));
        let old = Freshness { last_sync: Some(Moment(NOW.0 - 3 * 86_400)), ..fresh() };
        assert_eq!(said(&old), (Health::Stale, "Settled to 17 November, synced 3 days ago".to_owned()));
        let failure = SyncFailure { problem: ConnectionProblem::RateLimited, detail: String::new() };
        let (health, text) = said(&Freshness { failure: Some(failure), ..fresh() });
        assert_eq!(health, Health::Failed);
        assert!(text.starts_with("The last sync failed. OpenAI asks us to slow down."), "{text}");
        let nothing = Freshness { settled_through: None, last_sync: None, ..fresh() };
        assert_eq!(said(&nothing), (Health::Nothing, "Nothing read yet".to_owned()));
        let busy = Freshness { running: vec![crate::words::progress::sample()], ..nothing };
        assert_eq!(said(&busy), (Health::Running, "Nothing read yet; reading now".to_owned()));
    }
    #[test]
    fn what_rests_is_not_stale_and_says_so() {
        let standing =
            |name: &str, state| Standing { name: ConnectionName::new(name), state, last_sync: None, problem: None };
        let one = standing("Beta", ConnectionState::Paused);
        let both = Freshness { connections: vec![standing("Acme", ConnectionState::Healthy), one.clone()], ..fresh() };
        let (health, text) = said(&both);
        assert!(health == Health::Fresh && text.ends_with("; paused: Beta"), "{text}");
        let (_, text) = line(&both, Day::from_ymd(2026, 11, 20).unwrap(), NOW, false);
        assert!(text.ends_with("; 1 connection paused") && !text.contains("Beta"), "{text}");
        let old = Freshness { last_sync: Some(Moment(NOW.0 - 30 * 86_400)), connections: vec![one], ..fresh() };
        let (health, text) = said(&old);
        assert!(health == Health::Resting && text.contains("paused by an administrator"), "{text}");
    }
}
