//! The figure around a chart that is ready: title, definition, what it says, its numbers. Charts of one metric over
//! time, which are made from answers, are in [`super::chart`].

use charts::{Chart, DataTable, Drawing, format};
use domain::view::PointState;
use domain::{Day, Interval, Metric};
use leptos::prelude::*;

use super::chart::folded;
use super::definition::definition;
use super::export::{Offer, Picture, numbers as taken};
use super::hover::{Hover, Reading, Track};
use crate::words::figure;

/// A chart that is ready, with what belongs around it.
pub struct Ready<'a> {
    /// The title.
    pub title: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// One line below the title.
    pub sub: String,
    /// What its numbers are.
    pub metric: Metric,
    /// How its days are cut, where it is a course of time.
    pub by: Interval,
    /// For a wide and for a narrow screen; their names follow from each other.
    pub charts: [&'a dyn Chart; 2],
    /// What is said below it; its own summary otherwise.
    pub said: Option<String>,
}

/// Charts take few people for the reason of what is hidden; of shares of comments, or of votes, it is few of those.
pub(super) fn fitting(metric: Metric, (summary, mut table): (String, DataTable)) -> (String, DataTable) {
    let (people, few) = (format::absent(PointState::TooFew), figure::absent(metric, PointState::TooFew));
    if people == few {
        return (summary, table);
    }
    table.rows.iter_mut().flatten().filter(|cell| *cell == people).for_each(|cell| few.clone_into(cell));
    let why = format!("without a share where there are {}", few.to_lowercase());
    (summary.replace("hidden where too few people are in a group", &why), table)
}

/// The figure of a chart that is ready. A course of time answers to pointer and keyboard.
pub fn ready(figure: &Ready<'_>) -> AnyView {
    let (title, [wide, narrow]) = (figure.title, figure.charts);
    let (summary, numbers) = fitting(figure.metric, (wide.summary(), wide.data_table()));
    let said = figure.said.clone().unwrap_or(summary);
    let (wide, narrow) = (wide.draw(), narrow.draw());
    let days: Vec<Day> = wide.stops.iter().filter_map(|stop| stop.key.parse().ok()).collect();
    let picture = || Picture { svg: wide.svg.clone(), marks: wide.marks.clone(), summary: said.clone() };
    let rows = || taken(&numbers, &days.iter().map(Day::to_string).collect::<Vec<String>>());
    let files = Offer { title, sub: &figure.sub, numbers: &rows, picture: Some(&picture) }.menu();
    let drawn = if days.is_empty() {
        view! {
            <div class="pane wide" inner_html=wide.svg></div>
            <div class="pane narrow" inner_html=narrow.svg></div>
        }
        .into_any()
    } else {
        let reading = figure.reading(days, &wide);
        view! { <Hover title=title.to_owned() reading=reading wide=wide narrow=narrow /> }.into_any()
    };
    view! {
        <figure class="figure" aria-label=title>
            <div class="chart-head">
                <h2>{title}</h2>
                {definition(title, figure.meaning)}
                {files}
            </div>
            <p class="sub">{figure.sub.clone()}</p>
            {drawn}
            <figcaption>{said}</figcaption>
            {folded("Table", title, numbers)}
        </figure>
    }
    .into_any()
}

impl Ready<'_> {
    fn reading(&self, days: Vec<Day>, drawing: &Drawing) -> Reading {
        let track = |mark: &charts::Mark| Track {
            label: mark.label.clone(),
            class: mark.class.clone(),
            compared: mark.class.ends_with(" cmp"),
            figures: Vec::new(),
            values: mark.values.clone(),
        };
        let tracks = drawing.marks.iter().map(track).collect();
        Reading { metric: self.metric, by: self.by, adds_up: false, days, tracks, pins: drawing.pins.clone() }
    }
}
