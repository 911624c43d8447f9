//! The real application on a loopback port, over a real archive in a temporary folder, spoken to by HTTP; and the
//! real binary, spoken to by its command line.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod api;
mod canary;
mod command;
mod configuration;
mod export;
mod gate;
mod headers;
mod house;
mod index;
mod serving;
mod questions;
mod sign_in;
mod site;
