//! `/adoption`: how many, how often, since when, in which teams and clients.

use charts::{Cohorts, LineRole};
use domain::Metric;
use domain::link::Part;
use domain::view::{AdoptionView, Figure, Kpi, MetricAnswer, Retention};
use leptos::prelude::*;

use super::overview::cut_in_words;
use crate::components::bars::bands;
use crate::components::chart::{ChartFigure, FULL, HALF, Kind, Plot, Strand, compared_strand, strands};
use crate::components::dashboard::Dashboard;
use crate::components::glance;
use crate::components::kpi::noted;
use crate::components::page::foot;
use crate::components::range::interval_switch;
use crate::components::ready::{Ready, ready};
use crate::components::still::{beside, is_still, part};
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::headline::{Headline, bands_in_words};

const PATH: &str = "/adoption";

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.adoption(&asked.caller, &asked.query).await?;
    Ok(dashboard().show(&view, &asked.caller))
}

/// What sets the page apart.
pub fn dashboard() -> Dashboard<AdoptionView> {
    Dashboard {
        title: "Adoption",
        path: PATH,
        frame: |view: &AdoptionView| &view.frame,
        measure: widest,
        body: |view, _| full(view),
    }
}

/// The widest window, so that a quiet day does not look like an empty archive.
fn widest(view: &AdoptionView) -> Option<Figure> {
    let people = view.kpis.iter().find(|kpi| kpi.metric == Metric::ActivePeople).map(|kpi| kpi.figure);
    people.or_else(|| view.active.last().and_then(|answer| answer.series.first()).map(|series| series.total))
}

fn full(view: &AdoptionView) -> AnyView {
    let frame = &view.frame;
    let shown = shown(view);
    let by_team = Plot {
        id: "by-team",
        title: "Active people by team".to_owned(),
        sub: cut_in_words(view.by_team.metric, view.by_team.by),
        metric: view.by_team.metric,
        meaning: None,
        kind: Kind::Lines,
        strands: strands(&view.by_team),
        size: HALF,
    };
    let by_client = Plot {
        id: "by-client",
        title: "Active people by client".to_owned(),
        sub: format!("{} One person may be in several.", cut_in_words(view.by_client.metric, view.by_client.by)),
        metric: view.by_client.metric,
        meaning: None,
        kind: Kind::Lines,
        strands: strands(&view.by_client),
        size: HALF,
    };
    let figure = |plot: Plot, actions: AnyView| view! { <ChartFigure plot=plot actions=actions /> }.into_any();
    let course = part(Part::Course, || figure(active_plot(view, shown), windows(view, shown)));
    let by_team = part(Part::Teams, || figure(by_team, interval_switch(frame, PATH)));
    let by_client = part(Part::Clients, || figure(by_client, ().into_any()));
    view! {
        {part(Part::Headline, || said(bands_in_words(&view.bands)))}
        {part(Part::Figures, || noted(frame, PATH, &view.kpis, shown, |_| false, &of_which_days))}
        {beside("split", [course, part(Part::Bands, || bands(&view.bands))])}
        {part(Part::Flow, || figure(flow_plot(&view.flow), ().into_any()))}
        {part(Part::Retention, || returned(view))}
        {beside("halves", [by_team, by_client])}
        {foot(frame)}
    }
    .into_any()
}

/// The days that each card is about, which are not the same.
fn of_which_days(kpi: &Kpi) -> Option<String> {
    Some(match kpi.metric {
        Metric::AdoptionRate => "of the roster, in the 28 days that end the range".to_owned(),
        Metric::ActivePeople => "in the whole range, on the roster or not".to_owned(),
        Metric::Stickiness => "of a week’s people on a weekday of it".to_owned(),
        _ => return None,
    })
}

/// What the page says first.
fn said(words: String) -> AnyView {
    glance::says(&Headline { before: words.clone(), ..Headline::default() });
    view! { <h1 class="headline">{words}</h1> }.into_any()
}

/// Which window the main chart is about.
fn shown(view: &AdoptionView) -> Metric {
    let offered = |metric: &Metric| view.active.iter().any(|answer| answer.metric == *metric);
    let compared = view.active_previous.as_ref().map(|answer| answer.metric);
    compared.or(view.frame.query.show).filter(offered).unwrap_or(Metric::Wau)
}

/// Links that choose the window.
fn windows(view: &AdoptionView, shown: Metric) -> AnyView {
    if is_still() {
        return ().into_any();
    }
    let option = |answer: &MetricAnswer| {
        let label = window_label(answer.metric);
        let current = (answer.metric == shown).then_some("true");
        view! {
            <a href=links::showing(&view.frame.query, PATH, answer.metric) aria-current=current data-noscroll="">
                {label}
            </a>
        }
    };
    let options = view.active.iter().map(option).collect_view();
    view! {
        <div class="cuts" role="group" aria-label="Window">
            {options}
        </div>
    }
    .into_any()
}

fn window_label(metric: Metric) -> &'static str {
    match metric {
        Metric::Dau => "Daily",
        Metric::Wau => "7 days",
        Metric::Mau => "28 days",
        other => other.title(),
    }
}

fn active_plot(view: &AdoptionView, shown: Metric) -> Plot {
    let mut lines = Vec::new();
    let mut next = 1;
    for answer in &view.active {
        let Some(series) = answer.series.first() else { continue };
        let role = if answer.metric == shown {
            LineRole::Main
        } else {
            next += 1;
            LineRole::Series(next - 1)
        };
        let strand = Strand::new(series, window_label(answer.metric), role);
        if role == LineRole::Main { lines.insert(0, strand) } else { lines.push(strand) }
    }
    let before = view.active_previous.as_ref();
    lines.extend(before.and_then(|answer| compared_strand(answer, view.frame.previous.in_words())));
    Plot {
        id: "active",
        title: "Active people".to_owned(),
        sub: "Distinct people on each day, in the 7 days and in the 28 days that end with it.".to_owned(),
        metric: shown,
        meaning: None,
        kind: Kind::Lines,
        strands: lines,
        size: charts::Size::WIDE,
    }
}

/// Who comes back; nothing where the source does not say it, and why where the days of a link hold no whole week.
fn returned(view: &AdoptionView) -> AnyView {
    match &view.retention {
        Some(retention) => cohorts(retention),
        None if view.frame.allowed.is_some() && view.frame.query.filter.model.is_none() => {
            view! { <p class="note">"Who comes back is told by whole weeks, and the days of this link hold none."</p> }
                .into_any()
        }
        None => ().into_any(),
    }
}

/// Who of those that began in a week came back in the weeks after.
fn cohorts(retention: &Retention) -> AnyView {
    let chart = |suffix: &str, width: u32| Cohorts {
        id: format!("cohorts-{suffix}"),
        title: "Active again".to_owned(),
        retention: retention.clone(),
        width,
    };
    let (wide, narrow) = (chart("w", FULL.width), chart("n", charts::Size::NARROW.width));
    ready(&Ready {
        title: "Who comes back",
        meaning: "Of the people who were first active in a week, the share that was active in each week after. Weeks in which few began are not shown.",
        sub: format!("By the week of the first use, over the {} weeks that end the range.", retention.cohorts.len()),
        metric: Metric::RetainedPeople,
        charts: [&wide, &narrow],
        said: None,
    })
}

/// Who came, stayed, came back, and left, week by week. Those who stayed stand on the axis, as the part that changes
/// least; those who left are drawn below it.
pub fn flow_plot(flow: &[MetricAnswer]) -> Plot {
    let mut flow: Vec<&MetricAnswer> = flow.iter().collect();
    flow.sort_by_key(|answer| answer.metric != Metric::RetainedPeople);
    let strand = |(at, answer): (usize, &MetricAnswer)| {
        let role = if answer.metric == Metric::LapsedPeople { LineRole::Below } else { LineRole::Series };
        let role = role(u8::try_from(at).unwrap_or(0));
        Some(Strand::new(answer.series.first()?, answer.metric.title(), role))
    };
    Plot {
        id: "flow",
        title: "People by week".to_owned(),
        sub: "Retained, new and returned people of each week; below the axis those who were active the week before and not in it.".to_owned(),
        metric: Metric::ActivePeople,
        meaning: None,
        kind: Kind::Bars,
        strands: flow.into_iter().enumerate().filter_map(strand).collect(),
        size: FULL,
    }
}
