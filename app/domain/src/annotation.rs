//! Annotations: what happened on a day that readers of a chart should know of, for everyone or for one team.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::TeamSlug;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// The day it is about.
    pub day: Day,
    /// A few words.
    pub text: String,
    /// The team that it concerns, with those below it; `None` where it concerns everyone.
    pub team: Option<TeamSlug>,
    /// Whether it also stands on pages that are shared by a link.
    pub shared: bool,
}

impl Annotation {
    /// So many characters have room on a chart.
    pub const LONGEST: usize = 80;

    /// A text as it can be kept: without spaces around it, in one line; `None` where it is empty or too long.
    pub fn text(typed: &str) -> Option<String> {
        let text = typed.trim();
        let fits = !text.is_empty() && text.chars().count() <= Self::LONGEST && !text.chars().any(char::is_control);
        fits.then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_one_short_line() {
        assert_eq!(Annotation::text("  Rollout to Platform 🚀 ").as_deref(), Some("Rollout to Platform 🚀"));
        assert!(Annotation::text(&"é".repeat(80)).is_some());
        for wrong in ["", "  ", "two\nlines", "a\u{7}b"] {
            assert_eq!(Annotation::text(wrong), None, "{wrong:?}");
        }
        assert_eq!(Annotation::text(&"é".repeat(81)), None);
    }
}
