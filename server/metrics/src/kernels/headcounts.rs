//! Counting people over stretches of days, by team: one walk over everybody for all stretches that are wanted.
//!
//! A person counts in the team of the last active day of the days that decide. Every team is counted at once, so that
//! one count serves every filter by team; the index keeps it (see `index::headcounts`).

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{ConnectionId, Day};

use super::Job;
use super::bands::mask;
use crate::catalog::{Band, Flow};
use crate::index::Index;
use crate::index::derived::{Derived, Kept};
use crate::index::headcounts::{Headcount, Key};
use crate::index::matrix::{self, Clip, Days, Matrix, Row};
use crate::index::people::People;
use crate::layout::{Narrowed, Part};
use crate::spans::{Span, WINDOW};

/// People by code of the team, for each of what is asked for.
pub(crate) fn by_team(
    index: &Index,
    connection: Option<ConnectionId>,
    part: &Part,
    asked: &[Headcount],
) -> Vec<Arc<[u32]>> {
    let derived = index.derived();
    let asked: Vec<Key> = asked.iter().map(|of| (connection, part.clone(), *of)).collect();
    derived.headcounts.get(&asked, |missing| {
        let matrix = derived.activity(index, connection, part);
        let missing: Vec<Headcount> = missing.iter().map(|(.., of)| *of).collect();
        let is_several = |of: &Headcount| matches!(of, Headcount::Several(_));
        let clients = if missing.iter().any(is_several) { clients(index, derived, connection) } else { Vec::new() };
        count(&derived.people, &matrix, &clients, &missing)
    })
}

/// Whether so many people were active in some days, as far as a look at the first of them tells. It stops with the
/// last that is needed, so that the floor of a part that many use costs next to nothing; false says nothing.
pub(crate) fn plainly(index: &Index, narrowed: &Narrowed, days: Days, least: u32) -> bool {
    if narrowed.connection.is_some() {
        return false;
    }
    let people = &index.derived().people;
    let counts = |person: &usize| match &narrowed.teams {
        None => true,
        // Who was in several teams is left to a count.
        Some(teams) => people.only_team(*person).is_some_and(|team| teams.has(team)),
    };
    let facets = narrowed.part.facets();
    let grids = facets.iter().filter_map(|facet| index.grids.get(facet));
    let active = grids.flat_map(|grid| matrix::active(grid, days)).filter_map(|actor| people.of_actor(actor));
    let mut seen = BTreeSet::new();
    active.filter(counts).any(|person| seen.insert(person) && seen.len() >= least as usize)
}

impl Job<'_> {
    /// People by line, for each of what is asked for.
    pub(crate) fn headcounts(&self, asked: &[Headcount]) -> Vec<Vec<i64>> {
        let connection = self.layout.narrowed.connection;
        self.by_part(asked.len(), |part, rows| {
            for (at, teams) in by_team(self.index, connection, part, asked).into_iter().enumerate() {
                for (line, count) in self.layout.by_team.iter().zip(teams.iter()) {
                    if let Some(cell) = line.and_then(|line| rows.get_mut(line)?.get_mut(at)) {
                        *cell += i64::from(*count);
                    }
                }
            }
        })
    }

    /// The days of a span up to the running day.
    pub(crate) fn elapsed(&self, span: &Span) -> Days {
        (span.days.from().number(), span.end(self.today).number())
    }
}

/// The activity in each client.
fn clients<'a>(index: &Index, derived: &'a Derived, connection: Option<ConnectionId>) -> Vec<Kept<'a>> {
    let activity = |(code, _)| derived.activity(index, connection, &Part::Clients(vec![code]));
    index.clients.iter().map(activity).collect()
}

/// What is asked for, with the words of each row in which to look.
enum Look {
    Active(Clip),
    Several { here: Clip, clients: Vec<Clip> },
    InBand { band: Band, clip: Clip, from: i32, days: u64, weekdays: u64 },
    Went { flow: Flow, start: i32, end: i32, here: Clip, before: Clip, so_far: Clip },
}

impl Look {
    fn of(matrix: &Matrix, clients: &[Kept<'_>], asked: Headcount) -> Self {
        match asked {
            Headcount::Active(days) => Self::Active(matrix.clip(days)),
            Headcount::Several(days) => Self::Several {
                here: matrix.clip(days),
                clients: clients.iter().map(|client| client.clip(days)).collect(),
            },
            Headcount::InBand(band, end) => {
                let end = Day::from_number(end);
                let window = domain::DateRange::ending(end, u32::try_from(WINDOW).unwrap_or(1));
                let (from, days, weekdays) = mask(window);
                Self::InBand { band, clip: matrix.clip((from, end.number())), from, days, weekdays }
            }
            Headcount::Went(flow, step) => Self::Went {
                flow,
                start: step.start,
                end: step.here.1,
                here: matrix.clip(step.here),
                before: matrix.clip(step.before),
                so_far: matrix.clip((step.start, step.here.1)),
            },
        }
    }

    /// The days whose last active one says in which team somebody counts; `None` where the person does not count.
    fn counts(&self, person: usize, row: Row<'_>, first: i32, clients: &[Kept<'_>]) -> Option<Clip> {
        match self {
            Self::Active(here) => row.any(*here).then_some(*here),
            Self::Several { here, clients: clips } => {
                let used = clients.iter().zip(clips).filter(|(client, clip)| client.row(person).any(**clip));
                (row.any(*here) && used.take(2).count() == 2).then_some(*here)
            }
            Self::InBand { band, clip, from, days, weekdays } => {
                let active = row.bits_from(*from) & days;
                (active != 0 && Band::of((active & weekdays).count_ones()) == *band).then_some(*clip)
            }
            Self::Went { flow, start, end, here, before, so_far } => match flow {
                Flow::New => (first >= *start && first <= *end && row.any(*here)).then_some(*here),
                Flow::Retained => (row.any(*here) && row.any(*before)).then_some(*here),
                Flow::Resurrected => (first < *start && row.any(*here) && !row.any(*before)).then_some(*here),
                Flow::Lapsed => (row.any(*before) && !row.any(*here) && !row.any(*so_far)).then_some(*before),
            },
        }
    }
}

fn count(people: &People, matrix: &Matrix, clients: &[Kept<'_>], asked: &[Headcount]) -> Vec<Vec<u32>> {
    let looks: Vec<Look> = asked.iter().map(|of| Look::of(matrix, clients, *of)).collect();
    let mut counts = vec![vec![0u32; people.team_codes()]; asked.len()];
    for (person, row) in matrix.rows().enumerate() {
        let Some(first) = row.first() else { continue };
        let only = people.only_team(person);
        for (look, counts) in looks.iter().zip(&mut counts) {
            let Some(days) = look.counts(person, row, first, clients) else { continue };
            let team = only.or_else(|| Some(people.on(person, row.last(days)?).team));
            if let Some(count) = team.and_then(|team| counts.get_mut(team as usize)) {
                *count += 1;
            }
        }
    }
    counts
}
