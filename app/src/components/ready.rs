//! The figure around a chart that is ready: title, definition, what it says, its numbers. Charts of one metric over
//! time, which are made from answers, are in [`super::chart`].

use charts::{Chart, DataTable, format};
use domain::view::PointState;
use domain::{Day, Metric};
use leptos::prelude::*;

use super::chart::{folded, marked};
use super::definition::definition;
use super::export::{Offer, Picture, numbers as taken};
use super::hover::{Leads, hover};
use crate::words::figure::absent;

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
    /// For a wide and for a narrow screen; their names follow from each other.
    pub charts: [&'a dyn Chart; 2],
    /// What is said below it; its own summary otherwise.
    pub said: Option<String>,
}

/// Charts take few people for the reason of what is hidden; of shares of comments, or of votes, it is few of those.
pub(super) fn fitting(metric: Metric, (summary, mut table): (String, DataTable)) -> (String, DataTable) {
    let (people, few) = (format::absent(PointState::TooFew), absent(metric, PointState::TooFew));
    if people == few {
        return (summary, table);
    }
    table.rows.iter_mut().flatten().filter(|cell| *cell == people).for_each(|cell| few.clone_into(cell));
    let why = format!("without a share where there are {}", few.to_lowercase());
    (summary.replace("hidden where too few people are in a group", &why), table)
}

/// The figure of a chart that is ready, with what is marked on its time axis.
pub fn ready(figure: &Ready<'_>) -> AnyView {
    leading(figure, &|_| None)
}

/// The same where its rows lead somewhere.
pub fn leading(figure: &Ready<'_>, leads: Leads<'_>) -> AnyView {
    let (title, [wide, narrow]) = (figure.title, figure.charts);
    let people = format::absent(PointState::TooFew);
    let (summary, numbers) = fitting(figure.metric, (wide.summary(), wide.data_table()));
    let said = figure.said.clone().unwrap_or(summary);
    let (wide, narrow) = (wide.draw(), narrow.draw());
    let days: Vec<Day> = wide.stops.iter().filter_map(|stop| stop.key.parse().ok()).collect();
    let picture = || Picture { svg: wide.svg.clone(), marks: wide.marks.clone(), summary: said.clone() };
    let rows = || taken(&numbers, &days.iter().map(Day::to_string).collect::<Vec<String>>());
    let files = Offer { title, sub: &figure.sub, numbers: &rows, picture: Some(&picture) }.menu();
    let marked = marked(&wide.pins);
    let few = |text: String| if text == people { absent(figure.metric, PointState::TooFew).to_owned() } else { text };
    let drawn = hover(title, wide, narrow, &|_, _, text| (few(text), ""), leads);
    view! {
        <figure class="figure" aria-label=title>
            <div class="chart-head">
                <h2>{title}</h2>
                {definition(title, figure.meaning)}
                {files}
            </div>
            <p class="sub">{figure.sub.clone()}</p>
            {drawn}
            {marked}
            <figcaption>{said}</figcaption>
            {folded("Table", title, numbers)}
        </figure>
    }
    .into_any()
}
