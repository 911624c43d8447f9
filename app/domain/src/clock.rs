//! `Clock`: where the time comes from. Everything that depends on the time takes it as an argument
//! or asks a clock, so that a test can stand still. The machine's own clock is read in `server` alone.

use std::fmt::Debug;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::day::Day;

/// A source of the present moment.
pub trait Clock: Debug + Send + Sync {
    /// The present moment, in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The running UTC day.
    fn today(&self) -> Day {
        Day::of(self.now())
    }
}

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// A clock that the process shares.
pub type SharedClock = Arc<dyn Clock>;
