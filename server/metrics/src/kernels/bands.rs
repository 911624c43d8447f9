//! Frequency bands: on how many weekdays of the last 28 days people were active.

use domain::{DateRange, Day};

use super::Job;
use super::daily::Ends;
use crate::catalog::Band;
use crate::index::headcounts::Headcount;
use crate::index::matrix::{Row, smear};
use crate::index::tables::Count;
use crate::spans::WINDOW;

/// More than half of the window's 20 weekdays.
const POWER: u32 = 11;
/// A tenth of the window's 20 weekdays.
const REGULAR: u32 = 2;

impl Band {
    /// The band of somebody active on so many weekdays of the window, and on some day at least.
    pub(crate) fn of(weekdays: u32) -> Self {
        match weekdays {
            POWER.. => Self::Power,
            REGULAR.. => Self::Regular,
            _ => Self::Light,
        }
    }
}

/// People in a band, by the window that ends with each span: of the roster, so that the bands with those who
/// stay away add up to it; of everybody where there is no roster.
pub(crate) fn frequency(job: &Job<'_>, band: Band) -> Vec<Vec<i64>> {
    if job.index.roster.people.is_empty() {
        of_everybody(job, band)
    } else {
        job.with_days(Count::Band(band), &job.ends())
    }
}

/// The days in whose windows somebody was in the band.
pub(crate) fn in_band(row: Row<'_>, ends: Ends, words: &mut [u64], band: Band) {
    row.words_from(ends.base(), words);
    let weekdays = Digits::of_weekdays(ends.base(), words);
    smear(words, u32::try_from(WINDOW).unwrap_or(0));
    for (at, word) in words.iter_mut().enumerate() {
        *word &= weekdays.band(at, band);
    }
}

/// Adds one to each count whose bit is set.
fn add_one(digits: &mut [u64; DIGITS], bits: u64) {
    let mut carry = bits;
    for digit in digits {
        let next = *digit & carry;
        *digit ^= carry;
        carry = next;
    }
}

/// The weekdays of the 64 days from one on that lies so many days after a Monday.
#[expect(clippy::cast_possible_truncation, reason = "64 days are wanted")]
fn weekdays(after_monday: usize) -> u64 {
    // Eighteen weeks: five bits, and two days off.
    const WEEKS: u128 = {
        let (mut weeks, mut at) = (0, 0);
        while at < 18 {
            weeks |= 0x1f << (7 * at);
            at += 1;
        }
        weeks
    };
    (WEEKS >> (after_monday % 7)) as u64
}

/// For each of many days at once, on how many weekdays of the 28 that end with it somebody was active:
/// the digits of the counts, lowest first, one bit a day.
struct Digits(Vec<[u64; DIGITS]>);

/// Digits of a count up to 20.
const DIGITS: usize = 5;

impl Digits {
    /// Of days as bits, the first of which is `base`.
    fn of_weekdays(base: i32, days: &[u64]) -> Self {
        let monday = Day::from_number(base).weekday_number() as usize;
        let mut digits = Self(vec![[0; DIGITS]; days.len()]);
        let mut below = 0;
        for (at, (digits, word)) in digits.0.iter_mut().zip(days).enumerate() {
            let own = word & weekdays(monday + at * 64);
            for back in 0..7u32 {
                let later = if back == 0 { own } else { (own << back) | (below >> (64 - back)) };
                add_one(digits, later);
            }
            below = own;
        }
        // A week, two weeks, four.
        digits.double(7);
        digits.double(14);
        digits
    }

    /// Adds to the counts those of so many days before.
    fn double(&mut self, days: u32) {
        // From behind, so that what lies before is still as it was.
        for at in (0..self.0.len()).rev() {
            let below = at.checked_sub(1).and_then(|at| self.0.get(at)).copied().unwrap_or_default();
            let Some(digits) = self.0.get_mut(at) else { continue };
            let mut carry = 0;
            for (digit, below) in digits.iter_mut().zip(below) {
                let (own, later) = (*digit, (*digit << days) | (below >> (64 - days)));
                *digit = own ^ later ^ carry;
                carry = (own & later) | (carry & (own ^ later));
            }
        }
    }

    /// The days of a word whose count is one of the band's, if any day is active at all.
    fn band(&self, at: usize, band: Band) -> u64 {
        let [one, two, four, eight, sixteen] = self.0.get(at).copied().unwrap_or_default();
        let power = sixteen | (eight & (four | (two & one)));
        let more = two | four | eight | sixteen;
        match band {
            Band::Power => power,
            Band::Regular => more & !power,
            Band::Light => !more,
        }
    }
}

fn of_everybody(job: &Job<'_>, band: Band) -> Vec<Vec<i64>> {
    let asked: Vec<Headcount> = job.ends().into_iter().map(|end| Headcount::InBand(band, end)).collect();
    job.headcounts(&asked)
}

/// A window's first day, all of its days as bits, and its weekdays.
pub(crate) fn mask(window: DateRange) -> (i32, u64, u64) {
    let bits = |of: fn(Day) -> bool| {
        window.days().enumerate().fold(0, |bits, (at, day)| if of(day) { bits | (1 << at) } else { bits })
    };
    (window.from().number(), bits(|_| true), bits(Day::is_weekday))
}
