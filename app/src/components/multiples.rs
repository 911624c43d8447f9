//! Many small charts on one scale, each of which leads to what it is about.

use std::fmt::Write as _;

use charts::{Chart, Drawing, Line, LineRole, Multiples, Size};
use domain::view::MetricAnswer;
use leptos::prelude::*;

use super::chart::{FULL, details};
use super::definition::definition;

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
            width,
        };
        let wide = chart("w", FULL.width);
        let (summary, numbers) = (wide.summary(), wide.data_table());
        let (wide, narrow) = (wide.draw(), chart("n", Size::NARROW.width).draw());
        let heading = format!("{}-h", self.id);
        let labelled = heading.clone();
        view! {
            <figure class="figure" aria-labelledby=labelled>
                <div class="chart-head">
                    <h2 id=heading>{self.title}</h2>
                    {definition(self.title, self.meaning)}
                    {actions}
                </div>
                <p class="sub">{self.sub.clone()}</p>
                {self.pane("pane wide", wide)}
                {self.pane("pane narrow", narrow)}
                <figcaption>{summary}</figcaption>
                {details("Table", self.title, numbers)}
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

    /// A link over each small chart, for the pointer; for everyone else the same links stand in the table.
    fn over(&self, drawing: &Drawing) -> String {
        /// The name above a small chart belongs to it.
        const NAME: f64 = 22.0;
        let Size { width, height } = drawing.size;
        let mut svg = format!("<svg class=\"over\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">");
        for (series, href) in self.answer.series.iter().zip(&self.hrefs) {
            let Some(href) = href else { continue };
            let stops = || drawing.stops.iter().filter(|stop| stop.key == series.key).map(|stop| stop.area);
            let Some(first) = stops().next() else { continue };
            let right = stops().map(|area| area.x + area.width).fold(first.x, f64::max);
            let (y, wide, high) = (first.y - NAME, right - first.x, first.height + NAME);
            let href = href.replace('&', "&amp;");
            let written = write!(
                svg,
                "<a href=\"{href}\" tabindex=\"-1\"><rect x=\"{}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\"/></a>",
                first.x
            );
            // Writing into a text does not fail.
            debug_assert!(written.is_ok());
        }
        svg.push_str("</svg>");
        svg
    }
}
