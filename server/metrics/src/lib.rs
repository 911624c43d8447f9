//! What each number means: the in-memory index of all rows, and every metric over it.
//!
//! [`Index`] holds the rows of one installation, patched a day at a time. Every question has a [`Scope`]:
//! which days, narrowed to what, for whom. [`answer`] gives one metric over it as a view model, [`delta`]
//! its change against the period before, [`intervals`] how sure its shares are, [`review_basis`] how it is
//! known whose reviews they are. What is no series has a function of its own: [`bands`], [`coverage`],
//! [`retention`], [`credit_change`], [`forecast`], [`spikes`], [`attribution`], [`people`].
//! Definitions are those of METRICS.md, implemented here once.
//!
//! Pure: no I/O, no clock. Where rows come from is the archive's affair, who may ask what the server's;
//! only the floor under small groups is applied here, because it must know what it hides.

mod answer;
mod ask;
mod attribution;
mod calendar;
mod catalog;
mod coverage;
mod credits;
mod delta;
mod floor;
mod index;
mod kernels;
mod layout;
mod page;
mod people;
mod person;
mod retention;
mod reviews;
mod scope;
mod spans;

pub use answer::answer;
pub use ask::{Ask, AskError, Policy};
pub use attribution::attribution;
pub use catalog::{intervals_of, splits_of};
pub use coverage::coverage;
pub use credits::change::credit_change;
pub use credits::forecast::forecast;
pub use credits::spikes::{SPIKE_LEAST, largest_spikes, spikes};
pub use delta::{delta, deltas};
pub use index::{Index, PersonKey, Someone};
pub use kernels::ratio::wilson;
pub use page::{bands, roster_by_line};
pub use people::{people, people_chosen};
pub use person::person;
pub use retention::retention;
pub use reviews::{intervals, review_basis};
pub use scope::Scope;

/// The version of the definitions: one more whenever a published number would come out differently for the same
/// rows. Files that leave Uptake carry it, so that two of them can be told apart.
pub const DEFINITIONS: u32 = 1;
