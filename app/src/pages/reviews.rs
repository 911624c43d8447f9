//! `/reviews`: what Codex reviewed, what engineers did with its comments, and what is known of that by team.
//!
//! Two populations that never meet in one figure: each stands in a part of its own that says by which day it counts.

mod answered;
mod made;
mod surfaces;
mod teams;

use domain::Metric;
use domain::link::Part;
use domain::view::{Figure, Number, PointState, ReviewBasis, ReviewPart, ReviewsView};
use leptos::prelude::*;

use crate::components::dashboard::Dashboard;
use crate::components::export::{Datum, Offer};
use crate::components::kpi::value_class;
use crate::components::page::{self, foot};
use crate::components::states::{state, step};
use crate::components::still::part;
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::figure;
use crate::words::reviews::headline;

const PATH: &str = "/reviews";

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.reviews(&asked.caller, &asked.query).await?;
    Ok(dashboard().show(&view, &asked.caller))
}

/// What sets the page apart.
pub fn dashboard() -> Dashboard<ReviewsView> {
    Dashboard {
        title: "Reviews",
        path: PATH,
        frame: |view: &ReviewsView| &view.frame,
        measure: |view| Some(there(view)),
        body: |view, _| full(view),
    }
}

/// Whether anything can be shown. None at all is worth a page: each part says so itself.
fn there(view: &ReviewsView) -> Figure {
    let any = |figure: &Figure| figure.value.is_some() || figure.state == PointState::Unavailable;
    let found = [
        view.made.figure(Metric::Reviews),
        view.answered.figure(Metric::ReviewResponsesComments),
        view.surfaces.first().map(|surface| surface.turns),
    ];
    let shown = Figure { value: Some(Number::Ratio(1.0)), state: PointState::Settled };
    let gap = Figure { value: None, state: PointState::Gap };
    let mut found = found.into_iter().flatten().peekable();
    let first = found.peek().copied().unwrap_or(gap);
    if found.any(|figure| any(&figure)) { shown } else { first }
}

fn full(view: &ReviewsView) -> AnyView {
    let filter = &view.frame.query.filter;
    if filter.client.is_some() || filter.model.is_some() {
        return apart(view);
    }
    view! {
        {part(Part::Headline, || page::headline(headline(view)))}
        {part(Part::Made, || made::made(view))}
        {part(Part::Answered, || answered::answered(view))}
        {part(Part::Surfaces, || surfaces::surfaces(view))}
        {foot(&view.frame)}
    }
    .into_any()
}

/// The page narrowed to what the source does not tell apart.
fn apart(view: &ReviewsView) -> AnyView {
    let by = if view.frame.query.filter.client.is_some() { "client" } else { "model" };
    let text = format!("OpenAI counts reviews of a whole workspace, and not in which {by} they were asked for.");
    let next = step(links::without_surface(&view.frame.query, PATH), "Show all reviews");
    state(format!("Reviews are not told by {by}."), text, next)
}

/// One of the two populations: its title, by which day it counts, and what is known of it.
fn population(
    (id, title, counted): (&'static str, &'static str, &'static str),
    none: &'static str,
    view: &ReviewsView,
    part: &ReviewPart,
    inside: impl FnOnce() -> AnyView,
) -> AnyView {
    let gap = part.counts.first().is_some_and(|(_, figure)| figure.state == PointState::Gap);
    let inside = match part.basis {
        _ if gap => note("These days have not been read yet.".to_owned()),
        ReviewBasis::NoRows => note(format!("{none} from {}.", view.frame.range.in_words())),
        ReviewBasis::NotKnown => note(
            "Which of them are this selection’s is not known: OpenAI’s rows name nobody, and the workspace that they \
             come from is not this team’s own. Remove the filter to see all of them."
                .to_owned(),
        ),
        _ => inside(),
    };
    view! {
        <section class="population" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <p class="sub">{counted}</p>
            {inside}
        </section>
    }
    .into_any()
}

fn note(text: String) -> AnyView {
    view! { <p class="note">{text}</p> }.into_any()
}

/// The menu of files of some counts.
fn counts_files(title: &str, part: &ReviewPart, metrics: &[Metric]) -> AnyView {
    let datum = |metric: &Metric| {
        let shown = part.figure(*metric)?;
        Some(Datum {
            row: metric.title().to_owned(),
            series: "Count".to_owned(),
            value: shown.value,
            state: shown.state.name(),
            shown: figure::exact(*metric, shown),
        })
    };
    let numbers = || metrics.iter().filter_map(datum).collect();
    Offer { title, sub: "", numbers: &numbers, picture: None }.menu()
}

/// Counts, one below the other.
fn counts(part: &ReviewPart, metrics: &[Metric]) -> AnyView {
    let item = |metric: &Metric| {
        let shown = part.figure(*metric)?;
        let class = value_class(shown);
        Some(view! {
            <div>
                <dt>{metric.title()}</dt>
                <dd>
                    <span class=class title=figure::exact(*metric, shown)>
                        {figure::short(*metric, shown)}
                    </span>
                    <small>{metric.definition()}</small>
                </dd>
            </div>
        })
    };
    let items = metrics.iter().filter_map(item).collect_view();
    view! { <dl class="facts-list">{items}</dl> }.into_any()
}
