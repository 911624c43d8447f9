//! How credits spread over people: median, P90, and how few make how much.
//!
//! Each person active in the span is one value: all credits of the person in the span, within the
//! filter. The person stands, with all of them, in the team of the last active day.

use std::sync::Arc;

use domain::view::Number;
use domain::{ConnectionId, Credits, DateRange, Day, Interval};

use super::{Job, Outcome, Table, ratio};
use crate::catalog::Spread;
use crate::index::Index;
use crate::index::lines::{Lines, Ways};
use crate::index::matrix::Days;
use crate::index::spreads::{Spent, Spreading, Spreads};
use crate::layout::Part;

/// A measure of spread by line and span.
pub(crate) fn spread(job: &Job<'_>, spread: Spread) -> Table {
    if !job.layout.is_by_part() {
        return of_part(job, &job.layout.narrowed.part, spread);
    }
    job.layout.lines.iter().filter_map(|line| of_part(job, &line.part, spread).into_iter().next()).collect()
}

fn of_part(job: &Job<'_>, part: &Part, spread: Spread) -> Table {
    let lines: Vec<Option<u32>> =
        job.layout.by_team.iter().map(|line| line.and_then(|line| u32::try_from(line).ok())).collect();
    let days: Vec<_> = job.spans.iter().map(|span| job.elapsed(span)).collect();
    let found = by_line(job.index, job.layout.narrowed.connection, part, &lines, &days);
    let outcome = |line: usize| found.iter().map(move |spreads| outcome(spread, spreads.get(line)));
    (0..job.layout.lines.len()).map(|line| outcome(line).collect()).collect()
}

fn outcome(spread: Spread, of: Option<&Spreads>) -> Outcome {
    let Some(of) = of.filter(|of| of.people > 0) else { return Outcome::Unavailable };
    let credits = |micros: i64| Outcome::Value(Number::Credits(Credits::from_micros(micros)));
    match spread {
        Spread::Median => credits(of.median),
        Spread::P90 => credits(of.p90),
        Spread::HalfShare if of.total > 0 => Outcome::Value(Number::Ratio(ratio::ratio(of.half, of.people))),
        Spread::TopTenth if of.total > 0 => Outcome::Value(Number::Ratio(ratio::ratio(of.top_tenth, of.total))),
        Spread::HalfShare | Spread::TopTenth => Outcome::Unavailable,
    }
}

/// Stretches of more days than that are kept person by person for a while: pages put them together in several ways.
const LONG: i32 = 14;

/// So many of the last days are asked for one by one.
const RECENT: u32 = 35;

/// Makes the spreads over everybody, and over each client's people, of all weeks and of the last days.
pub(crate) fn warm(index: &Index) {
    let derived = index.derived();
    let Some((first, last)) = derived.days_with_rows() else { return };
    let Ok(days) = DateRange::new(first.week_start(), last) else { return };
    let weeks = Interval::Week.buckets(days).into_iter().map(|week| week.days);
    let recent = DateRange::ending(last, RECENT).days().map(DateRange::single);
    let asked: Vec<_> = weeks.chain(recent).map(|days| (days.from().number(), days.to().number())).collect();
    let clients = index.clients.iter().map(|(code, _)| Part::Clients(vec![code]));
    let ways = [Lines::Apart, Lines::Together(vec![Some(0); derived.people.team_codes()].into())];
    for part in std::iter::once(Part::All).chain(clients) {
        kept(index, &every(None, &part, &asked, &ways));
    }
}

/// Every stretch of days, each put together in all of these ways.
fn every(connection: Option<ConnectionId>, part: &Part, days: &[Days], ways: &[Lines]) -> Vec<Spreading> {
    let of = |days: &Days| Spent { connection, part: part.clone(), days: *days };
    let way = |days| ways.iter().map(move |lines| Spreading { of: of(days), lines: lines.clone() });
    days.iter().flat_map(way).collect()
}

/// The spreads of some stretches of days, each by line. `lines` are the lines of the teams.
fn by_line(
    index: &Index,
    connection: Option<ConnectionId>,
    part: &Part,
    lines: &[Option<u32>],
    days: &[Days],
) -> Vec<Vec<Spreads>> {
    let count = lines.iter().flatten().max().map_or(0, |last| *last as usize + 1);
    // Of a line that is one team, the spread stands among those of all teams, whatever is asked for beside it.
    let Ways { alone, together } = Ways::of(lines);
    let has_merged = together.is_some();
    let apart = alone.iter().any(Option::is_some).then_some(Lines::Apart);
    let ways: Vec<Lines> = apart.into_iter().chain(together).collect();
    let all = kept(index, &every(connection, part, days, &ways));
    let run = |found: &[Arc<[Spreads]>]| {
        let merged = found.last().filter(|_| has_merged).map(|spreads| spreads.iter()).into_iter().flatten();
        let mut by_line = vec![Spreads::default(); count];
        by_line.iter_mut().zip(merged).for_each(|(to, from)| *to = *from);
        for (team, line) in alone.iter().enumerate() {
            let spreads = found.first().and_then(|apart| apart.get(team));
            let line = line.and_then(|line| by_line.get_mut(line as usize));
            line.zip(spreads).into_iter().for_each(|(to, from)| *to = *from);
        }
        by_line
    };
    if ways.is_empty() {
        return vec![vec![Spreads::default(); count]; days.len()];
    }
    all.chunks_exact(ways.len()).map(run).collect()
}

/// What is asked for; several ways of one stretch that follow each other read it once.
fn kept(index: &Index, asked: &[Spreading]) -> Vec<Arc<[Spreads]>> {
    let derived = index.derived();
    derived.spreads.spreads.get(asked, |missing| {
        let mut adding = Adding::of(derived.people.len());
        let mut ways = Vec::with_capacity(missing.len());
        for same in missing.chunk_by(|one, other| one.of == other.of) {
            let Some(of) = same.first().map(|first| &first.of) else { continue };
            let spent: Arc<[(u32, i64)]> = if of.days.1 - of.days.0 >= LONG {
                let kept = derived.spreads.spent.get(std::slice::from_ref(of), |_| vec![spent(index, of, &mut adding)]);
                kept.into_iter().next().unwrap_or_default()
            } else {
                spent(index, of, &mut adding).into()
            };
            ways.extend(same.iter().map(|of| measured(&spent, &of.lines)));
        }
        ways
    })
}

/// What one stretch of days says, by line.
fn measured(spent: &[(u32, i64)], lines: &Lines) -> Vec<Spreads> {
    let mut values: Vec<Vec<i64>> = Vec::new();
    for of_team in spent.chunk_by(|(one, _), (other, _)| one == other) {
        let Some(line) = of_team.first().and_then(|(team, _)| lines.line(*team)) else { continue };
        let line = line as usize;
        if line >= values.len() {
            values.resize(line + 1, Vec::new());
        }
        values.get_mut(line).into_iter().for_each(|values| values.extend(of_team.iter().map(|(_, micros)| *micros)));
    }
    values.iter_mut().map(|values| spreads(values)).collect()
}

/// Each active person's credits with the code of the team, in the order of teams.
fn spent(index: &Index, of: &Spent, adding: &mut Adding) -> Vec<(u32, i64)> {
    let derived = index.derived();
    let people = &derived.people;
    adding.clear();
    if let Ok(range) = DateRange::new(Day::from_number(of.days.0), Day::from_number(of.days.1)) {
        derived.worked.each_credit(of.connection, &of.part, range, |actor, micros| {
            people.of_actor(actor).into_iter().for_each(|person| adding.add(person, micros));
        });
    }
    let matrix = derived.activity(index, of.connection, &of.part);
    let days = matrix.clip(of.days);
    // Whoever was active has a row.
    let mut found = Vec::with_capacity(adding.people.len());
    adding.each(|person, micros| {
        let row = matrix.row(person);
        let team = match people.only_team(person) {
            Some(team) => row.any(days).then_some(team),
            None => row.last(days).map(|day| people.on(person, day).team),
        };
        found.extend(team.map(|team| (team, micros)));
    });
    by_team(&found, people.team_codes())
}

/// The same in the order of teams, each put where it belongs in one walk.
fn by_team(found: &[(u32, i64)], teams: usize) -> Vec<(u32, i64)> {
    let mut places = vec![0usize; teams + 1];
    for (team, _) in found {
        places.get_mut(*team as usize + 1).into_iter().for_each(|behind| *behind += 1);
    }
    let mut before = 0;
    for place in &mut places {
        before += *place;
        *place = before;
    }
    let mut sorted = vec![(0, 0); found.len()];
    for of in found {
        let Some(place) = places.get_mut(of.0 as usize) else { continue };
        sorted.get_mut(*place).into_iter().for_each(|slot| *slot = *of);
        *place += 1;
    }
    sorted
}

/// Credits by person, of those who have a row.
struct Adding {
    micros: Vec<i64>,
    seen: Vec<bool>,
    people: Vec<usize>,
}

impl Adding {
    fn of(people: usize) -> Self {
        Self { micros: vec![0; people], seen: vec![false; people], people: Vec::new() }
    }

    fn clear(&mut self) {
        for person in self.people.drain(..) {
            self.micros.get_mut(person).into_iter().for_each(|micros| *micros = 0);
            self.seen.get_mut(person).into_iter().for_each(|seen| *seen = false);
        }
    }

    fn add(&mut self, person: usize, micros: i64) {
        let Some((sum, seen)) = self.micros.get_mut(person).zip(self.seen.get_mut(person)) else { return };
        *sum = sum.saturating_add(micros);
        if !std::mem::replace(seen, true) {
            self.people.push(person);
        }
    }

    fn each(&self, mut person: impl FnMut(usize, i64)) {
        for at in &self.people {
            person(*at, self.micros.get(*at).copied().unwrap_or(0));
        }
    }
}

/// All measures of some values. Reorders them, each measure a part of what the one before has put apart.
fn spreads(values: &mut [i64]) -> Spreads {
    let people = values.len();
    if people == 0 {
        return Spreads::default();
    }
    let total: i64 = values.iter().fold(0, |sum, value| sum.saturating_add(*value));
    let median = ranked(values, people.div_ceil(2));
    let p90 = ranked(values, (people * 9).div_ceil(10));
    let top_tenth = largest(values, people.div_ceil(10)).iter().fold(0i64, |sum, value| sum.saturating_add(*value));
    let half = i64::try_from(makers_of_half(values)).unwrap_or(i64::MAX);
    Spreads { people: i64::try_from(people).unwrap_or(i64::MAX), total, median, p90, top_tenth, half }
}

/// Nearest rank: the least value that so many of the people do not exceed.
fn ranked(values: &mut [i64], rank: usize) -> i64 {
    let at = rank.clamp(1, values.len().max(1)) - 1;
    if at < values.len() { *values.select_nth_unstable(at).1 } else { 0 }
}

/// The largest `few` values, in no order. Reorders the values.
fn largest(values: &mut [i64], few: usize) -> &mut [i64] {
    let from = values.len().saturating_sub(few);
    if from > 0 && from < values.len() {
        values.select_nth_unstable(from);
    }
    values.get_mut(from..).unwrap_or_default()
}

/// How few people make half of the credits; nobody where there are none.
fn makers_of_half(values: &mut [i64]) -> usize {
    let total: i128 = values.iter().copied().map(i128::from).sum();
    if total <= 0 {
        return 0;
    }
    let all = values.len();
    // Few make much: their part alone need be in order.
    let mut few = all.div_ceil(8);
    while largest(values, few).iter().copied().map(i128::from).sum::<i128>() * 2 < total && few < all {
        few = (few * 2).min(all);
    }
    let top = largest(values, few);
    top.sort_unstable();
    let mut sum = 0i128;
    let needed = top.iter().rev().take_while(|value| {
        let enough = sum * 2 >= total;
        sum += i128::from(**value);
        !enough
    });
    needed.count()
}
