//! Identifiers. None of them is a bare string or number, so that none can stand in for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps the database's key.
            pub const fn new(key: i64) -> Self {
                Self(key)
            }

            /// The database's key.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

text_id! {
    /// A person's id as `OpenAI`'s analytics give it. An opaque string.
    UserId
}
text_id! {
    /// The name an admin gives a connection; unique within one installation.
    ConnectionName
}
text_id! {
    /// A shared link's key in our database: random, never reused, and no secret.
    LinkId
}
number_id! {
    /// A connection's key in our database.
    ConnectionId
}
number_id! {
    /// An account's key in our database: someone who can sign in to Uptake.
    AccountId
}

/// A `ChatGPT` workspace's id: a UUID, lower-cased.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkspaceId(String);

/// A text that is no workspace id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a workspace id: it looks like 3f0f5aaf-1e2b-4f10-bb50-0123456789ab and stands under chatgpt.com/admin, Settings"
)]
pub struct NotAWorkspaceId(pub String);

impl WorkspaceId {
    /// The UUID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WorkspaceId {
    type Err = NotAWorkspaceId;

    fn from_str(text: &str) -> Result<Self, NotAWorkspaceId> {
        let id = text.trim().to_ascii_lowercase();
        let is_uuid = id.len() == 36
            && id.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if is_uuid { Ok(Self(id)) } else { Err(NotAWorkspaceId(text.chars().take(60).collect())) }
    }
}

impl TryFrom<String> for WorkspaceId {
    type Error = NotAWorkspaceId;

    fn try_from(text: String) -> Result<Self, NotAWorkspaceId> {
        text.parse()
    }
}

impl From<WorkspaceId> for String {
    fn from(id: WorkspaceId) -> Self {
        id.0
    }
}

impl fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address, trimmed and lower-cased: the name by which people are joined over sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A text that is no e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an e-mail address")]
pub struct NotAnEmail(pub String);

impl Email {
    /// The address, lower-cased.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is an address as this type writes it.
    pub fn is_written(text: &str) -> bool {
        // Of most addresses a look at their bytes is enough.
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase());
        is_well_formed(text) && (plain || text.parse().is_ok_and(|email: Self| email.as_str() == text))
    }
}

fn is_well_formed(address: &str) -> bool {
    address.len() <= 254
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
        && address.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
        })
}

impl FromStr for Email {
    type Err = NotAnEmail;

    fn from_str(text: &str) -> Result<Self, NotAnEmail> {
        let address = text.trim().to_lowercase();
        if is_well_formed(&address) { Ok(Self(address)) } else { Err(NotAnEmail(text.chars().take(80).collect())) }
    }
}

impl TryFrom<String> for Email {
    type Error = NotAnEmail;

    fn try_from(text: String) -> Result<Self, NotAnEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A team's name in URLs and in the API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TeamSlug(String);

impl TeamSlug {
    /// The key of people who are in no team, in every split by team.
    pub const NO_TEAM: &'static str = "no-team";
    /// The key of the merged groups that are too small to be shown alone.
    pub const SMALL_TEAMS: &'static str = "small-teams";

    /// A slug as it stands in a URL or in the database.
    pub fn new(slug: impl Into<String>) -> Self {
        Self(slug.into())
    }

    /// The slug of a team's title: Unicode letters and digits lower-cased, everything else one `-`.
    /// A title without any letter or digit gives `team`. The two reserved keys get `-team` behind them.
    pub fn of_title(title: &str) -> Self {
        let mut slug = String::with_capacity(title.len());
        for c in title.chars() {
            if c.is_alphanumeric() {
                slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        match slug {
            "" => Self("team".to_owned()),
            Self::NO_TEAM | Self::SMALL_TEAMS => Self(format!("{slug}-team")),
            _ => Self(slug.to_owned()),
        }
    }

    /// The slug to take where `taken` says that this one is another team's: `-2`, `-3` and so on.
    #[must_use]
    pub fn freed(self, taken: impl Fn(&Self) -> bool) -> Self {
        if !taken(&self) {
            return self;
        }
        (2..u32::MAX).map(|n| Self(format!("{}-{n}", self.0))).find(|slug| !taken(slug)).unwrap_or(self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TeamSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_address_is_known_from_the_way_it_is_written() {
        for text in ["ada@example.com", "ß@example.com", "é.日本@example.com", "a+b@x.y"] {
            assert!(Email::is_written(text), "{text}");
            assert_eq!(text.parse::<Email>().unwrap().as_str(), text);
        }
        for text in ["Ada@example.com", " ada@example.com", "É@example.com", "ada", "@x", "a@b@c", "a b@x", "a@.x", ""]
        {
            assert!(!Email::is_written(text), "{text}");
        }
    }

    #[test]
    fn slugs_keep_letters_of_every_script() {
        for (title, slug) in [
            ("Platform", "platform"),
            ("  Data & ML / Ops ", "data-ml-ops"),
            ("Größe Ünïcode", "größe-ünïcode"),
            ("日本チーム", "日本チーム"),
            ("🚀🚀", "team"),
            ("No team", "no-team-team"),
            ("R2-D2", "r2-d2"),
        ] {
            assert_eq!(TeamSlug::of_title(title).as_str(), slug);
        }
    }

    #[test]
    fn a_taken_slug_gets_the_next_number() {
        let taken = ["web", "web-2"];
        let slug = TeamSlug::of_title("Web").freed(|slug| taken.contains(&slug.as_str()));
        assert_eq!(slug.as_str(), "web-3");
    }

    #[test]
    fn emails_join_whatever_their_case() {
        assert_eq!("Alex@Example.COM ".parse::<Email>().unwrap().as_str(), "alex@example.com");
        for wrong in ["", "alex", "@example.com", "alex@", "a b@example.com", "a@b@c", "a@.com"] {
            assert!(wrong.parse::<Email>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn workspace_ids_are_uuids() {
        let id: WorkspaceId = " 3F0F5AAF-1e2b-4f10-bb50-0123456789AB".parse().unwrap();
        assert_eq!(id.as_str(), "3f0f5aaf-1e2b-4f10-bb50-0123456789ab");
        for wrong in ["", "ws-1", "3f0f5aaf1e2b4f10bb500123456789ab", "3f0f5aaf-1e2b-4f10-bb50-0123456789ag"] {
            assert!(wrong.parse::<WorkspaceId>().is_err(), "{wrong}");
        }
    }
}
