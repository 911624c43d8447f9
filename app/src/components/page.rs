//! What every page of figures has around its charts: the bar with filters and days, freshness, the headline, and the
//! foot.

use domain::Role;
use domain::view::Frame;
use leptos::prelude::*;

use super::export::shown;
use super::filters::{Filters, chips};
use super::freshness::FreshnessLine;
use super::glance;
use super::range::RangeControl;
use crate::state::links;
use crate::words::headline::Headline;

/// The part above the headline.
#[component]
pub fn Controls(frame: Frame, title: String, path: String, role: Role) -> impl IntoView {
    let usable = frame.freshness.connected || frame.freshness.first_day.is_some();
    let share = role.shares().then(|| links::sharing(&frame.query, &path)).flatten();
    let controls = usable.then(|| {
        view! {
            <div class="controls">
                <Filters frame=frame.clone() path=path.clone() />
                <RangeControl frame=frame.clone() title=title.clone() path=path.clone() share=share />
            </div>
            <p class="paper">{format!("Uptake · {title} · {}", shown(&frame))}</p>
            {chips(&frame, &path)}
            <FreshnessLine frame=frame.clone() path=path admin=role.administers() />
        }
    });
    view! { {controls} }.into_any()
}

/// What a page says first.
pub fn headline(said: Headline) -> AnyView {
    glance::says(&said);
    view! { <h1 class="headline">{said.before} <strong>{said.strong}</strong> {said.after}</h1> }.into_any()
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
