//! How evenly credits spread over people: how few make half of them, and what a person in the middle and at the top
//! used, by team.

use charts::{DataTable, Line, LineRole, Size, format};
use domain::view::{CreditsView, Figure, MetricAnswer, PointState};
use domain::{Metric, Unit};
use leptos::prelude::*;

use super::{Stated, facts};
use crate::components::chart::{Marks, details};
use crate::components::ready::{Ready, ready};
use crate::pages::overview::cut_in_words;
use crate::words::figure;

const MEANING: &str = "The person in the middle of all active people by credits (median), and the one below whom nine \
     in ten stay (P90). A mean far above the median says that few use much.";

/// Both parts.
pub fn spread(view: &CreditsView) -> AnyView {
    let shares = vec![Stated::of(view, Metric::HalfCreditsShare), Stated::of(view, Metric::Top10Share)];
    view! {
        <div class="split">
            <div>
                {strips(view)}
                {details("By team", "Credits per person by team", numbers(view))}
            </div>
            {facts("few-h", "Concentration", "", shares)}
        </div>
    }
    .into_any()
}

/// Median and P90 over time.
fn strips(view: &CreditsView) -> AnyView {
    let line = |(answer, (label, role)): (&MetricAnswer, (&str, u8))| {
        let line = Line::of(answer.series.first()?, LineRole::Series(role));
        Some(Line { label: label.to_owned(), ..line })
    };
    let lines: Vec<Line> = view.strips.iter().zip([("Median", 0), ("P90", 1)]).filter_map(line).collect();
    let chart = |suffix: &str, size: Size| charts::Spread {
        id: format!("spread-{suffix}"),
        title: TITLE.to_owned(),
        unit: Unit::Credits,
        lines: lines.clone(),
        dots: Vec::new(),
        notes: Marks::here(),
        size,
    };
    let (wide, narrow) = (chart("w", Size::WIDE), chart("n", Size::NARROW));
    ready(&Ready {
        title: TITLE,
        meaning: MEANING,
        sub: format!("{} From the median to P90.", cut_in_words(Metric::CreditsPerActive, view.frame.by)),
        metric: Metric::CreditsPerActive,
        charts: [&wide, &narrow],
        said: None,
    })
}

const TITLE: &str = "Credits per person";

/// Mean, median and P90: of everyone first, then of each team.
fn numbers(view: &CreditsView) -> DataTable {
    let cell = |metric: Metric, shown: Figure| figure::exact(metric, shown);
    let of_all = |metric: Metric| {
        let mean = view.kpis.iter().find(|kpi| kpi.metric == metric).map(|kpi| kpi.figure);
        let shown = view.fact(metric).map(|fact| fact.figure).or(mean);
        shown.map_or_else(|| format::NOTHING.to_owned(), |shown| cell(metric, shown))
    };
    let metrics: Vec<Metric> = view.spread.iter().map(|answer| answer.metric).collect();
    let everyone = std::iter::once("Everyone".to_owned()).chain(metrics.iter().map(|metric| of_all(*metric))).collect();
    let mut rows: Vec<Vec<String>> = vec![everyone];
    let keys = view.spread.first().map(|answer| answer.series.as_slice()).unwrap_or_default();
    for team in keys.iter().filter(|team| team.key != "all") {
        let of_team = |answer: &MetricAnswer| {
            let found = answer.series.iter().find(|one| one.key == team.key).map(|one| one.total);
            cell(answer.metric, found.unwrap_or(Figure { value: None, state: PointState::Unavailable }))
        };
        rows.push(std::iter::once(team.title.clone()).chain(view.spread.iter().map(of_team)).collect());
    }
    let headers = ["Who", "Mean", "Median", "P90"].map(str::to_owned).to_vec();
    DataTable { headers, rows }
}
