//! How often somebody may try the password of a shared link: few times from one address, so that nobody guesses, and
//! many times from everywhere, so that many machines guess slowly. Checked before a password is hashed.
//!
//! A right password is given back: many readers may come from one address, and none of them locks out the others.
//! Signing in has limits of its own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::LinkId;
use governor::clock::{Clock, DefaultClock, Reference as _};

use crate::limits::{TooManyTries, network_of};

/// Tries at one link from one address.
const FROM_ONE: Limit = Limit { burst: 10, refill: Duration::from_secs(30) };
/// Tries at one link from everywhere.
const OF_ALL: Limit = Limit { burst: 600, refill: Duration::from_secs(1) };
/// After so many checks what has been forgiven is forgotten.
const CHECKS_BETWEEN_SWEEPS: u32 = 512;

/// So many tries at once, and one more after each while.
#[derive(Clone, Copy, Debug)]
struct Limit {
    burst: u32,
    refill: Duration,
}

impl Limit {
    /// Until when tries are used up after one more, if there may be one.
    fn count(self, used: Duration, now: Duration) -> Result<Duration, TooManyTries> {
        let next = used.max(now) + self.refill;
        let most = now + self.refill * self.burst;
        if next > most { Err(TooManyTries { retry_after: next.saturating_sub(most) }) } else { Ok(next) }
    }
}

/// A link, and the address of one visitor or none for all.
type Key = (LinkId, Option<IpAddr>);

/// What was tried.
#[derive(Debug, Default)]
struct Tried {
    /// Until when tries are used up, counted from the beginning; what lies in the past is forgiven.
    used: HashMap<Key, Duration>,
    checks: u32,
}

/// The limits of all links. One for the process.
#[derive(Debug)]
pub struct LinkLimits<C: Clock = DefaultClock> {
    tried: Mutex<Tried>,
    clock: C,
    began: C::Instant,
}

impl Default for LinkLimits {
    fn default() -> Self {
        Self::with_clock(DefaultClock::default())
    }
}

impl<C: Clock> LinkLimits<C> {
    /// Limits that measure time by a clock of the caller's.
    pub fn with_clock(clock: C) -> Self {
        Self { tried: Mutex::default(), began: clock.now(), clock }
    }

    /// Counts a try at the password of a link from an address.
    ///
    /// # Errors
    /// With how long to wait, where there were too many; then nothing is counted.
    pub fn check(&self, link: &LinkId, address: IpAddr) -> Result<(), TooManyTries> {
        let now = self.now();
        self.with(|tried| {
            tried.checks = tried.checks.wrapping_add(1);
            if tried.checks.is_multiple_of(CHECKS_BETWEEN_SWEEPS) {
                tried.used.retain(|_, used| *used > now);
            }
            let next = limits(link, address).map(|(key, limit)| {
                let used = tried.used.get(&key).copied().unwrap_or_default();
                limit.count(used, now).map(|next| (key, next))
            });
            let [one, all] = next;
            tried.used.extend([one?, all?]);
            Ok(())
        })
    }

    /// Gives a try back: the password was right.
    pub fn give_back(&self, link: &LinkId, address: IpAddr) {
        self.with(|tried| {
            for (key, limit) in limits(link, address) {
                if let Some(used) = tried.used.get_mut(&key) {
                    *used = used.saturating_sub(limit.refill);
                }
            }
        });
    }

    fn now(&self) -> Duration {
        self.clock.now().duration_since(self.began).into()
    }

    fn with<T>(&self, look: impl FnOnce(&mut Tried) -> T) -> T {
        look(&mut self.tried.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn limits(link: &LinkId, address: IpAddr) -> [(Key, Limit); 2] {
    [((link.clone(), Some(network_of(address))), FROM_ONE), ((link.clone(), None), OF_ALL)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn address(n: u32) -> IpAddr {
        IpAddr::from((0x0a00_0000 + n).to_be_bytes())
    }

    fn tries(limits: &LinkLimits<FakeRelativeClock>, link: &LinkId, from: IpAddr) -> usize {
        (0..2_000).take_while(|_| limits.check(link, from).is_ok()).count()
    }

    #[test]
    fn one_address_guesses_a_few_times_and_stops_nobody_else() {
        let clock = FakeRelativeClock::default();
        let limits = LinkLimits::with_clock(clock.clone());
        let (link, other) = (LinkId::new("a"), LinkId::new("b"));
        assert_eq!(tries(&limits, &link, address(1)), 10);
        let refused = limits.check(&link, address(1));
        assert_eq!(refused, Err(TooManyTries { retry_after: Duration::from_secs(30) }));
        assert_eq!((tries(&limits, &link, address(2)), tries(&limits, &other, address(1))), (10, 10));
        clock.advance(Duration::from_secs(30));
        assert_eq!(tries(&limits, &link, address(1)), 1);
    }

    #[test]
    fn many_addresses_together_are_slowed_down() {
        let clock = FakeRelativeClock::default();
        let limits = LinkLimits::with_clock(clock.clone());
        let link = LinkId::new("a");
        assert_eq!((0..100).map(|n| tries(&limits, &link, address(n))).sum::<usize>(), 600);
        assert!(limits.check(&link, address(200)).is_err());
        clock.advance(Duration::from_secs(1));
        assert!(limits.check(&link, address(200)).is_ok());
    }

    #[test]
    fn a_right_password_is_not_counted() {
        let limits = LinkLimits::with_clock(FakeRelativeClock::default());
        let link = LinkId::new("a");
        for _ in 0..2_000 {
            assert_eq!(limits.check(&link, address(1)), Ok(()));
            limits.give_back(&link, address(1));
        }
        assert_eq!(tries(&limits, &link, address(1)), 10, "as if there had been none, and no more");
    }

    #[test]
    fn what_is_forgiven_is_forgotten() {
        let clock = FakeRelativeClock::default();
        let limits = LinkLimits::with_clock(clock.clone());
        for n in 0..400 {
            let _ = limits.check(&LinkId::new("a"), address(n));
        }
        clock.advance(Duration::from_hours(1));
        for _ in 0..200 {
            let _ = limits.check(&LinkId::new("b"), address(1));
        }
        assert!(limits.with(|tried| tried.used.len()) <= 2);
    }
}
