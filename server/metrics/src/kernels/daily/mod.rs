//! People counted with each day, for every team at once: what most questions about people are read off from.
//!
//! A team is one group of people on each day, so groups of teams are sums, and one count of all teams and all
//! days serves every filter by team and every range. The index keeps these counts (see `index::tables`).

mod active;
mod standing;
mod weekly;

use std::sync::Arc;

use domain::{ConnectionId, Day};

pub(super) use self::standing::Ends;
use super::Job;
use crate::catalog::{Band, Flow};
use crate::index::Index;
use crate::index::matrix::Matrix;
use crate::index::people::People;
use crate::index::tables::{Count, TeamDays};
use crate::layout::Part;
use crate::spans::WINDOW;

/// What is made before it is asked for: what pages ask.
const WARM: [Count; 14] = [
    Count::Active { days: 1 },
    Count::Active { days: 7 },
    Count::Active { days: 28 },
    Count::Roster,
    Count::Adopted,
    Count::Band(Band::Power),
    Count::Band(Band::Regular),
    Count::Band(Band::Light),
    Count::Never,
    Count::Dormant,
    Count::Weekly(Flow::New),
    Count::Weekly(Flow::Retained),
    Count::Weekly(Flow::Resurrected),
    Count::Weekly(Flow::Lapsed),
];

/// What pages about a year compare with the year before, though there may be no rows of it.
const COMPARED: [Count; 4] = [Count::Active { days: 7 }, Count::Active { days: 28 }, Count::Roster, Count::Adopted];

/// So many days after the last one with rows are counted beforehand: until then people fall out of windows.
const AFTER: i32 = 35;

/// Days before the first one are counted so many at a time.
const BEFORE: i32 = 512;

/// Makes the counts of everybody and of each client.
pub(crate) fn warm(index: &Index) {
    let clients = index.clients.iter().map(|(code, _)| Part::Clients(vec![code]));
    let parts: Vec<Part> = std::iter::once(Part::All).chain(clients).collect();
    let tables: Vec<(&Part, Count)> = parts.iter().flat_map(|part| WARM.map(|count| (part, count))).collect();
    let make = |some: &[(&Part, Count)]| {
        for (part, count) in some {
            let compared = COMPARED.contains(count);
            let before = index.derived().days_with_rows().filter(|_| compared).map(|(first, _)| first.number() - 1);
            kept(index, part, *count, before.map(|day| (day, day)));
        }
    };
    let (half, other) = tables.split_at(tables.len() / 2);
    std::thread::scope(|threads| {
        threads.spawn(|| make(half));
        make(other);
    });
}

/// The counts of all days that have any, where these are the days that are asked for.
fn kept(index: &Index, part: &Part, count: Count, asked: Option<(i32, i32)>) -> Option<Arc<TeamDays>> {
    let derived = index.derived();
    let (first, last) = derived.days_with_rows()?;
    let to = last.number() + AFTER;
    let (low, high) = asked.unwrap_or((first.number(), to));
    if high > to {
        return None;
    }
    // Whoever asks for days before the first will ask for others there: for the period before, and the one before that.
    let earlier = first.number().saturating_sub(low).max(0);
    let from = first.number() - (earlier + BEFORE - 1) / BEFORE * BEFORE;
    // Who is on the roster does not depend on what they use.
    let part = if count == Count::Roster { &Part::All } else { part };
    Some(derived.tables.get((part.clone(), count), from, |from| {
        counted(&derived.people, &derived.activity(index, None, part), count, (from, to))
    }))
}

/// The counts of these days.
fn of_days(job: &Job<'_>, part: &Part, count: Count, days: (i32, i32)) -> Arc<TeamDays> {
    let connection: Option<ConnectionId> = job.layout.narrowed.connection;
    // Rows of days that are still to come count nowhere: they must not be in the last week either.
    let has_no_future = job.derived.days_with_rows().is_none_or(|(_, last)| last <= job.today);
    let keeps = has_no_future && connection.is_none() && !matches!(part, Part::Models(_));
    let found = if keeps { kept(job.index, part, count, Some(days)) } else { None };
    found.unwrap_or_else(|| {
        let matrix = job.derived.activity(job.index, connection, part);
        Arc::new(counted(&job.derived.people, &matrix, count, days))
    })
}

/// People on the roster on a day, by code of the team.
pub(crate) fn roster_on(index: &Index, day: Day) -> Vec<i64> {
    let (derived, day) = (index.derived(), day.number());
    let table = kept(index, &Part::All, Count::Roster, Some((day, day)))
        .unwrap_or_else(|| Arc::new(counted(&derived.people, derived.everything(index), Count::Roster, (day, day))));
    (0..derived.people.team_codes()).map(|team| table.get(team, day)).collect()
}

/// Counts.
fn counted(people: &People, matrix: &Matrix, count: Count, (from, to): (i32, i32)) -> TeamDays {
    let days = (from, to.max(from - 1));
    let rows = match count {
        Count::Active { days: window } => active::active(people, matrix, window, days),
        Count::Weekly(flow) => weekly::weekly(people, matrix, flow, days),
        Count::Roster => standing::of_roster(people, matrix, days, |_, _, words| words.fill(u64::MAX)),
        Count::Adopted => standing::of_roster(people, matrix, days, |row, ends, words| ends.active(row, words)),
        Count::Never => standing::of_roster(people, matrix, days, standing::never),
        Count::Dormant => standing::of_roster(people, matrix, days, standing::dormant),
        Count::Band(band) => {
            standing::of_roster(people, matrix, days, |row, ends, words| super::bands::in_band(row, ends, words, band))
        }
    };
    TeamDays::new(from, rows)
}

/// The counts of a team as they are kept.
fn narrow(counts: impl Iterator<Item = i64>) -> Vec<u32> {
    counts.map(|count| u32::try_from(count).unwrap_or(0)).collect()
}

impl Job<'_> {
    /// The last day of each span, or the running day.
    pub(crate) fn ends(&self) -> Vec<i32> {
        self.spans.iter().map(|span| span.end(self.today).number()).collect()
    }

    /// What is counted with these days, line by line.
    pub(crate) fn with_days(&self, count: Count, days: &[i32]) -> Vec<Vec<i64>> {
        let asked = days.iter().fold((i32::MAX, i32::MIN), |(low, high), day| (low.min(*day), high.max(*day)));
        self.by_part(days.len(), |part, rows| {
            let table = of_days(self, part, count, asked);
            for (team, line) in self.layout.by_team.iter().enumerate() {
                let Some(row) = line.and_then(|line| rows.get_mut(line)) else { continue };
                row.iter_mut().zip(days).for_each(|(cell, day)| *cell += table.get(team, *day));
            }
        })
    }
}

/// Days of the window as a count of bits.
fn window() -> u32 {
    u32::try_from(WINDOW).unwrap_or(0)
}
