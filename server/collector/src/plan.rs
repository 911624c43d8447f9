//! Which days to fetch. Pure: from what is stored, the running day and the settings.
//!
//! Wanted are: the running day and the days just before it, which `OpenAI` still revises; every provisional
//! day; and every day of the look-back that was never fetched. A first backfill is the plain case of the
//! last: all of the look-back is missing. A backfill that was cut off needs no memory: what is missing is wanted.

use std::collections::{BTreeMap, BTreeSet};

use domain::{DateRange, Day, DayState};

/// How far back to look, and in what portions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanSettings {
    /// Days that are wanted at all, the running day included.
    pub backfill_days: u32,
    /// Days before the running day that are read again in every pass.
    pub trailing_days: u32,
    /// The longest window, in days.
    pub window_days: u32,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self { backfill_days: 90, trailing_days: 7, window_days: 30 }
    }
}

/// What is known of a fetched day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The day.
    pub day: Day,
    /// Settled or provisional.
    pub state: DayState,
    /// How many rows it has.
    pub rows: u64,
}

/// The windows to fetch of one dataset, the latest first. Together they hold every wanted day once, none
/// is longer than `window_days`, and none reaches beyond `today`.
pub fn windows(known: &[Known], today: Day, settings: &PlanSettings) -> Vec<DateRange> {
    let known: BTreeMap<Day, Known> = known.iter().map(|known| (known.day, *known)).collect();
    let longest = settings.window_days.max(1);
    let mut wanted: BTreeSet<Day> = DateRange::ending(today, settings.trailing_days.saturating_add(1)).days().collect();
    wanted.extend(known.values().filter(|known| known.state == DayState::Provisional).map(|known| known.day));
    wanted.extend(DateRange::ending(today, settings.backfill_days).days().filter(|day| !known.contains_key(day)));
    wanted.retain(|day| *day <= today);
    let witnesses: Vec<Day> = runs(&wanted).filter_map(|run| witness(&known, run, longest)).collect();
    for witness in witnesses {
        let until = wanted.range(witness..).next().copied().unwrap_or(witness);
        wanted.extend(DateRange::new(witness, until).into_iter().flat_map(DateRange::days));
    }
    let mut windows: Vec<DateRange> = runs(&wanted).flat_map(|run| portions(run, longest)).collect();
    windows.sort_by_key(|window| std::cmp::Reverse(window.to()));
    windows
}

/// Where missing days follow a day with rows, that day is read along as a witness: if `OpenAI` gives its
/// rows once more, the look-back still reaches here, and an empty day is truly empty.
fn witness(known: &BTreeMap<Day, Known>, run: DateRange, longest: u32) -> Option<Day> {
    let has_rows = |day: &Day| known.get(day).is_some_and(|known| known.rows > 0);
    let missing = run.days().find(|day| !known.contains_key(day))?;
    if run.days().take_while(|day| *day < missing).any(|day| has_rows(&day)) {
        return None;
    }
    DateRange::ending(run.from().previous(), longest.saturating_sub(1).clamp(1, 7)).days().rev().find(has_rows)
}

/// Runs of days without a hole.
fn runs(days: &BTreeSet<Day>) -> impl Iterator<Item = DateRange> {
    let mut runs: Vec<DateRange> = Vec::new();
    for day in days {
        let longer =
            runs.last().filter(|run| run.to().next() == *day).and_then(|run| DateRange::new(run.from(), *day).ok());
        if longer.is_some() {
            runs.pop();
        }
        runs.push(longer.unwrap_or(DateRange::single(*day)));
    }
    runs.into_iter()
}

/// A run cut into windows from its end backwards.
fn portions(run: DateRange, longest: u32) -> impl Iterator<Item = DateRange> {
    let mut last = Some(run.to());
    std::iter::from_fn(move || {
        let window = DateRange::ending(last?, longest).intersect(run)?;
        last = Some(window.from().previous()).filter(|day| run.contains(*day));
        Some(window)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: i32 = 20_777;

    fn day(before_today: i32) -> Day {
        Day::from_number(TODAY - before_today)
    }

    fn settled(before_today: i32) -> Known {
        Known { day: day(before_today), state: DayState::Settled, rows: 5 }
    }

    fn provisional(before_today: i32) -> Known {
        Known { state: DayState::Provisional, ..settled(before_today) }
    }

    /// Windows as (days before today of the first, of the last).
    fn plan(known: &[Known]) -> Vec<(i64, i64)> {
        let ago = |at: Day| day(0).days_since(at);
        let windows = windows(known, day(0), &PlanSettings::default());
        windows.iter().map(|window| (ago(window.from()), ago(window.to()))).collect()
    }

    #[test]
    fn a_first_backfill_walks_backwards_in_windows_of_thirty_days() {
        assert_eq!(plan(&[]), [(29, 0), (59, 30), (89, 60)]);
    }

    #[test]
    fn with_everything_there_only_the_last_days_are_read_again() {
        let known: Vec<Known> = (0..200).map(|n| if n < 4 { provisional(n) } else { settled(n) }).collect();
        assert_eq!(plan(&known), [(7, 0)]);
    }

    #[test]
    fn provisional_days_are_read_again_however_old() {
        let mut known: Vec<Known> = (0..200).map(settled).collect();
        for n in [20, 21, 150] {
            known.retain(|known| known.day != day(n));
            known.push(provisional(n));
        }
        assert_eq!(plan(&known), [(7, 0), (21, 20), (150, 150)]);
    }

    #[test]
    fn a_gap_is_filled_with_the_day_before_it_as_its_witness() {
        let known: Vec<Known> = (0..90).filter(|n| !(40..43).contains(n)).map(settled).collect();
        assert_eq!(plan(&known), [(7, 0), (43, 40)]);
        let weekend = |n: i32| Known { rows: if (43..45).contains(&n) { 0 } else { 5 }, ..settled(n) };
        let known: Vec<Known> = (0..90).filter(|n| !(40..43).contains(n)).map(weekend).collect();
        assert_eq!(plan(&known), [(7, 0), (45, 40)], "a day without rows bears no witness");
    }

    #[test]
    fn what_a_killed_backfill_left_out_is_all_that_is_wanted() {
        let known: Vec<Known> = (0..45).map(|n| if n < 4 { provisional(n) } else { settled(n) }).collect();
        assert_eq!(plan(&known), [(7, 0), (74, 45), (89, 75)]);
    }

    #[test]
    fn days_older_than_the_look_back_are_let_go() {
        let known: Vec<Known> = (0..200).filter(|n| *n != 100).map(settled).collect();
        assert_eq!(plan(&known), [(7, 0)]);
    }

    proptest! {
        #[test]
        fn every_wanted_day_is_fetched_once(
            states in prop::collection::vec(prop::option::of((any::<bool>(), 0u64..3)), 0..160),
            backfill_days in 0u32..130, trailing_days in 0u32..10, window_days in 0u32..35,
        ) {
            let settings = PlanSettings { backfill_days, trailing_days, window_days };
            let known: Vec<Known> = (0..).zip(&states).filter_map(|(n, state)| {
                let (is_settled, rows) = (*state)?;
                let state = if is_settled { DayState::Settled } else { DayState::Provisional };
                Some(Known { day: day(n), state, rows })
            }).collect();
            let windows = windows(&known, day(0), &settings);
            let mut fetched: Vec<Day> = windows.iter().flat_map(|window| window.days()).collect();
            prop_assert!(windows.iter().all(|window| window.len_days() <= window_days.max(1)));
            prop_assert!(windows.is_sorted_by(|a, b| a.from() > b.to()), "latest first, none overlaps");
            fetched.sort();
            prop_assert!(fetched.last() == Some(&day(0)));
            for known in &known {
                prop_assert!(known.state == DayState::Settled || fetched.contains(&known.day));
            }
            for n in 0..i32::try_from(backfill_days).unwrap_or_default() {
                prop_assert!(known.iter().any(|known| known.day == day(n)) || fetched.contains(&day(n)));
            }
        }
    }
}
