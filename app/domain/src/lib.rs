//! The words that all sides of Uptake speak: identifiers, days, ranges, credits, facts, filters
//! and the view models that a page shows.
//!
//! Pure: no I/O, no clock, no framework. What a number *means* is decided in `metrics`; how it is
//! drawn, in `charts`; this crate only makes sure that both mean the same thing by the same word.

pub mod account;
pub mod annotation;
pub mod budget;
pub mod checkup;
pub mod client;
pub mod clock;
pub mod credits;
pub mod dataset;
pub mod day;
pub mod fact;
pub mod guide;
pub mod ids;
pub mod interval;
pub mod link;
pub mod metric;
pub mod people;
pub mod problem;
pub mod query;
pub mod range;
pub mod rollout;
pub mod sync;
pub mod view;

pub use account::{Role, Scope};
pub use budget::Budget;
pub use client::{ClientFamily, ClientFilter, ClientId};
pub use clock::Clock;
pub use credits::{Credits, Money, Usd};
pub use dataset::{Dataset, DayState};
pub use day::Day;
pub use ids::{AccountId, ConnectionId, ConnectionName, Email, LinkId, TeamSlug, UserId, WorkspaceId};
pub use interval::{Bucket, Interval};
pub use metric::{Good, Metric, Unit};
pub use problem::ConnectionProblem;
pub use query::{Filter, PageQuery, Preset, RangeChoice};
pub use range::DateRange;
