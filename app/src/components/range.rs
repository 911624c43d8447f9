//! Which days, beside which days, cut how: links for the common ones, a plain form for the rest.

use domain::view::Frame;
use domain::{Interval, Preset, RangeChoice};
use leptos::prelude::*;

use super::export::page_menu;
use super::still::is_still;
use crate::state::links;

/// Presets, custom days, the comparison, and what can be done with what the days hold: shared from the address
/// `share`, or taken out as files.
#[component]
pub fn RangeControl(frame: Frame, title: String, path: String, share: Option<String>) -> impl IntoView {
    let query = frame.query.clone();
    let preset = |preset: Preset| {
        let current = (query.range == RangeChoice::Preset(preset)).then_some("true");
        view! {
            <a href=links::with_preset(&query, &path, preset) aria-current=current aria-keyshortcuts=preset_key(preset) data-noscroll="">
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
            <CustomDays frame=frame.clone() path=path.clone() />
            <a class="btn toggle" class:on=query.compare href=compare title=hint aria-keyshortcuts="X" data-noscroll="">
                <span aria-hidden="true">{label}</span>
                <span class="vh">{hint.clone()}</span>
            </a>
            {share.map(shared_from)}
            {page_menu(&title)}
            {steps(&frame, &path)}
        </div>
    }
    .into_any()
}

fn shared_from(href: String) -> AnyView {
    view! {
        <a class="btn" href=href rel="external" title="Make a link to this view, for people without an account">
            "Share"
        </a>
    }
    .into_any()
}

/// The key of a preset, which does what a click on its link does.
fn preset_key(preset: Preset) -> Option<&'static str> {
    match preset {
        Preset::Week => Some("W"),
        Preset::Month => Some("M"),
        Preset::Quarter => Some("Q"),
        Preset::Year => Some("Y"),
        Preset::All => Some("A"),
        Preset::Ninety => None,
    }
}

/// One period back or forth: links that keys follow.
fn steps(frame: &Frame, path: &str) -> AnyView {
    let step = |key: &'static str, periods: i64| {
        let href = links::stepped(&frame.query, frame.range, frame.today, periods).href(path);
        view! { <a href=href aria-keyshortcuts=key data-noscroll="" hidden></a> }
    };
    view! {
        {step("ArrowLeft", -1)}
        {step("ArrowRight", 1)}
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
    view! {
        <details class="custom" name="range">
            <summary class="btn" class:on=custom>
                {label}
            </summary>
            <form class="pop" method="get" action=path>
                {hidden}
                <label>
                    "From" <input type="date" name="from" required value=from min=first max=last.clone() />
                </label>
                <label>
                    "To" <input type="date" name="to" required value=to max=last />
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
    if frame.intervals.len() < 2 || is_still() {
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
