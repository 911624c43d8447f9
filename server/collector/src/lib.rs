//! The collector: keeps the archive in step with what `OpenAI` has.
//!
//! A pass plans from what is stored, fetches window by window, and commits day by day; killed at any moment,
//! the next pass goes on where this one stopped. Passes are made by a clock, or when someone asks.
//!
//! How to talk to `OpenAI` is `openai`'s, how a day is kept `archive`'s, what the numbers mean `metrics`'s,
//! who may ask for a pass the server's.

mod collector;
mod fetch;
mod pass;
mod plan;
mod progress;
mod schedule;
mod verdict;

pub use archive::{SyncCounters, SyncTrigger};
pub use collector::{Collector, KeyError, Keys, Notification};
pub use pass::{PassError, PassSummary};
pub use plan::{Known, PlanSettings, windows};
pub use progress::Board;
