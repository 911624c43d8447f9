//! A chart with everything around it: title, definition, summary in words, legend, table of exact numbers.
//!
//! Each is drawn twice, for a wide and for a narrow screen, and the style sheet shows one: text keeps its size on
//! a phone. What pointer and keyboard add is in [`super::hover`].

use charts::{BarChart, Chart, DataTable, Drawing, LineChart, LineRole, Size};
use domain::view::{Figure, Frame, MetricAnswer, Series};
use domain::{Day, Metric};
use leptos::prelude::*;

use super::definition::definition;
use super::export::{Datum, Offer, Picture, numbers};
use super::glance;
use super::hover::hover;

/// What is marked on the time axis of all charts of a page.
#[derive(Clone, Debug, Default)]
pub struct Marks(Vec<charts::Note>);

impl Marks {
    /// Says what is marked, for the charts that are made from now on.
    pub fn provide(frame: &Frame) {
        let note = |marked: &domain::view::Marked| charts::Note { day: marked.day, text: marked.text.clone() };
        provide_context(Self(frame.marked.iter().map(note).collect()));
    }

    /// What is marked on the page that is being made.
    pub fn here() -> Vec<charts::Note> {
        use_context::<Self>().unwrap_or_default().0
    }
}

/// One line of a chart with its exact figures.
#[derive(Clone, Debug)]
pub struct Strand {
    line: charts::Line,
    figures: Vec<(Day, Figure)>,
}

impl Strand {
    /// A series as a line.
    pub fn new(series: &Series, label: impl Into<String>, role: LineRole) -> Self {
        let label = label.into();
        let points = series.points.iter().map(|point| charts::ChartPoint {
            day: point.start,
            value: point.figure.value.map(domain::view::Number::as_f64),
            state: point.figure.state,
        });
        let line = charts::Line { key: series.key.clone(), label, role, points: points.collect() };
        let figures = series.points.iter().map(|point| (point.start, point.figure)).collect();
        Self { line, figures }
    }
}

/// Every series of an answer, each in a colour of its own.
pub fn strands(answer: &MetricAnswer) -> Vec<Strand> {
    let only = answer.series.len() == 1;
    let role = |at: usize| if only { LineRole::Main } else { LineRole::Series(u8::try_from(at % 8).unwrap_or(0)) };
    answer.series.iter().enumerate().map(|(at, series)| Strand::new(series, series.title.clone(), role(at))).collect()
}

/// The first series of an answer as the line that the chart is about.
pub fn main_strand(answer: &MetricAnswer, label: impl Into<String>) -> Option<Strand> {
    answer.series.first().map(|series| Strand::new(series, label, LineRole::Main))
}

/// The first series of the period before as the paler line.
pub fn compared_strand(answer: &MetricAnswer, label: impl Into<String>) -> Option<Strand> {
    answer.series.first().map(|series| Strand::new(series, label, LineRole::Compare))
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines over time.
    Lines,
    /// Stacked bars over time; only for what adds up.
    Bars,
}

/// Everything that a chart is made from.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Unique on the page.
    pub id: &'static str,
    /// The title.
    pub title: String,
    /// One line below the title.
    pub sub: String,
    /// What its numbers are.
    pub metric: Metric,
    /// What they mean, where it shows more than that metric; its definition otherwise.
    pub meaning: Option<&'static str>,
    /// How it is drawn.
    pub kind: Kind,
    /// Its lines.
    pub strands: Vec<Strand>,
    /// How large it is drawn on a wide screen: the room that the page gives it, so that text keeps its size.
    pub size: Size,
}

/// The room of a chart over the page's whole width.
pub const FULL: Size = Size { width: 1176, height: 250 };
/// The room of a chart in a picture that is looked at beside a message: small, so that its text is large.
const GLANCE: Size = Size { width: 500, height: 92 };
/// The room of a chart over half of the page's width.
pub const HALF: Size = Size { width: 568, height: 220 };

impl Plot {
    fn chart(&self, suffix: &str, size: Size) -> Box<dyn Chart> {
        let (id, title, unit) = (format!("{}-{suffix}", self.id), self.title.clone(), self.metric.unit());
        let (lines, notes) = (self.strands.iter().map(|strand| strand.line.clone()).collect(), Marks::here());
        match self.kind {
            Kind::Lines => Box::new(LineChart { id, title, unit, lines, band: None, notes, size }),
            Kind::Bars => Box::new(BarChart { id, title, unit, form: charts::Form::Stacked, lines, notes, size }),
        }
    }

    /// Every point of every line, exact.
    fn numbers(&self) -> Vec<Datum> {
        let of_strand = |strand: &Strand| {
            let (metric, series) = (self.metric, strand.line.label.clone());
            let datum = move |(day, figure): &(Day, Figure)| Datum {
                row: day.to_string(),
                series: series.clone(),
                value: figure.value,
                state: figure.state.name(),
                shown: crate::words::figure::exact(metric, *figure),
            };
            strand.figures.iter().map(datum).collect::<Vec<Datum>>()
        };
        self.strands.iter().flat_map(of_strand).collect()
    }

    /// A value with all its digits, and what is to be said beside it.
    fn exact(&self, line: Option<usize>, at: usize, drawn: String) -> (String, &'static str) {
        use crate::words::figure;
        let found = line.and_then(|line| self.strands.get(line)).and_then(|strand| strand.figures.get(at));
        let told =
            |figure: Figure| (figure::exact(self.metric, figure), figure::caveat(figure.state).unwrap_or_default());
        found.map_or((drawn, ""), |(_, figure)| told(*figure))
    }
}

/// The chart with all that belongs to it. `actions` stands at the right of the title.
#[component]
pub fn ChartFigure(plot: Plot, actions: AnyView) -> impl IntoView {
    glance::draws(&plot.title, || plot.chart("g", GLANCE).draw().svg);
    let wide = plot.chart("w", plot.size);
    let (summary, table) = super::ready::fitting(plot.metric, (wide.summary(), wide.data_table()));
    let (wide, narrow) = (wide.draw(), plot.chart("n", Size::NARROW).draw());
    let legend = legend(&plot, &wide);
    let marked = marked(&wide.pins);
    let picture = || Picture { svg: wide.svg.clone(), marks: wide.marks.clone(), summary: summary.clone() };
    let offer = Offer { title: &plot.title, sub: &plot.sub, numbers: &|| plot.numbers(), picture: Some(&picture) };
    let files = offer.menu();
    let heading = format!("{}-h", plot.id);
    let hidden = (wide.hidden > 0).then(|| {
        let (drawn, summed) = (wide.marks.len(), wide.marks.iter().any(|mark| mark.line.is_none()));
        let rest = if summed { ", the rest as Other" } else { "" };
        let largest = drawn - usize::from(summed);
        view! { <p class="quiet">{format!("The {largest} largest are drawn{rest}; the table has all.")}</p> }
    });
    let drawn = hover(&plot.title, wide, narrow, &|line, at, text| plot.exact(line, at, text), &|_| None);
    view! {
        <figure class="figure" aria-labelledby=heading>
            <div class="chart-head">
                <h2 id=heading.clone()>{plot.title.clone()}</h2>
                {definition(&plot.title, plot.meaning.unwrap_or(plot.metric.definition()))}
                {actions}
                {files}
            </div>
            <p class="sub">{plot.sub.clone()}</p>
            {drawn}
            {marked}
            {legend}
            {hidden}
            <figcaption>{summary}</figcaption>
            {folded("Table", &plot.title, table)}
        </figure>
    }
    .into_any()
}

/// What is marked on the time axis, for readers without a pointer.
pub(super) fn marked(pins: &[charts::Pin]) -> AnyView {
    if pins.is_empty() {
        return ().into_any();
    }
    let item = |pin: &charts::Pin| view! { <li>{format!("{}: {}", pin.day.in_words(), pin.text)}</li> };
    let items = pins.iter().map(item).collect_view();
    view! {
        <ul class="marked" aria-label="Marked on the time axis">
            {items}
        </ul>
    }
    .into_any()
}

/// What each colour is, where there is more than one line, and what a dotted line is.
fn legend(plot: &Plot, drawing: &Drawing) -> AnyView {
    let unsettled = plot.strands.iter().flat_map(|strand| &strand.line.points);
    let dotted = plot.kind == Kind::Lines
        && unsettled.into_iter().any(|point| {
            use domain::view::PointState::{Partial, Provisional};
            matches!(point.state, Provisional | Partial)
        });
    if drawing.marks.len() < 2 && !dotted {
        return ().into_any();
    }
    let item = |mark: &charts::Mark| {
        view! {
            <li>
                <span class=format!("key {}", mark.class) aria-hidden="true"></span>
                {mark.label.clone()}
            </li>
        }
    };
    let items = drawing.marks.iter().map(item).collect_view();
    let dotted = dotted.then(|| {
        view! {
            <li>
                <span class="key dotted" aria-hidden="true"></span>
                "Provisional or partial"
            </li>
        }
    });
    view! {
        <ul class="legend" aria-label="Legend">
            {items}
            {dotted}
        </ul>
    }
    .into_any()
}

/// Exact numbers behind a click on the label, with a menu of their own: for what is no figure.
pub fn details(label: &'static str, title: &str, table: DataTable) -> AnyView {
    let offer = Offer { title, sub: "", numbers: &|| numbers(&table, &[]), picture: None };
    let files = offer.menu();
    view! { <div class="with-files">{folded(label, title, table)} {files}</div> }.into_any()
}

/// The exact numbers, behind a click on the label.
pub(super) fn folded(label: &'static str, title: &str, numbers: DataTable) -> AnyView {
    view! {
        <details class="data">
            <summary>{label}</summary>
            <div class="data-scroll" tabindex="0" role="group" aria-label=format!("{title}, as a table")>
                {table(title, numbers)}
            </div>
        </details>
    }
    .into_any()
}

/// Exact numbers as a table; its title is for screen readers.
pub fn table(title: &str, numbers: DataTable) -> AnyView {
    let head = numbers.headers.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view();
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let first = cells.next().unwrap_or_default();
        let rest = cells.map(|text| view! { <td class="num">{text}</td> }).collect_view();
        view! {
            <tr>
                <th scope="row">{first}</th>
                {rest}
            </tr>
        }
    };
    let body = numbers.rows.into_iter().map(row).collect_view();
    view! {
        <table>
            <caption class="vh">{title.to_owned()}</caption>
            <thead>
                <tr>{head}</tr>
            </thead>
            <tbody>{body}</tbody>
        </table>
    }
    .into_any()
}
