//! How often visitors of a shared link may choose days of their own: each choice may have to be computed, and whoever
//! has a link needs no account. Days that the link offers are few, are kept, and are not counted.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::LinkId;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::limits::{TooManyTries, network_of};

/// Choices at once, and a minute, of one link from one address: nobody clicks faster.
const FROM_ONE: NonZeroU32 = at_least_one(60);
/// Choices at once, and a minute, of one link from everywhere.
const OF_ALL: NonZeroU32 = at_least_one(600);
/// After so many checks what has been forgiven is forgotten.
const CHECKS_BETWEEN_SWEEPS: u32 = 1_024;

const fn at_least_one(choices: u32) -> NonZeroU32 {
    match NonZeroU32::new(choices) {
        Some(choices) => choices,
        None => NonZeroU32::MIN,
    }
}

type Limiter<C> = RateLimiter<
    (LinkId, Option<IpAddr>),
    DefaultKeyedStateStore<(LinkId, Option<IpAddr>)>,
    C,
    NoOpMiddleware<<C as Clock>::Instant>,
>;

/// The limits of all links. One for the process.
#[derive(Debug)]
pub struct VisitLimits<C: Clock = DefaultClock> {
    from_one: Limiter<C>,
    of_all: Limiter<C>,
    clock: C,
    checks: AtomicU32,
}

impl Default for VisitLimits {
    fn default() -> Self {
        Self::with_clock(DefaultClock::default())
    }
}

impl<C: Clock + Clone> VisitLimits<C> {
    /// Limits that measure time by a clock of the caller's.
    pub fn with_clock(clock: C) -> Self {
        let limiter = |quota| RateLimiter::new(Quota::per_minute(quota), <_>::default(), clock.clone());
        Self { from_one: limiter(FROM_ONE), of_all: limiter(OF_ALL), clock: clock.clone(), checks: AtomicU32::new(0) }
    }

    /// Counts a choice of days.
    ///
    /// # Errors
    /// With how long to wait, where there were too many.
    pub fn check(&self, link: &LinkId, address: IpAddr) -> Result<(), TooManyTries> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.from_one.retain_recent();
            self.of_all.retain_recent();
        }
        let refused = |until: governor::NotUntil<C::Instant>| TooManyTries {
            retry_after: until.wait_time_from(self.clock.now()),
        };
        self.from_one.check_key(&(link.clone(), Some(network_of(address)))).map_err(refused)?;
        self.of_all.check_key(&(link.clone(), None)).map_err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::time::Duration;

    #[test]
    fn one_address_and_one_link_have_limits_of_their_own() {
        let clock = FakeRelativeClock::default();
        let limits = VisitLimits::with_clock(clock.clone());
        let (link, other) = (LinkId::new("a"), LinkId::new("b"));
        let address = |last: u8| IpAddr::from([192, 0, 2, last]);
        assert!((0..60).all(|_| limits.check(&link, address(1)).is_ok()));
        assert!(limits.check(&link, address(1)).is_err());
        assert!(limits.check(&link, address(2)).is_ok() && limits.check(&other, address(1)).is_ok());
        let many = (3..=255).flat_map(|last| (0..60).map(move |_| last));
        assert_eq!(many.filter(|last| limits.check(&link, address(*last)).is_ok()).count(), 600 - 61);
        clock.advance(Duration::from_secs(1));
        assert!(limits.check(&link, address(1)).is_ok());
    }
}
