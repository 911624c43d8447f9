//! In which clients and with which models: ranked bars, each of which narrows the page.

use charts::{DataTable, format};
use domain::view::{CreditsView, Figure, MetricAnswer, Number, Series};
use domain::{ClientId, Metric, Unit};
use leptos::prelude::*;

use super::{PATH, section};
use crate::components::bars::{Bar, list};
use crate::components::chart::details;
use crate::components::still::is_still;
use crate::state::links;
use crate::words::figure;

/// Both lists.
pub fn mix(view: &CreditsView) -> AnyView {
    view! {
        <div class="halves">
            {section("by-client-h", "By client", Metric::Credits.definition(), by_client(view))}
            {section("by-model-h", "By model", Metric::Credits.definition(), by_model(view))}
        </div>
    }
    .into_any()
}

fn by_client(view: &CreditsView) -> AnyView {
    let Some((clients, families)) = view.clients.as_ref().zip(view.families.as_ref()) else {
        return apart("OpenAI gives no credits by client for one model. Remove the model to see the clients.");
    };
    let mut bars = Vec::new();
    for family in ranked(families) {
        let own: Vec<&Series> =
            ranked(clients).into_iter().filter(|client| family_of(client) == family.key.as_str()).collect();
        let client = |one: &Series| links::with_client(&view.frame.query, PATH, &one.key);
        let whole = view.frame.query.filter.client.as_ref().is_some_and(|client| client.key() == family.key);
        let narrowing = family.key != REST && !whole;
        let href = narrowing.then(|| links::with_client(&view.frame.query, PATH, &family.key));
        let of_family = Bar { href, ..bar(view, family) };
        match own.as_slice() {
            [one] => bars.push(Bar { href: Some(client(one)), hint: Some(one.title.clone()), ..of_family }),
            many => {
                bars.push(of_family);
                bars.extend(many.iter().map(|one| Bar { href: Some(client(one)), below: true, ..bar(view, one) }));
            }
        }
    }
    let said = if is_still() {
        "By family of clients."
    } else {
        "By family of clients; a family or a client narrows the page to itself."
    };
    listed("Credits by client", said, bars, clients)
}

fn by_model(view: &CreditsView) -> AnyView {
    let Some(models) = &view.models else {
        return apart("OpenAI gives no credits by model for one client. Remove the client to see the models.");
    };
    let href = |one: &Series| Some(links::with_model(&view.frame.query, PATH, &one.key)).filter(|_| one.key != REST);
    let bars = ranked(models).into_iter().map(|one| Bar { href: href(one), ..bar(view, one) }).collect();
    let said =
        if is_still() { "By model and speed." } else { "By model and speed; a model narrows the page to itself." };
    listed("Credits by model", said, bars, models)
}

/// The key of what belongs to no part.
const REST: &str = "unattributed";

fn family_of(client: &Series) -> &'static str {
    if client.key == REST { "" } else { ClientId::new(client.key.clone()).family().key() }
}

fn apart(text: &'static str) -> AnyView {
    view! { <p class="sub">{text}</p> }.into_any()
}

fn listed(title: &'static str, sub: &'static str, bars: Vec<Bar>, answer: &MetricAnswer) -> AnyView {
    if bars.is_empty() {
        return apart("No credits in these days.");
    }
    let row = |one: &&Series| vec![one.title.clone(), figure::exact(Metric::Credits, one.total)];
    let rows = ranked(answer).iter().map(row).collect();
    let numbers = DataTable { headers: vec!["Part".to_owned(), "Credits".to_owned()], rows };
    view! {
        <p class="sub">{sub}</p>
        {list(bars)}
        {details("Table", title, numbers)}
    }
    .into_any()
}

/// The series that hold anything, largest first; those that are hidden come last and are not left out.
fn ranked(answer: &MetricAnswer) -> Vec<&Series> {
    let value = |figure: Figure| figure.value.map(Number::as_f64);
    let mut series: Vec<&Series> = answer.series.iter().filter(|one| value(one.total) != Some(0.0)).collect();
    let weight = |one: &Series| value(one.total).unwrap_or(f64::NEG_INFINITY);
    series.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    series
}

/// A part as a share of all credits of the page, which hidden parts do not change.
fn bar(view: &CreditsView, one: &Series) -> Bar {
    let all = view.fact(Metric::Credits).and_then(|fact| fact.figure.value).map_or(0.0, Number::as_f64);
    let share = one.total.value.filter(|_| all > 0.0).map(|number| number.as_f64() / all);
    Bar {
        title: one.title.clone(),
        share: share.map(|share| share.clamp(0.0, 1.0)),
        text: share
            .map_or_else(|| figure::short(Metric::Credits, one.total), |share| format::compact(share, Unit::Share)),
        exact: format!("{} credits", figure::exact(Metric::Credits, one.total)),
        ..Bar::default()
    }
}
