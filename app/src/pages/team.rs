//! `/teams/{slug}`: one team on one page that can be sent to it. Made from the parts of the other pages.

mod reviews;

use domain::link::Part;
use domain::view::{Choice, Frame, TeamView};
use domain::{Filter, TeamSlug};
use leptos::prelude::*;

use super::adoption::flow_plot;
use super::credits::why::why;
use super::overview::main_plot;
use crate::components::bars::{Parts, bands, surfaces};
use crate::components::chart::ChartFigure;
use crate::components::compared::Compared;
use crate::components::dashboard::{Dashboard, Subject};
use crate::components::kpi::kpis;
use crate::components::page::{self, foot};
use crate::components::range::interval_switch;
use crate::components::still::{beside, part};
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::credits::moved_in_words;
use crate::words::headline::{Headline, adoption};

/// The page above it.
const PATH: &str = "/teams";

/// The page of the team of a slug.
pub async fn page(slug: &str, asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.team(&asked.caller, &TeamSlug::new(slug), &asked.query).await?;
    let path = links::below(PATH, &view.team.key);
    let subject = Subject { path, title: view.team.title.clone(), above: above(&view) };
    Ok(dashboard().about(subject, &view, &asked.caller))
}

/// What sets the page apart.
pub fn dashboard() -> Dashboard<TeamView> {
    Dashboard {
        title: "Team",
        path: PATH,
        frame: |view: &TeamView| &view.frame,
        measure: |view| Some(view.active),
        body: |view, _| full(view),
    }
}

/// Where the team stands: the teams above it, and its name.
fn above(view: &TeamView) -> AnyView {
    let query = &view.frame.query;
    let crumb = |href: String, title: String| {
        view! {
            <li>
                <a href=href>{title}</a>
            </li>
        }
    };
    let crumbs = view.team.above.iter().map(|team| crumb(links::team(query, &team.key), team.title.clone()));
    let crumbs = crumbs.collect_view();
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <ol>
                {crumb(crate::state::elsewhere(query, PATH), "Teams".to_owned())}
                {crumbs}
                <li aria-current="page">{view.team.title.clone()}</li>
            </ol>
        </nav>
    }
    .into_any()
}

fn full(view: &TeamView) -> AnyView {
    let frame = &view.frame;
    let path = links::below(PATH, &view.team.key);
    let course = part(Part::Course, || {
        let main = main_plot(&view.main, view.main_previous.as_ref(), frame.range, frame.previous);
        view! { <ChartFigure plot=main actions=interval_switch(frame, &path) /> }.into_any()
    });
    let clients = view.clients.as_ref();
    let clients = clients.and_then(|answer| part(Part::Clients, || surfaces(frame, &path, answer)));
    let models = view.models.as_ref().and_then(|answer| {
        let (id, title, sub) = ("models-h", "With which models", "Credits by model and speed.");
        part(Part::Models, || Parts { id, title, sub, answer, href: &|_| None, below: ().into_any() }.show())
    });
    let flow = || view! { <ChartFigure plot=flow_plot(&view.flow) actions=().into_any() /> }.into_any();
    view! {
        {part(Part::Headline, || page::headline(headline(view)))}
        {part(Part::Figures, || kpis(frame, &path, &view.kpis, view.main.metric, |_| true))}
        {beside("split", [course, part(Part::Bands, || bands(&view.bands))])}
        {part(Part::Flow, flow)}
        {part(Part::Why, || why(&view.change, frame))}
        {beside("halves", [clients, models])}
        {part(Part::Reviews, || reviews::reviews(&view.reviews))}
        {part(Part::Teams, || within(view))}
        {foot(frame)}
    }
    .into_any()
}

/// How many of the team use Codex, and why its credits moved.
fn headline(view: &TeamView) -> Headline {
    let Some(card) = view.kpis.first() else { return Headline::default() };
    let team = Choice { key: view.team.key.clone(), title: view.team.title.clone() };
    // Here, too, the sentence is about the team: the address says so, if not the query.
    let mut frame: Frame = view.frame.clone();
    frame.query.filter = Filter { team: Some(domain::TeamSlug::new(team.key.clone())), ..frame.query.filter };
    frame.teams.push(team);
    let mut said = adoption(&frame, card, &view.kpis);
    said.after.push(' ');
    said.after.push_str(&moved_in_words(&view.change, &view.frame));
    said
}

/// The teams within it.
fn within(view: &TeamView) -> AnyView {
    if view.teams.is_empty() {
        return ().into_any();
    }
    let caption = "Teams within this one";
    let of = Some(view.team.key.as_str());
    let table = Compared { frame: &view.frame, caption, teams: &view.teams, sort_at: None, of }.show();
    view! {
        <section aria-labelledby="within-h">
            <h2 id="within-h">{format!("Teams within {}", view.team.title)}</h2>
            {table}
        </section>
    }
    .into_any()
}
