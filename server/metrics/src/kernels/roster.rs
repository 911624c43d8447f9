//! Those on the roster: who takes part, who stays away, who has never come.
//!
//! The roster is that of the window's last day, and so are its teams: numerator and denominator of a
//! team are the same people.

use super::{Job, Outcome, Table, counts};
use crate::index::matrix::Row;
use crate::spans::Span;

/// People of the roster active in the window, over the roster.
pub(crate) fn adoption(job: &Job<'_>) -> Table {
    let active = of_roster(job, |row, span| {
        let window = span.window(job.today);
        row.any_in(window.from().number(), window.to().number())
    });
    let roster = of_roster(job, |_, _| true);
    let row = |(active, roster): (&Vec<i64>, &Vec<i64>)| {
        active.iter().zip(roster).map(|(active, roster)| job.quotient(*active, *roster)).collect()
    };
    active.iter().zip(&roster).map(row).collect()
}

/// People of the roster without any active day up to the window's end.
pub(crate) fn never(job: &Job<'_>) -> Table {
    known(job, |row, span| row.first().is_none_or(|first| first > span.end(job.today).number()))
}

/// People of the roster active before the window and not in it.
pub(crate) fn dormant(job: &Job<'_>) -> Table {
    known(job, |row, span| {
        let window = span.window(job.today);
        let (from, to) = (window.from().number(), window.to().number());
        row.first().is_some_and(|first| first < from) && !row.any_in(from, to)
    })
}

/// Counts of people on the roster; without a roster nothing is known of those who stay away.
fn known(job: &Job<'_>, is: impl Fn(Row<'_>, &Span) -> bool) -> Table {
    let mut table = counts(of_roster(job, is));
    if job.index.roster.people.is_empty() {
        table.iter_mut().flatten().for_each(|outcome| *outcome = Outcome::Unavailable);
    }
    table
}

/// Counts, over the roster of each span's last day, those whose days are so.
pub(crate) fn of_roster(job: &Job<'_>, is: impl Fn(Row<'_>, &Span) -> bool) -> Vec<Vec<i64>> {
    job.by_line(job.spans.len(), |matrix, tally| {
        let people = &job.derived.people;
        for person in 0..people.len() {
            if people.plan(person).iter().all(|stretch| !stretch.on_roster) {
                continue;
            }
            let row = matrix.row(person);
            for (at, span) in job.spans.iter().enumerate() {
                let on = people.on(person, span.end(job.today).number());
                if let Some(line) = job.line_of_team(on.team)
                    && on.on_roster
                    && is(row, span)
                {
                    tally.add(line, at, 1);
                }
            }
        }
    })
}
