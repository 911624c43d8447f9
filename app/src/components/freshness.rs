//! The line that says how fresh the numbers are, with live progress below it while a pass runs.

use domain::view::Frame;
use leptos::prelude::*;

use super::live::Progress;
use crate::words::freshness::{self, Health};

/// The line, and the progress of running passes.
#[component]
pub fn FreshnessLine(frame: Frame, path: String, admin: bool) -> impl IntoView {
    let (health, text) = freshness::line(&frame.freshness, frame.today, frame.now, admin);
    let stale = health == Health::Stale;
    let wrong = stale || health == Health::Failed;
    let detail = wrong.then(|| {
        let advice = frame.freshness.failure.as_ref().filter(|_| admin).map(|failure| failure.problem.advice());
        let next = if admin {
            view! { <a href="/connect" rel="external">"Look at the connection"</a> }.into_any()
        } else {
            "An administrator can see why, and mend it.".into_any()
        };
        view! {
            <p class="note">
                {advice} " " {next}
            </p>
        }
    });
    let stale = stale.then(|| {
        view! { <span class="quiet">" The numbers below are older than they should be."</span> }
    });
    let open = frame.freshness.settled_through.is_some_and(|settled| settled < frame.range.to());
    let open = open.then(|| view! { <span class="quiet">"; what is dotted may still change"</span> });
    let here = frame.query.href(&path);
    view! {
        <div class="fresh">
            <p class="fresh-line">
                <span class=health.class() aria-hidden="true"></span>
                {text} {open}
                {stale}
            </p>
            {detail}
            <Progress running=frame.freshness.running.clone() here=here />
        </div>
    }
    .into_any()
}
