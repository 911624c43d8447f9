//! The archive: days of analytics, and everything else that must last.
//!
//! A day of one dataset of one connection is the unit: written whole, replaced whole, never edited
//! (see [`days`]). Besides there are ordinary tables: connections, sync runs, the roster, accounts,
//! links, sessions, tokens, the audit log and settings.
//!
//! `SQLite` through `SeaORM`; nothing outside this crate may know that. What a number means is left to
//! `metrics`, how days are fetched to `collector`, how keys are sealed and passwords hashed to `access`:
//! here they are bytes and texts.

mod accounts;
mod annotations;
mod audit;
mod budget;
mod checkups;
mod connections;
mod copy;
pub mod days;
mod entity;
mod error;
pub mod files;
mod guides;
mod hold;
mod links;
mod migration;
mod open;
mod owner;
mod place;
mod rollout;
mod roster;
mod runs;
mod sealed;
mod segments;
mod sessions;
mod settings;
mod share_links;
mod stored;
pub mod table;
mod tokens;

pub use accounts::AccountRow;
pub use audit::{AuditEntry, AuditRow};
pub use connections::{Connection, NewConnection};
pub use copy::{Contents, copy_archive, examine};
pub use days::{ContentHash, DayReader, DayRecord, DayRevision, DayTotals, DayWrite, LedgerDay, Replaced, day_state};
pub use error::ArchiveError;
pub use guides::KeptGuide;
pub use links::{LinkPurpose, OneTimeLink};
pub use open::{Archive, check_url, path_of};
pub use place::{Newcomer, Place};
pub use runs::{SyncCounters, SyncOutcome, SyncRun, SyncRunId, SyncRunState, SyncTrigger};
pub use sealed::{Keeper, SealedKey};
pub use sessions::SessionRecord;
pub use share_links::{ShareLink, Whose};
pub use tokens::{NewToken, TokenRow};
