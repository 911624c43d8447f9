//! Why credits moved: three bars that add up to the change, and the numbers that they are made of.

use charts::{Chart, DataTable, Size, Waterfall, format};
use domain::view::{CreditChange, Frame, Number};
use domain::{Credits, Unit};
use leptos::prelude::*;

use super::section;
use crate::components::chart::{HALF, still, table};
use crate::words::credits::{self as said, Factor};

const MEANING: &str = "Credits are people times turns per person times credits per turn. Each bar is the change of \
     credits times its factor’s share of the logarithm of the change, so the three add up to it exactly.";

const TITLE: &str = "Why credits moved";

/// The chart beside its numbers, or why there is neither.
pub fn why(change: &CreditChange, frame: &Frame) -> AnyView {
    let days = change.current.zip(change.previous).map(|(now, before)| {
        let (now, before) = (now.in_words(), before.in_words());
        format!("Settled days, {now}, against the same weekdays before, {before}.")
    });
    let Some((factors, bars)) = said::factors(change).zip(change.bars) else {
        let note = format!("There are no bars: {}.", said::why_unknown(change, frame));
        let inside = view! {
            <p class="sub">{days}</p>
            <p class="note">{note}</p>
        };
        return section("why-h", TITLE, MEANING, inside.into_any());
    };
    let chart = |suffix: &str, size: Size| Waterfall::credit_change(format!("why-{suffix}"), change, size);
    let charts: [&dyn Chart; 2] = [&chart("w", HALF), &chart("n", Size::NARROW)];
    let caption = said::accounted(&factors, bars.change);
    view! {
        <div class="halves">
            {still(TITLE, MEANING, charts, caption)}
            <section aria-labelledby="factors-h">
                <h2 id="factors-h">"What it is made of"</h2>
                <p class="sub">{days}</p>
                <div class="data">
                <div class="data-scroll" tabindex="0" role="group" aria-label="The factors, as a table">
                    {table("The factors of the change of credits", numbers(change, &factors, bars.change))}
                </div>
                </div>
            </section>
        </div>
    }
    .into_any()
}

/// Each factor before and now, and what it accounts for; credits themselves in the last row.
fn numbers(of: &CreditChange, factors: &[Factor; 3], change: Credits) -> DataTable {
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
        credits(of.before),
        credits(of.now),
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
