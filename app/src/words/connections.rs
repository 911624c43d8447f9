//! How a connection is, in a few words.

use domain::sync::{ConnectionState, Moment};
use domain::view::Standing;

/// The class of its dot, and the words.
pub fn state(state: ConnectionState) -> (&'static str, &'static str) {
    match state {
        ConnectionState::New => ("dot", "Waiting for its first pass"),
        ConnectionState::Syncing => ("dot busy", "Reading now"),
        ConnectionState::Healthy => ("dot ok", "In order"),
        ConnectionState::Failing => ("dot bad", "The last pass failed"),
        ConnectionState::Paused => ("dot old", "Paused"),
        ConnectionState::Disconnected => ("dot", "Disconnected"),
    }
}

/// The same with why, and when it was last read.
pub fn standing(of: &Standing, now: Moment) -> String {
    let (_, words) = state(of.state);
    let why =
        of.problem.filter(|_| of.state == ConnectionState::Failing).map(|problem| format!(": {}", problem.title()));
    let read = of.last_sync.map_or_else(|| "never read".to_owned(), |at| format!("last read {}", at.ago(now)));
    format!("{words}{}, {read}", why.unwrap_or_default())
}

/// Whether the connection is left alone on purpose.
pub fn rests(state: ConnectionState) -> bool {
    matches!(state, ConnectionState::Paused | ConnectionState::Disconnected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ConnectionName, ConnectionProblem};

    #[test]
    fn why_is_said_only_where_something_is_wrong() {
        let of = |state| {
            let problem = Some(ConnectionProblem::MissingScope);
            let standing = Standing { name: ConnectionName::new("Acme"), state, last_sync: Some(Moment(0)), problem };
            super::standing(&standing, Moment(3 * 3600))
        };
        let failing =
            format!("The last pass failed: {}, last read 3 hours ago", ConnectionProblem::MissingScope.title());
        assert_eq!(of(ConnectionState::Failing), failing);
        assert_eq!(of(ConnectionState::Paused), "Paused, last read 3 hours ago");
    }
}
