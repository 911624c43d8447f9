//! An origin: scheme, host and port of a site, exactly. Nothing that a header could read as more than one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A site that may show a page in a frame: `https://wiki.example.com`, or on this machine `http://localhost:8080`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an origin: it looks like https://wiki.example.com, without a path and without *")]
pub struct NotAnOrigin(pub String);

/// Longest origin: a host's name has at most 253 characters.
const LONGEST: usize = 270;

impl Origin {
    /// The text, as a header says it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let origin = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let read = || {
            let (plain, rest) = match origin.strip_prefix("https://") {
                Some(rest) => (false, rest),
                None => (true, origin.strip_prefix("http://")?),
            };
            let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
            let local = host == "localhost" || host == "127.0.0.1";
            // `parse` alone would take a sign before the number.
            let port = port.is_none_or(|port| {
                port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
            });
            (origin.len() <= LONGEST && is_host(host) && port && (!plain || local)).then(|| Self(origin.clone()))
        };
        read().ok_or_else(|| NotAnOrigin(text.chars().take(80).collect()))
    }
}

/// Letters, digits and hyphens between dots, and no part empty: no `*`, no `;`, no quotes, no spaces.
fn is_host(host: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(part)
}

impl TryFrom<String> for Origin {
    type Error = NotAnOrigin;

    fn try_from(text: String) -> Result<Self, NotAnOrigin> {
        text.parse()
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_exact_origins_are_origins() {
        for (text, origin) in [
            ("https://wiki.example.com", "https://wiki.example.com"),
            (" HTTPS://Wiki.Example.com/ ", "https://wiki.example.com"),
            ("https://wiki.example.com:8443", "https://wiki.example.com:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), origin);
        }
        for wrong in [
            "",
            "*",
            "https://*",
            "https://*.example.com",
            "http://wiki.example.com",
            "wiki.example.com",
            "https://",
            "https://a.example.com/path",
            "https://a.example.com https://b.example.com",
            "https://a;script-src *",
            "https://a.example.com:0",
            "https://a.example.com:+1",
            "https://a.example.com:99999",
            "https://a..b",
            "https://user@a.example.com",
            "https://a.example.com'",
            "javascript:alert(1)",
            "data:text/html,x",
            "null",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_origin_says_more_than_one_thing_in_a_header(text in "https?://[a-z*;:' .,/0-9-]{0,30}") {
            if let Ok(origin) = text.parse::<Origin>() {
                prop_assert!(!origin.as_str().contains([' ', ';', ',', '*', '\'', '"']));
            }
        }
    }
}
