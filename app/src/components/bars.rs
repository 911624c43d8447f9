//! Lists of bars: credits by client, people by how often they come back.

use domain::view::{Bands, Choice, Figure, Frame, MetricAnswer, Series};
use domain::{ClientFilter, ClientId, Metric, Unit};
use leptos::prelude::*;

use super::definition::definition;
use super::export::{Datum, Offer};
use super::filters::families;
use super::still::is_still;
use crate::state::links;
use crate::words::figure;

/// One bar: its title, its share of the whole if known, and its figure in words.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// What it is.
    pub title: String,
    /// What more there is to say of the title.
    pub hint: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether it is a part of the bar above.
    pub below: bool,
    /// Its share of the whole.
    pub share: Option<f64>,
    /// Its figure, short.
    pub text: String,
    /// Its figure with all digits.
    pub exact: String,
}

/// Bars, one below the other.
pub fn list(bars: Vec<Bar>) -> AnyView {
    let item = |bar: Bar| {
        let meter = bar.share.map(|share| view! { <span class="bar-at" inner_html=charts::meter(share)></span> });
        let title = match bar.href {
            Some(href) => view! {
                <a href=href data-noscroll="">
                    {bar.title}
                </a>
            }
            .into_any(),
            None => bar.title.into_any(),
        };
        view! {
            <li class:below=bar.below>
                <span class="bar-name" title=bar.hint>
                    {title}
                </span>
                <span class="bar-line">{meter}</span>
                <span class="num" title=bar.exact>
                    {bar.text}
                </span>
            </li>
        }
    };
    let items = bars.into_iter().map(item).collect_view();
    view! { <ul class="bars">{items}</ul> }.into_any()
}

/// A row of a list as a file has it.
fn datum(title: &str, metric: Metric, shown: Figure) -> Datum {
    Datum {
        row: title.to_owned(),
        series: metric.title().to_owned(),
        value: shown.value,
        state: shown.state.name(),
        shown: figure::exact(metric, shown),
    }
}

/// Credits by family of clients, largest first, as shares of all. Each narrows the page to its clients.
pub fn surfaces(frame: &Frame, path: &str, answer: &MetricAnswer) -> AnyView {
    let families = families(&frame.clients);
    let href = |series: &Series| {
        let (_, own) = families.iter().find(|(family, _)| family.key() == series.key)?;
        let key = if let [only] = own.as_slice() { &only.key } else { &series.key };
        let other = frame.query.filter.client.as_ref().is_none_or(|client| client.key() != key);
        other.then(|| links::with_client(&frame.query, path, key))
    };
    let below = narrow_to(frame, path);
    Parts { id: "clients-h", title: "Where they work", sub: "Credits by client.", answer, href: &href, below }.show()
}

/// Credits by parts.
pub struct Parts<'a> {
    /// The section's heading, unique on the page.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// One line below the title.
    pub sub: &'static str,
    /// The credits of each part.
    pub answer: &'a MetricAnswer,
    /// Where a part leads, if anywhere.
    pub href: &'a dyn Fn(&Series) -> Option<String>,
    /// What closes the section.
    pub below: AnyView,
}

impl Parts<'_> {
    /// The section: largest first, as shares of all.
    pub fn show(self) -> AnyView {
        let Self { id, title, sub, answer, href, below } = self;
        let value = |figure: Figure| figure.value.map_or(0.0, domain::view::Number::as_f64);
        let total: f64 = answer.series.iter().map(|series| value(series.total)).sum();
        let mut series: Vec<_> =
            answer.series.iter().filter(|one| one.total.value.is_none() || value(one.total) != 0.0).collect();
        series.sort_by(|a, b| value(b.total).total_cmp(&value(a.total)));
        let bar = |one: &&Series| {
            let share = one.total.value.filter(|_| total > 0.0).map(|number| number.as_f64() / total);
            Bar {
                title: one.title.clone(),
                href: href(one),
                share: share.map(|share| share.clamp(0.0, 1.0)),
                text: share.map_or_else(
                    || figure::short(answer.metric, one.total),
                    |share| charts::format::compact(share, Unit::Share),
                ),
                exact: format!("{} credits", figure::exact(answer.metric, one.total)),
                ..Bar::default()
            }
        };
        let bars: Vec<Bar> = series.iter().map(bar).collect();
        let numbers = || series.iter().map(|one| datum(&one.title, answer.metric, one.total)).collect();
        let files = Offer { title, sub, numbers: &numbers, picture: None }.menu();
        let inside = if bars.is_empty() {
            view! { <p class="quiet">"No credits in these days."</p> }.into_any()
        } else {
            list(bars)
        };
        view! {
            <section aria-labelledby=id>
                <div class="chart-head">
                    <h2 id=id>{title}</h2>
                    {definition("Credits", Metric::Credits.definition())}
                    {files}
                </div>
                <p class="sub">{sub}</p>
                {inside}
                {below}
            </section>
        }
        .into_any()
    }
}

/// Links that narrow the page to one client, those with most credits first.
fn narrow_to(frame: &Frame, path: &str) -> AnyView {
    const SHOWN: usize = 6;
    let offered = |choice: &&Choice| match &frame.query.filter.client {
        None => true,
        Some(ClientFilter::One(_)) => false,
        Some(family) => family.has(&ClientId::new(choice.key.clone())),
    };
    let clients: Vec<&Choice> = frame.clients.iter().filter(offered).take(SHOWN).collect();
    if clients.is_empty() || is_still() {
        return ().into_any();
    }
    let link = |choice: &&Choice| {
        let href = links::with_client(&frame.query, path, &choice.key);
        view! {
            <li>
                <a href=href data-noscroll="">
                    {choice.title.clone()}
                </a>
            </li>
        }
    };
    let items = clients.iter().map(link).collect_view();
    view! {
        <p class="sub" id="narrow-h">
            "Narrow to one:"
        </p>
        <ul class="inline" aria-labelledby="narrow-h">
            {items}
        </ul>
    }
    .into_any()
}

/// How often people come back. The bands add up to the roster, or without one to everyone active.
pub fn bands(bands: &Bands) -> AnyView {
    let value = |figure: &Figure| figure.value.map_or(0.0, domain::view::Number::as_f64);
    let sum: f64 = bands.bands.iter().map(|(_, figure)| value(figure)).sum();
    let whole = bands.roster.map_or(sum, f64::from);
    let bar = |(metric, shown): &(Metric, Figure)| Bar {
        title: metric.title().to_owned(),
        hint: Some(metric.definition().to_owned()),
        share: shown.value.filter(|_| whole > 0.0).map(|number| (number.as_f64() / whole).clamp(0.0, 1.0)),
        text: figure::short(*metric, *shown),
        exact: figure::exact(*metric, *shown),
        ..Bar::default()
    };
    let sub = match bands.roster {
        Some(roster) => {
            format!(
                "Of {} on the roster, over the 28 days that end the range.",
                crate::words::grouped(i64::from(roster))
            )
        }
        None => {
            "Of everyone active in the 28 days that end the range. Who never used it is not known without a roster."
                .to_owned()
        }
    };
    let each = bands.bands.iter().map(|(metric, _)| {
        view! {
            <dt>{metric.title()}</dt>
            <dd>{metric.definition()}</dd>
        }
    });
    let each = each.collect_view();
    let people = |(metric, shown): &(Metric, Figure)| Datum {
        series: "People".to_owned(),
        ..datum(metric.title(), *metric, *shown)
    };
    let numbers = || bands.bands.iter().map(people).collect();
    let files = Offer { title: "Taking hold", sub: &sub, numbers: &numbers, picture: None }.menu();
    view! {
        <section aria-labelledby="bands-h">
            <div class="chart-head">
                <h2 id="bands-h">"Taking hold"</h2>
                <details class="info" name="info">
                    <summary aria-label="What the bands mean">"i"</summary>
                    <dl class="pop">{each}</dl>
                </details>
                {files}
            </div>
            <p class="sub">{sub}</p>
            {list(bands.bands.iter().map(bar).collect())}
        </section>
    }
    .into_any()
}
