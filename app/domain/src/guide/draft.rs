//! What is kept of a guide that somebody is following: what was typed, what is done, and a key that waits.

use serde::{Deserialize, Serialize};

use super::{Route, Step, SupportMail};
use crate::checkup::Checkup;
use crate::day::Day;
use crate::ids::ConnectionId;
use crate::sync::{Moment, SyncFailure};

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Moment,
    /// Whose address; absent for Uptake itself.
    pub by: Option<String>,
}

/// A step that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which.
    pub step: Step,
    /// By whom and when.
    pub stamp: Stamp,
}

/// What is known of a key that waits for its scope. The key itself is sealed elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptKey {
    /// Its last four characters.
    pub last_four: String,
    /// Who put it in.
    pub put: Stamp,
    /// When it was tested last.
    pub tested: Moment,
    /// When it is tested again.
    pub next_test: Moment,
    /// Since when it works.
    pub works_since: Option<Moment>,
    /// What was wrong at the last test.
    pub failure: Option<SyncFailure>,
}

/// A key that was removed because nobody looked after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Its last four characters.
    pub last_four: String,
    /// When it was removed.
    pub at: Moment,
}

/// One guide that somebody is following.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Which way.
    pub route: Route,
    /// Who began, and when.
    pub started: Stamp,
    /// The connection's name, as typed.
    pub name: String,
    /// The workspace's id, as typed.
    pub workspace: String,
    /// What the e-mail to support says of the key, as typed.
    pub mail: SupportMail,
    /// The day on which it was sent.
    pub sent_on: Option<Day>,
    /// The key that waits for its scope.
    pub kept: Option<KeptKey>,
    /// What came of it.
    pub connection: Option<ConnectionId>,
    /// What is done.
    pub marks: Vec<Mark>,
    /// The five answers when a key was tried last, where it was refused.
    #[serde(default)]
    pub answers: Option<Checkup>,
    /// When somebody last changed something here.
    #[serde(default)]
    pub touched: Option<Moment>,
    /// The key that was kept before, if nobody looked after it.
    #[serde(default)]
    pub forgotten: Option<Forgotten>,
}

impl Draft {
    /// A key that is kept is removed after so many days in which nobody changed anything in its guide.
    pub const KEPT_FOR: i64 = 30;

    /// A guide that was just begun.
    pub fn begun(route: Route, started: Stamp) -> Self {
        Self {
            route,
            started,
            name: String::new(),
            workspace: String::new(),
            mail: SupportMail::default(),
            sent_on: None,
            kept: None,
            connection: None,
            marks: Vec::new(),
            answers: None,
            touched: None,
            forgotten: None,
        }
    }

    /// When the key that is kept is removed, unless somebody changes something before. Tests that Uptake makes by itself
    /// count for nothing: they would keep it for ever.
    pub fn forgets_at(&self) -> Option<Moment> {
        let kept = self.kept.as_ref()?;
        let last = self.touched.map_or(kept.put.at, |touched| touched.max(kept.put.at));
        Some(Moment(last.0 + Self::KEPT_FOR * 86_400))
    }

    /// Who did a step, and when.
    pub fn mark(&self, step: Step) -> Option<&Stamp> {
        self.marks.iter().find(|mark| mark.step == step).map(|mark| &mark.stamp)
    }

    /// Notes that a step is done, or, with `None`, that it is not.
    pub fn set(&mut self, step: Step, stamp: Option<Stamp>) {
        self.marks.retain(|mark| mark.step != step);
        self.marks.extend(stamp.map(|stamp| Mark { step, stamp }));
    }

    /// Whether the key works that waited for its scope, and nobody has connected with it yet.
    pub fn works(&self) -> bool {
        self.connection.is_none() && self.kept.as_ref().is_some_and(|kept| kept.works_since.is_some())
    }

    /// Whether `OpenAI` has to do something: the key is here and has no scope yet.
    pub fn waits(&self) -> bool {
        let lacks = |kept: &KeptKey| {
            let wrong = |failure: &SyncFailure| failure.problem.needs_another_key();
            kept.works_since.is_none() && !kept.failure.as_ref().is_some_and(wrong)
        };
        self.connection.is_none() && self.kept.as_ref().is_some_and(lacks)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::problem::ConnectionProblem;

    fn stamp() -> Stamp {
        Stamp { at: Moment(1_795_000_000), by: Some("ada@example.com".to_owned()) }
    }

    #[test]
    fn a_draft_says_whether_it_waits_or_works() {
        let mut draft = Draft::begun(Route::PlatformKey, stamp());
        assert!(!draft.waits() && !draft.works());
        let failure = |problem| Some(SyncFailure { problem, detail: String::new() });
        let kept = KeptKey {
            last_four: "wxyz".to_owned(),
            put: stamp(),
            tested: Moment(0),
            next_test: Moment(1),
            works_since: None,
            failure: failure(ConnectionProblem::MissingScope),
        };
        draft.kept = Some(kept.clone());
        assert!(draft.waits() && !draft.works());
        draft.kept = Some(KeptKey { failure: failure(ConnectionProblem::InvalidCredentials), ..kept.clone() });
        assert!(!draft.waits(), "a key that is gone gets no scope");
        draft.kept = Some(KeptKey { works_since: Some(Moment(2)), failure: None, ..kept });
        assert!(draft.works() && !draft.waits());
        draft.set(Step::Scope, Some(stamp()));
        draft.set(Step::Scope, Some(stamp()));
        assert_eq!((draft.marks.len(), draft.mark(Step::Scope)), (1, Some(&stamp())));
        draft.set(Step::Scope, None);
        assert!(draft.marks.is_empty());
        draft.connection = Some(ConnectionId::new(1));
        assert!(!draft.works(), "it is connected");
    }

    #[test]
    fn a_key_is_kept_for_thirty_days_after_the_last_change() {
        let mut draft = Draft::begun(Route::PlatformKey, stamp());
        draft.touched = Some(Moment(9));
        assert_eq!(draft.forgets_at(), None, "there is none");
        let put = Stamp { at: Moment(100), by: None };
        let (tested, next_test) = (Moment(5_000_000), Moment(5_000_001));
        let last_four = String::new();
        draft.kept = Some(KeptKey { last_four, put, tested, next_test, works_since: None, failure: None });
        assert_eq!(draft.forgets_at(), Some(Moment(100 + 2_592_000)), "tests do not count");
        draft.touched = Some(Moment(200));
        assert_eq!(draft.forgets_at(), Some(Moment(200 + 2_592_000)));
    }

    #[test]
    fn a_draft_of_before_can_be_read() {
        let mut old = serde_json::to_value(Draft::begun(Route::AdminKey, stamp())).unwrap();
        let fields = old.as_object_mut().unwrap();
        assert!(["answers", "touched", "forgotten"].iter().all(|field| fields.remove(*field).is_some()));
        assert_eq!(serde_json::from_value::<Draft>(old).unwrap(), Draft::begun(Route::AdminKey, stamp()));
    }
}
