//! What Codex reviewed, by the day of the review: how much, how many comments, how severe, in which teams.

use charts::{LineRole, format};
use domain::view::{Number, ReviewRow, ReviewsView};
use domain::{Metric, Unit};
use leptos::prelude::*;

use super::teams::{self, Known};
use super::{PATH, population};
use crate::components::bars::{Bar, list};
use crate::components::chart::{ChartFigure, FULL, Kind, Plot, Strand};
use crate::components::grid::{Cell, Column};
use crate::components::kpi::kpis;
use crate::components::range::interval_switch;
use crate::pages::credits::section;
use crate::pages::overview::{cut_in_words, main_plot};

const COUNTED: &str = "Counted by the day on which Codex carried out the review.";
const MEANING: &str = "Comments by the priority that Codex gave them: P0 is the most severe. Comments without any of the \
     three are counted as such.";
const SEVERITY: [Metric; 3] = [Metric::ReviewCommentsP0, Metric::ReviewCommentsP1, Metric::ReviewCommentsP2];
const NAMES: [&str; 3] = ["P0", "P1", "P2"];

/// The part.
pub fn made(view: &ReviewsView) -> AnyView {
    let head = ("made-h", "What Codex reviewed", COUNTED);
    population(head, "Codex carried out no reviews", view, &view.made, || shown(view))
}

fn shown(view: &ReviewsView) -> AnyView {
    let (part, frame) = (&view.made, &view.frame);
    let plot = main_plot(&part.main, part.main_previous.as_ref(), frame.range, frame.previous);
    view! {
        {kpis(frame, PATH, &part.kpis, part.main.metric, |_| true)}
        <div class="split">
            <ChartFigure plot=plot actions=interval_switch(frame, PATH) />
            {section("mix-h", "How severe", MEANING, mix(view))}
        </div>
        <ChartFigure plot=severity(view) actions=().into_any() />
        {by_team(view)}
    }
    .into_any()
}

/// Each priority as a share of the comments.
fn mix(view: &ReviewsView) -> AnyView {
    let value = |metric: Metric| view.made.figure(metric).and_then(|figure| figure.value).map(Number::as_f64);
    let Some(all) = value(Metric::ReviewComments).filter(|all| *all > 0.0) else {
        return view! { <p class="sub">"No comments in these days."</p> }.into_any();
    };
    let bar = |title: &str, count: f64| Bar {
        title: title.to_owned(),
        share: Some((count / all).clamp(0.0, 1.0)),
        text: format::percent(count / all),
        exact: format!("{} comments", format::exact(count, Unit::Count)),
        ..Bar::default()
    };
    let parts = SEVERITY.map(|metric| value(metric).unwrap_or(0.0));
    let mut bars: Vec<Bar> = NAMES.iter().zip(parts).map(|(name, count)| bar(name, count)).collect();
    let rest = all - parts.iter().sum::<f64>();
    if rest > 0.0 {
        bars.push(bar("Other", rest));
    }
    view! {
        <p class="sub">{format!("Of {} comments.", format::exact(all, Unit::Count))}</p>
        {list(bars)}
    }
    .into_any()
}

fn severity(view: &ReviewsView) -> Plot {
    let strand = |(at, (answer, name)): (usize, (&domain::view::MetricAnswer, &str))| {
        Some(Strand::new(answer.series.first()?, name, LineRole::Series(u8::try_from(at).unwrap_or(0))))
    };
    Plot {
        id: "severity",
        title: "Comments by priority".to_owned(),
        sub: cut_in_words(Metric::ReviewComments, view.frame.by),
        metric: Metric::ReviewComments,
        meaning: Some(MEANING),
        kind: Kind::Bars,
        strands: view.severity.iter().zip(NAMES).enumerate().filter_map(strand).collect(),
        size: FULL,
    }
}

const COLUMNS: [(&str, Metric); 4] = [
    ("Reviews", Metric::Reviews),
    ("Comments", Metric::ReviewComments),
    ("Comments per review", Metric::CommentsPerReview),
    ("P0 and P1 per review", Metric::HighSeverityDensity),
];

fn by_team(view: &ReviewsView) -> AnyView {
    let columns = COLUMNS.iter().map(|(title, _)| Column::number(title)).collect();
    let cells = |row: &ReviewRow| {
        let of = |(_, metric): &(&str, Metric)| {
            row.figure(*metric).map_or_else(Cell::default, |f| teams::cell(row, *metric, f))
        };
        COLUMNS.iter().map(of).collect()
    };
    teams::teams(
        view,
        &Known { id: "made-teams-h", title: "Reviews by team", part: &view.made, columns, cells: &cells },
    )
}
