//! Where `OpenAI` is asked.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_CHATGPT_BASE_URL` | `https://api.chatgpt.com/v1` | Codex analytics |
//! | `UPTAKE_OPENAI_BASE_URL` | `https://api.openai.com/v1` | the organisation's own API; checked, and kept for what reads it |
//!
//! Other addresses are for proxies and for tests. Plain `http` is accepted on a loopback address only: a key
//! must not cross a network in the clear.

use url::{Host, Url};

use super::problems::Problem;
use super::sources::Values;

/// The two hosts of `OpenAI`.
#[derive(Clone, Debug)]
pub struct OpenAi {
    /// Codex analytics of `ChatGPT` workspaces.
    pub chatgpt_base_url: Url,
    /// The organisation's API.
    pub openai_base_url: Url,
}

impl OpenAi {
    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let chatgpt = values.read("chatgpt_base_url", "https://api.chatgpt.com/v1", problems, parse_base_url);
        let openai = values.read("openai_base_url", "https://api.openai.com/v1", problems, parse_base_url);
        Some(Self { chatgpt_base_url: chatgpt?, openai_base_url: openai? })
    }
}

fn parse_base_url(text: &str) -> Result<Url, String> {
    let example = "write it like https://api.chatgpt.com/v1";
    let url = Url::parse(text).map_err(|error| format!("it is not a URL ({error}): {example}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("it carries a user name or a password, which Uptake does not use: {example}"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("“{text}” must end with its path, without ? or #: {example}"));
    }
    match url.scheme() {
        "https" if url.host().is_some() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(format!("“{text}” would send the key over the network in the clear: use https")),
        _ => Err(format!("“{text}” is not a web address: {example}")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
