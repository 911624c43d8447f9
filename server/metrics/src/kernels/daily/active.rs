//! People active in the days that end with each day, in the team of their last active one.

use super::narrow;
use crate::index::matrix::{Matrix, Row, smear};
use crate::index::people::People;
use crate::kernels::days::DayCounts;

/// By team, people active in the `window` days that end with each of these days.
pub(super) fn active(people: &People, matrix: &Matrix, window: u32, (from, to): (i32, i32)) -> Vec<Vec<u32>> {
    let width = usize::try_from(to - from + 1).unwrap_or(0);
    let window = i32::try_from(window).unwrap_or(i32::MAX);
    let before = usize::try_from(window - 1).unwrap_or(0);
    let mut counts = DayCounts::new(people.team_codes(), before + width);
    let mut words = vec![0u64; counts.words()];
    let mut movers = Movers { window, from, to, changes: vec![Vec::new(); people.team_codes()] };
    for (person, row) in matrix.rows().enumerate() {
        match people.plan(person) {
            [only] => {
                row.words_from(from - window + 1, &mut words);
                if words.iter().any(|word| *word != 0) {
                    smear(&mut words, window.unsigned_abs());
                    counts.add(only.team as usize, &words);
                }
            }
            _ => movers.add(people, person, row),
        }
    }
    let summed = |(team, mut changes): (usize, Vec<i64>)| {
        changes.resize(width, 0);
        let mut moved = 0;
        let stayed = counts.row(team).into_iter().skip(before);
        narrow(changes.into_iter().zip(stayed).map(|(change, stayed)| {
            moved += change;
            moved + stayed
        }))
    };
    movers.changes.into_iter().enumerate().map(summed).collect()
}

/// Those who change teams.
struct Movers {
    window: i32,
    from: i32,
    to: i32,
    /// By team and day, how many more count than the day before.
    changes: Vec<Vec<i64>>,
}

impl Movers {
    /// Somebody counts, from each active day on, in the team of that day.
    fn add(&mut self, people: &People, person: usize, row: Row<'_>) {
        let mut last: Option<i32> = None;
        for day in row.days_in(self.from - self.window + 1, self.to) {
            if let Some(last) = last.replace(day) {
                self.stay(people.on(person, last).team, last, day);
            }
        }
        if let Some(last) = last {
            self.stay(people.on(person, last).team, last, i32::MAX);
        }
    }

    /// Somebody counts from an active day on until the next one, or until the window has passed.
    fn stay(&mut self, team: u32, day: i32, next: i32) {
        let until = day.saturating_add(self.window - 1).min(next - 1).min(self.to);
        if until < self.from {
            return;
        }
        let width = usize::try_from(self.to - self.from + 1).unwrap_or(0);
        let Some(changes) = self.changes.get_mut(team as usize) else { return };
        if changes.is_empty() {
            changes.resize(width + 1, 0);
        }
        let at = |day: i32| usize::try_from(day - self.from).unwrap_or(0);
        for (day, change) in [(day.max(self.from), 1), (until + 1, -1)] {
            changes.get_mut(at(day)).into_iter().for_each(|cell| *cell += change);
        }
    }
}
