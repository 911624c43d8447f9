//! What every dashboard page has around its charts: the bar with filters and days, freshness, and the thin line
//! that says that newer numbers are on their way.

use domain::view::Frame;
use leptos::prelude::*;

use super::filters::{Filters, chips};
use super::freshness::FreshnessLine;
use super::range::RangeControl;
use super::shortcuts::Shortcuts;

/// The part above the headline.
#[component]
pub fn Controls(frame: Frame, path: String, admin: bool) -> impl IntoView {
    let usable = frame.freshness.connected || frame.freshness.first_day.is_some();
    let controls = usable.then(|| {
        view! {
            <Shortcuts frame=frame.clone() path=path.clone() />
            <div class="controls">
                <Filters frame=frame.clone() path=path.clone() />
                <RangeControl frame=frame.clone() path=path.clone() />
            </div>
            {chips(&frame, &path)}
            <FreshnessLine frame=frame.clone() path=path admin=admin />
        }
    });
    view! { {controls} }.into_any()
}

/// The line at the bottom of every dashboard.
pub fn foot(frame: &Frame) -> AnyView {
    let days = format!("Shown: {}, in UTC days.", frame.range.in_words());
    view! {
        <footer class="foot">
            <p>{days}</p>
            <p>"Credits are OpenAI’s. What a credit costs depends on your contract."</p>
        </footer>
    }
    .into_any()
}

/// A thin line while newer numbers are on their way.
#[component]
pub fn Pending(#[prop(into)] pending: Signal<bool>) -> impl IntoView {
    view! { <div class="pending" class:on=move || pending.get() aria-hidden="true"></div> }.into_any()
}

/// What stands where a page will be, of about its size.
pub fn skeleton() -> AnyView {
    view! {
        <div class="skeleton" aria-hidden="true">
            <span class="sk line"></span>
            <span class="sk head"></span>
            <span class="sk cards"></span>
            <span class="sk plot-at"></span>
        </div>
        <p class="vh" role="status">"Loading"</p>
    }
    .into_any()
}
