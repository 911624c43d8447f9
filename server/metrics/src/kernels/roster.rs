//! Those on the roster: who takes part, who stays away, who has never come.
//!
//! The roster is that of the window's last day, and so are its teams: numerator and denominator of a
//! team are the same people.

use super::days::{DayCounts, keep};
use super::{Job, Outcome, Table, counts};
use crate::index::matrix::{Row, smear};
use crate::spans::WINDOW;

/// People of the roster active in the window, over the roster.
pub(crate) fn adoption(job: &Job<'_>) -> Table {
    let active = of_roster(job, |row, days, words| days.active(row, words));
    let roster = of_roster(job, |_, _, words| words.fill(u64::MAX));
    let row = |(active, roster): (&Vec<i64>, &Vec<i64>)| {
        active.iter().zip(roster).map(|(active, roster)| job.quotient(*active, *roster)).collect()
    };
    active.iter().zip(&roster).map(row).collect()
}

/// People of the roster without any active day up to the window's end.
pub(crate) fn never(job: &Job<'_>) -> Table {
    known(job, |row, days, words| {
        words.fill(u64::MAX);
        if let Some(first) = row.first() {
            keep(words, 0, days.at(first - 1));
        }
    })
}

/// People of the roster active before the window and not in it.
pub(crate) fn dormant(job: &Job<'_>) -> Table {
    known(job, |row, days, words| {
        let Some(first) = row.first() else { return words.fill(0) };
        days.active(row, words);
        for word in words.iter_mut() {
            *word = !*word;
        }
        keep(words, days.at(first) + WINDOW, i64::MAX);
    })
}

/// Counts of people on the roster; without a roster nothing is known of those who stay away.
fn known(job: &Job<'_>, is: impl Fn(Row<'_>, Ends, &mut [u64])) -> Table {
    let mut table = counts(of_roster(job, is));
    if job.index.roster.people.is_empty() {
        table.iter_mut().flatten().for_each(|outcome| *outcome = Outcome::Unavailable);
    }
    table
}

/// The days with which windows end, as bits: the first bits are the days before the first end that its
/// window still sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    /// The day of the first bit.
    base: i32,
}

impl Ends {
    /// The place of a day.
    pub(crate) fn at(self, day: i32) -> i64 {
        i64::from(day) - i64::from(self.base)
    }

    /// The day of the first bit.
    pub(crate) fn base(self) -> i32 {
        self.base
    }

    /// The days in whose windows somebody was active.
    fn active(self, row: Row<'_>, words: &mut [u64]) {
        row.words_from(self.base, words);
        smear(words, u32::try_from(WINDOW).unwrap_or(0));
    }
}

/// Counts, over the roster of each span's last day, those whose window that ends with it is so. `is` sets
/// a bit for each such day, of all days between the first and the last end.
pub(crate) fn of_roster(job: &Job<'_>, is: impl Fn(Row<'_>, Ends, &mut [u64])) -> Vec<Vec<i64>> {
    let ends: Vec<i32> = job.spans.iter().map(|span| span.end(job.today).number()).collect();
    let (first, last) = ends.iter().fold((i32::MAX, i32::MIN), |(low, high), end| (low.min(*end), high.max(*end)));
    let days = Ends { base: first.saturating_sub(i32::try_from(WINDOW).unwrap_or(0)) };
    let width = usize::try_from(days.at(last) + 1).unwrap_or(0);
    let people = &job.derived.people;
    job.each_matrix(|matrix, lines| {
        let mut counts = DayCounts::new(lines, width);
        let mut words = vec![0u64; counts.words()];
        let mut own = words.clone();
        for person in 0..people.len() {
            let plan = people.plan(person);
            if plan.iter().all(|stretch| !stretch.on_roster) {
                continue;
            }
            is(matrix.row(person), days, &mut words);
            let untils = plan.iter().skip(1).map(|next| days.at(next.from) - 1).chain([i64::MAX]);
            for (stretch, until) in plan.iter().zip(untils).filter(|(stretch, _)| stretch.on_roster) {
                if let Some(line) = job.line_of_team(stretch.team) {
                    own.copy_from_slice(&words);
                    keep(&mut own, days.at(stretch.from), until);
                    counts.add(line, &own);
                }
            }
        }
        let picked = |line: usize| {
            let row = counts.row(line);
            let at = |end: &i32| usize::try_from(days.at(*end)).ok().and_then(|at| row.get(at)).copied().unwrap_or(0);
            ends.iter().map(at).collect()
        };
        (0..lines).map(picked).collect()
    })
}
