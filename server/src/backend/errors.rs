//! From the crates' errors to what a visitor may know. Causes go to the log under a reference.

use app::error::AppError;
use archive::ArchiveError;
use metrics::AskError;

/// A failure of ours: the visitor gets a reference, the log the cause.
pub fn internal(cause: &dyn std::fmt::Display) -> AppError {
    let reference = format!("{:08x}", rand::random::<u32>());
    tracing::error!(%cause, %reference, "a page could not be answered");
    AppError::Internal { reference }
}

/// A failure of the archive.
pub fn archive(error: ArchiveError) -> AppError {
    match error {
        ArchiveError::Busy => AppError::Unavailable { what: "The database".to_owned() },
        other => internal(&other),
    }
}

/// A question that cannot be asked.
pub fn ask(error: AskError) -> AppError {
    match &error {
        AskError::UnknownTeam(slug) => AppError::NotFound { what: format!("team “{slug}”") },
        AskError::UnknownConnection(name) => AppError::NotFound { what: format!("connection “{name}”") },
        _ => AppError::Invalid { field: "query".to_owned(), message: error.to_string() },
    }
}
