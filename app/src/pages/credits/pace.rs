//! How fast the cycle is spent against the budget, and where it is heading.

use charts::{LineChart, Size};
use domain::Metric;
use domain::view::CreditsView;
use leptos::prelude::*;

use super::money::settle;
use super::section;
use crate::components::chart::{FULL, Marks};
use crate::components::ready::{Ready, ready};
use crate::words::pace::{self as said, Held};

const MEANING: &str = "Pace: spent over the budget times the share of the cycle that has passed. Forecast: spent, and \
     the mean of the settled weekdays of the last four weeks for each weekday left. Band: the same at the burn of the \
     tenth and the ninetieth percentile of the last 8 weeks.";

/// The section.
pub fn pace(view: &CreditsView, admin: bool) -> AnyView {
    let forecast = &view.forecast;
    let Some(spent) = said::spent_here(forecast, &view.frame) else {
        let inside = view! { <p class="note">{said::WITHHELD}</p> };
        return section("pace-h", "Pace and forecast", "", inside.into_any());
    };
    let inside = view! {
        <p class="pace-said">{spent} " " {said::heading(forecast)}</p>
        <p class="sub">{against(view, admin)}</p>
        {course(view)}
    };
    section("pace-h", "Pace and forecast", "", inside.into_any())
}

/// What it is held against, and where that is settled.
fn against(view: &CreditsView, admin: bool) -> AnyView {
    match said::held(view) {
        Held::Against(_) => settle(admin, "Change the budget").into_any(),
        Held::Narrowed => "The budget is everyone’s: remove the filters to see the pace.".into_any(),
        Held::Unset if admin => {
            view! { "No budget is set, so there is no pace. " {settle(true, "Set a budget")} }.into_any()
        }
        Held::Unset => "No budget is set, so there is no pace; an administrator can set one.".into_any(),
    }
}

/// Credits of the cycle, added up day by day: what was spent, where it is heading, what it is held against.
fn course(view: &CreditsView) -> AnyView {
    let Some(daily) = view.cycle.series.first() else { return ().into_any() };
    let chart = |suffix: &str, size: Size| {
        LineChart::pace(format!("cycle-{suffix}"), &view.forecast, daily, Marks::here(), size)
    };
    let (wide, narrow) = (chart("w", FULL), chart("n", Size::NARROW));
    ready(&Ready {
        title: "Credits of the cycle",
        meaning: MEANING,
        sub: format!("Settled days added up from the first of the cycle, {}.", view.forecast.cycle.in_words()),
        metric: Metric::Credits,
        charts: [&wide, &narrow],
        said: None,
    })
}
