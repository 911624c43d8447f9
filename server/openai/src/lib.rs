//! A typed client of `OpenAI`'s Codex analytics: three endpoints, four datasets, read only.
//!
//! [`Analytics::window`] reads every row of a run of days, or fails as a whole: what it gives is complete.
//! Decoding is lenient (unknown fields are counted and ignored, unknown names kept as they are), but
//! never guesses: a required figure that is missing is an error, not a zero.
//!
//! When to read which days, and what becomes of them, is `collector`'s. The key comes from `access`.

mod auth;
mod client;
mod error;
mod models;
mod notes;
mod pages;
mod probe;
mod settings;

pub use client::{Analytics, Client};
pub use error::{Error, retry_after};
pub use models::Shape;
pub use notes::WireNotes;
pub use pages::{FetchEvent, Window};
/// Keys travel in this type, which prints nothing and is wiped when dropped.
pub use secrecy::{ExposeSecret, SecretString};
pub use settings::{RetrySettings, Settings};
/// The base URL's type.
pub use url::Url;
