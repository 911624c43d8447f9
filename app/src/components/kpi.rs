//! The row of cards. Each is a link that shows its metric in the main chart.

use domain::view::{Figure, Frame, Kpi, PointState};
use domain::{Metric, Unit};
use leptos::prelude::*;

use super::export::{Datum, Offer};
use super::glance;
use super::still::is_still;
use crate::state::links;
use crate::words::{delta, figure};

/// The cards; `shown` is the metric of the main chart, and `tabs` says which cards can be shown in it.
pub fn kpis(frame: &Frame, path: &str, kpis: &[Kpi], shown: Metric, tabs: impl Fn(Metric) -> bool) -> AnyView {
    noted(frame, path, kpis, shown, tabs, &|_| None)
}

/// The cards, with what `note` says of each below its figure.
pub fn noted(
    frame: &Frame,
    path: &str,
    kpis: &[Kpi],
    shown: Metric,
    tabs: impl Fn(Metric) -> bool,
    note: &dyn Fn(&Kpi) -> Option<String>,
) -> AnyView {
    glance::counts(kpis);
    Offer { title: "Key figures", sub: "", numbers: &|| numbers(kpis), picture: None }.of_page();
    let still = is_still();
    let cards = kpis.iter().map(|kpi| {
        let inside = card(frame, kpi, note(kpi));
        if still || !tabs(kpi.metric) {
            return view! { <li class="kpi">{inside}</li> }.into_any();
        }
        let current = (kpi.metric == shown).then_some("true");
        let href = links::showing(&frame.query, path, kpi.metric);
        view! {
            <li class="kpi">
                <a href=href aria-current=current data-noscroll="">
                    {inside}
                </a>
            </li>
        }
        .into_any()
    });
    let cards = cards.collect_view();
    view! {
        <ul class="kpis" aria-label="Key figures">
            {cards}
        </ul>
        {delta::compared(kpis).map(|text| view! { <p class="compares">{text}</p> })}
    }
    .into_any()
}

/// The class of words that stand for a value.
pub const WORDS: &str = "v words";
/// The class of a value that may still change.
pub const MAY_CHANGE: &str = "v may-change";

/// Whether a figure that is there may still change.
pub fn may_change(shown: Figure) -> bool {
    shown.value.is_some() && shown.state == PointState::Provisional
}

/// The class of a value: dotted below where it may change, as lines are; smaller where words stand for it.
pub fn value_class(shown: Figure) -> &'static str {
    match shown.value {
        None => WORDS,
        Some(_) if may_change(shown) => MAY_CHANGE,
        Some(_) => "v",
    }
}

/// Each card and its change, as a file has them.
fn numbers(kpis: &[Kpi]) -> Vec<Datum> {
    let value = |kpi: &Kpi| Datum {
        row: kpi.metric.title().to_owned(),
        series: "Value".to_owned(),
        value: kpi.figure.value,
        state: kpi.figure.state.name(),
        shown: figure::exact(kpi.metric, kpi.figure),
    };
    kpis.iter().map(value).collect()
}

fn card(frame: &Frame, kpi: &Kpi, note: Option<String>) -> AnyView {
    let exact = figure::exact(kpi.metric, kpi.figure);
    let value = figure::short(kpi.metric, kpi.figure);
    let class = value_class(kpi.figure);
    let unit = if kpi.metric.unit() == Unit::Share { Unit::People } else { kpi.metric.unit() };
    let of = kpi.of.map(|of| {
        let text = format!(" of {}", charts::format::compact_number(of, unit));
        view! { <small>{text}</small> }
    });
    // Most figures of a range that ends today may change: said once above, and seen at each.
    let seen = if may_change(kpi.figure) { "vh" } else { "caveat" };
    let caveat = figure::caveat(kpi.figure.state).map(|text| view! { <small class=seen>{text}</small> });
    let spark = charts::sparkline(&kpi.trend, charts::Size::SPARK);
    view! {
        <span class="label">{kpi.metric.title()}</span>
        <span class="at">
            <span class=class title=exact>
                {value}
                {of}
            </span>
            {caveat}
        </span>
        {note.map(|note| view! { <small class="rests">{note}</small> })}
        <span class="row">{change(frame, kpi)} <span class="spark-at" inner_html=spark></span></span>
    }
    .into_any()
}

/// The change with its tone in colour and in words, or why there is none.
fn change(frame: &Frame, kpi: &Kpi) -> AnyView {
    let Some(found) = &kpi.delta else {
        let why = delta::unknown(frame, frame.range, frame.previous);
        return view! {
            <span class="delta" title=why>
                "no comparison"
                <span class="vh">": " {why}</span>
            </span>
        }
        .into_any();
    };
    delta_view(kpi.metric, found)
}

/// A change, coloured by what is good, with the same said in text.
pub fn delta_view(metric: Metric, found: &domain::view::Delta) -> AnyView {
    let change = delta::change(metric, found);
    view! {
        <span class=change.tone.class() title=change.text>
            <span aria-hidden="true">{change.sign}</span>
            <span class="vh">{change.text.clone()}</span>
        </span>
    }
    .into_any()
}
