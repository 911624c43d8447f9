//! The pages, one file each, named as their paths.

pub mod adoption;
pub mod connect;
pub mod not_found;
pub mod overview;
pub mod set_up;
pub mod sign_in;
