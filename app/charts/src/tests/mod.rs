//! What holds for every drawing, whatever the data.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;
mod curves;
mod kinds;
mod limits;
mod properties;
mod snapshots;
mod states;
mod words;
mod xml;
