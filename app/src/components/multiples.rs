//! Many small charts on one scale, each of which leads to what it is about.

use charts::{Chart, Drawing, Line, LineRole, Multiples, Rect, Size};
use domain::view::{MetricAnswer, Series};
use leptos::prelude::*;

use super::chart::{FULL, Marks, folded, marked};
use super::definition::definition;
use super::export::{Offer, Picture, numbers as taken};
use super::hover::links;

/// Everything that the figure is made from.
#[derive(Debug)]
pub struct Small<'a> {
    /// Unique on the page.
    pub id: &'static str,
    /// The title.
    pub title: &'static str,
    /// What the numbers mean.
    pub meaning: &'static str,
    /// One line below the title.
    pub sub: String,
    /// One small chart a series.
    pub answer: &'a MetricAnswer,
    /// Where each leads, in the order of the series.
    pub hrefs: Vec<Option<String>>,
}

impl Small<'_> {
    /// The figure. `actions` stands at the right of the title.
    pub fn show(self, actions: AnyView) -> AnyView {
        let lines: Vec<Line> = self.answer.series.iter().map(|series| Line::of(series, LineRole::Main)).collect();
        let chart = |suffix: &str, width: u32| Multiples {
            id: format!("{}-{suffix}", self.id),
            title: self.title.to_owned(),
            unit: self.answer.metric.unit(),
            lines: lines.clone(),
            notes: Marks::here(),
            width,
        };
        let wide = chart("w", FULL.width);
        let (summary, numbers) = (wide.summary(), wide.data_table());
        let (wide, narrow) = (wide.draw(), chart("n", Size::NARROW.width).draw());
        let marked = marked(&wide.pins);
        // One colour for all: there is nothing to tell apart.
        let picture = || Picture { svg: wide.svg.clone(), marks: Vec::new(), summary: summary.clone() };
        let days = self.answer.series.first().map_or(&[][..], |series| series.points.as_slice());
        let days: Vec<String> = days.iter().map(|point| point.start.to_string()).collect();
        let rows = || taken(&numbers, &days);
        let files = Offer { title: self.title, sub: &self.sub, numbers: &rows, picture: Some(&picture) }.menu();
        let heading = format!("{}-h", self.id);
        let labelled = heading.clone();
        view! {
            <figure class="figure" aria-labelledby=labelled>
                <div class="chart-head">
                    <h2 id=heading>{self.title}</h2>
                    {definition(self.title, self.meaning)}
                    {actions}
                    {files}
                </div>
                <p class="sub">{self.sub.clone()}</p>
                {self.pane("pane wide", wide)}
                {self.pane("pane narrow", narrow)}
                {marked}
                <figcaption>{summary}</figcaption>
                {folded("Table", self.title, numbers)}
            </figure>
        }
        .into_any()
    }

    fn pane(&self, class: &'static str, drawing: Drawing) -> AnyView {
        let over = self.over(&drawing);
        view! {
            <div class=class>
                <div inner_html=drawing.svg></div>
                <div inner_html=over></div>
            </div>
        }
        .into_any()
    }

    /// A link over each small chart.
    fn over(&self, drawing: &Drawing) -> String {
        /// The name above a small chart belongs to it.
        const NAME: f64 = 22.0;
        let area = |(series, href): (&Series, &Option<String>)| {
            let stops = || drawing.stops.iter().filter(|stop| stop.key == series.key).map(|stop| stop.area);
            let first = stops().next()?;
            let right = stops().map(|area| area.x + area.width).fold(first.x, f64::max);
            let area = Rect { y: first.y - NAME, width: right - first.x, height: first.height + NAME, ..first };
            Some((area, href.clone()?))
        };
        links(drawing.size, &self.answer.series.iter().zip(&self.hrefs).filter_map(area).collect::<Vec<_>>())
    }
}
