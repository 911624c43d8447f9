//! Reviews and what people did with their comments. Rows with people go to their teams by day; rows
//! without stay with the connection and are not spread.

use domain::Dataset;
use domain::view::Split;

use super::{Answered, Job, Outcome, Table};
use crate::index::codes::NOBODY;
use crate::index::column::ReviewCounts;

/// A rate of two sums.
pub(crate) struct Rate {
    pub(crate) over: fn(&ReviewCounts) -> i64,
    pub(crate) under: fn(&ReviewCounts) -> i64,
    /// A smaller base says too little.
    pub(crate) least: i64,
    /// Whether rows with more comments engaged with than comments spoil it.
    pub(crate) engagement: bool,
}

/// A sum line by line, and what is not known by team.
pub(crate) fn sum(job: &Job<'_>, dataset: Dataset, of: fn(&ReviewCounts) -> i64) -> Answered {
    let counts = collect(job, dataset);
    let outcome = |counts: &ReviewCounts| Outcome::Value(job.number(of(counts)));
    let rest = &counts.unattributed;
    let by_team = job.layout.split == Split::Team && job.layout.scope.team.is_none();
    let told = by_team && rest.iter().any(|counts| counts.rows > 0);
    let unattributed = told.then(|| rest.iter().map(outcome).collect());
    Answered { table: table(job, &counts, outcome), unattributed }
}

/// A rate line by line.
pub(crate) fn rate(job: &Job<'_>, dataset: Dataset, rate: &Rate) -> Table {
    let counts = collect(job, dataset);
    table(job, &counts, |counts| {
        let (over, under) = ((rate.over)(counts), (rate.under)(counts));
        if under == 0 || (rate.engagement && counts.odd > 0) {
            Outcome::Unavailable
        } else if under < rate.least {
            Outcome::TooFew
        } else {
            job.quotient(over, under)
        }
    })
}

struct Collected {
    lines: Vec<Vec<ReviewCounts>>,
    /// Rows that name nobody, by span.
    unattributed: Vec<ReviewCounts>,
    /// Rows that name somebody, in any team, by span.
    attributed: Vec<i64>,
}

fn table(job: &Job<'_>, counts: &Collected, outcome: impl Fn(&ReviewCounts) -> Outcome) -> Table {
    let by_team = job.layout.split == Split::Team || job.layout.scope.team.is_some();
    let cell = |(at, of_line): (usize, &ReviewCounts)| {
        let nameless = counts.unattributed.get(at).is_some_and(|counts| counts.rows > 0);
        let named = counts.attributed.get(at).is_some_and(|rows| *rows > 0);
        // Rows there are, and none of them says whose: a team's part is unknown, not zero.
        if by_team && nameless && !named { Outcome::Unavailable } else { outcome(of_line) }
    };
    counts.lines.iter().map(|line| line.iter().enumerate().map(cell).collect()).collect()
}

fn collect(job: &Job<'_>, dataset: Dataset) -> Collected {
    let spans = job.spans.len();
    let mut found = Collected {
        lines: vec![vec![ReviewCounts::default(); spans]; job.layout.lines.len()],
        unattributed: vec![ReviewCounts::default(); spans],
        attributed: vec![0; spans],
    };
    let scope = &job.layout.scope;
    let everyone = job.layout.split == Split::None && scope.team.is_none();
    let people = &job.derived.people;
    for ((connection, day), column) in job.index.review_columns(dataset) {
        if scope.connection.is_some_and(|only| only != connection) || day > job.today {
            continue;
        }
        let inside: Vec<usize> =
            job.spans.iter().enumerate().filter(|(_, span)| span.days.contains(day)).map(|(at, _)| at).collect();
        for (actor, counts) in column.actors.iter().zip(&column.counts) {
            let line = job.line_of_team(people.team_of_actor(*actor, day.number()));
            for at in &inside {
                if *actor == NOBODY {
                    found.unattributed.get_mut(*at).into_iter().for_each(|sum| sum.add(counts));
                } else {
                    found.attributed.get_mut(*at).into_iter().for_each(|rows| *rows += 1);
                }
                let row = line.filter(|_| *actor != NOBODY || everyone).and_then(|line| found.lines.get_mut(line));
                row.and_then(|row| row.get_mut(*at)).into_iter().for_each(|sum| sum.add(counts));
            }
        }
    }
    found
}
