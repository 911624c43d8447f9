//! Days on which a team, or a person, used far more or less than on the 28 days before (METRICS.md 19).
//!
//! A day is judged where it and the 28 days before it are known. Each is compared with itself alone: the
//! median of those days, and the median distance from it. Where that distance is 0 there is no spike.

mod cause;
mod leaps;
mod window;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::view::{PointState, Spike, SpikeList, Spikes, Split};
use domain::{Credits, DateRange, Day, Interval, Metric};

pub(crate) use self::leaps::warm;
use crate::answer::job;
use crate::ask::{Ask, AskError};
use crate::index::Index;
use crate::index::leaps::Leap;
use crate::kernels::Job;
use crate::layout::Layout;
use crate::scope::Scope;
use crate::spans::{WINDOW, spans};

/// Credits that a day must exceed unless the asker says otherwise: below, a jump is of no interest to anybody.
pub const SPIKE_LEAST: Credits = Credits::from_micros(10_000_000);

/// The spikes of a scope's days: of teams, and of people where the policy has no floor. A day counts only
/// where its credits exceed `least`. A group that the policy hides has none, and under the strict policy
/// groups are not told by day at all.
pub fn spikes(index: &Index, scope: &Scope, least: Credits) -> Result<Spikes, AskError> {
    let ask = asked(scope)?;
    let layout = Layout::of(index, index.derived(), &ask)?;
    let mut spikes = found(&job(index, &layout, &ask, spans(scope.range, Interval::Total)), scope, least);
    newest_first(&mut spikes.teams);
    spikes.people.iter_mut().for_each(|people| newest_first(people));
    Ok(spikes)
}

/// The spikes that moved credits most, at most so many of teams and so many of people: not the oddest, since a small
/// team's odd day moves nothing. The first [`SpikeList::AT_ONCE`] of teams have their cause.
pub fn largest_spikes(index: &Index, scope: &Scope, least: Credits, most: usize) -> Result<SpikeList, AskError> {
    let ask = asked(scope)?;
    let layout = Layout::of(index, index.derived(), &ask)?;
    let mut spikes = found(&job(index, &layout, &ask, spans(scope.range, Interval::Total)), scope, least);
    let (of_teams, of_people) = (spikes.teams.len(), spikes.people.as_ref().map_or(0, Vec::len));
    largest_first(&mut spikes.teams, most);
    spikes.people.iter_mut().for_each(|people| largest_first(people, most));
    for spike in spikes.teams.iter_mut().take(SpikeList::AT_ONCE) {
        spike.cause = cause::cause(index, &layout, scope, spike);
    }
    Ok(SpikeList { spikes, of_teams, of_people })
}

/// The question behind both.
fn asked(scope: &Scope) -> Result<Ask, AskError> {
    if scope.policy.strict && scope.policy.floor.is_some() {
        let what = "spikes are told by day, and groups are given in whole weeks or whole months only";
        return Err(AskError::Withheld { parameter: "policy", what });
    }
    let ask = scope.ask(Metric::Credits, Interval::Day, Split::Team);
    ask.check()?;
    Ok(ask)
}

fn found(job: &Job<'_>, scope: &Scope, least: Credits) -> Spikes {
    let search = Search { judged: judged(job, scope.range), least: least.micros() };
    let teams = of_teams(job, &search, scope.range);
    let people = scope.policy.floor.is_none().then(|| of_people(job, &search, scope.range));
    let judged = u32::try_from(search.judged.len()).unwrap_or(u32::MAX);
    Spikes { judged, days: scope.range.len_days(), teams, people }
}

/// The days that can be judged, with their states.
fn judged(job: &Job<'_>, range: DateRange) -> BTreeMap<Day, PointState> {
    let judged = |day: Day| {
        let state = job.calendar.state(DateRange::single(day), false);
        let before = DateRange::new(day.plus(-WINDOW), day.previous()).map(|days| job.calendar.state(days, false));
        let known = before.is_ok_and(|state| matches!(state, PointState::Settled | PointState::Provisional));
        (known && state != PointState::Gap).then_some((day, state))
    };
    range.days().take_while(|day| *day <= job.today).filter_map(judged).collect()
}

/// What is looked for.
struct Search {
    judged: BTreeMap<Day, PointState>,
    least: i64,
}

/// A spike, if the day can be judged; `named` gives key and title.
fn spike(search: &Search, leap: &Leap, named: impl FnOnce() -> Option<(String, String)>) -> Option<Spike> {
    let (day, judge) = (Day::from_number(leap.day), leap.judge);
    let state = *search.judged.get(&day)?;
    let (key, title) = named()?;
    Some(Spike {
        key,
        title,
        day,
        credits: Credits::from_micros(leap.credits),
        median: Credits::from_micros(judge.median()),
        mad: Credits::from_micros(judge.mad()),
        score: judge.score(leap.credits),
        up: judge.is_above(leap.credits),
        state,
        cause: None,
    })
}

/// Spikes of the lines that are shown.
fn of_teams(job: &Job<'_>, search: &Search, range: DateRange) -> Vec<Spike> {
    let line = |leap: &Leap| job.layout.lines.get(leap.line as usize).filter(|line| !line.hidden);
    let named = |leap: &Leap| line(leap).map(|line| (line.key.clone(), line.title.clone()));
    let leaps = leaps::of_lines(job, search.least, range);
    leaps.iter().filter_map(|leap| spike(search, leap, || named(leap))).collect()
}

/// Spikes of people, each against the own days within the scope.
fn of_people(job: &Job<'_>, search: &Search, range: DateRange) -> Vec<Spike> {
    let days = DateRange::new(range.from().plus(-WINDOW), range.to()).unwrap_or(range);
    let width = days.len_days() as usize;
    // First who has any day above the floor at all: few do.
    let mut slots: Vec<Option<usize>> = vec![None; job.derived.people.len()];
    let mut candidates = Vec::new();
    let mut sums = vec![0i64; slots.len()];
    for day in search.judged.keys() {
        let mut touched = Vec::new();
        each_row(job, DateRange::single(*day), |person, _, micros| {
            if let Some(sum) = sums.get_mut(person) {
                *sum = sum.saturating_add(micros);
                touched.push(person);
            }
        });
        for person in touched {
            let sum = sums.get_mut(person).map_or(0, std::mem::take);
            if let Some(slot) = slots.get_mut(person).filter(|slot| sum > search.least && slot.is_none()) {
                *slot = Some(candidates.len());
                candidates.push(person);
            }
        }
    }
    let mut daily = vec![0i64; candidates.len() * width];
    each_row(job, days, |person, day, micros| {
        let slot = slots.get(person).copied().flatten();
        let at = usize::try_from(day.days_since(days.from())).unwrap_or(width);
        if let Some(sum) = slot.and_then(|slot| daily.get_mut(slot * width + at)) {
            *sum = sum.saturating_add(micros);
        }
    });
    let mut spikes = Vec::new();
    let places = || search.judged.keys().filter_map(|day| usize::try_from(day.days_since(days.from())).ok());
    for (person, daily) in candidates.into_iter().zip(daily.chunks_exact(width.max(1))) {
        leaps::each(daily, places(), search.least, |at, credits, judge| {
            let day = days.from().number() + i32::try_from(at).unwrap_or(i32::MAX);
            let leap = Leap { line: 0, day, credits, judge };
            spikes.extend(spike(search, &leap, || job.index.person_named(person)));
        });
    }
    spikes
}

/// Gives person, day and credits of each row within the scope.
fn each_row(job: &Job<'_>, days: DateRange, mut row: impl FnMut(usize, Day, i64)) {
    let (people, narrowed) = (&job.derived.people, &job.layout.narrowed);
    let to = days.to().min(job.today);
    for (day, rolled) in job.derived.cells(narrowed.connection, days.from(), to) {
        narrowed.part.each_credit(&rolled.column, |actor, micros| {
            let person = people.of_actor(actor);
            let here =
                |person: &usize| narrowed.teams.is_none() || narrowed.has_team(people.on(*person, day.number()).team);
            if let Some(person) = person.filter(here) {
                row(person, day, micros);
            }
        });
    }
}

/// Keeps so many of them.
fn largest_first(spikes: &mut Vec<Spike>, most: usize) {
    let size = |spike: &Spike| Reverse(spike.excess().micros().unsigned_abs());
    let compare = |a: &Spike, b: &Spike| (size(a), Reverse(a.day), &a.key).cmp(&(size(b), Reverse(b.day), &b.key));
    if most < spikes.len() {
        spikes.select_nth_unstable_by(most, compare);
        spikes.truncate(most);
    }
    spikes.sort_unstable_by(compare);
}

fn newest_first(spikes: &mut [Spike]) {
    spikes.sort_by(|a, b| b.day.cmp(&a.day).then(b.score.total_cmp(&a.score)).then_with(|| a.key.cmp(&b.key)));
}
