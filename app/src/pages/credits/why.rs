//! Why credits moved: three bars that add up to the change, and the numbers that they are made of.

use charts::{DataTable, Size, Waterfall, format};
use domain::view::{ChangeBars, CreditChange, CreditParts, Frame, Number};
use domain::{Credits, Metric};
use leptos::prelude::*;

use super::section;
use crate::components::chart::{HALF, table};
use crate::components::ready::{Ready, ready};
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
    let Some((factors, shown)) = said::factors(change).zip(change.rounded()) else {
        let note = format!("There are no bars: {}.", said::why_unknown(change, frame));
        let inside = view! {
            <p class="sub">{days}</p>
            <p class="note">{note}</p>
        };
        return section("why-h", TITLE, MEANING, inside.into_any());
    };
    let chart = |suffix: &str, size: Size| Waterfall::credit_change(format!("why-{suffix}"), change, size);
    let (wide, narrow) = (chart("w", HALF), chart("n", Size::NARROW));
    let figure = ready(&Ready {
        title: TITLE,
        meaning: MEANING,
        sub: "What people, their turns and the price of a turn account for.".to_owned(),
        metric: Metric::Credits,
        charts: [&wide, &narrow],
        said: Some(said::accounted(&factors, shown)),
    });
    view! {
        <div class="halves">
            {figure}
            <section aria-labelledby="factors-h">
                <h2 id="factors-h">"What it is made of"</h2>
                <p class="sub">{days}</p>
                <div class="factors">
                    {table("The factors of the change of credits", numbers(change, &factors, shown))}
                </div>
            </section>
        </div>
    }
    .into_any()
}

/// Each factor before and now, and what it accounts for; credits themselves in the last row. To the whole credit, as
/// sentences are; the chart's own table has all digits.
fn numbers(of: &CreditChange, factors: &[Factor; 3], shown: ChangeBars) -> DataTable {
    let row = |(factor, bar): (&Factor, Credits)| {
        let value = |number: f64| format::compact(number, factor.unit);
        vec![
            factor.title.to_owned(),
            value(factor.before),
            value(factor.now),
            format::signed_percent(factor.change()),
            said::signed(bar),
        ]
    };
    let mut rows: Vec<Vec<String>> = factors.iter().zip(shown.bars()).map(row).collect();
    let credits = |parts: Option<CreditParts>| match parts.and_then(|parts| parts.credits.value) {
        Some(Number::Credits(credits)) => said::whole(credits),
        _ => format::NOTHING.to_owned(),
    };
    let total: f64 = factors.iter().map(|factor| 1.0 + factor.change()).product();
    rows.push(vec![
        "Credits".to_owned(),
        credits(of.before),
        credits(of.now),
        format::signed_percent(total - 1.0),
        said::signed(shown.change),
    ]);
    let headers = ["Factor", "Before", "Now", "Change", "Accounts for"].map(str::to_owned).to_vec();
    DataTable { headers, rows }
}
