//! How many requests a token of the HTTP API may make: a burst of a minute's worth, and from then on evenly. So a
//! script that runs wild does not take the pages away from everybody.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::limits::TooManyTries;

/// After so many checks what has been forgiven is forgotten.
const CHECKS_BETWEEN_SWEEPS: u32 = 4_096;

type Limiter<C> = RateLimiter<i64, DefaultKeyedStateStore<i64>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The limits of every token. One for the process.
#[derive(Debug)]
pub struct ApiLimits<C: Clock = DefaultClock> {
    by_token: Limiter<C>,
    clock: C,
    checks: AtomicU32,
}

impl ApiLimits {
    /// So many requests a minute for each token.
    pub fn per_minute(requests: NonZeroU32) -> Self {
        Self::with_clock(requests, DefaultClock::default())
    }
}

impl<C: Clock + Clone> ApiLimits<C> {
    /// The same, with time measured by a clock of the caller's.
    pub fn with_clock(requests: NonZeroU32, clock: C) -> Self {
        let by_token = RateLimiter::new(Quota::per_minute(requests), <_>::default(), clock.clone());
        Self { by_token, clock, checks: AtomicU32::new(0) }
    }

    /// Counts a request of a token.
    ///
    /// # Errors
    /// With how long to wait, where it has made too many.
    pub fn check(&self, token: i64) -> Result<(), TooManyTries> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.by_token.retain_recent();
        }
        let refused = |until: governor::NotUntil<C::Instant>| until.wait_time_from(self.clock.now());
        self.by_token.check_key(&token).map_err(|until| TooManyTries { retry_after: refused(until) })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::time::Duration;

    #[test]
    fn each_token_has_a_burst_and_then_an_even_flow() {
        let clock = FakeRelativeClock::default();
        let limits = ApiLimits::with_clock(NonZeroU32::new(60).unwrap(), clock.clone());
        assert!((0..60).all(|_| limits.check(1).is_ok()));
        assert_eq!(limits.check(1), Err(TooManyTries { retry_after: Duration::from_secs(1) }));
        assert_eq!(limits.check(2), Ok(()), "another token has its own");
        clock.advance(Duration::from_secs(1));
        assert_eq!(limits.check(1), Ok(()));
        assert!(limits.check(1).is_err());
    }
}
