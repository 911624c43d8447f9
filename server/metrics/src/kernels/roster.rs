//! Those on the roster: who takes part, who stays away, who has never come.
//!
//! The roster is that of the window's last day, and so are its teams: numerator and denominator of a
//! team are the same people.

use super::{Job, Outcome, Table, counts};
use crate::index::tables::Count;

/// People of the roster active in the window, over the roster.
pub(crate) fn adoption(job: &Job<'_>) -> Table {
    let ends = job.ends();
    let (active, roster) = (job.with_days(Count::Adopted, &ends), job.with_days(Count::Roster, &ends));
    let row = |(active, roster): (&Vec<i64>, &Vec<i64>)| {
        active.iter().zip(roster).map(|(active, roster)| job.quotient(*active, *roster)).collect()
    };
    active.iter().zip(&roster).map(row).collect()
}

/// People of the roster who stay away; without a roster nothing is known of them.
pub(crate) fn absent(job: &Job<'_>, count: Count) -> Table {
    let mut table = counts(job.with_days(count, &job.ends()));
    if job.index.roster.people.is_empty() {
        table.iter_mut().flatten().for_each(|outcome| *outcome = Outcome::Unavailable);
    }
    table
}
