//! Credits over active people: the sum by the team of each day, the people by that of their last.

use super::{Job, Table, people, sums};

/// Credits per active person, by line and span.
pub(crate) fn per_active(job: &Job<'_>) -> Table {
    let (credits, active) = (sums::credits(job), people::active(job));
    let row = |(credits, active): (&Vec<i64>, &Vec<i64>)| {
        credits.iter().zip(active).map(|(credits, active)| job.quotient(*credits, *active)).collect()
    };
    credits.iter().zip(&active).map(row).collect()
}
