//! `/`: is it taking hold, where, and what does it cost. One page, two minutes.

use domain::link::Part;
use domain::view::{Frame, MetricAnswer, OverviewView, Standing};
use domain::{DateRange, Interval, Metric};
use leptos::prelude::*;

use crate::components::bars::surfaces;
use crate::components::chart::{ChartFigure, Kind, Plot, compared_strand, main_strand};
use crate::components::dashboard::Dashboard;
use crate::components::kpi::kpis;
use crate::components::page::{self, foot};
use crate::components::range::interval_switch;
use crate::components::still::{beside, part};
use crate::components::teams::teams;
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::connections as words;
use crate::words::headline::headline;

const PATH: &str = "/";

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.overview(&asked.caller, &asked.query).await?;
    Ok(dashboard().show(&view, &asked.caller))
}

/// What sets the page apart.
pub fn dashboard() -> Dashboard<OverviewView> {
    Dashboard {
        title: "Overview",
        path: PATH,
        frame: |view: &OverviewView| &view.frame,
        measure: |view| view.main.series.first().map(|series| series.total),
        body: full,
    }
}

fn full(view: &OverviewView, admin: bool) -> AnyView {
    let frame = &view.frame;
    let course = part(Part::Course, || {
        let plot = main_plot(&view.main, view.main_previous.as_ref(), frame.range, frame.previous);
        view! { <ChartFigure plot=plot actions=interval_switch(frame, PATH) /> }.into_any()
    });
    view! {
        {part(Part::Headline, || page::headline(headline(view)))}
        {part(Part::Figures, || kpis(frame, PATH, &view.kpis, view.main.metric, |_| true))}
        {beside("split", [course, part(Part::Clients, || surfaces(frame, PATH, &view.clients))])}
        {part(Part::Teams, || teams(frame, PATH, &view.teams))}
        {admin.then(|| connections(frame))}
        {foot(frame)}
    }
    .into_any()
}

/// How each connection is: for those who look after them.
fn connections(frame: &Frame) -> AnyView {
    let one = |standing: &Standing| {
        let (dot, _) = words::state(standing.state);
        let name = standing.name.to_string();
        view! {
            <li>
                <span class=dot aria-hidden="true"></span>
                <a href=links::below("/connect", &name) rel="external">
                    {name.clone()}
                </a>
                <span>{words::standing(standing, frame.now)}</span>
            </li>
        }
    };
    view! {
        <section aria-labelledby="connections-h">
            <h2 id="connections-h">"Connections"</h2>
            <ul class="standings">{frame.freshness.connections.iter().map(one).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// The main chart: one line, and beside it the period before.
pub fn main_plot(main: &MetricAnswer, before: Option<&MetricAnswer>, range: DateRange, previous: DateRange) -> Plot {
    let mut strands: Vec<_> = main_strand(main, range.in_words()).into_iter().collect();
    strands.extend(before.and_then(|answer| compared_strand(answer, previous.in_words())));
    Plot {
        id: "main",
        title: main.metric.title().to_owned(),
        sub: cut_in_words(main.metric, main.by),
        metric: main.metric,
        meaning: None,
        kind: Kind::Lines,
        strands,
        size: charts::Size::WIDE,
    }
}

/// What one point of a chart stands for.
pub fn cut_in_words(metric: Metric, by: Interval) -> String {
    match (metric, by) {
        (Metric::Wau, _) => "Distinct people in the 7 days that end with each day.".to_owned(),
        (Metric::Mau, _) => "Distinct people in the 28 days that end with each day.".to_owned(),
        (_, Interval::Day) => "By day.".to_owned(),
        (_, Interval::Week) => "By week, from Monday.".to_owned(),
        (_, Interval::Month) => "By calendar month.".to_owned(),
        (_, Interval::Total) => "Over all days.".to_owned(),
    }
}
