//! `AppError`: everything that a page or a server function can answer instead of what was asked for.
//!
//! It is what a visitor may know: the backend keeps causes to its log and gives a reference here.

use domain::ConnectionProblem;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What went wrong, in words that a visitor may see.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, or the session is over.
    #[error("You are not signed in, or your session has ended.")]
    SignedOut,
    /// Signed in, but without the right.
    #[error("Your account may not do this.")]
    Forbidden,
    /// There is no such thing.
    #[error("There is no {what}.")]
    NotFound {
        /// What was looked for, for example `team “platform”`.
        what: String,
    },
    /// A field of a form cannot be accepted.
    #[error("{message}")]
    Invalid {
        /// The field's name in the form.
        field: String,
        /// What is wrong with it and what would be right.
        message: String,
    },
    /// `OpenAI` did not accept the connection.
    #[error("{}", .problem.title())]
    Connection {
        /// Which problem.
        problem: ConnectionProblem,
        /// What exactly, without any secret.
        detail: String,
    },
    /// Something that is needed does not answer now.
    #[error("{what} is not available right now.")]
    Unavailable {
        /// What does not answer, as the beginning of a sentence.
        what: String,
    },
    /// Our fault; the log has the cause under the reference.
    #[error("Something went wrong on the server.")]
    Internal {
        /// How to find the cause in the log.
        reference: String,
    },
}

impl AppError {
    /// The HTTP status of a page or an answer with this error.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound { .. } => 404,
            Self::Invalid { .. } | Self::Connection { .. } => 422,
            Self::Unavailable { .. } => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// What the visitor can do about it.
    pub fn way_on(&self) -> String {
        match self {
            Self::SignedOut => "Sign in and you come back to where you were.".to_owned(),
            Self::Forbidden => "Ask an administrator of this installation for the right.".to_owned(),
            Self::NotFound { .. } => "It may have been renamed or removed, or the address may be mistyped.".to_owned(),
            Self::Invalid { .. } => "Correct the field and send the form again.".to_owned(),
            Self::Connection { problem, .. } => problem.advice().to_owned(),
            Self::Unavailable { .. } => "Nothing is lost. Try again in a moment.".to_owned(),
            Self::Internal { reference } => {
                format!(
                    "Nothing is lost. Try again; if it happens again, tell an administrator the reference {reference}."
                )
            }
        }
    }
}

/// What the framework itself reports, mapped to what a visitor may know.
impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unavailable { what: "The server".to_owned() },
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::Invalid { field: String::new(), message: "The server could not read what was sent.".to_owned() }
            }
            ServerFnErrorErr::Deserialization(_) => {
                Self::Unavailable { what: "The server’s answer in the form that this page expects".to_owned() }
            }
            _ => Self::Internal { reference: "server function".to_owned() },
        }
    }
}
