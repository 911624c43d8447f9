//! How often somebody may try to sign in: per address, so that one machine cannot try many accounts, and per
//! account, so that many machines cannot try one. Checked before a password is hashed.
//!
//! Accounts that do not exist are limited like those that do, and the answer is the same for both.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::random;

/// Tries at once from one address; one more every [`ADDRESS_REFILL`].
const ADDRESS_BURST: NonZeroU32 = at_least_one(20);
/// How long one address waits for another try, once it has used up its burst.
const ADDRESS_REFILL: Duration = Duration::from_secs(6);
/// Tries at once for one account; one more every [`ACCOUNT_REFILL`].
const ACCOUNT_BURST: NonZeroU32 = at_least_one(10);
/// How long one account waits for another try, once its burst is used up.
const ACCOUNT_REFILL: Duration = Duration::from_mins(1);
/// After so many checks what has been forgiven is forgotten, so that memory follows recent use.
const CHECKS_BETWEEN_SWEEPS: u32 = 512;

/// Too many tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many tries. Wait {} seconds and try again.", .retry_after.as_secs().max(1))]
pub struct TooManyTries {
    /// How long to wait.
    pub retry_after: Duration,
}

type Limiter<K, C> = RateLimiter<K, DefaultKeyedStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The limits of signing in. One for the process.
#[derive(Debug)]
pub struct SignInLimits<C: Clock = DefaultClock> {
    by_address: Limiter<IpAddr, C>,
    by_account: Limiter<[u8; 32], C>,
    clock: C,
    checks: AtomicU32,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self::with_clock(DefaultClock::default())
    }
}

impl<C: Clock + Clone> SignInLimits<C> {
    /// Limits that measure time by a clock of the caller's.
    pub fn with_clock(clock: C) -> Self {
        Self {
            by_address: RateLimiter::new(quota(ADDRESS_REFILL, ADDRESS_BURST), <_>::default(), clock.clone()),
            by_account: RateLimiter::new(quota(ACCOUNT_REFILL, ACCOUNT_BURST), <_>::default(), clock.clone()),
            clock,
            checks: AtomicU32::new(0),
        }
    }

    /// Counts a try to sign in to an account, as it was typed, from an address.
    pub fn check(&self, address: IpAddr, account: &str) -> Result<(), TooManyTries> {
        self.check_address(address)?;
        // The fingerprint keeps memory bounded whatever somebody types into the field.
        let account = random::fingerprint(&account.trim().to_lowercase());
        self.by_account.check_key(&account).map_err(|until| self.refuse(&until))
    }

    /// Counts a try to use a link or a token from an address.
    pub fn check_address(&self, address: IpAddr) -> Result<(), TooManyTries> {
        self.sweep();
        self.by_address.check_key(&network_of(address)).map_err(|until| self.refuse(&until))
    }

    fn refuse(&self, until: &governor::NotUntil<C::Instant>) -> TooManyTries {
        TooManyTries { retry_after: until.wait_time_from(self.clock.now()) }
    }

    fn sweep(&self) {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.by_address.retain_recent();
            self.by_account.retain_recent();
        }
    }
}

const fn at_least_one(tries: u32) -> NonZeroU32 {
    match NonZeroU32::new(tries) {
        Some(tries) => tries,
        None => NonZeroU32::MIN,
    }
}

fn quota(refill: Duration, burst: NonZeroU32) -> Quota {
    Quota::with_period(refill).unwrap_or_else(|| Quota::per_minute(NonZeroU32::MIN)).allow_burst(burst)
}

/// What counts as one address: IPv4 as it is, of IPv6 the /64 that one customer holds.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn an_account_is_limited_over_all_addresses() {
        let clock = FakeRelativeClock::default();
        let limits = SignInLimits::with_clock(clock.clone());
        for n in 0..10 {
            assert_eq!(limits.check(address(n), "alex@example.com"), Ok(()));
        }
        let refused = limits.check(address(10), " Alex@Example.com");
        assert_eq!(refused, Err(TooManyTries { retry_after: Duration::from_mins(1) }));
        assert_eq!(limits.check(address(10), "kim@example.com"), Ok(()));
        clock.advance(Duration::from_mins(1));
        assert_eq!(limits.check(address(10), "alex@example.com"), Ok(()));
    }

    #[test]
    fn an_address_is_limited_over_all_accounts() {
        let clock = FakeRelativeClock::default();
        let limits = SignInLimits::with_clock(clock.clone());
        for n in 0..20 {
            assert_eq!(limits.check(address(1), &format!("{n}@example.com")), Ok(()));
        }
        assert!(limits.check(address(1), "kim@example.com").is_err());
        assert!(limits.check_address(address(1)).is_err());
        assert_eq!(limits.check(address(2), "kim@example.com"), Ok(()));
        clock.advance(Duration::from_secs(6));
        assert_eq!(limits.check_address(address(1)), Ok(()));
    }

    #[test]
    fn what_is_forgiven_is_forgotten() {
        let clock = FakeRelativeClock::default();
        let limits = SignInLimits::with_clock(clock.clone());
        for n in 0..400u32 {
            let _ = limits.check(IpAddr::from(n.to_be_bytes()), &n.to_string());
        }
        clock.advance(Duration::from_hours(1));
        for _ in 0..200 {
            let _ = limits.check_address(address(1));
        }
        assert!(limits.by_account.is_empty() && limits.by_address.len() <= 1);
    }

    #[test]
    fn one_ipv6_customer_is_one_address() {
        let limits = SignInLimits::with_clock(FakeRelativeClock::default());
        let customer = |n: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, n]);
        let tries = (0..40).filter(|n| limits.check_address(customer(*n)).is_ok()).count();
        assert_eq!(tries, 20);
    }
}
