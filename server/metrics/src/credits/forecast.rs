//! Pace and forecast of a spending cycle, from settled days alone (METRICS.md 18).
//!
//! What is spent, what share of the cycle has passed and how many weekdays are left are all told as of the
//! same day: the last settled one. A week of the band is seven days that end with it, and counts by its
//! five weekdays, as the rest of the cycle is counted by weekdays.

use domain::view::{Blank, Figure, Forecast, Number, PointState, Split};
use domain::{Credits, DateRange, Day, Interval, Metric};

use crate::answer::job;
use crate::ask::AskError;
use crate::index::Index;
use crate::kernels::{Job, ratio, sums};
use crate::layout::Layout;
use crate::scope::Scope;
use crate::spans::spans;

/// Days that the burn is the mean of, and its weekdays.
const BURN_DAYS: u32 = 28;
/// Settled weekdays without which there is no burn: half of the 20.
const BURN_LEAST: u32 = 10;
/// Weeks of the band.
const BAND_WEEKS: u32 = 8;
/// Weekdays of a week.
const WEEKDAYS: i64 = 5;

/// Where the spending of a cycle is heading: the scope's range is the cycle, which may end in the future.
/// Without a budget there is no pace.
pub fn forecast(index: &Index, scope: &Scope, budget: Option<Credits>) -> Result<Forecast, AskError> {
    let cycle = scope.range;
    let ask = scope.ask(Metric::Credits, Interval::Total, Split::None);
    ask.check()?;
    let layout = Layout::of(index, index.derived(), &ask)?;
    let mut told = Forecast {
        cycle,
        budget,
        through: None,
        spent: Figure { value: None, state: PointState::Gap },
        elapsed: 0.0,
        pace: None,
        weekdays_left: weekdays(Some(cycle)),
        burn: None,
        burn_days: 0,
        forecast: None,
        band: None,
        blank: None,
    };
    if layout.is_hidden() {
        told.spent.state = PointState::TooFew;
        told.blank = Some(Blank::TooFew);
        return Ok(told);
    }
    if cycle.from() > scope.today {
        told.blank = Some(Blank::NotBegun);
        return Ok(told);
    }
    let settled = index.settled_through_of(layout.narrowed.connection);
    // Groups are given in whole weeks only: then the last whole week decides.
    let whole = scope.policy.strict && scope.floor_of_groups(Split::None).is_some();
    let settled = settled.map(|day| if whole { day.next().week_start().previous() } else { day });
    let Some(as_of) = settled.map(|settled| settled.min(cycle.to())) else {
        told.blank = Some(Blank::NothingSettled);
        return Ok(told);
    };
    let from = cycle.from().min(as_of.plus(1 - 7 * i64::from(BAND_WEEKS)));
    let days = DateRange::new(from, as_of).unwrap_or(DateRange::single(as_of));
    let job = job(index, &layout, &ask, spans(days, Interval::Day));
    let daily = sums::credits(&job).into_iter().next().unwrap_or_default();
    let ledger = Ledger { job: &job, from, daily };
    ledger.tell(&mut told, as_of);
    Ok(told)
}

/// Credits by day, and what is known of the days.
struct Ledger<'a> {
    job: &'a Job<'a>,
    from: Day,
    daily: Vec<i64>,
}

impl Ledger<'_> {
    fn tell(&self, told: &mut Forecast, as_of: Day) {
        let cycle = told.cycle;
        let spent_days = DateRange::new(cycle.from(), as_of).ok();
        let mut spent = 0;
        if let Some(days) = spent_days {
            let state = self.job.calendar.state(days, false);
            spent = days.days().map(|day| self.on(day)).fold(0, i64::saturating_add);
            let known = state != PointState::Gap;
            told.through = Some(as_of);
            told.spent = Figure { value: known.then_some(Number::Credits(Credits::from_micros(spent))), state };
            told.elapsed = f64::from(days.len_days()) / f64::from(cycle.len_days());
            told.weekdays_left = weekdays(DateRange::new(as_of.next(), cycle.to()).ok());
            if state == PointState::Gap || state == PointState::Partial {
                told.blank = Some(Blank::Gap);
            } else {
                let due = told.budget.map(|budget| budget.as_f64() * told.elapsed).filter(|due| *due > 0.0);
                told.pace = due.map(|due| Credits::from_micros(spent).as_f64() / due);
            }
        }
        let (sum, burn_days) = self.burn(as_of, BURN_DAYS);
        told.burn_days = burn_days;
        let enough = burn_days >= BURN_LEAST;
        told.burn = enough.then(|| Credits::from_micros(ratio::half_even(sum, i64::from(burn_days))));
        let left = i64::from(told.weekdays_left);
        if left > 0 && !enough {
            told.blank = told.blank.or(Some(Blank::TooLittleSettled));
        }
        if told.blank.is_some() {
            return;
        }
        let at = |burn: i64, days: i64| {
            let rest = if left == 0 { 0 } else { ratio::half_even(burn.saturating_mul(left), days) };
            Credits::from_micros(spent.saturating_add(rest))
        };
        told.forecast = Some(at(sum, i64::from(burn_days)));
        told.band = if left == 0 {
            told.forecast.zip(told.forecast)
        } else {
            self.weeks(as_of).map(|(slow, fast)| (at(slow, WEEKDAYS), at(fast, WEEKDAYS)))
        };
    }

    /// Credits of the settled weekdays of the `days` days that end with a day, and their number.
    fn burn(&self, end: Day, days: u32) -> (i64, u32) {
        let settled = |day: &Day| self.job.calendar.state(DateRange::single(*day), false) == PointState::Settled;
        let counted = DateRange::ending(end, days).days().filter(|day| day.is_weekday()).filter(settled);
        counted.fold((0, 0), |(sum, days), day| (self.on(day).saturating_add(sum), days + 1))
    }

    /// The burns of a slow and of a fast week: P10 and P90 (nearest rank) of the last 8. `None` where one
    /// of them is not wholly settled.
    fn weeks(&self, end: Day) -> Option<(i64, i64)> {
        let week = |back: u32| {
            let (sum, days) = self.burn(end.plus(-7 * i64::from(back)), 7);
            (i64::from(days) == WEEKDAYS).then_some(sum)
        };
        let mut burns: Vec<i64> = (0..BAND_WEEKS).map(week).collect::<Option<_>>()?;
        burns.sort_unstable();
        let ranked = |percent: usize| burns.get((burns.len() * percent).div_ceil(100).max(1) - 1).copied();
        ranked(10).zip(ranked(90))
    }

    fn on(&self, day: Day) -> i64 {
        usize::try_from(day.days_since(self.from)).ok().and_then(|at| self.daily.get(at)).copied().unwrap_or(0)
    }
}

fn weekdays(range: Option<DateRange>) -> u32 {
    let count = range.map_or(0, |range| range.days().filter(|day| day.is_weekday()).count());
    u32::try_from(count).unwrap_or(u32::MAX)
}
