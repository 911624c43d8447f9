//! Retention: of the people who were first active in an ISO week, who was active in the weeks after
//! (METRICS.md 7).
//!
//! A person's week is that of the first active day ever within the filter, and the team that of the last
//! active day in that week. Weeks are whole, also where the range cuts them: the range says which weeks
//! are shown, and not which days of them count.

use domain::view::{Cohort, Figure, Number, PointState, Retention};
use domain::{Dataset, DateRange, Day, Interval};

use crate::ask::AskError;
use crate::calendar::Calendar;
use crate::index::Index;
use crate::index::matrix::Row;
use crate::layout::Layout;
use crate::scope::Scope;
use crate::spans::WINDOW;

/// Retention of the people who were first active in each ISO week that the scope's range touches,
/// followed to the range's last week. The floor holds for every cohort, filter or not.
pub fn retention(index: &Index, scope: &Scope) -> Result<Retention, AskError> {
    let (first, last) = (scope.range.from().week_start(), scope.range.to().week_start());
    let whole = DateRange::new(first, last.plus(6)).unwrap_or(scope.range);
    let scope = scope.over(whole);
    scope.check(Interval::Week, domain::view::Split::None)?;
    let layout = Layout::over(index, index.derived(), &scope, domain::view::Split::None, Some(0))?;
    let calendar = Calendar::of(index, Dataset::Usage, layout.narrowed.connection, scope.today);
    let weeks: Vec<Week> =
        Interval::Week.buckets(whole).iter().map(|week| Week::of(week.days, &calendar, scope.today)).collect();
    // Who is active is not said by model.
    let counts = if scope.filter.model.is_some() { None } else { Some(count(index, &layout, &weeks, scope.today)) };
    let hidden = |size: i64| layout.is_hidden() || scope.policy.floor.is_some_and(|floor| size < i64::from(floor));
    let cohort = |(at, week): (usize, &Week)| {
        let active = counts.as_ref().and_then(|counts| counts.get(at));
        let size = active.and_then(|active| active.first()).copied();
        let figure = |state: PointState, count: Option<i64>| match (state, size, count) {
            (PointState::Gap, ..) => without(PointState::Gap),
            (_, Some(size), _) if hidden(size) => without(PointState::TooFew),
            (state, _, Some(count)) => Figure { value: Some(Number::Count(count)), state },
            _ => without(PointState::Unavailable),
        };
        let later = weeks.iter().skip(at).enumerate();
        let active = later.map(|(k, other)| {
            figure(least_sure(week.cohort, other.state), active.and_then(|active| active.get(k)).copied())
        });
        Cohort { week: week.days.from(), size: figure(week.cohort, size), active: active.collect() }
    };
    let cohorts: Vec<Cohort> = weeks.iter().enumerate().map(cohort).collect();
    Ok(Retention { weeks: u32::try_from(cohorts.len()).unwrap_or(u32::MAX), cohorts })
}

fn without(state: PointState) -> Figure {
    Figure { value: None, state }
}

/// A week, and how far it can be trusted.
struct Week {
    days: DateRange,
    state: PointState,
    /// As the week in which people began: before the archive's first 28 days are over nobody is surely new.
    cohort: PointState,
}

impl Week {
    fn of(days: DateRange, calendar: &Calendar, today: Day) -> Self {
        let elapsed = DateRange::new(days.from(), days.to().min(today));
        let state = elapsed.map_or(PointState::Gap, |elapsed| calendar.state(elapsed, days.to() > today));
        let early = calendar.first_day().is_none_or(|first| days.from() < first.plus(WINDOW));
        let cohort = if early { least_sure(state, PointState::Partial) } else { state };
        Self { days, state, cohort }
    }
}

/// The state of a figure that rests on two.
fn least_sure(one: PointState, other: PointState) -> PointState {
    let order = [PointState::Gap, PointState::Partial, PointState::Provisional];
    order.into_iter().find(|state| *state == one || *state == other).unwrap_or(PointState::Settled)
}

/// By cohort, people active in its own week, in the next, and so on.
fn count(index: &Index, layout: &Layout, weeks: &[Week], today: Day) -> Vec<Vec<i64>> {
    let mut counts: Vec<Vec<i64>> = (0..weeks.len()).map(|at| vec![0; weeks.len() - at]).collect();
    let Some(first) = weeks.first().map(|week| week.days.from().number()) else { return counts };
    let people = &index.derived().people;
    let today = today.number();
    let mut of_rows = |rows: &mut dyn Iterator<Item = Row<'_>>| {
        for (person, row) in rows.enumerate() {
            let Some(began) = row.first().filter(|began| *began <= today) else { continue };
            let Ok(at) = usize::try_from((began - first).div_euclid(7)) else { continue };
            let week = began - (began - first).rem_euclid(7);
            let team = row.last_in(began, (week + 6).min(today)).map(|day| people.on(person, day).team);
            let counted = team.is_some_and(|team| layout.narrowed.has_team(team));
            if let Some(cohort) = counts.get_mut(at).filter(|_| counted) {
                follow(row, week, today, cohort);
            }
        }
    };
    let derived = index.derived();
    if layout.narrowed.is_everything() {
        of_rows(&mut derived.everything(index).rows());
    } else {
        of_rows(&mut derived.matrix(index, layout.narrowed.connection, &layout.narrowed.part.facets()).rows());
    }
    counts
}

/// Adds one to each week from `week` on in which there is an active day up to `today`.
fn follow(row: Row<'_>, week: i32, today: i32, counts: &mut [i64]) {
    // Nine whole weeks fit into a word.
    const WEEKS: usize = 9;
    let mut from = week;
    for chunk in counts.chunks_mut(WEEKS) {
        if from > today {
            break;
        }
        let ahead = u32::try_from(today - from + 1).unwrap_or(0);
        let mut bits = row.bits_from(from) & if ahead < 64 { (1 << ahead) - 1 } else { u64::MAX };
        for count in chunk {
            *count += i64::from(bits & 0x7f != 0);
            bits >>= 7;
        }
        from += 63;
    }
}
