//! Who is new in an ISO week, stayed since the week before, came back, or stayed away.

use domain::Day;

use super::narrow;
use crate::catalog::Flow;
use crate::index::matrix::{Matrix, Row};
use crate::index::people::People;
use crate::kernels::days::DayCounts;

/// Days of a week.
const WEEK: i32 = 7;

/// By team, people who went this way in the weeks that begin with each Monday of these days.
pub(super) fn weekly(people: &People, matrix: &Matrix, flow: Flow, (from, to): (i32, i32)) -> Vec<Vec<u32>> {
    // The week before the first is seen, and the whole of the last.
    let base = from - WEEK;
    let width = usize::try_from(to - base + WEEK).unwrap_or(0);
    let mut counts = DayCounts::new(people.team_codes(), width);
    let mut weeks = Weeks::new(base, counts.words());
    let (mut own, kept) = (vec![0u64; counts.words()], usize::try_from(to - from + 1).unwrap_or(0));
    for (person, row) in matrix.rows().enumerate() {
        let Some(first) = row.first() else { continue };
        weeks.read(row);
        weeks.went(flow, first);
        if weeks.way.iter().all(|word| *word == 0) {
            continue;
        }
        match people.plan(person) {
            [only] => counts.add(only.team as usize, &weeks.way),
            _ => {
                for monday in weeks.mondays() {
                    let days = if flow == Flow::Lapsed { monday - WEEK } else { monday };
                    let Some(last) = row.last_in(days, days + WEEK - 1) else { continue };
                    own.fill(0);
                    set(&mut own, monday - base);
                    counts.add(people.on(person, last).team as usize, &own);
                }
            }
        }
    }
    let skipped = usize::try_from(WEEK).unwrap_or(0);
    (0..people.team_codes()).map(|team| narrow(counts.row(team).into_iter().skip(skipped).take(kept))).collect()
}

/// One person's weeks, as bits at their Mondays.
struct Weeks {
    base: i32,
    /// The Mondays among the days.
    all: Vec<u64>,
    /// Weeks with an active day.
    active: Vec<u64>,
    /// Weeks in which the person went the way that is asked for.
    way: Vec<u64>,
}

impl Weeks {
    fn new(base: i32, words: usize) -> Self {
        let mut all = vec![0u64; words];
        let days = i32::try_from(words * 64).unwrap_or(0);
        let first = Day::from_number(base - 1).week_start().number() + WEEK;
        let mut monday = first;
        while monday < base + days {
            set(&mut all, monday - base);
            monday += WEEK;
        }
        Self { base, active: vec![0; words + 1], way: vec![0; words], all }
    }

    /// Notes at each Monday whether a day of its week was active.
    fn read(&mut self, row: Row<'_>) {
        row.words_from(self.base, &mut self.active);
        for by in [1, 2, 3] {
            fold(&mut self.active, by);
        }
        self.active.iter_mut().zip(&self.all).for_each(|(word, mondays)| *word &= mondays);
    }

    fn went(&mut self, flow: Flow, first: i32) {
        let mut below = 0u64;
        for (way, active) in self.way.iter_mut().zip(&self.active) {
            let before = (active << WEEK) | (below >> (64 - WEEK));
            below = *active;
            *way = match flow {
                Flow::New => 0,
                Flow::Retained => active & before,
                Flow::Resurrected => active & !before,
                Flow::Lapsed => before & !active,
            };
        }
        let began = Day::from_number(first).week_start().number() - self.base;
        match flow {
            Flow::New => set(&mut self.way, began),
            Flow::Resurrected => clear(&mut self.way, began),
            Flow::Retained | Flow::Lapsed => {}
        }
    }

    fn mondays(&self) -> impl Iterator<Item = i32> {
        (0i32..).zip(&self.way).flat_map(move |(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then(|| self.base + at * 64 + i32::try_from(bit).unwrap_or(0))
            })
        })
    }
}

/// Joins to each day the one that is so many days later.
fn fold(words: &mut [u64], by: u32) {
    let mut above = 0u64;
    for word in words.iter_mut().rev() {
        let own = *word;
        *word |= (own >> by) | (above << (64 - by));
        above = own;
    }
}

fn place(words: &mut [u64], day: i32) -> Option<(&mut u64, u64)> {
    let day = usize::try_from(day).ok()?;
    words.get_mut(day / 64).map(|word| (word, 1 << (day % 64)))
}

fn set(words: &mut [u64], day: i32) {
    if let Some((word, bit)) = place(words, day) {
        *word |= bit;
    }
}

fn clear(words: &mut [u64], day: i32) {
    if let Some((word, bit)) = place(words, day) {
        *word &= !bit;
    }
}
