//! What can be wrong with a connection, by the codes that pages, the command line and the API share.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A problem of a connection. The code is stable; the advice is what the page says to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionProblem {
    /// 401: the key is wrong, deleted or expired.
    InvalidCredentials,
    /// 403: the key lacks the scope.
    MissingScope,
    /// 404, or 403 that names the workspace.
    WorkspaceNotFound,
    /// Every endpoint answers, but without a row in the look-back.
    NoResources,
    /// 429: too many requests.
    RateLimited,
    /// 5xx, time-out, refused, TLS, bad JSON.
    UpstreamUnavailable,
    /// The answer decodes to nothing known.
    UnexpectedShape,
}

impl ConnectionProblem {
    /// Every problem.
    pub const ALL: [Self; 7] = [
        Self::InvalidCredentials,
        Self::MissingScope,
        Self::WorkspaceNotFound,
        Self::NoResources,
        Self::RateLimited,
        Self::UpstreamUnavailable,
        Self::UnexpectedShape,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid_credentials",
            Self::MissingScope => "missing_scope",
            Self::WorkspaceNotFound => "workspace_not_found",
            Self::NoResources => "no_resources",
            Self::RateLimited => "rate_limited",
            Self::UpstreamUnavailable => "upstream_unavailable",
            Self::UnexpectedShape => "unexpected_shape",
        }
    }

    /// What happened, in one sentence for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::InvalidCredentials => "OpenAI does not accept the key.",
            Self::MissingScope => "The key may not read Codex analytics.",
            Self::WorkspaceNotFound => "OpenAI knows no such workspace for this key.",
            Self::NoResources => "The connection works, but OpenAI has no Codex activity to show yet.",
            Self::RateLimited => "OpenAI asks us to slow down.",
            Self::UpstreamUnavailable => "OpenAI cannot be reached, or did not answer properly.",
            Self::UnexpectedShape => "OpenAI answered in a form that Uptake does not know.",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::InvalidCredentials => {
                "The key is wrong, deleted or expired. Make or copy another in the Admin Console under Credentials, Admin keys, and paste it here."
            }
            Self::MissingScope => {
                "It lacks the scope codex.enterprise.analytics.read. A workspace owner can make an Admin key with it in the Admin Console under Credentials; for a Platform key, ask OpenAI support to add the scope."
            }
            Self::WorkspaceNotFound => {
                "Check the workspace id under chatgpt.com/admin, and that the key was made in the same organisation."
            }
            Self::NoResources => {
                "Codex may be unused, not enabled yet, or too new. Check that it is switched on for the workspace; Uptake keeps trying by itself."
            }
            Self::RateLimited => "Nothing: Uptake waits as long as OpenAI asks and goes on by itself.",
            Self::UpstreamUnavailable => {
                "Uptake tries again by itself; the last good data stays. If it lasts, check the network and any proxy between this server and OpenAI."
            }
            Self::UnexpectedShape => {
                "Nothing was lost or overwritten. The sync history names the field; a newer version of Uptake may know it."
            }
        }
    }

    /// Whether this key will never do, however long one waits.
    pub fn needs_another_key(self) -> bool {
        matches!(self, Self::InvalidCredentials | Self::WorkspaceNotFound)
    }

    /// The problem of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.code() == code)
    }
}

impl fmt::Display for ConnectionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
