//! Counting people day by day, sixty-four days at once.
//!
//! A person is a run of bits, one a day. The counts of all days are kept upright: one word holds the
//! lowest digit of sixty-four counts, the next word their second digit, and so on. Adding a person is an
//! addition with carry on whole words, so that a year costs a handful of steps and not one a day.

/// Counts by line and day.
#[derive(Debug)]
pub(crate) struct DayCounts {
    words: usize,
    /// By line: the digits of every word, lowest first; each digit is `words` words.
    lines: Vec<Vec<u64>>,
}

impl DayCounts {
    /// Zeros, for so many days.
    pub(crate) fn new(lines: usize, days: usize) -> Self {
        Self { words: days.div_ceil(64).max(1), lines: vec![Vec::new(); lines] }
    }

    /// Words a person has.
    pub(crate) fn words(&self) -> usize {
        self.words
    }

    /// Adds a person to the days whose bits are set.
    pub(crate) fn add(&mut self, line: usize, days: &[u64]) {
        let words = self.words;
        let Some(digits) = self.lines.get_mut(line) else { return };
        for (at, day) in days.iter().enumerate().take(words) {
            let (mut carry, mut place) = (*day, at);
            while carry != 0 {
                if place >= digits.len() {
                    digits.resize(digits.len() + words, 0);
                }
                let Some(digit) = digits.get_mut(place) else { break };
                let next = *digit & carry;
                *digit ^= carry;
                carry = next;
                place += words;
            }
        }
    }

    /// The counts of a line, by day.
    pub(crate) fn row(&self, line: usize) -> Vec<i64> {
        let mut counts = vec![0i64; self.words * 64];
        let digits = self.lines.get(line).map(Vec::as_slice).unwrap_or_default();
        for (place, row) in digits.chunks_exact(self.words).enumerate() {
            for (word, counts) in row.iter().zip(counts.chunks_exact_mut(64)) {
                let mut left = *word;
                while left != 0 {
                    let bit = left.trailing_zeros() as usize;
                    if let Some(count) = counts.get_mut(bit) {
                        *count += 1 << place;
                    }
                    left &= left - 1;
                }
            }
        }
        counts
    }
}

/// Keeps the bits of the days `since..=until` alone; days are counted from the first bit.
pub(crate) fn keep(words: &mut [u64], since: i64, until: i64) {
    for (at, word) in (0i64..).zip(words) {
        let (low, high) = (since - at * 64, until - at * 64);
        if low > 63 || high < 0 {
            *word = 0;
            continue;
        }
        if low > 0 {
            *word &= u64::MAX << low;
        }
        if high < 63 {
            *word &= (1 << (high + 1)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_are_those_of_plain_addition(
            people in prop::collection::vec((0usize..3, any::<[u64; 3]>(), -9i64..200, -9i64..200), 0..200),
        ) {
            let mut counts = DayCounts::new(3, 190);
            let mut plain = vec![vec![0i64; 192]; 3];
            for (line, mut days, since, until) in people {
                let kept = |day: i64| since <= day && day <= until;
                for (day, count) in (0i64..).zip(plain.get_mut(line).into_iter().flatten()) {
                    let word = days.get(usize::try_from(day / 64).unwrap_or(9)).copied().unwrap_or(0);
                    *count += i64::from(word >> (day % 64) & 1 == 1 && kept(day));
                }
                keep(&mut days, since, until);
                counts.add(line, &days);
            }
            for (line, plain) in plain.iter().enumerate() {
                prop_assert_eq!(&counts.row(line), plain);
            }
        }
    }
}
