//! The guide that somebody in the small organisation is following, and its rollout.

use domain::guide::{Draft, KeptKey, Route, Stamp, Step, SupportMail};
use domain::rollout::{Entry, ITEMS, Sight};
use domain::sync::{Moment, SyncFailure};
use domain::view::{GuideLine, GuideView, GuidesView, RolloutRow, RolloutView, TeamSeen};
use domain::{ConnectionProblem, Day};

use super::sample::{NOW, day};

/// The running day.
pub fn today() -> Day {
    Day::from_unix(NOW.0).unwrap()
}

/// So many hours ago, by somebody.
pub fn stamp(hours: i64) -> Stamp {
    Stamp { at: Moment(NOW.0 - hours * 3_600), by: Some("ada@example.com".to_owned()) }
}

/// A guide in which the key waits for its scope.
pub fn waiting() -> Draft {
    let mut draft = Draft::begun(Route::PlatformKey, stamp(100));
    for (hours, step) in (60i64..).zip(&Route::PlatformKey.steps()[..6]) {
        draft.set(*step, Some(stamp(hours)));
    }
    (draft.name, draft.workspace) = ("unit".to_owned(), "3f0f5aaf-1e2b-4f10-bb50-0123456789ab".to_owned());
    let owned = str::to_owned;
    draft.mail = SupportMail { key_name: owned("uptake-read"), creator: owned("Ada"), last_four: owned("wxyz") };
    draft.sent_on = Some(today().plus(-3));
    draft.kept = Some(KeptKey {
        last_four: owned("wxyz"),
        put: stamp(59),
        tested: Moment(NOW.0 - 7_200),
        next_test: Moment(NOW.0 + 7_200),
        works_since: None,
        failure: Some(SyncFailure { problem: ConnectionProblem::MissingScope, detail: "HTTP 403".to_owned() }),
    });
    draft
}

/// The page `/connect/new`.
pub fn guides() -> GuidesView {
    GuidesView { now: NOW, under_way: vec![GuideLine { id: 1, draft: waiting() }] }
}

/// The page of a guide whose first step is done.
pub fn guide(id: i64) -> GuideView {
    let mut draft = Draft::begun(Route::AdminKey, stamp(3));
    draft.set(Step::Prerequisites, Some(stamp(2)));
    GuideView { now: NOW, today: today(), id, draft, connection: None, seen: None, teams: 0, roster: 0, accounts: 1 }
}

/// The page `/connect/rollout`.
pub fn rollout() -> RolloutView {
    let seen = |sight| match sight {
        Sight::Local => Some(day("2026-08-24")),
        Sight::Cloud => Some(day("2026-09-01")),
        Sight::Review | Sight::Teams => None,
    };
    let mut rows: Vec<RolloutRow> = ITEMS
        .iter()
        .map(|item| RolloutRow { name: item.name.to_owned(), entry: Entry::default(), seen: item.sight.and_then(seen) })
        .collect();
    let owned = |name: &str| name.to_owned();
    rows[0].entry = Entry { owner: owned("Ada"), due: Some(day("2026-11-01")), done: Some(stamp(50)) };
    rows[1].entry = Entry { owner: owned("Grace"), due: Some(day("2026-11-01")), done: None };
    rows[2].entry = Entry { owner: owned("Edsger"), due: Some(day("2027-01-15")), done: None };
    let team = |title: &str, day| TeamSeen { title: title.to_owned(), day };
    let teams = vec![team("Platform", Some(day("2026-08-24"))), team("Web", None)];
    RolloutView { now: NOW, today: today(), connected: true, rows, teams }
}
