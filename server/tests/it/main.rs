//! The real application on a loopback port, over a real archive in a temporary folder, spoken to by HTTP; and the
//! real binary, spoken to by its command line.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod api;
mod canary;
mod care;
mod command;
mod configuration;
mod desk;
mod download;
mod export;
mod gate;
mod guide;
mod headers;
mod house;
mod index;
mod keeping;
mod links;
mod questions;
mod serving;
mod sign_in;
mod site;
