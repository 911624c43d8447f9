//! How fast the cycle is spent against the budget, and where it is heading.

use charts::LineRole;
use domain::view::{CreditsView, Figure, Number, Point, PointState, Series};
use domain::{Credits, Interval, Metric};
use leptos::prelude::*;

use super::money::settle;
use super::section;
use crate::components::chart::{ChartFigure, FULL, Kind, Plot, Strand};
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
        <p>{said::spent(forecast, view.frame.today)} " " {said::heading(forecast)}</p>
        <p class="sub">{unset} {held}</p>
        <ChartFigure plot=plot(view) actions=().into_any() />
    };
    section("pace-h", "Pace and forecast", MEANING, inside.into_any())
}

/// Credits of the cycle, added up day by day.
fn plot(view: &CreditsView) -> Plot {
    let cycle = view.forecast.cycle.in_words();
    let strand = view.cycle.series.first().map(|series| Strand::new(&added_up(series), cycle.clone(), LineRole::Main));
    Plot {
        id: "cycle",
        title: "Credits of the cycle".to_owned(),
        sub: format!("Added up from the first day, {cycle}."),
        metric: Metric::Credits,
        meaning: Some(MEANING),
        by: Interval::Day,
        kind: Kind::Lines,
        strands: strand.into_iter().collect(),
        size: FULL,
    }
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
