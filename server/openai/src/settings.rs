//! What an installation can set about its conversation with `OpenAI`, and the checks on it.

use std::time::Duration;

use url::{Host, Url};

use crate::error::Error;

/// Where and how to ask.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The root of the API; `https`, or `http` on a loopback address only.
    pub base_url: Url,
    /// The longest that one request may take, its answer's body included.
    pub timeout: Duration,
    /// Rows asked for in one page, 1 to 30,000.
    pub page_limit: u32,
    /// The longest answer that is read, in bytes.
    pub max_body_bytes: usize,
    /// The most rows that a window of several days may give before it is refused as too large to hold.
    pub max_window_rows: u64,
    /// Patience.
    pub retry: RetrySettings,
}

/// How often and how patiently a request is repeated.
#[derive(Clone, Copy, Debug)]
pub struct RetrySettings {
    /// Repeats of one request after its first failure.
    pub repeats: u32,
    /// The pause before the first repeat; it doubles each time, with jitter on top.
    pub first_delay: Duration,
    /// The longest pause of our own choosing.
    pub max_delay: Duration,
    /// The longest pause that `OpenAI` may ask for within a pass. Asked for more, the pass ends and
    /// says when to come back.
    pub max_wait: Duration,
    /// How often a window is begun afresh whose cursors turn out to be broken.
    pub window_attempts: u32,
}

/// The public address of the API.
const BASE_URL: &str = "https://api.chatgpt.com/v1";

impl Settings {
    /// The defaults, for another base URL.
    pub fn at(base_url: Url) -> Self {
        Self {
            base_url,
            timeout: Duration::from_mins(1),
            page_limit: 5_000,
            max_body_bytes: 256 * 1024 * 1024,
            max_window_rows: 500_000,
            retry: RetrySettings::default(),
        }
    }

    /// The defaults for `OpenAI` itself.
    pub fn for_openai() -> Result<Self, Error> {
        Url::parse(BASE_URL)
            .map(Self::at)
            .map_err(|error| Error::BaseUrl { url: BASE_URL.to_owned(), reason: error.to_string() })
    }

    /// Whether the base URL points at this very machine.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.base_url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Refuses what would send a key in the clear or to nowhere.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let url = &self.base_url;
        let secret = !url.username().is_empty() || url.password().is_some();
        let problem = match url.scheme() {
            _ if secret => "it must not carry a user name or a password",
            "https" | "http" if url.host().is_none() => "it names no host",
            "http" if !self.is_loopback() => "http would send the key in the clear: use https",
            "https" | "http" if url.query().is_some() || url.fragment().is_some() => {
                "it must end with its path, without ? or #"
            }
            "https" | "http" => return Ok(()),
            _ => "it must begin with https://",
        };
        let shown = if secret { format!("{}://…", url.scheme()) } else { url.to_string() };
        Err(Error::BaseUrl { url: shown, reason: problem.to_owned() })
    }
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            repeats: 6,
            first_delay: Duration::from_secs(1),
            max_delay: Duration::from_mins(1),
            max_wait: Duration::from_mins(15),
            window_attempts: 5,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_key_is_never_sent_in_the_clear() {
        for fine in
            ["https://api.chatgpt.com/v1", "http://127.0.0.1:4010/v1", "http://[::1]:1/v1", "http://localhost/v1"]
        {
            Settings::at(Url::parse(fine).unwrap()).check().unwrap();
        }
        for (wrong, why) in [
            ("http://api.chatgpt.com/v1", "in the clear"),
            ("http://127.0.0.1.example.com/v1", "in the clear"),
            ("http://localhost.example.com/v1", "in the clear"),
            ("http://10.0.0.1/v1", "in the clear"),
            ("ftp://127.0.0.1/v1", "begin with https"),
            ("https://user:word@api.chatgpt.com/v1", "user name"),
            ("https://api.chatgpt.com/v1?x=1", "without ?"),
        ] {
            let error = Settings::at(Url::parse(wrong).unwrap()).check().unwrap_err().to_string();
            assert!(error.contains(why), "{wrong}: {error}");
            assert!(!error.contains("word@"), "{error}");
        }
    }

    #[test]
    fn the_default_is_openai_itself() {
        let settings = Settings::for_openai().unwrap();
        settings.check().unwrap();
        assert_eq!(settings.base_url.as_str(), "https://api.chatgpt.com/v1");
    }
}
