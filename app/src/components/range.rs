//! Which days, beside which days, cut how: links for the common ones, a plain form for the rest.

use domain::view::Frame;
use domain::{Interval, Preset, RangeChoice};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::browser;
use crate::state::links;

/// Presets, custom days and the comparison.
#[component]
pub fn RangeControl(frame: Frame, path: String) -> impl IntoView {
    let query = frame.query.clone();
    let preset = |preset: Preset| {
        let current = (query.range == RangeChoice::Preset(preset)).then_some("true");
        view! {
            <a href=links::with_preset(&query, &path, preset) aria-current=current data-noscroll="">
                {preset.label()}
            </a>
        }
        .into_any()
    };
    let presets = Preset::ALL.map(preset).into_iter().collect_view();
    let compare = links::with_comparison_turned(&query, &path);
    let label = if query.compare { "✓ Compare" } else { "Compare" };
    let before = frame.previous.in_words();
    let hint = if query.compare { format!("Stop comparing with {before}") } else { format!("Compare with {before}") };
    view! {
        <div class="range" role="group" aria-label="Days in view">
            <div class="seg">{presets}</div>
            <CustomDays frame=frame path=path />
            <a class="btn toggle" class:on=query.compare href=compare title=hint data-noscroll="">
                <span aria-hidden="true">{label}</span>
                <span class="vh">{hint.clone()}</span>
            </a>
        </div>
    }
    .into_any()
}

/// Any days, by a plain form.
#[component]
fn CustomDays(frame: Frame, path: String) -> impl IntoView {
    let custom = matches!(frame.query.range, RangeChoice::Days(_));
    let label = if custom { frame.range.in_words() } else { "Custom".to_owned() };
    let hidden = hidden_fields(links::kept(&frame.query, &["range", "from", "to"]));
    let (from, to) = (frame.range.from().to_string(), frame.range.to().to_string());
    let (first, last) = (frame.freshness.first_day.map(|day| day.to_string()), frame.today.to_string());
    let on_submit = send(path.clone());
    view! {
        <details class="custom" name="range">
            <summary class="btn" class:on=custom>
                {label}
            </summary>
            <form class="pop" method="get" action=path on:submit=on_submit>
                {hidden}
                <label>
                    "From" <input type="date" name="from" required value=from.clone() prop:value=from min=first max=last.clone() />
                </label>
                <label>
                    "To" <input type="date" name="to" required value=to.clone() prop:value=to max=last />
                </label>
                <button type="submit" class="btn primary">
                    "Show"
                </button>
                <p class="quiet">"Days are UTC days. Both are included."</p>
            </form>
        </details>
    }
    .into_any()
}

/// How the range is cut, where there is a choice.
pub fn interval_switch(frame: &Frame, path: &str) -> AnyView {
    if frame.intervals.len() < 2 {
        return ().into_any();
    }
    let option = |by: &Interval| {
        let label = match by {
            Interval::Day => "Daily",
            Interval::Week => "Weekly",
            Interval::Month => "Monthly",
            Interval::Total => "Total",
        };
        let current = (frame.by == *by).then_some("true");
        view! {
            <a href=links::with_interval(&frame.query, path, *by) aria-current=current data-noscroll="">
                {label}
            </a>
        }
        .into_any()
    };
    let options = frame.intervals.iter().map(option).collect_view();
    view! {
        <div class="cuts" role="group" aria-label="Interval">
            {options}
        </div>
    }
    .into_any()
}

/// Hidden fields that keep the rest of the state.
pub fn hidden_fields(pairs: Vec<(&'static str, String)>) -> AnyView {
    let field = |(name, value): (&'static str, String)| view! { <input type="hidden" name=name value=value /> };
    pairs.into_iter().map(field).collect_view().into_any()
}

/// Sends a `GET` form through the router where the browser is awake.
pub fn send(path: String) -> impl Fn(leptos::ev::SubmitEvent) + Clone + 'static {
    let navigate = use_navigate();
    move |event| {
        if let Some(query) = browser::state_of_form(&event) {
            navigate(&query.href(&path), NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    }
}
