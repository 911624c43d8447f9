//! The guide to a first connection: which ways to a key there are, the steps of each, and where somebody stands.
//! It is saved on the server, so that another admin can go on. What a key is tested by is `openai`'s; the key itself
//! is never in here, only its last four characters.

mod draft;
mod mail;
mod typed;
mod wait;

use serde::{Deserialize, Serialize};

pub use self::draft::{Draft, Forgotten, KeptKey, Mark, Stamp};
pub use self::mail::{SCOPE, SUPPORT, SupportMail};
pub use self::typed::{last_four, line, looks_like_key};
pub use self::wait::{REMIND_AFTER, business_days};

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

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;

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
}
