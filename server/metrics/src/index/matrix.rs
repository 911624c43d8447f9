//! A person's activity, put together from the bits of every actor that the person is.

use super::grid::{Grid, place, words_between};

/// Consecutive days as day numbers, first and last; none where the last lies before the first.
pub(crate) type Days = (i32, i32);

/// One row of bits a person, one bit a day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    base: i32,
    stride: usize,
    bits: Vec<u64>,
}

/// One person's activity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    base: i32,
    bits: &'a [u64],
}

impl Matrix {
    /// Joins the grids' rows. `person` says whose row an actor's is, where it counts at all.
    pub(crate) fn of(grids: &[&Grid], people: usize, person: impl Fn(u32) -> Option<usize>) -> Self {
        let used = || grids.iter().filter(|grid| grid.stride() > 0);
        let base = used().map(|grid| grid.base()).min().unwrap_or(0);
        let stride = used().map(|grid| words_between(base, grid.base()) + grid.stride()).max().unwrap_or(0);
        let mut bits = vec![0; people * stride];
        for grid in used() {
            let shift = words_between(base, grid.base());
            for (actor, row) in grid.rows() {
                let Some(person) = person(actor) else { continue };
                let start = person * stride + shift;
                if let Some(to) = bits.get_mut(start..start + row.len()) {
                    to.iter_mut().zip(row).for_each(|(to, from)| *to |= from);
                }
            }
        }
        Self { base, stride, bits }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        size_of_val(self.bits.as_slice())
    }

    /// Every person's row, by person; people without any activity included, unless nobody has any.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.bits.chunks_exact(self.stride.max(1)).map(|bits| Row { base: self.base, bits })
    }

    /// The words in which some days lie.
    pub(crate) fn clip(&self, (from, to): Days) -> Clip {
        clip(self.base, self.stride, from, to)
    }

    /// One person's row; empty where the person has no activity.
    pub(crate) fn row(&self, person: usize) -> Row<'_> {
        let bits = self.bits.get(person * self.stride..(person + 1) * self.stride).unwrap_or_default();
        Row { base: self.base, bits }
    }
}

/// The actors of a grid who were active on any of some days.
pub(crate) fn active(grid: &Grid, days: Days) -> impl Iterator<Item = u32> {
    let base = grid.base();
    let clip = clip(base, grid.stride(), days.0, days.1);
    grid.rows().filter(move |(_, bits)| Row { base, bits }.any(clip)).map(|(actor, _)| actor)
}

impl<'a> Row<'a> {
    /// The first active day ever, as a day number.
    pub(crate) fn first(self) -> Option<i32> {
        let (at, word) = self.bits.iter().enumerate().find(|(_, word)| **word != 0)?;
        Some(self.day(at, word.trailing_zeros()))
    }

    /// The last active one of these days, as a day number.
    pub(crate) fn last(self, days: Clip) -> Option<i32> {
        let words = self.bits.get(days.low..days.end).unwrap_or_default();
        let mut found = words.iter().enumerate().rev().map(|(at, word)| (at, days.of(days.low + at, *word)));
        let (at, word) = found.find(|(_, word)| *word != 0)?;
        Some(self.day(days.low + at, word.ilog2()))
    }

    /// Whether any of these days is active.
    pub(crate) fn any(self, days: Clip) -> bool {
        match self.bits.get(days.low..days.end).unwrap_or_default() {
            [] => false,
            [only] => only & days.first & days.last != 0,
            [first, inner @ .., last] => {
                first & days.first | last & days.last | inner.iter().fold(0, |all, word| all | word) != 0
            }
        }
    }

    /// The last active day in `from..=to`, as a day number.
    pub(crate) fn last_in(self, from: i32, to: i32) -> Option<i32> {
        self.last(clip(self.base, self.bits.len(), from, to))
    }

    /// The active days in `from..=to`, in order, as day numbers.
    pub(crate) fn days_in(self, from: i32, to: i32) -> impl Iterator<Item = i32> + 'a {
        let days = clip(self.base, self.bits.len(), from, to);
        let words = self.bits.iter().enumerate().take(days.end).skip(days.low);
        words.flat_map(move |(at, word)| {
            let mut word = days.of(at, *word);
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                (bit < 64).then(|| self.day(at, bit))
            })
        })
    }

    /// The 64 days from a day on, one bit each.
    pub(crate) fn bits_from(self, from: i32) -> u64 {
        let offset = from.saturating_sub(self.base);
        let (word, shift) = (offset.div_euclid(64), offset.rem_euclid(64).unsigned_abs());
        let at = |word: i32| usize::try_from(word).ok().and_then(|at| self.bits.get(at)).copied().unwrap_or(0);
        let high = if shift == 0 { 0 } else { at(word.saturating_add(1)) << (64 - shift) };
        (at(word) >> shift) | high
    }

    /// The days from a day on, sixty-four a word.
    pub(crate) fn words_from(self, from: i32, words: &mut [u64]) {
        let mut day = from;
        for word in words {
            *word = self.bits_from(day);
            day = day.saturating_add(64);
        }
    }

    fn day(self, word: usize, bit: u32) -> i32 {
        let offset = word * 64 + bit as usize;
        self.base.saturating_add(i32::try_from(offset).unwrap_or(i32::MAX))
    }
}

/// The words of a row in which some days lie: none where no bit is there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clip {
    /// The first word, and the one behind the last.
    low: usize,
    end: usize,
    /// Which bits of the first and of the last word are of the days.
    first: u64,
    last: u64,
}

impl Clip {
    /// What of a word lies in the days.
    fn of(self, at: usize, word: u64) -> u64 {
        let first = if at == self.low { self.first } else { u64::MAX };
        let last = if at + 1 == self.end { self.last } else { u64::MAX };
        word & first & last
    }
}

/// The words of the days `from..=to` in rows of so many words, the first bit of which is `base`.
fn clip(base: i32, stride: usize, from: i32, to: i32) -> Clip {
    let days = i32::try_from(stride * 64).unwrap_or(i32::MAX);
    let from = from.saturating_sub(base).max(0);
    let to = to.saturating_sub(base).min(days - 1);
    if from > to {
        return Clip::default();
    }
    let ((low, first), (high, last)) = (place(from), place(to));
    Clip { low, end: high + 1, first: !(first - 1), last: last | (last - 1) }
}

/// Sets the `days - 1` bits behind each bit that is set: at most 63 of them.
pub(crate) fn smear(words: &mut [u64], days: u32) {
    let mut reach = 1;
    while reach < days {
        let by = reach.min(days - reach);
        let mut below = 0u64;
        for word in words.iter_mut() {
            let own = *word;
            *word |= (own << by) | (below >> (64 - by));
            below = own;
        }
        reach += by;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_see_what_a_set_of_days_sees(
            days in prop::collection::btree_set(-200i32..200, 0..40),
            from in -260i32..260,
            len in 0i32..200,
        ) {
            let mut grid = Grid::default();
            for day in &days {
                grid.set(0, *day, true);
            }
            let matrix = Matrix::of(&[&grid], 1, |_| Some(0));
            let row = matrix.row(0);
            let to = from + len;
            let inside: BTreeSet<i32> = days.range(from..=to).copied().collect();
            prop_assert_eq!(row.first(), days.first().copied());
            prop_assert_eq!(row.last_in(from, to), inside.last().copied());
            prop_assert_eq!(row.any(matrix.clip((from, to))), !inside.is_empty());
            prop_assert_eq!(&row.days_in(from, to).collect::<BTreeSet<_>>(), &inside);
            prop_assert!(!row.any(matrix.clip((to, to - 1))));
            let bits: u64 = (0..64).filter(|at| days.contains(&(from + at))).map(|at| 1 << at).sum();
            prop_assert_eq!(row.bits_from(from), bits);
            for window in [1u32, 7, 28] {
                let mut words = [0u64; 8];
                row.words_from(from, &mut words);
                smear(&mut words, window);
                let counted: BTreeSet<i32> = (0..512)
                    .filter(|at| words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1))
                    .map(|at| from + i32::try_from(at).unwrap_or(0))
                    .collect();
                let after: Vec<i32> = days.range(from..).copied().collect();
                let len = i32::try_from(window).unwrap_or(0);
                let expected: BTreeSet<i32> =
                    after.into_iter().flat_map(|day| day..day + len).filter(|day| *day < from + 512).collect();
                prop_assert_eq!(counted, expected);
            }
        }
    }
}
