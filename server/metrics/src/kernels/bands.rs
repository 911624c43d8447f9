//! Frequency bands: on how many weekdays of the last 28 days people were active.

use domain::{DateRange, Day};

use super::Job;
use super::roster::of_roster;
use crate::catalog::Band;
use crate::index::matrix::smear;
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
    if job.index.roster.people.is_empty() { of_everybody(job, band) } else { of_the_roster(job, band) }
}

fn of_the_roster(job: &Job<'_>, band: Band) -> Vec<Vec<i64>> {
    of_roster(job, |row, days, words| {
        row.words_from(days.base(), words);
        let weekdays = Digits::of_weekdays(days.base(), words);
        smear(words, u32::try_from(WINDOW).unwrap_or(0));
        for (at, word) in words.iter_mut().enumerate() {
            *word &= weekdays.band(at, band);
        }
    })
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
        for (at, (digits, word)) in digits.0.iter_mut().zip(days).enumerate() {
            if let Some(lowest) = digits.first_mut() {
                *lowest = word & weekdays(monday + at * 64);
            }
        }
        // 28 days are 16, 8 and 4: each the sum of two halves, one behind the other.
        let two = digits.plus(&digits.later(1));
        let four = two.plus(&two.later(2));
        let eight = four.plus(&four.later(4));
        let sixteen = eight.plus(&eight.later(8));
        sixteen.plus(&eight.later(16)).plus(&four.later(24))
    }

    /// The same counts so many days later, fewer than 64.
    fn later(&self, days: u32) -> Self {
        let mut below = [0u64; DIGITS];
        let shifted = |digits: &[u64; DIGITS]| {
            let mut moved = [0u64; DIGITS];
            for ((to, own), below) in moved.iter_mut().zip(digits).zip(&mut below) {
                *to = (own << days) | (*below >> (64 - days));
                *below = *own;
            }
            moved
        };
        Self(self.0.iter().map(shifted).collect())
    }

    fn plus(&self, other: &Self) -> Self {
        let sum = |(one, other): (&[u64; DIGITS], &[u64; DIGITS])| {
            let (mut sum, mut carry) = ([0u64; DIGITS], 0);
            for ((to, a), b) in sum.iter_mut().zip(one).zip(other) {
                *to = a ^ b ^ carry;
                carry = (a & b) | (carry & (a ^ b));
            }
            sum
        };
        Self(self.0.iter().zip(&other.0).map(sum).collect())
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
    // The window's first day, all of its days, and its weekdays, as bits.
    let windows: Vec<(i32, u64, u64)> = job.spans.iter().map(|span| mask(span.window(job.today))).collect();
    job.by_line(job.spans.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            if row.first().is_none() {
                continue;
            }
            for (at, (from, days, weekdays)) in windows.iter().enumerate() {
                let active = row.bits_from(*from) & days;
                if active == 0 || Band::of((active & weekdays).count_ones()) != band {
                    continue;
                }
                let last = from.saturating_add(i32::try_from(active.ilog2()).unwrap_or(0));
                if let Some(line) = job.line_of(person, last) {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}

/// A window's first day, all of its days as bits, and its weekdays.
pub(crate) fn mask(window: DateRange) -> (i32, u64, u64) {
    let bits = |of: fn(Day) -> bool| {
        window.days().enumerate().fold(0, |bits, (at, day)| if of(day) { bits | (1 << at) } else { bits })
    };
    (window.from().number(), bits(|_| true), bits(Day::is_weekday))
}
