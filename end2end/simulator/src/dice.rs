//! Chance, tamed: every draw follows from the seed and from what it is drawn for, so that no draw
//! depends on the order of the others. Besides, the few conversions between whole and real numbers.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of draws for one purpose.
#[derive(Clone, Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The draws of `seed` for what `purpose` names.
    pub fn new(seed: u64, purpose: &[u64]) -> Self {
        Self(ChaCha8Rng::seed_from_u64(mix(seed, purpose)))
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Evenly from 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        unit(self.bits())
    }

    /// Evenly from `low` to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Evenly from 0 up to and without `bound`; 0 where the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.bits().checked_rem(bound).unwrap_or(0)
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Heavy-tailed, at least 1: most draws are small and few are very large.
    pub fn pareto(&mut self, alpha: f64) -> f64 {
        (1.0 - self.unit()).powf(-1.0 / alpha)
    }

    /// Around 1, symmetric on a logarithmic scale.
    pub fn log_normal(&mut self, sigma: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        ((sum - 6.0) * sigma).exp()
    }

    /// One of the items; `None` where there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(usize::try_from(self.below(items.len() as u64)).unwrap_or(0))
    }

    /// The place of one of the weights, the heavier the likelier.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// One draw from 0 to 1 without setting up a stream: for decisions that are taken for every person on every day.
pub fn flip(seed: u64, purpose: &[u64]) -> f64 {
    unit(mix(seed, purpose))
}

/// Evenly spread bits from a seed and a purpose (`SplitMix64`).
pub fn mix(seed: u64, purpose: &[u64]) -> u64 {
    purpose.iter().fold(scramble(seed), |state, part| scramble(state ^ scramble(*part)))
}

fn scramble(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits fit a float exactly")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / 9_007_199_254_740_992.0
}

/// The nearest whole number; 0 for anything below.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates, which is meant")]
pub fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

/// The nearest whole number, with its sign.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is meant")]
pub fn signed(value: f64) -> i64 {
    value.round() as i64
}

/// A whole number as a real one.
#[expect(clippy::cast_precision_loss, reason = "counts of an organisation are far below 2^53")]
pub fn real(value: i64) -> f64 {
    value as f64
}

/// A count as a signed number.
pub fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A day as part of a purpose.
pub fn day_part(day: domain::Day) -> u64 {
    u64::from(day.number().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_from_seed_and_purpose_alone() {
        let draws = |seed, purpose: &[u64]| {
            let mut dice = Dice::new(seed, purpose);
            [dice.bits(), dice.bits()]
        };
        assert_eq!(draws(1, &[2, 3]), draws(1, &[2, 3]));
        assert_ne!(draws(1, &[2, 3]), draws(1, &[3, 2]));
        assert_ne!(draws(1, &[2, 3]), draws(2, &[2, 3]));
    }

    #[test]
    fn weights_decide_how_often() {
        let mut dice = Dice::new(7, &[]);
        let heavy = (0..1000).filter(|_| dice.weighted(&[1.0, 9.0, 0.0]) == 1).count();
        assert!((850..950).contains(&heavy), "{heavy}");
        assert_eq!(dice.weighted(&[]), 0);
        assert_eq!(dice.below(0), 0);
    }
}
