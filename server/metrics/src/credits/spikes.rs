//! Days on which a team, or a person, used far more or less than on the 28 days before (METRICS.md 19).
//!
//! A day is judged where it and the 28 days before it are known. Each is compared with itself alone: the
//! median of those days, and the median distance from it. Where that distance is 0 there is no spike.

mod window;

use domain::view::{PointState, Spike, Spikes, Split};
use domain::{Credits, DateRange, Day, Interval, Metric};

use self::window::{Judge, Window};
use crate::answer::job;
use crate::ask::AskError;
use crate::index::Index;
use crate::kernels::{Job, sums};
use crate::layout::Layout;
use crate::scope::Scope;
use crate::spans::{WINDOW, spans};

/// Credits that a day must exceed unless the asker says otherwise: below, a jump is of no interest to anybody.
pub const SPIKE_LEAST: Credits = Credits::from_micros(10_000_000);

/// The spikes of a scope's days: of teams, and of people where the policy has no floor. A day counts only
/// where its credits exceed `least`. A group that the policy hides has none, and under the strict policy
/// groups are not told by day at all.
pub fn spikes(index: &Index, scope: &Scope, least: Credits) -> Result<Spikes, AskError> {
    if scope.policy.strict && scope.policy.floor.is_some() {
        let what = "spikes are told by day, and groups are given in whole weeks or whole months only";
        return Err(AskError::Withheld { parameter: "policy", what });
    }
    let ask = scope.ask(Metric::Credits, Interval::Day, Split::Team);
    ask.check()?;
    let layout = Layout::of(index, index.derived(), &ask)?;
    let days = DateRange::new(scope.range.from().plus(-WINDOW), scope.range.to()).unwrap_or(scope.range);
    let job = job(index, &layout, &ask, spans(days, Interval::Day));
    let judged: Vec<(usize, Day, PointState)> = judged(&job, scope.range);
    let search = Search { judged: &judged, least: least.micros() };
    let mut teams = Vec::new();
    for (line, daily) in layout.lines.iter().zip(sums::credits(&job)).filter(|(line, _)| !line.hidden) {
        search.each(&daily, |found| teams.push(found.named(line.key.clone(), line.title.clone())));
    }
    newest_first(&mut teams);
    let people = scope.policy.floor.is_none().then(|| of_people(&job, &search, days));
    Ok(Spikes { judged: u32::try_from(judged.len()).unwrap_or(u32::MAX), days: scope.range.len_days(), teams, people })
}

/// The days that can be judged: their place among the days of the job, and their state.
fn judged(job: &Job<'_>, range: DateRange) -> Vec<(usize, Day, PointState)> {
    let mut found = Vec::new();
    for (at, day) in range.days().enumerate().take_while(|(_, day)| *day <= job.today) {
        let state = job.calendar.state(DateRange::single(day), false);
        let before = DateRange::new(day.plus(-WINDOW), day.previous()).map(|days| job.calendar.state(days, false));
        let known = before.is_ok_and(|state| matches!(state, PointState::Settled | PointState::Provisional));
        if known && state != PointState::Gap {
            found.push((at + usize::try_from(WINDOW).unwrap_or(0), day, state));
        }
    }
    found
}

/// What is looked for.
struct Search<'a> {
    judged: &'a [(usize, Day, PointState)],
    least: i64,
}

/// A spike of somebody who is not named yet.
struct Found {
    day: Day,
    state: PointState,
    credits: i64,
    judge: Judge,
}

impl Found {
    fn named(&self, key: String, title: String) -> Spike {
        Spike {
            key,
            title,
            day: self.day,
            credits: Credits::from_micros(self.credits),
            median: Credits::from_micros(self.judge.median()),
            mad: Credits::from_micros(self.judge.mad()),
            score: self.judge.score(self.credits),
            up: self.judge.is_above(self.credits),
            state: self.state,
        }
    }
}

impl Search<'_> {
    /// Gives each spike in a line of daily credits.
    fn each(&self, daily: &[i64], mut found: impl FnMut(Found)) {
        let mut window = Window::default();
        for (at, day, state) in self.judged {
            let Some(credits) = daily.get(*at).copied().filter(|credits| *credits > self.least) else { continue };
            window.move_to(daily, *at);
            if !window.may_be_spike(credits) {
                continue;
            }
            let judge = window.judge();
            if judge.is_spike(credits) {
                found(Found { day: *day, state: *state, credits, judge });
            }
        }
    }
}

/// Spikes of people, each against the own days within the scope.
fn of_people(job: &Job<'_>, search: &Search<'_>, days: DateRange) -> Vec<Spike> {
    let width = days.len_days() as usize;
    // First who has any day above the floor at all: few do.
    let mut slots: Vec<Option<usize>> = vec![None; job.derived.people.len()];
    let mut candidates = Vec::new();
    let mut sums = vec![0i64; slots.len()];
    for (_, day, _) in search.judged {
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
    for (person, daily) in candidates.into_iter().zip(daily.chunks_exact(width.max(1))) {
        search.each(daily, |found| {
            if let Some((key, title)) = job.index.person_named(person) {
                spikes.push(found.named(key, title));
            }
        });
    }
    newest_first(&mut spikes);
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

fn newest_first(spikes: &mut [Spike]) {
    spikes.sort_by(|a, b| b.day.cmp(&a.day).then(b.score.total_cmp(&a.score)).then_with(|| a.key.cmp(&b.key)));
}
