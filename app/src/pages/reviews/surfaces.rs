//! What people themselves did in the clients that are about reviews: use, told as use. It says nothing of reviews.

use charts::format;
use domain::view::{Number, ReviewSurface, ReviewsView, Series};
use domain::{Metric, TeamSlug, Unit};
use leptos::prelude::*;

use super::PATH;
use crate::components::bars::{Bar, list};
use crate::components::definition::definition;
use crate::state::links;
use crate::words::figure;

const MEANING: &str = "Turns that OpenAI counts in the clients GitHub and GitHub Action, by the day of use and the team \
     of the person. It is use like any other client’s: how many reviews came of it, OpenAI does not say.";

/// One list a client.
pub fn surfaces(view: &ReviewsView) -> AnyView {
    if view.surfaces.is_empty() {
        return ().into_any();
    }
    let lists = view.surfaces.iter().map(|surface| one(view, surface)).collect_view();
    view! {
        <section class="population" aria-labelledby="surfaces-h">
            <div class="chart-head">
                <h2 id="surfaces-h">"Where reviews are asked for"</h2>
                {definition("Where reviews are asked for", MEANING)}
            </div>
            <p class="sub">
                "Use of Codex in GitHub, by the day of use. It says who works there, and not which reviews are theirs."
            </p>
            <div class="halves">{lists}</div>
        </section>
    }
    .into_any()
}

fn one(view: &ReviewsView, surface: &ReviewSurface) -> AnyView {
    let turns = format!("{} turns", figure::short(Metric::Turns, surface.turns));
    let all = surface.turns.value.map_or(0.0, Number::as_f64);
    let said = match surface.turns.value {
        Some(_) if all == 0.0 => "No use in these days.".to_owned(),
        Some(_) => format!("{turns}, by team."),
        None => format!("{}.", figure::short(Metric::Turns, surface.turns)),
    };
    let value = |series: &Series| series.total.value.map(Number::as_f64);
    let mut teams: Vec<&Series> = surface.by_team.series.iter().filter(|one| value(one) != Some(0.0)).collect();
    teams.retain(|one| one.key != "all");
    teams.sort_by(|a, b| value(b).unwrap_or(-1.0).total_cmp(&value(a).unwrap_or(-1.0)));
    let bar = |one: &&Series| {
        let share = value(one).filter(|_| all > 0.0).map(|turns| (turns / all).clamp(0.0, 1.0));
        let group = one.key == TeamSlug::SMALL_TEAMS || one.key == "unattributed" || one.total.value.is_none();
        Bar {
            title: one.title.clone(),
            href: (!group).then(|| links::with_team(&view.frame.query, PATH, &one.key)),
            share,
            text: share
                .map_or_else(|| figure::short(Metric::Turns, one.total), |share| format::compact(share, Unit::Share)),
            exact: format!("{} turns", figure::exact(Metric::Turns, one.total)),
            ..Bar::default()
        }
    };
    let bars: Vec<Bar> = if all > 0.0 { teams.iter().map(bar).collect() } else { Vec::new() };
    let id = format!("surface-{}", surface.client.to_lowercase().replace('_', "-"));
    let heading = id.clone();
    view! {
        <div role="group" aria-labelledby=heading>
            <h3 id=id>{surface.title.clone()}</h3>
            <p class="sub">{said}</p>
            {(!bars.is_empty()).then(|| list(bars))}
        </div>
    }
    .into_any()
}
