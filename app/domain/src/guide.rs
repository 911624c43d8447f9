//! The guide to a first connection: which ways to a key there are, the steps of each, and where somebody stands.
//! It is saved on the server, so that another admin can go on. What a key is tested by is `openai`'s; the key itself
//! is never in here, only its last four characters.

mod mail;
mod typed;

use serde::{Deserialize, Serialize};

pub use self::mail::{SCOPE, SUPPORT, SupportMail};
pub use self::typed::{last_four, line, looks_like_key};
use crate::day::Day;
use crate::ids::ConnectionId;
use crate::sync::{Moment, SyncFailure};

/// A way to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// An Admin key of the workspace, made in the Admin Console.
    AdminKey,
    /// A key of the API Platform that `OpenAI` support gives the scope.
    PlatformKey,
}

impl Route {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::AdminKey, Self::PlatformKey];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AdminKey => "admin-key",
            Self::PlatformKey => "platform-key",
        }
    }

    /// The way of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.name() == name)
    }

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::AdminKey => "With an Admin key of the workspace",
            Self::PlatformKey => "With a Platform key that OpenAI support gives the scope",
        }
    }

    /// Its steps, in order.
    pub fn steps(self) -> &'static [Step] {
        use Step as S;
        match self {
            Self::AdminKey => &[
                S::Prerequisites,
                S::MakeKey,
                S::StoreKey,
                S::Workspace,
                S::PasteKey,
                S::FirstRead,
                S::Teams,
                S::People,
            ],
            Self::PlatformKey => &[
                S::Prerequisites,
                S::MakeKey,
                S::StoreKey,
                S::AskSupport,
                S::Workspace,
                S::PasteKey,
                S::Scope,
                S::FirstRead,
                S::Teams,
                S::People,
            ],
        }
    }
}

/// One step on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Who and what is needed.
    Prerequisites,
    /// A key of its own that can only read.
    MakeKey,
    /// The key is kept safely, since `OpenAI` shows it once.
    StoreKey,
    /// The e-mail to `OpenAI` support.
    AskSupport,
    /// Which workspace, and how it is called here.
    Workspace,
    /// The key goes in.
    PasteKey,
    /// `OpenAI` gives the key its scope.
    Scope,
    /// The first reading of all days.
    FirstRead,
    /// Who belongs to which team.
    Teams,
    /// Who else may look.
    People,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 10] = [
        Self::Prerequisites,
        Self::MakeKey,
        Self::StoreKey,
        Self::AskSupport,
        Self::Workspace,
        Self::PasteKey,
        Self::Scope,
        Self::FirstRead,
        Self::Teams,
        Self::People,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prerequisites => "prerequisites",
            Self::MakeKey => "make-key",
            Self::StoreKey => "store-key",
            Self::AskSupport => "ask-support",
            Self::Workspace => "workspace",
            Self::PasteKey => "paste-key",
            Self::Scope => "scope",
            Self::FirstRead => "first-read",
            Self::Teams => "teams",
            Self::People => "people",
        }
    }

    /// The step of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Whether somebody says that it is done. The others are done when Uptake sees that they are.
    pub fn is_said(self) -> bool {
        matches!(self, Self::Prerequisites | Self::MakeKey | Self::StoreKey | Self::Teams | Self::People)
    }
}

/// How a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// Done.
    Done,
    /// The one thing to do now.
    Current,
    /// Somebody else is at it: `OpenAI`, or Uptake itself.
    Waiting,
    /// Its turn comes.
    Later,
}

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
}

impl Draft {
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
        }
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

/// How each step of a way is. `waiting` are those at which somebody else is; nothing is to be read before the scope
/// is there, all else can go on meanwhile.
pub fn states(route: Route, done: &[Step], waiting: &[Step]) -> Vec<(Step, StepState)> {
    let (mut open, mut blocked) = (true, false);
    let state = |step: &Step| {
        let state = if done.contains(step) {
            StepState::Done
        } else if waiting.contains(step) {
            blocked = true;
            StepState::Waiting
        } else if open && !(blocked && *step == Step::FirstRead) {
            open = false;
            StepState::Current
        } else {
            StepState::Later
        };
        (*step, state)
    };
    route.steps().iter().map(state).collect()
}

/// After so many business days without an answer it is time to ask again.
pub const REMIND_AFTER: u32 = 5;

/// Business days that have passed since a day, the later day included. Public holidays are not known.
pub fn business_days(since: Day, until: Day) -> u32 {
    let days = (1..=until.days_since(since).max(0)).filter(|n| since.plus(*n).is_weekday()).count();
    u32::try_from(days).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::problem::ConnectionProblem;

    fn stamp() -> Stamp {
        Stamp { at: Moment(1_795_000_000), by: Some("ada@example.com".to_owned()) }
    }

    #[test]
    fn names_lead_back() {
        assert!(Route::ALL.into_iter().all(|route| Route::from_name(route.name()) == Some(route)));
        assert!(Step::ALL.into_iter().all(|step| Step::from_name(step.name()) == Some(step)));
        assert_eq!((Route::from_name("coming"), Step::from_name("")), (None, None));
    }

    #[test]
    fn one_step_is_to_be_done_and_what_waits_holds_up_only_the_reading() {
        use StepState::{Current, Done, Later, Waiting};
        let told = |done: &[Step], waiting: &[Step]| -> Vec<StepState> {
            states(Route::PlatformKey, done, waiting).into_iter().map(|(_, state)| state).collect()
        };
        let first = told(&[], &[]);
        assert_eq!(first.iter().filter(|state| **state == Current).count(), 1);
        assert_eq!(first.first(), Some(&Current));
        let six = &Route::PlatformKey.steps()[..6];
        assert_eq!(told(six, &[Step::Scope])[6..], [Waiting, Later, Current, Later]);
        let mut seven = six.to_vec();
        seven.push(Step::Scope);
        assert_eq!(told(&seven, &[Step::FirstRead])[6..], [Done, Waiting, Current, Later]);
        assert!(told(Route::PlatformKey.steps(), &[]).iter().all(|state| *state == Done));
    }

    #[test]
    fn five_business_days_are_a_week_without_its_weekend() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        // 2026-11-16 is a Monday.
        for (sent, remind) in [("2026-11-16", "2026-11-23"), ("2026-11-20", "2026-11-27"), ("2026-11-21", "2026-11-27")]
        {
            let passed = [-1, 0].map(|more| business_days(day(sent), day(remind).plus(more)));
            assert_eq!(passed, [REMIND_AFTER - 1, REMIND_AFTER], "{sent}");
        }
        assert_eq!(business_days(day("2026-11-20"), day("2026-11-22")), 0);
        assert_eq!(business_days(day("2026-11-20"), day("2026-11-16")), 0);
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
}
