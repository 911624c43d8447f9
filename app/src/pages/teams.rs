//! `/teams`: the teams side by side, on one scale and in one table. In the roster's order: whoever wants another
//! one sorts.

use domain::view::{Split, TeamsView};
use domain::{Interval, Metric, TeamSlug};
use leptos::prelude::*;

use super::overview::cut_in_words;
use crate::components::compared::Compared;
use crate::components::dashboard::Dashboard;
use crate::components::definition::definition;
use crate::components::multiples::Small;
use crate::components::page::{self, foot};
use crate::components::range::interval_switch;
use crate::components::teams::none_yet;
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::counted;
use crate::words::teams::{headline, is_one};

const PATH: &str = "/teams";

/// What the small charts can show.
const SHOWN: [(Metric, &str); 4] = [
    (Metric::Wau, "Weekly active"),
    (Metric::AdoptionRate, "Adoption"),
    (Metric::Credits, "Credits"),
    (Metric::CreditsPerActive, "Credits per person"),
];

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.teams(&asked.caller, &asked.query).await?;
    let page = Dashboard {
        title: "Teams",
        path: PATH,
        frame: |view: &TeamsView| &view.frame,
        measure: |view| Some(view.active),
        body: |view, _| full(view),
    };
    Ok(page.show(&view, &asked.caller))
}

fn full(view: &TeamsView) -> AnyView {
    let frame = &view.frame;
    let table =
        Compared { frame, caption: "Teams side by side", teams: &view.teams, sort_at: Some(PATH), of: None }.show();
    view! {
        {page::headline(headline(view))}
        {small(view)}
        <section aria-labelledby="teams-h">
            <div class="chart-head">
                <h2 id="teams-h">"Side by side"</h2>
                {definition("Adoption", Metric::AdoptionRate.definition())}
                {which(view)}
            </div>
            {note(view)}
            {table}
        </section>
        {foot(frame)}
    }
    .into_any()
}

/// The small charts.
fn small(view: &TeamsView) -> AnyView {
    let answer = &view.courses;
    let href = |series: &domain::view::Series| {
        let found = view.teams.iter().find(|team| team.row.key == series.key && team.row.selectable);
        found.map(|team| links::team(&view.frame.query, &team.row.key))
    };
    let sub = match (answer.metric, answer.by) {
        (Metric::ActivePeople, Interval::Week) => "Distinct people of each week, from Monday.".to_owned(),
        (metric, by) => cut_in_words(metric, by),
    };
    let left_out = match u64::try_from(view.left_out).unwrap_or(u64::MAX) {
        0 => String::new(),
        n => {
            format!(" The first {} are drawn; the table has {} more.", answer.series.len(), counted(n, "team", "teams"))
        }
    };
    let small = Small {
        id: "courses",
        title: answer.metric.title(),
        meaning: answer.metric.definition(),
        sub: format!("{sub} All on one scale.{left_out}"),
        answer,
        hrefs: answer.series.iter().map(href).collect(),
    };
    small.show(view! { {metrics(view)} {cuts(view)} }.into_any())
}

/// Links that choose what the small charts show.
fn metrics(view: &TeamsView) -> AnyView {
    let option = |(metric, label): (Metric, &'static str)| {
        let weekly = metric == Metric::Wau && view.courses.metric == Metric::ActivePeople;
        let current = (metric == view.courses.metric || weekly).then_some("true");
        view! {
            <a href=links::showing(&view.frame.query, PATH, metric) aria-current=current data-noscroll="">
                {label}
            </a>
        }
    };
    let options = SHOWN.map(option).into_iter().collect_view();
    view! {
        <div class="cuts" role="group" aria-label="Metric">
            {options}
        </div>
    }
    .into_any()
}

/// The interval, where the metric leaves a choice.
fn cuts(view: &TeamsView) -> AnyView {
    let fixed = matches!(view.courses.metric, Metric::Wau | Metric::ActivePeople);
    if fixed { ().into_any() } else { interval_switch(&view.frame, PATH) }
}

/// Each team, or the topmost teams only.
fn which(view: &TeamsView) -> AnyView {
    if !view.has_parents {
        return ().into_any();
    }
    let option = |(split, label): (Split, &'static str)| {
        let current = ((split == Split::Parent) == view.parents).then_some("true");
        view! {
            <a href=links::with_split(&view.frame.query, PATH, split) aria-current=current data-noscroll="">
                {label}
            </a>
        }
    };
    let options = [(Split::None, "Each team"), (Split::Parent, "Parent teams")].map(option).into_iter().collect_view();
    view! {
        <div class="cuts" role="group" aria-label="Teams">
            {options}
        </div>
    }
    .into_any()
}

/// In which order the rows are, and what is merged; or how to get teams at all.
fn note(view: &TeamsView) -> AnyView {
    if !view.teams.iter().any(|team| is_one(team) || team.row.key == TeamSlug::SMALL_TEAMS) {
        return none_yet();
    }
    let order = match view.frame.query.sort {
        None => view! { "In the roster’s order. Active people and sums are of the whole range. " }.into_any(),
        Some(_) => view! {
            <a href=links::sorted(&view.frame.query, PATH, None) data-noscroll="">
                "Back to the roster’s order"
            </a>
            ". "
        }
        .into_any(),
    };
    let merged = view.teams.iter().any(|team| team.row.key == TeamSlug::SMALL_TEAMS);
    let merged =
        merged.then_some("Teams of few people stand together as “Small teams”, so that nobody is singled out.");
    view! { <p class="sub">{order} {merged}</p> }.into_any()
}
