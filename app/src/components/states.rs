//! What a dashboard says when there is nothing to draw. Four different situations, four different texts, each
//! with its next step.

use domain::Preset;
use domain::view::{Figure, Frame, Number, PointState};
use leptos::prelude::*;

use super::still::is_still;
use crate::state::links;

/// Why there is nothing to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// No workspace is connected.
    NotConnected,
    /// Connected, and nothing has been read so far.
    Filling,
    /// There is data, but none in these days or for this selection.
    NoUse,
    /// None of these days has been read.
    NotRead,
    /// Fewer people than the floor.
    TooFew,
}

/// What of it holds, judged by the range's own total.
pub fn nothing(frame: &Frame, total: Figure) -> Option<Nothing> {
    if !frame.freshness.connected && frame.freshness.first_day.is_none() {
        return Some(Nothing::NotConnected);
    }
    if frame.freshness.first_day.is_none() {
        return Some(Nothing::Filling);
    }
    match (total.state, total.value) {
        (PointState::TooFew, _) => Some(Nothing::TooFew),
        (PointState::Gap, _) => Some(Nothing::NotRead),
        (_, Some(Number::Count(0))) => Some(Nothing::NoUse),
        (_, Some(Number::Credits(credits))) if credits.micros() == 0 => Some(Nothing::NoUse),
        _ => None,
    }
}

/// The text and the next step.
pub fn empty(frame: &Frame, why: Nothing, path: &str, admin: bool) -> AnyView {
    match why {
        Nothing::NotConnected => not_connected(admin),
        Nothing::Filling => nothing_yet(frame, admin),
        Nothing::NoUse => no_use(frame, path),
        Nothing::NotRead => not_read(frame, path),
        Nothing::TooFew => too_few(frame, path),
    }
}

/// A state of a page in words: what it is, why, and the next step.
pub fn state(title: String, text: String, next: AnyView) -> AnyView {
    view! {
        <div class="state">
            <h1>{title}</h1>
            <p>{text}</p>
            {next}
        </div>
    }
    .into_any()
}

/// The next step.
pub fn step(href: String, label: &'static str) -> AnyView {
    if is_still() {
        return ().into_any();
    }
    let rel = (href == "/connect").then_some("external");
    view! {
        <p>
            <a class="btn primary" href=href rel=rel>
                {label}
            </a>
        </p>
    }
    .into_any()
}

fn not_connected(admin: bool) -> AnyView {
    let title = "No workspace is connected yet.".to_owned();
    if admin {
        let text = "Connect your ChatGPT Enterprise workspace once, and Uptake reads its Codex analytics from then on.";
        return state(title, text.to_owned(), step("/connect".to_owned(), "Connect a workspace"));
    }
    let text = "An administrator of this installation can connect your ChatGPT Enterprise workspace. Ask the person who gave you this account.";
    state(title, text.to_owned(), ().into_any())
}

fn nothing_yet(frame: &Frame, admin: bool) -> AnyView {
    if !frame.freshness.running.is_empty() {
        let text = "The first numbers appear here by themselves as days are read, the newest first.".to_owned();
        return state("The archive is being filled.".to_owned(), text, ().into_any());
    }
    let title = "The workspace is connected, but nothing has been read yet.".to_owned();
    let text = match &frame.freshness.failure {
        Some(failure) if admin => format!("{} {}", failure.problem.title(), failure.problem.advice()),
        Some(failure) => format!("{} An administrator can see why, and mend it.", failure.problem.title()),
        None => "The first pass begins within minutes. If Codex is new to the workspace, OpenAI may have nothing to show yet.".to_owned(),
    };
    let next = if admin { step("/connect".to_owned(), "Look at the connection") } else { ().into_any() };
    state(title, text, next)
}

fn no_use(frame: &Frame, path: &str) -> AnyView {
    let title = format!("Nobody used Codex {}.", during(frame));
    if frame.query.filter.is_empty() {
        let text = "These days have been read, and there was no use in them.".to_owned();
        return state(title, text, step(links::with_preset(&frame.query, path, Preset::All), "Show all days"));
    }
    let text = "These days have been read, and there was no use in them in this selection.".to_owned();
    state(title, text, step(unfiltered(frame, path), "Show everyone"))
}

fn not_read(frame: &Frame, path: &str) -> AnyView {
    let title = format!("Nothing is known {}.", during(frame));
    let text = match frame.freshness.first_day {
        Some(first) if frame.range.to() < first => {
            format!("The archive begins on {}. What was before, OpenAI no longer tells.", first.in_words())
        }
        _ => "These days have not been read yet.".to_owned(),
    };
    state(title, text, step(links::with_preset(&frame.query, path, Preset::All), "Show all days"))
}

fn too_few(frame: &Frame, path: &str) -> AnyView {
    let text = "So few people were active in this selection that its numbers would say something about each of them. Choose more people or a longer time.";
    let next = if frame.query.filter.is_empty() {
        step(links::with_preset(&frame.query, path, Preset::Year), "Show a year")
    } else {
        step(unfiltered(frame, path), "Show everyone")
    };
    state("Too few people to show.".to_owned(), text.to_owned(), next)
}

fn unfiltered(frame: &Frame, path: &str) -> String {
    let mut query = frame.query.clone();
    query.filter = domain::Filter::default();
    query.href(path)
}

fn during(frame: &Frame) -> String {
    let words = frame.range.in_words();
    if frame.range.len_days() == 1 { format!("on {words}") } else { format!("from {words}") }
}
