//! A stateful fake of the three Codex analytics endpoints on loopback, with an organisation behind it that
//! follows from a seed, faults that a test switches on, and true totals to compare with.
//!
//! The wire is the published one, to the letter; contract tests hold it to schemas written from it and, where
//! they are at hand, to the published ones. It shares no code with the client: what both would get wrong
//! together, the schemas find.
//!
//! ```no_run
//! # async fn example() -> Result<(), simulator::StartError> {
//! use simulator::{Endpoint, Fault, OrgConfig, Simulator};
//! let simulator = Simulator::start(OrgConfig { users: 40, days: 30, ..OrgConfig::default() }).await?;
//! simulator.set_fault(Fault::ServerError.times(2).on(Endpoint::Usage));
//! let credits = simulator.truth().totals.part.credits;
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod api;
pub mod config;
mod control;
pub mod dice;
mod endpoint;
pub mod facts;
mod faults;
pub mod organisation;
mod pages;
mod params;
mod refusal;
mod running;
mod shelf;
mod state;
mod strange;
pub mod truth;
mod wire;

pub use config::{LookBackPolicy, OrgConfig, ReviewShape};
pub use endpoint::Endpoint;
pub use faults::{Fault, FaultRule, RetryAfter};
pub use organisation::Organisation;
pub use running::{Simulator, StartError};
pub use state::LoggedRequest;
pub use truth::Truth;
