//! Frequency bands: on how many weekdays of the last 28 days people were active.

use domain::Day;

use super::Job;
use crate::catalog::Band;

/// More than half of the window's 20 weekdays.
const POWER: usize = 11;
/// A tenth of the window's 20 weekdays.
const REGULAR: usize = 2;

impl Band {
    /// The band of somebody active on so many weekdays of the window, and on some day at least.
    fn of(weekdays: usize) -> Self {
        match weekdays {
            POWER.. => Self::Power,
            REGULAR.. => Self::Regular,
            _ => Self::Light,
        }
    }
}

/// People in a band, by the window that ends with each span.
pub(crate) fn frequency(job: &Job<'_>, band: Band) -> Vec<Vec<i64>> {
    job.by_line(job.spans.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            if row.first().is_none() {
                continue;
            }
            for (at, span) in job.spans.iter().enumerate() {
                let window = span.window(job.today);
                let (from, to) = (window.from().number(), window.to().number());
                let Some(last) = row.last_in(from, to) else { continue };
                let weekdays = row.days_in(from, to).filter(|day| Day::from_number(*day).is_weekday()).count();
                if let Some(line) = job.line_of(person, last)
                    && Band::of(weekdays) == band
                {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}
