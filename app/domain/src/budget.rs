//! What the organisation settles about money itself: what a month may cost, on which day such a month begins, and
//! what it pays for a credit. Reading what an admin typed, and keeping it, is the server's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::credits::{Credits, Money};
use crate::day::Day;
use crate::range::DateRange;

/// On which day of the month a spending cycle begins: 1 to 28, so that every month has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct CycleStart(u8);

/// A day of the month that not every month has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cycle begins on a day from 1 to 28, so that every month has it")]
pub struct NotACycleStart;

impl CycleStart {
    /// The last day of the month on which a cycle may begin.
    pub const LAST: u8 = 28;

    /// The day of the month.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The cycle that holds a day: from this day of a month to the day before it in the next.
    pub fn cycle_of(self, day: Day) -> DateRange {
        let begins = |month: Day| month.plus(i64::from(self.0) - 1);
        let here = begins(day.month_start());
        let from = if here <= day { here } else { begins(day.month_start().previous().month_start()) };
        let to = begins(from.next_month_start()).previous();
        DateRange::new(from, to).unwrap_or(DateRange::single(day))
    }
}

impl Default for CycleStart {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u8> for CycleStart {
    type Error = NotACycleStart;

    fn try_from(day: u8) -> Result<Self, NotACycleStart> {
        if (1..=Self::LAST).contains(&day) { Ok(Self(day)) } else { Err(NotACycleStart) }
    }
}

impl From<CycleStart> for u8 {
    fn from(start: CycleStart) -> Self {
        start.0
    }
}

/// A currency by the three letters of ISO 4217, for example `EUR`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

/// A text that is no currency's code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the code of a currency: three letters were expected, for example EUR")]
pub struct NotACurrency(pub String);

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        let code = text.trim().to_ascii_uppercase();
        let fits = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if fits { Ok(Self(code)) } else { Err(NotACurrency(text.to_owned())) }
    }
}

impl TryFrom<String> for Currency {
    type Error = NotACurrency;

    fn try_from(text: String) -> Result<Self, NotACurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the organisation pays for one credit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// Per credit.
    pub per_credit: Money,
    /// In which currency.
    pub currency: Currency,
}

impl Rate {
    /// What so many credits cost at this rate, rounded half-even to a millionth. `None` beyond what can be counted.
    pub fn of(&self, credits: Credits) -> Option<Money> {
        let product = i128::from(credits.micros()) * i128::from(self.per_credit.micros());
        let (whole, rest) = (product.div_euclid(1_000_000), product.rem_euclid(1_000_000));
        let up = rest > 500_000 || (rest == 500_000 && whole % 2 != 0);
        i64::try_from(whole + i128::from(up)).ok().map(Money::from_micros)
    }
}

/// What the organisation settled about money. Each part may be left open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Budget {
    /// What a cycle may cost.
    pub monthly: Option<Credits>,
    /// When each cycle begins.
    pub starts: CycleStart,
    /// What a credit costs.
    pub rate: Option<Rate>,
}

impl Budget {
    /// What days may cost that nothing narrows: the budget where they are one of its cycles, nothing otherwise.
    pub fn of(&self, days: DateRange) -> Option<Credits> {
        self.monthly.filter(|_| self.starts.cycle_of(days.from()) == days)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn cycle(start: u8, day: &str) -> String {
        CycleStart::try_from(start).unwrap().cycle_of(day.parse().unwrap()).in_words()
    }

    #[test]
    fn a_cycle_is_a_month_from_its_day_on() {
        assert_eq!(cycle(1, "2026-11-20"), "1 to 30 November 2026");
        assert_eq!(cycle(21, "2026-11-20"), "21 October to 20 November 2026");
        assert_eq!(cycle(20, "2026-11-20"), "20 November to 19 December 2026");
        assert_eq!(cycle(28, "2027-03-01"), "28 February to 27 March 2027");
        assert_eq!(cycle(15, "2027-01-03"), "15 December 2026 to 14 January 2027");
        for wrong in [0, 29, 31, 255] {
            assert_eq!(CycleStart::try_from(wrong), Err(NotACycleStart));
        }
    }

    #[test]
    fn a_budget_is_for_its_own_cycles_alone() {
        let budget = Budget {
            monthly: Some(Credits::from_micros(7)),
            starts: CycleStart::try_from(5).unwrap(),
            ..Budget::default()
        };
        let days = |from: &str, to: &str| DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        assert_eq!(budget.of(days("2026-11-05", "2026-12-04")), budget.monthly);
        assert_eq!(budget.of(days("2026-11-05", "2026-12-03")), None);
        assert_eq!(budget.of(days("2026-11-01", "2026-11-30")), None);
    }

    #[test]
    fn credits_times_rate_is_exact_to_the_millionth() {
        let rate =
            |text: &str| Rate { per_credit: Money::from_decimal(text).unwrap(), currency: "eur".parse().unwrap() };
        let cost = |credits: &str, at: &str| rate(at).of(Credits::from_decimal(credits).unwrap()).unwrap().to_string();
        assert_eq!(cost("12345.678901", "0.04"), "493.827156");
        assert_eq!(cost("0.000001", "0.5"), "0.000000");
        assert_eq!(cost("0.000003", "0.5"), "0.000002");
        assert_eq!(cost("-2.5", "0.1"), "-0.250000");
        assert_eq!(rate("9000000").of(Credits::from_micros(i64::MAX)), None);
        assert_eq!(rate("1").currency.to_string(), "EUR");
        for wrong in ["", "EU", "EURO", "E1R", "€", "ÄÖÜ"] {
            assert!(wrong.parse::<Currency>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_stored_is_checked_when_it_is_read() {
        let budget = Budget {
            monthly: Some(Credits::from_micros(5)),
            starts: CycleStart::try_from(3).unwrap(),
            rate: Some(Rate { per_credit: Money::from_micros(4), currency: "USD".parse().unwrap() }),
        };
        let text = serde_json::to_string(&budget).unwrap();
        assert_eq!(serde_json::from_str::<Budget>(&text).unwrap(), budget);
        assert!(serde_json::from_str::<Budget>(&text.replace('3', "31")).is_err());
        assert!(serde_json::from_str::<Budget>(&text.replace("USD", "Dollars")).is_err());
    }

    proptest! {
        #[test]
        fn cycles_follow_each_other_without_gap(start in 1u8..=28, number in 0i32..40_000) {
            let (start, day) = (CycleStart::try_from(start).unwrap(), Day::from_number(number));
            let cycle = start.cycle_of(day);
            prop_assert!(cycle.contains(day));
            prop_assert_eq!(cycle.from().day_of_month(), u32::from(start.get()));
            prop_assert_eq!(start.cycle_of(cycle.to()), cycle);
            prop_assert_eq!(start.cycle_of(cycle.to().next()).from(), cycle.to().next());
        }
    }
}
