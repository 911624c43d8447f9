//! How those on the roster stand with each day: in the roster and in the teams of that day.

use super::{narrow, window};
use crate::index::matrix::{Matrix, Row, smear};
use crate::index::people::People;
use crate::kernels::days::{DayCounts, keep};

/// The days with which windows end, as bits: the first bits are the days before the first end that its
/// window still sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    /// The day of the first bit.
    base: i32,
}

impl Ends {
    /// The place of a day.
    fn at(self, day: i32) -> i64 {
        i64::from(day) - i64::from(self.base)
    }

    /// The day of the first bit.
    pub(crate) fn base(self) -> i32 {
        self.base
    }

    /// The days in whose windows somebody was active.
    pub(super) fn active(self, row: Row<'_>, words: &mut [u64]) {
        row.words_from(self.base, words);
        smear(words, window());
    }
}

/// The days until which somebody has never been active.
pub(super) fn never(row: Row<'_>, ends: Ends, words: &mut [u64]) {
    words.fill(u64::MAX);
    if let Some(first) = row.first() {
        keep(words, 0, ends.at(first) - 1);
    }
}

/// The days before whose windows somebody was active, and not in them.
pub(super) fn dormant(row: Row<'_>, ends: Ends, words: &mut [u64]) {
    let Some(first) = row.first() else { return words.fill(0) };
    ends.active(row, words);
    for word in words.iter_mut() {
        *word = !*word;
    }
    keep(words, ends.at(first) + i64::from(window()), i64::MAX);
}

/// By team, those of the roster of each of these days who are so. `is` sets a bit for each such day.
pub(super) fn of_roster(
    people: &People,
    matrix: &Matrix,
    (from, to): (i32, i32),
    is: impl Fn(Row<'_>, Ends, &mut [u64]),
) -> Vec<Vec<u32>> {
    let before = window();
    let ends = Ends { base: from.saturating_sub(before.cast_signed()) };
    let (before, kept) = (before as usize, usize::try_from(to - from + 1).unwrap_or(0));
    let mut counts = DayCounts::new(people.team_codes(), before + kept);
    let mut words = vec![0u64; counts.words()];
    let mut own = words.clone();
    for person in 0..people.len() {
        let plan = people.plan(person);
        if plan.iter().all(|stretch| !stretch.on_roster) {
            continue;
        }
        is(matrix.row(person), ends, &mut words);
        if let [only] = plan {
            counts.add(only.team as usize, &words);
            continue;
        }
        let untils = plan.iter().skip(1).map(|next| ends.at(next.from) - 1).chain([i64::MAX]);
        for (stretch, until) in plan.iter().zip(untils).filter(|(stretch, _)| stretch.on_roster) {
            own.copy_from_slice(&words);
            keep(&mut own, ends.at(stretch.from), until);
            counts.add(stretch.team as usize, &own);
        }
    }
    (0..people.team_codes()).map(|team| narrow(counts.row(team).into_iter().skip(before).take(kept))).collect()
}
