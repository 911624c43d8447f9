//! Credits beyond their sum: why they moved, where they are heading, on which days they jumped.

pub(crate) mod change;
pub(crate) mod forecast;
pub(crate) mod spikes;
