//! The pages, one file each, named as their paths. Plain pages (see [`crate::root`]) are for the server alone.

pub mod adoption;
#[cfg(feature = "ssr")]
pub mod annotations;
#[cfg(feature = "ssr")]
pub mod budget;
#[cfg(feature = "ssr")]
pub mod connect;
pub mod credits;
pub mod not_found;
pub mod overview;
#[cfg(feature = "ssr")]
pub mod set_up;
#[cfg(feature = "ssr")]
pub mod sign_in;
pub mod team;
pub mod teams;
