//! The e-mail that asks `OpenAI` support for the scope: what support needs, and never the key.

use serde::{Deserialize, Serialize};

use super::{last_four, line};

/// The only scope that is needed.
pub const SCOPE: &str = "codex.enterprise.analytics.read";
/// Where the e-mail goes.
pub const SUPPORT: &str = "support@openai.com";

/// What the e-mail says of the key, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportMail {
    /// The key's name at `OpenAI`.
    pub key_name: String,
    /// Who made it.
    pub creator: String,
    /// Its last four characters.
    pub last_four: String,
}

impl SupportMail {
    /// Longest name of a key or a person.
    pub const LONGEST: usize = 80;

    /// The field that is not what it should be, if any.
    pub fn wrong(&self) -> Option<&'static str> {
        if line(&self.key_name, Self::LONGEST).is_none() {
            Some("keyname")
        } else if line(&self.creator, Self::LONGEST).is_none() {
            Some("creator")
        } else if last_four(&self.last_four).is_none() {
            Some("lastfour")
        } else {
            None
        }
    }

    /// Its subject.
    pub fn subject(&self) -> String {
        format!("Please add the scope {SCOPE} to an API key")
    }

    /// Its text; `workspace` is named where it is known.
    pub fn body(&self, workspace: &str) -> String {
        let workspace = if workspace.is_empty() { String::new() } else { format!("Workspace id: {workspace}\n") };
        format!(
            "Hello,\n\n\
             please add one scope to an API key of our organisation, so that we can read the Codex analytics of our \
             ChatGPT Enterprise workspace.\n\n\
             Scope: {SCOPE}\n\
             Key name: {}\n\
             Created by: {}\n\
             Last four characters: {}\n\
             {workspace}\n\
             The key is used to read and for nothing else. For safety the key itself is not in this message.\n\n\
             Thank you\n",
            self.key_name, self.creator, self.last_four
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_says_what_support_needs_and_each_wrong_field_is_named() {
        let owned = str::to_owned;
        let mail = |key: &str, creator: &str, four: &str| SupportMail {
            key_name: owned(key),
            creator: owned(creator),
            last_four: owned(four),
        };
        let good = mail("uptake-read", "Ada, ada@example.com", "wxyz");
        assert_eq!(good.wrong(), None);
        let text = good.body("3f0f5aaf-1e2b-4f10-bb50-0123456789ab");
        for part in ["uptake-read", "Ada, ada@example.com", "wxyz", SCOPE, "3f0f5aaf-1e2b-4f10-bb50-0123456789ab"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!good.body("").contains("Workspace"));
        for (mail, field) in [
            (mail("", "Ada", "wxyz"), "keyname"),
            (mail("uptake", "two\nlines", "wxyz"), "creator"),
            (mail("uptake", "Ada", "vwxyz"), "lastfour"),
            (mail("uptake", "Ada", "xyz"), "lastfour"),
        ] {
            assert_eq!(mail.wrong(), Some(field));
        }
    }
}
