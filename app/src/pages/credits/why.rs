//! Why credits moved: three bars that add up to the change, and the numbers that they are made of.

use charts::{DataTable, format};
use domain::view::{CreditsView, Number};
use domain::{Credits, DateRange, Unit};
use leptos::prelude::*;

use super::section;
use crate::components::chart::table;
use crate::words::credits::{self as said, Factor};

const MEANING: &str = "Credits are people times turns per person times credits per turn. Each bar is the change of \
     credits times its factor’s share of the logarithm of the change, so the three add up to it exactly.";

/// The section.
pub fn why(view: &CreditsView) -> AnyView {
    let change = &view.change;
    let days = change.current.zip(change.previous).map(|(now, before)| days(now, before));
    let inside = match (said::factors(change), change.bars) {
        (Some(factors), Some(bars)) => view! {
            <p class="sub">{days}</p>
            <div class="data-scroll" tabindex="0" role="group" aria-label="Why credits moved, as a table">
                {table("Why credits moved", numbers(view, &factors, bars.change))}
            </div>
            <p class="figcaption">{said::accounted(&factors, bars.change)}</p>
        }
        .into_any(),
        _ => view! {
            <p class="sub">{days}</p>
            <p class="note">{format!("There are no bars: {}.", said::unknown(view))}</p>
        }
        .into_any(),
    };
    section("why-h", "Why credits moved", MEANING, inside)
}

fn days(now: DateRange, before: DateRange) -> String {
    format!("Settled days, {}, against the same weekdays before, {}.", now.in_words(), before.in_words())
}

/// Each factor before and now, and what it accounts for; credits themselves in the last row.
fn numbers(view: &CreditsView, factors: &[Factor; 3], change: Credits) -> DataTable {
    let row = |factor: &Factor| {
        let value = |number: f64| format::exact(number, factor.unit);
        vec![
            factor.title.to_owned(),
            value(factor.before),
            value(factor.now),
            format::signed_percent(factor.change()),
            exact(factor.bar),
        ]
    };
    let mut rows: Vec<Vec<String>> = factors.iter().map(row).collect();
    let credits = |parts: Option<domain::view::CreditParts>| {
        parts
            .and_then(|parts| parts.credits.value)
            .map_or_else(|| format::NOTHING.to_owned(), |number| format::exact_number(number, Unit::Credits))
    };
    let total: f64 = factors.iter().map(|factor| 1.0 + factor.change()).product();
    rows.push(vec![
        "Credits".to_owned(),
        credits(view.change.before),
        credits(view.change.now),
        format::signed_percent(total - 1.0),
        exact(change),
    ]);
    let headers = ["Factor", "Before", "Now", "Change", "Credits by it"].map(str::to_owned).to_vec();
    DataTable { headers, rows }
}

/// Credits with sign and all digits.
fn exact(credits: Credits) -> String {
    let text = format::exact_number(Number::Credits(credits), Unit::Credits);
    if credits > Credits::ZERO { format!("+{text}") } else { text }
}
