//! How a connection is, in a few words.

use domain::Day;
use domain::guide::{Draft, REMIND_AFTER, business_days};
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

/// What an admin does next about it; nothing where all is in order.
pub fn next_step(state: ConnectionState) -> Option<&'static str> {
    match state {
        ConnectionState::New | ConnectionState::Syncing | ConnectionState::Healthy => None,
        ConnectionState::Failing => Some("See what to do"),
        ConnectionState::Paused => Some("Have it read again"),
        ConnectionState::Disconnected => Some("Put a key in"),
    }
}

/// What a guide is about.
pub fn guide_name(draft: &Draft) -> String {
    if draft.name.is_empty() { "A connection without a name yet".to_owned() } else { draft.name.clone() }
}

/// How a guide is: the class of its dot, and what is next.
pub fn next(draft: &Draft, today: Day) -> (&'static str, String) {
    if draft.connection.is_some() {
        return ("dot ok", "Connected; the guide is still open".to_owned());
    }
    if draft.works() {
        return ("dot ok", "The key works now: connect with it".to_owned());
    }
    if draft.kept.is_some() && !draft.waits() {
        return ("dot bad", "The key that was kept will not do: paste another".to_owned());
    }
    if draft.forgotten.is_some() {
        return ("dot old", "The key was removed, because nobody looked after it: paste it again".to_owned());
    }
    match draft.sent_on {
        Some(day) if business_days(day, today) >= REMIND_AFTER => {
            ("dot old", format!("No answer of OpenAI’s since {}: ask again", day.in_words()))
        }
        Some(day) => ("dot busy", format!("Waiting for OpenAI since {}", day.in_words())),
        None => ("dot", "Not finished".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::guide::{Forgotten, KeptKey, Route, Stamp};
    use domain::sync::SyncFailure;
    use domain::{ConnectionId, ConnectionName, ConnectionProblem};

    #[test]
    fn each_guide_says_what_is_next() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let stamp = || Stamp { at: Moment(0), by: None };
        let draft = Draft::begun(Route::PlatformKey, stamp());
        let said = |draft: Draft| next(&draft, day("2026-11-23")).1;
        assert_eq!(said(draft.clone()), "Not finished");
        let sent = |on: &str| Draft { sent_on: Some(day(on)), ..draft.clone() };
        assert_eq!(said(sent("2026-11-17")), "Waiting for OpenAI since 17 November 2026");
        assert_eq!(said(sent("2026-11-16")), "No answer of OpenAI’s since 16 November 2026: ask again");
        let connected = Draft { connection: Some(ConnectionId::new(1)), ..sent("2026-11-16") };
        assert_eq!(said(connected), "Connected; the guide is still open");
        let kept = |works_since: Option<Moment>, problem| {
            let failure = Some(SyncFailure { problem, detail: String::new() }).filter(|_| works_since.is_none());
            let (last_four, put) = ("wxyz".to_owned(), stamp());
            let key = KeptKey { last_four, put, tested: Moment(0), next_test: Moment(0), works_since, failure };
            Draft { kept: Some(key), ..sent("2026-11-17") }
        };
        let lacks = ConnectionProblem::MissingScope;
        assert_eq!(said(kept(Some(Moment(1)), lacks)), "The key works now: connect with it");
        assert_eq!(said(kept(None, lacks)), "Waiting for OpenAI since 17 November 2026");
        let gone = said(kept(None, ConnectionProblem::InvalidCredentials));
        assert_eq!(gone, "The key that was kept will not do: paste another");
        let forgotten = Some(Forgotten { last_four: String::new(), at: Moment(0) });
        assert!(said(Draft { forgotten, ..sent("2026-11-17") }).contains("was removed"));
    }

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
