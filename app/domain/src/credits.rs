//! Money as integers: credits in millionths of a credit, dollars in millionths of a dollar.
//!
//! A float would lose the last digits of a sum over a year; an integer loses nothing.
//! A JSON number is taken by its decimal text, rounded half-even to six decimals, once per field.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// A text that is not a decimal number, or one beyond what can be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an amount: a decimal number below 9.2 million million was expected")]
pub struct NotAnAmount(pub String);

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From millionths.
            pub const fn from_micros(micros: i64) -> Self {
                Self(micros)
            }

            /// In millionths: exact.
            pub const fn micros(self) -> i64 {
                self.0
            }

            /// From the decimal text of a JSON number, rounded half-even to six decimals.
            pub fn from_decimal(text: &str) -> Result<Self, NotAnAmount> {
                micros_of_decimal(text).map(Self).ok_or_else(|| NotAnAmount(text.to_owned()))
            }

            /// As a float, for drawing and ratios only, never for sums.
            #[expect(clippy::cast_precision_loss, reason = "for drawing; sums stay integers")]
            pub fn as_f64(self) -> f64 {
                self.0 as f64 / 1e6
            }
        }

        impl fmt::Display for $name {
            /// With exactly six decimals: `38.250000`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let sign = if self.0 < 0 { "-" } else { "" };
                let whole = self.0.unsigned_abs();
                write!(f, "{sign}{}.{:06}", whole / 1_000_000, whole % 1_000_000)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                iter.fold(Self::ZERO, Add::add)
            }
        }
    };
}

amount! {
    /// `OpenAI` credits, counted in millionths of a credit.
    Credits
}
amount! {
    /// US dollars as `OpenAI` estimates them, counted in millionths of a dollar.
    Usd
}
amount! {
    /// An amount at the organisation's own rate, counted in millionths of its currency.
    Money
}

/// Decimal text with an optional sign, fraction and exponent, as millionths, rounded half-even.
fn micros_of_decimal(text: &str) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits_only(whole) || !digits_only(fraction) {
        return None;
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
    // The value is `digits * 10^(exponent - fraction length)`; in millionths, six more.
    let shift = i64::from(exponent) + 6 - i64::try_from(fraction.len()).ok()?;
    let magnitude = scaled_half_even(&digits, shift)?;
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// `digits * 10^shift` as an integer, rounded half-even; `None` where it does not fit.
fn scaled_half_even(digits: &[u8], shift: i64) -> Option<i128> {
    let all = i64::try_from(digits.len()).ok()?;
    let keep = if shift >= 0 { all } else { (all + shift).max(-1) };
    let kept = digits.get(..usize::try_from(keep.max(0)).ok()?)?;
    let mut value = kept.iter().try_fold(0i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(*digit)))?;
    if shift >= 0 {
        if value != 0 {
            value = value.checked_mul(10i128.checked_pow(u32::try_from(shift).ok()?)?)?;
        }
        return Some(value);
    }
    if keep < 0 {
        return Some(0);
    }
    let (first, rest) = digits.get(usize::try_from(keep).ok()?..)?.split_first()?;
    let above = rest.iter().any(|digit| *digit != 0);
    let round_up = *first > 5 || (*first == 5 && (above || value % 2 == 1));
    Some(value + i128::from(round_up))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn micros(text: &str) -> i64 {
        Credits::from_decimal(text).unwrap().micros()
    }

    #[test]
    fn decimal_text_is_rounded_half_even_once() {
        assert_eq!(micros("38.25"), 38_250_000);
        assert_eq!(micros("0.0000005"), 0);
        assert_eq!(micros("0.0000015"), 2);
        assert_eq!(micros("0.0000025"), 2);
        assert_eq!(micros("0.00000250001"), 3);
        assert_eq!(micros("1e-6"), 1);
        assert_eq!(micros("1.5E3"), 1_500_000_000);
        assert_eq!(micros("-0.3"), -300_000);
        assert_eq!(micros("0e400"), 0);
        assert_eq!(micros("4e-400"), 0);
        assert_eq!(micros("0.00000049"), 0);
        assert_eq!(micros("0.000000009"), 0);
    }

    #[test]
    fn what_is_not_a_number_is_refused_and_named() {
        for wrong in ["", "-", ".", "1,5", "NaN", "1e", "0x1", "1e30", "99999999999999"] {
            assert_eq!(Credits::from_decimal(wrong), Err(NotAnAmount(wrong.to_owned())), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn display_and_decimal_round_trip(micros in -9_000_000_000_000_000_000i64..9_000_000_000_000_000_000) {
            let credits = Credits::from_micros(micros);
            prop_assert_eq!(Credits::from_decimal(&credits.to_string()).unwrap(), credits);
        }

        #[test]
        fn shifting_the_exponent_changes_nothing(value in 0u32..1_000_000, by in 0i32..6) {
            let plain = Credits::from_decimal(&format!("{value}")).unwrap();
            let shifted = Credits::from_decimal(&format!("{value}{}e-{by}", "0".repeat(by.unsigned_abs() as usize))).unwrap();
            prop_assert_eq!(plain, shifted);
        }
    }
}
