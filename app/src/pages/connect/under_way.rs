//! Guides that were begun and not closed, one line each: what they are about, and what is next.

use domain::Day;
use domain::sync::Moment;
use domain::view::GuideLine;
use leptos::prelude::*;

use crate::words::connections::{guide_name, next};

/// The list; nothing where none was begun.
pub(super) fn under_way(title: &'static str, lines: &[GuideLine], now: Moment) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let today = Day::from_unix(now.0).unwrap_or(Day::from_number(i32::MIN));
    let items = lines.iter().map(|line| item(line, today, now)).collect_view();
    view! {
        <section aria-labelledby="under-way-h">
            <h2 id="under-way-h">{title}</h2>
            <ul class="under-way">{items}</ul>
        </section>
    }
    .into_any()
}

fn item(line: &GuideLine, today: Day, now: Moment) -> AnyView {
    let draft = &line.draft;
    let (name, (dot, told)) = (guide_name(draft), next(draft, today));
    let by = draft.started.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let begun = format!("Begun {}{by}", draft.started.at.ago(now));
    view! {
        <li>
            <span class="fresh-line">
                <span class=dot aria-hidden="true"></span>
                <a href=format!("/connect/new/{}", line.id)>{name}</a>
            </span>
            <span>{told}</span>
            <span class="quiet">{begun}</span>
        </li>
    }
    .into_any()
}
