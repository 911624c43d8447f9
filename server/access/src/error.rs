//! `AccessError`: everything that can go wrong here. No message carries a secret.

use std::path::PathBuf;

/// Why access failed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The secret key file cannot be read or made.
    #[error("the secret key file {} cannot be {doing}: {source}", .path.display())]
    KeyFile {
        /// Which file.
        path: PathBuf,
        /// `read`, `made` or `removed`.
        doing: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// Others may read the secret key file.
    #[error(
        "the secret key file {} may be read or changed by other users (mode {mode:04o}): run chmod 600 on it and start again",
        .path.display()
    )]
    KeyFileOpen {
        /// Which file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The secret key file has the wrong length.
    #[error(
        "the secret key file {} has {length} bytes and not 32: restore it from where you keep it, or, if nothing was connected yet, delete it and a new one is made",
        .path.display()
    )]
    KeyFileShape {
        /// Which file.
        path: PathBuf,
        /// Its length in bytes.
        length: usize,
    },
    /// The secret key file cannot be replaced by another.
    #[error(
        "the secret key file {} cannot be replaced where it is, as when a container is given it: nothing has changed. Copy it into a folder that can be written, set UPTAKE_SECRET_KEY_FILE to the copy for this command, and put the new file in place of the old one",
        .path.display()
    )]
    KeyFileFixed {
        /// Which file.
        path: PathBuf,
    },
    /// What was sealed cannot be opened.
    #[error(
        "the stored key of {what} cannot be opened with this secret key file: put the file back under which it was saved, or connect again with the key"
    )]
    Sealed {
        /// What was to be opened.
        what: String,
    },
    /// The key of shared links cannot be opened.
    #[error(
        "the key of shared links cannot be opened with this secret key file: put the file back under which it was made; \
         until then no shared link opens"
    )]
    LinkKeySealed,
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers: {0}")]
    Randomness(String),
    /// A password that the rule does not accept.
    #[error(transparent)]
    PasswordRule(#[from] crate::passwords::PasswordRule),
    /// Hashing failed; never because of the password's content.
    #[error("a password could not be hashed: {0}")]
    Hashing(String),
    /// No such account, wrong password, or an account that is switched off: one answer for all.
    #[error("The e-mail address or the password is not right.")]
    WrongCredentials,
    /// Somebody has that address already.
    #[error("there is already an account for {0}")]
    AccountExists(domain::Email),
    /// Unknown, used or expired: one answer for all.
    #[error("This link is not valid any more. It can be used once and only for a while: ask for another.")]
    LinkInvalid,
    /// Unknown or revoked.
    #[error("the token is not known, or was revoked")]
    TokenInvalid,
    /// The database failed.
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
}
