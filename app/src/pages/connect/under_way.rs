//! Guides that were begun and not closed, one line each: what they are about, and what is next.

use domain::Day;
use domain::guide::{REMIND_AFTER, business_days};
use domain::sync::Moment;
use domain::view::GuideLine;
use leptos::prelude::*;

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
    let name = if draft.name.is_empty() { "A connection without a name yet".to_owned() } else { draft.name.clone() };
    let (dot, told) = told(line, today);
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

/// What is next.
fn told(line: &GuideLine, today: Day) -> (&'static str, String) {
    let draft = &line.draft;
    if draft.connection.is_some() {
        return ("dot ok", "Connected; the guide is still open".to_owned());
    }
    if draft.works() {
        return ("dot ok", "The key works now: connect with it".to_owned());
    }
    match draft.sent_on {
        Some(day) if business_days(day, today) >= REMIND_AFTER => {
            ("dot old", format!("No answer of OpenAI’s since {}: ask again", day.in_words()))
        }
        Some(day) => ("dot busy", format!("Waiting for OpenAI since {}", day.in_words())),
        None => ("dot", "Not finished".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::ConnectionId;
    use domain::guide::{Draft, Route, Stamp};

    #[test]
    fn each_line_says_what_is_next() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let today = day("2026-11-23");
        let draft = Draft::begun(Route::PlatformKey, Stamp { at: Moment(0), by: None });
        let said = |draft: Draft| told(&GuideLine { id: 1, draft }, today).1;
        assert_eq!(said(draft.clone()), "Not finished");
        let sent = |on: &str| Draft { sent_on: Some(day(on)), ..draft.clone() };
        assert_eq!(said(sent("2026-11-17")), "Waiting for OpenAI since 17 November 2026");
        assert_eq!(said(sent("2026-11-16")), "No answer of OpenAI’s since 16 November 2026: ask again");
        let connected = Draft { connection: Some(ConnectionId::new(1)), ..sent("2026-11-16") };
        assert_eq!(said(connected), "Connected; the guide is still open");
    }
}
