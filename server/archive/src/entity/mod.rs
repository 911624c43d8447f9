//! The tables as `SeaORM` sees them: plain rows. What they mean is said in the modules that use them.

pub mod account;
pub mod annotation;
pub mod api_token;
pub mod audit_entry;
pub mod connection;
pub mod day_revision;
pub mod day_segment;
pub mod guide;
pub mod membership;
pub mod one_time_link;
pub mod person;
pub mod rollout_item;
pub mod session;
pub mod setting;
pub mod share_link;
pub mod sync_run;
pub mod team;
