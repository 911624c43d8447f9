//! How fast the cycle is spent against the budget, and where it is heading.

use charts::LineRole;
use domain::view::{CreditsView, Figure, Forecast, Number, Point, PointState, Series};
use domain::{Credits, DateRange, Day, Interval, Metric};
use leptos::prelude::*;

use super::money::settle;
use super::section;
use crate::components::chart::{ChartFigure, FULL, Kind, Plot, Strand};
use crate::words::credits::settled;
use crate::words::pace::{self as said, Held};

const MEANING: &str = "Pace: spent over the budget times the share of the cycle that has passed. Forecast: spent, and \
     the mean of the settled weekdays of the last four weeks for each weekday left. Band: the same at the burn of the \
     tenth and the ninetieth percentile of the last 8 weeks.";

/// The section.
pub fn pace(view: &CreditsView, admin: bool) -> AnyView {
    let forecast = &view.forecast;
    let held = match said::held(view) {
        Held::Against(_) => settle(admin, "Change the budget"),
        Held::Narrowed => {
            Some(view! { <small>"The budget is everyone’s: remove the filters to see the pace."</small> }.into_any())
        }
        Held::Unset => settle(admin, "Set a budget")
            .or_else(|| Some(view! { <small>"No budget is set; an administrator can set one."</small> }.into_any())),
    };
    let unset = (said::held(view) == Held::Unset).then_some("No budget is set, so there is no pace. ");
    let inside = view! {
        <p class="pace-said">{said::spent(forecast, view.frame.today)} " " {said::heading(forecast)}</p>
        <p class="sub">{unset} {held}</p>
        <ChartFigure plot=plot(view) actions=().into_any() />
    };
    section("pace-h", "Pace and forecast", MEANING, inside.into_any())
}

/// Credits of the cycle, added up day by day: what was spent, where it is heading, what it is held against.
fn plot(view: &CreditsView) -> Plot {
    let forecast = &view.forecast;
    let days: Vec<Day> = forecast.cycle.days().collect();
    let mut strands = Vec::new();
    let mut add = |label: &str, role: LineRole, value: &dyn Fn(usize, Day) -> Option<Figure>| {
        let figure = |(at, day): (usize, &Day)| Point { start: *day, figure: value(at, *day).unwrap_or(AHEAD) };
        let points = days.iter().enumerate().map(figure).collect();
        let series = Series { key: label.to_lowercase(), title: label.to_owned(), points, total: AHEAD };
        strands.push(Strand::new(&series, label, role));
    };
    let spent = view.cycle.series.first().map(added_up);
    let course = Course::of(forecast);
    // Where there is a forecast, what was spent ends where the forecast begins: with the last settled day.
    let until = course.as_ref().map_or(forecast.cycle.to(), |course| course.through);
    add("Spent", LineRole::Main, &|at, day| {
        let point = spent.as_ref()?.points.get(at).filter(|_| day <= until);
        point.map(|point| point.figure)
    });
    if let (Some(course), Some(end)) = (&course, forecast.forecast) {
        add("Forecast", LineRole::Forecast, &|_, day| course.on(day, end).map(settled));
    }
    if let Some(budget) = forecast.budget {
        let days = i64::from(forecast.cycle.len_days());
        add("Budget", LineRole::Target, &|at, _| Some(settled(part(budget, i64::try_from(at).ok()? + 1, days))));
    }
    let band = course.zip(forecast.band).map(|(course, (low, high))| {
        let ends = |day: &Day| Some((course.on(*day, low)?.as_f64(), course.on(*day, high)?.as_f64()));
        let labels = ("At the burn of a slow week".to_owned(), "At the burn of a fast week".to_owned());
        charts::Band { labels, points: days.iter().map(ends).collect() }
    });
    Plot {
        id: "cycle",
        title: "Credits of the cycle".to_owned(),
        sub: format!("Added up from the first day of the cycle, {}.", forecast.cycle.in_words()),
        metric: Metric::Credits,
        meaning: Some(MEANING),
        by: Interval::Day,
        kind: Kind::Lines,
        strands,
        band,
        size: FULL,
    }
}

/// A day of which there is nothing to say yet.
const AHEAD: Figure = Figure { value: None, state: PointState::Gap };

/// The way from what is spent to what the cycle will have cost: the same step on each weekday left.
struct Course {
    spent: Credits,
    through: Day,
    last: Day,
    weekdays: i64,
}

impl Course {
    fn of(forecast: &Forecast) -> Option<Self> {
        let Some(Number::Credits(spent)) = forecast.spent.value else { return None };
        let (through, last, weekdays) = (forecast.through?, forecast.cycle.to(), i64::from(forecast.weekdays_left));
        (weekdays > 0).then_some(Self { spent, through, last, weekdays })
    }

    /// Where a course that ends with so many credits is on a day.
    fn on(&self, day: Day, end: Credits) -> Option<Credits> {
        if day < self.through || day > self.last {
            return None;
        }
        let passed = DateRange::new(self.through.next(), day)
            .map_or(0, |days| days.days().filter(|day| day.is_weekday()).count());
        Some(self.spent + part(end - self.spent, i64::try_from(passed).ok()?, self.weekdays))
    }
}

/// So many parts of an amount that is cut into `of`.
fn part(whole: Credits, parts: i64, of: i64) -> Credits {
    let micros = i128::from(whole.micros()) * i128::from(parts) / i128::from(of.max(1));
    Credits::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}

/// Each day's sum of all days up to it. After a day that is not known, sums are known only in part.
pub fn added_up(series: &Series) -> Series {
    let (mut sum, mut missing) = (Credits::ZERO, false);
    let point = |point: &Point| {
        let Some(Number::Credits(credits)) = point.figure.value else {
            missing = true;
            return *point;
        };
        sum += credits;
        let state = if missing { PointState::Partial } else { point.figure.state };
        Point { figure: Figure { value: Some(Number::Credits(sum)), state }, ..*point }
    };
    let points = series.points.iter().map(point).collect();
    Series { points, ..series.clone() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_course_leads_from_what_is_spent_to_its_end_by_weekdays() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let credits = |whole: i64| Credits::from_micros(whole * 1_000_000);
        // A Friday; the four weekdays left are Monday to Thursday.
        let (spent, through, last) = (credits(100), day("2026-11-20"), day("2026-11-26"));
        let course = Course { spent, through, last, weekdays: 4 };
        let on = |text: &str| course.on(day(text), credits(180));
        assert_eq!(on("2026-11-19"), None);
        assert_eq!(on("2026-11-20"), Some(credits(100)));
        assert_eq!(on("2026-11-22"), Some(credits(100)), "a weekend adds nothing");
        assert_eq!(on("2026-11-24"), Some(credits(140)));
        assert_eq!(on("2026-11-26"), Some(credits(180)));
        assert_eq!(on("2026-11-27"), None);
    }

    #[test]
    fn a_missing_day_makes_the_sums_after_it_partial() {
        let start = "2026-11-01".parse::<domain::Day>().unwrap();
        let credits = |n: i64| Some(Number::Credits(Credits::from_micros(n)));
        let days = [(credits(5), PointState::Settled), (None, PointState::Gap), (credits(7), PointState::Provisional)];
        let points = (0..).zip(days);
        let points =
            points.map(|(at, (value, state))| Point { start: start.plus(at), figure: Figure { value, state } });
        let total = Figure { value: None, state: PointState::Partial };
        let series = Series { key: "all".to_owned(), title: "All".to_owned(), points: points.collect(), total };
        let summed: Vec<(Option<Number>, PointState)> =
            added_up(&series).points.iter().map(|point| (point.figure.value, point.figure.state)).collect();
        assert_eq!(
            summed,
            [(credits(5), PointState::Settled), (None, PointState::Gap), (credits(12), PointState::Partial)]
        );
    }
}
