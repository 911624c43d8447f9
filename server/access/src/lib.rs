//! Who may enter, and what is kept under lock: the secret key file and what it seals, accounts and their
//! passwords, sessions, one-time links, API tokens, sign-in limits, and what a role may see.
//!
//! It decides nothing about numbers and knows no HTTP; `server` turns its answers into pages and statuses.

pub mod accounts;
mod api_limits;
pub mod error;
pub mod limits;
pub mod one_time;
pub mod passwords;
pub mod policy;
pub mod rotation;
pub mod sessions;
pub mod share;
pub mod tokens;
pub mod vault;
mod visit_limits;

mod random;

pub use accounts::Accounts;
pub use api_limits::ApiLimits;
pub use error::AccessError;
pub use limits::SignInLimits;
pub use one_time::{OneTimeLinks, Purpose};
pub use passwords::Passwords;
pub use policy::Policy;
pub use sessions::ArchiveSessions;
pub use share::{Door, LinkLimits, LinkVisitor, Lock, ShareLinks};
pub use tokens::{ApiToken, Tokens};
pub use vault::Vault;
pub use visit_limits::VisitLimits;
