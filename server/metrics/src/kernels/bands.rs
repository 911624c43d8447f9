//! Frequency bands: on how many weekdays of the last 28 days people were active.

use domain::{DateRange, Day};

use super::Job;
use super::roster::of_roster;
use crate::catalog::Band;

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
    of_roster(job, |row, span| {
        let (from, days, weekdays) = mask(span.window(job.today));
        let active = row.bits_from(from) & days;
        active != 0 && Band::of((active & weekdays).count_ones()) == band
    })
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
