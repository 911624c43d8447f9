//! `/`: is it taking hold, where, and what does it cost. One page, two minutes.

use domain::guide::Draft;
use domain::link::Part;
use domain::view::{Frame, GuideLine, MetricAnswer, OverviewView, Standing};
use domain::{DateRange, Interval, Metric};
use leptos::prelude::*;

use crate::components::bars::surfaces;
use crate::components::chart::{ChartFigure, Kind, Plot, compared_strand, main_strand};
use crate::components::dashboard::{Dashboard, Subject};
use crate::components::kpi::kpis;
use crate::components::page::{self, foot};
use crate::components::range::interval_switch;
use crate::components::still::{beside, is_still, part};
use crate::components::teams::teams;
use crate::error::AppError;
use crate::pages::Asked;
use crate::pages::credits::money;
use crate::pages::credits::why::why;
use crate::server_fns::Fragment;
use crate::state::{elsewhere, links};
use crate::words::connections as words;
use crate::words::headline::headline;
use crate::words::pace;

const PATH: &str = "/";

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.overview(&asked.caller, &asked.query).await?;
    let (path, title, above) = (PATH.to_owned(), "Overview".to_owned(), keys_that_work(&view.guides));
    Ok(dashboard().about(Subject { path, title, above }, &view, &asked.caller))
}

/// Good news for those who wait for it, whether there are figures yet or not.
fn keys_that_work(guides: &[GuideLine]) -> AnyView {
    let line = |line: &GuideLine| {
        view! {
            <p class="news" role="status">
                <span class="dot ok" aria-hidden="true"></span>
                {format!("The key for {} works now. ", about(&line.draft))}
                <a href=guide_at(line) rel="external">
                    "Connect with it"
                </a>
            </p>
        }
    };
    guides.iter().filter(|line| line.draft.works()).map(line).collect_view().into_any()
}

fn about(draft: &Draft) -> String {
    if draft.name.is_empty() { "a new connection".to_owned() } else { format!("“{}”", draft.name) }
}

fn guide_at(line: &GuideLine) -> String {
    format!("/connect/new/{}", line.id)
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
    let clients = part(Part::Clients, || surfaces(frame, PATH, &view.clients));
    view! {
        {part(Part::Headline, || page::headline(headline(view)))}
        {part(Part::Figures, || kpis(frame, PATH, &view.kpis, view.main.metric, |_| true))}
        {beside("split", [course, clients])}
        {part(Part::Teams, || teams(frame, PATH, &view.teams))}
        {costs(view, admin)}
        {part(Part::Why, || view! { <div class="why-moved">{why(&view.change, frame)}</div> }.into_any())}
        {admin.then(|| connections(frame, &view.guides))}
        {foot(frame)}
    }
    .into_any()
}

/// What the credits cost, and how far the cycle's budget is used.
fn costs(view: &OverviewView, admin: bool) -> Option<AnyView> {
    let credits = view.kpis.iter().find(|kpi| kpi.metric == Metric::Credits).map(|kpi| kpi.figure);
    let money = part(Part::Money, || money::costs(&view.costs, credits, admin));
    let pace = part(Part::Pace, || {
        let spent = pace::spent_here(&view.costs.forecast, &view.frame);
        let spent = spent.unwrap_or_else(|| pace::WITHHELD.to_owned());
        let more = (!is_still()).then(|| {
            view! {
                " "
                <a href=elsewhere(&view.frame.query, "/credits")>"Pace and forecast"</a>
            }
        });
        view! { <p class="pace-line">{spent} {more}</p> }.into_any()
    });
    beside("costs", [money, pace])
}

/// How each connection is: for those who look after them.
fn connections(frame: &Frame, guides: &[GuideLine]) -> AnyView {
    let one = |standing: &Standing| {
        let (dot, _) = words::state(standing.state);
        let name = standing.name.to_string();
        let to = links::below("/connect", &name);
        health(dot, name, to, words::standing(standing, frame.now), words::next_step(standing.state))
    };
    let begun = |line: &GuideLine| {
        let (dot, told) = words::next(&line.draft, frame.today);
        health(dot, words::guide_name(&line.draft), guide_at(line), told, Some("Go on"))
    };
    let guides = guides.iter().map(begun).collect_view();
    view! {
        <section aria-labelledby="connections-h">
            <h2 id="connections-h">"Connections"</h2>
            <ul class="standings">{frame.freshness.connections.iter().map(one).collect_view()} {guides}</ul>
        </section>
    }
    .into_any()
}

/// One line: what it is about, how it is, and what is next.
fn health(dot: &'static str, name: String, to: String, told: String, next: Option<&'static str>) -> AnyView {
    let next = next.map(|next| {
        view! {
            <a class="next" href=to.clone() rel="external">
                {next} <span class="vh">{format!(": {name}")}</span>
            </a>
        }
    });
    view! {
        <li>
            <span class=dot aria-hidden="true"></span>
            <a href=to rel="external">
                {name.clone()}
            </a>
            <span class="told">{told}</span>
            {next}
        </li>
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
