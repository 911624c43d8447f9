//! Flow: who is new, who stayed, who came back, who stayed away since the period before.
//!
//! The period is the bucket: the ISO week, and likewise the day, the month, or the range with as many
//! days before it. Of a bucket that the range cuts off in front, the days before the range still tell
//! whether somebody is new in it or has lapsed.

use super::Job;
use crate::catalog::Flow;

/// People who went one way, by span.
pub(crate) fn flow(job: &Job<'_>, flow: Flow) -> Vec<Vec<i64>> {
    job.by_line(job.spans.len(), |matrix, tally| {
        for (person, row) in matrix.rows().enumerate() {
            let Some(first) = row.first() else { continue };
            for (at, span) in job.spans.iter().enumerate() {
                let (start, from) = (span.start.number(), span.days.from().number());
                let to = span.end(job.today).number();
                let here = row.last_in(from, to);
                let before = row.last_in(span.before.from().number(), span.before.to().min(job.today).number());
                let counted = match (flow, here, before) {
                    (Flow::New, Some(_), _) => here.filter(|_| first >= start),
                    (Flow::Retained, Some(_), Some(_)) => here,
                    (Flow::Resurrected, Some(_), None) => here.filter(|_| first < start),
                    (Flow::Lapsed, None, Some(_)) => before.filter(|_| !row.any_in(start, to)),
                    _ => None,
                };
                if let Some(line) = counted.and_then(|day| job.line_of(person, day)) {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}
