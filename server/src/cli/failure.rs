//! How a command fails: one line on standard error that names the thing and the way out. It begins with the code
//! of a connection's problem where one fits, so that scripts can tell.

use std::fmt;

use domain::ConnectionProblem;

use crate::config::ConfigProblems;
use crate::connecting::ConnectError;
use crate::roster::BadFile;
use crate::state::OpenError;

/// A command that did not do what it was asked to.
#[derive(Debug)]
pub struct Failure {
    problem: Option<ConnectionProblem>,
    text: String,
}

impl Failure {
    /// A failure without a code.
    pub fn other(text: impl Into<String>) -> Self {
        Self { problem: None, text: text.into() }
    }

    /// No connection of that name.
    pub fn no_connection(name: &str) -> Self {
        Self::other(format!("there is no connection “{name}”: `uptake check` lists them"))
    }

    /// A connection's problem.
    pub fn connection(problem: ConnectionProblem, detail: &str) -> Self {
        let detail = detail.trim().trim_end_matches('.');
        let text = if detail.is_empty() { problem.title().to_owned() } else { format!("{detail}.") };
        Self { problem: Some(problem), text: format!("{text} {}", problem.advice()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            Some(problem) => write!(f, "{}: {}", problem.code(), self.text),
            None => write!(f, "error: {}", self.text),
        }
    }
}

impl std::error::Error for Failure {}

impl From<ConfigProblems> for Failure {
    fn from(problems: ConfigProblems) -> Self {
        Self::other(problems.to_string())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::other(error.to_string())
    }
}

impl From<archive::ArchiveError> for Failure {
    fn from(error: archive::ArchiveError) -> Self {
        Self::other(error.to_string())
    }
}

impl From<access::AccessError> for Failure {
    fn from(error: access::AccessError) -> Self {
        Self::other(error.to_string())
    }
}

impl From<BadFile> for Failure {
    fn from(bad: BadFile) -> Self {
        Self::other(format!("the file was not imported, nothing has changed:\n{bad}"))
    }
}

impl From<crate::BuildError> for Failure {
    fn from(error: crate::BuildError) -> Self {
        Self::other(error.to_string())
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Refused { problem, detail } => Self::connection(problem, &detail),
            other => Self::other(other.to_string()),
        }
    }
}

impl From<collector::PassError> for Failure {
    fn from(error: collector::PassError) -> Self {
        match error {
            collector::PassError::Failed { failure, .. } => Self::connection(failure.problem, &failure.detail),
            other => Self::other(other.to_string()),
        }
    }
}
