//! Activity as bits: one row an actor, one bit a day. One grid for all use, one a client, one a model.

/// Days a word holds.
const WORD: i32 = 64;

/// Rows of bits over the same days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// Day number of the first bit; a multiple of 64.
    base: i32,
    /// Words a row.
    stride: usize,
    /// The row of each actor, by actor; `u32::MAX` where it has none.
    rows: Vec<u32>,
    /// The actor of each row.
    actors: Vec<u32>,
    bits: Vec<u64>,
}

impl Grid {
    /// Notes whether an actor was active on a day.
    pub(crate) fn set(&mut self, actor: u32, day: i32, active: bool) {
        self.cover(day);
        let row = self.row_for(actor);
        let (word, mask) = place(day - self.base);
        if let Some(bits) = self.bits.get_mut(row * self.stride + word) {
            if active {
                *bits |= mask;
            } else {
                *bits &= !mask;
            }
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        size_of_val(self.rows.as_slice()) + size_of_val(self.actors.as_slice()) + size_of_val(self.bits.as_slice())
    }

    /// Day number of the first bit.
    pub(crate) fn base(&self) -> i32 {
        self.base
    }

    /// Words a row.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Every actor with its bits.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, &[u64])> {
        self.actors.iter().copied().zip(self.bits.chunks_exact(self.stride.max(1)))
    }

    fn row_for(&mut self, actor: u32) -> usize {
        let at = actor as usize;
        if at >= self.rows.len() {
            self.rows.resize(at + 1, u32::MAX);
        }
        let next = u32::try_from(self.actors.len()).unwrap_or(u32::MAX);
        let Some(row) = self.rows.get_mut(at) else { return 0 };
        if *row == u32::MAX {
            *row = next;
            self.actors.push(actor);
            self.bits.resize(self.actors.len() * self.stride, 0);
        }
        *row as usize
    }

    /// Widens every row so that the day has a bit, with room to grow on the same side.
    fn cover(&mut self, day: i32) {
        let word = day.div_euclid(WORD) * WORD;
        let end = self.base + WORD * i32::try_from(self.stride).unwrap_or(i32::MAX / WORD);
        let (base, stride, shift) = if self.stride == 0 {
            (word, 1, 0)
        } else if word < self.base {
            // A backfill may walk backwards: leave it room, so that it does not move the bits each time.
            let more = words_between(word, self.base) + self.stride / 2;
            (self.base - WORD * i32::try_from(more).unwrap_or(0), self.stride + more, more)
        } else if word >= end {
            (self.base, words_between(self.base, word) + 1 + self.stride / 2, 0)
        } else {
            return;
        };
        let mut bits = vec![0; self.actors.len() * stride];
        for (to, from) in bits.chunks_exact_mut(stride).zip(self.bits.chunks_exact(self.stride.max(1))) {
            for (to, from) in to.iter_mut().skip(shift).zip(from) {
                *to = *from;
            }
        }
        (self.base, self.stride, self.bits) = (base, stride, bits);
    }
}

/// Whole words from one word-aligned day to a later one.
pub(crate) fn words_between(from: i32, to: i32) -> usize {
    usize::try_from((to - from) / WORD).unwrap_or(0)
}

/// The word and the mask of a bit.
pub(crate) fn place(offset: i32) -> (usize, u64) {
    let offset = usize::try_from(offset).unwrap_or(0);
    (offset / 64, 1 << (offset % 64))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_stay_where_they_were_put_as_the_grid_grows(
            steps in prop::collection::vec((0u32..5, -900i32..900, any::<bool>()), 1..60),
        ) {
            let mut grid = Grid::default();
            let mut truth = BTreeMap::new();
            for (actor, day, active) in steps {
                grid.set(actor, day, active);
                truth.insert((actor, day), active);
            }
            for (actor, row) in grid.rows() {
                for day in -900..900 {
                    let (word, mask) = if day < grid.base() { continue } else { place(day - grid.base()) };
                    let bit = word < row.len() && row[word] & mask != 0;
                    prop_assert_eq!(bit, truth.get(&(actor, day)).copied().unwrap_or(false));
                }
            }
            let set = grid.rows().map(|(_, row)| row.iter().map(|word| word.count_ones()).sum::<u32>()).sum::<u32>();
            prop_assert_eq!(set as usize, truth.values().filter(|active| **active).count());
        }
    }
}
