//! `/`: is it taking hold, where, and what does it cost. One page, two minutes.

use domain::view::{MetricAnswer, OverviewView};
use domain::{DateRange, Interval, Metric};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::bars::surfaces;
use crate::components::chart::{ChartFigure, Kind, Plot, compared_strand, main_strand};
use crate::components::error_view::error_page;
use crate::components::header::WhoLooks;
use crate::components::kpi::kpis;
use crate::components::page::{Controls, Pending, foot, skeleton};
use crate::components::range::interval_switch;
use crate::components::states::{empty, nothing};
use crate::components::teams::teams;
use crate::server_fns::overview;
use crate::state::{Revision, use_page_query};
use crate::words::headline::headline;

const PATH: &str = "/";

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let (query, revision) = (use_page_query(), Revision::from_context());
    let answer = Resource::new(move || (query.get(), revision.0.get()), |(query, _)| overview(query.to_query()));
    let pending = RwSignal::new(false);
    let inside = move || {
        Suspend::new(async move {
            let admin = WhoLooks::known().await.is_some_and(|visitor| visitor.role.administers());
            match answer.await {
                Ok(view) => page(&view, admin),
                Err(error) => error_page(&error, &query.get_untracked().href(PATH)),
            }
        })
    };
    view! {
        <Title text="Overview" />
        <Pending pending=pending />
        <Transition fallback=skeleton set_pending=pending>
            {inside}
        </Transition>
    }
    .into_any()
}

fn page(view: &OverviewView, admin: bool) -> AnyView {
    let frame = &view.frame;
    let body = match nothing(frame, view.main.series.first().map_or(NO_SERIES, |series| series.total)) {
        Some(why) => empty(frame, why, PATH, admin),
        None => full(view),
    };
    view! {
        <Controls frame=frame.clone() path=PATH admin=admin />
        {body}
    }
    .into_any()
}

/// An answer without a series holds nothing that could be shown.
const NO_SERIES: domain::view::Figure = domain::view::Figure { value: None, state: domain::view::PointState::Gap };

fn full(view: &OverviewView) -> AnyView {
    let frame = &view.frame;
    let said = headline(view);
    let plot = main_plot(&view.main, view.main_previous.as_ref(), frame.range, frame.previous);
    view! {
        <h1 class="headline">{said.before} <strong>{said.strong}</strong> {said.after}</h1>
        {kpis(frame, PATH, &view.kpis, view.main.metric, |_| true)}
        <div class="split">
            <ChartFigure plot=plot actions=interval_switch(frame, PATH) />
            {surfaces(frame, PATH, &view.clients)}
        </div>
        {teams(frame, PATH, &view.teams)}
        {foot(frame)}
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
        by: main.by,
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
