//! The client against a scripted server on loopback: real HTTP, our own fixtures.

mod conversation;
mod decoding;
mod simulated;
mod support;
