//! The machine's clock: the one place that reads it. Everything else is given the time.

use chrono::{DateTime, Utc};
use domain::Clock;

/// The present moment of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
