//! The archive on real files: days, tables, opening, and what happens when a process dies.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod annotations;
mod budget;
mod copies;
mod crash;
mod days;
mod fixtures;
mod guides;
mod ledger;
mod opening;
mod tables;
mod together;
