//! Whom and which client the page is narrowed to: two lists and the chips that lift what is in force.

use domain::view::{Choice, Frame};
use leptos::prelude::*;

use super::range::hidden_fields;
use crate::state::links::{self, Chip};

/// The two lists. They work without scripts by a button, in an awake browser at once.
#[component]
pub fn Filters(frame: Frame, path: String) -> impl IntoView {
    let query = &frame.query;
    let hidden = hidden_fields(links::kept(query, &["team", "client"]));
    let team = query.filter.team.as_ref().map(ToString::to_string).unwrap_or_default();
    let client = query.filter.client.as_ref().map(ToString::to_string).unwrap_or_default();
    let clients_off = query.filter.model.is_some();
    // A page about one team is not narrowed to another.
    let teams = (!frame.teams.is_empty() || query.filter.team.is_some())
        .then(|| select("team", "Team", "All teams", team, &frame.teams, false));
    view! {
        <form class="filters" method="get" action=path role="search" aria-label="Filter">
            {hidden}
            {teams}
            {select("client", "Client", "All clients", client, &frame.clients, clients_off)}
            <button type="submit" class="btn no-js">
                "Apply"
            </button>
        </form>
    }
    .into_any()
}

fn select(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    chosen: String,
    choices: &[Choice],
    off: bool,
) -> AnyView {
    let unknown = !chosen.is_empty() && !choices.iter().any(|choice| choice.key == chosen);
    let extra = unknown.then(|| Choice { key: chosen.clone(), title: format!("{chosen} (not in these days)") });
    let options = extra.iter().chain(choices).map(|choice| {
        view! {
            <option value=choice.key.clone() selected=choice.key == chosen>
                {choice.title.clone()}
            </option>
        }
    });
    let options = options.collect_view();
    view! {
        <label class="pick">
            <span class="vh">{label}</span>
            <select name=name disabled=off>
                <option value="">{all}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// What the page is narrowed to, each with a link that lifts it.
pub fn chips(frame: &Frame, path: &str) -> AnyView {
    let found = links::chips(&frame.query, path);
    if found.is_empty() {
        return ().into_any();
    }
    let chip = |chip: Chip| {
        let title = title_of(frame, &chip);
        view! {
            <li>
                <a class="chip" href=chip.without data-noscroll="">
                    {title}
                    <span class="vh">": remove this filter"</span>
                    <span aria-hidden="true">" ×"</span>
                </a>
            </li>
        }
    };
    let items = found.into_iter().map(chip).collect_view();
    view! {
        <ul class="chips" aria-label="Filters in force">
            {items}
        </ul>
    }
    .into_any()
}

/// Kind and title of each filter in force.
pub fn named_chips(frame: &Frame) -> Vec<(&'static str, String)> {
    let named = |chip: Chip| match chip.kind {
        "Team" | "Client" => (chip.kind, title_of(frame, &chip)),
        kind => (kind, chip.key),
    };
    links::chips(&frame.query, "").into_iter().map(named).collect()
}

fn title_of(frame: &Frame, chip: &Chip) -> String {
    let choices = match chip.kind {
        "Team" => &frame.teams,
        "Client" => &frame.clients,
        kind => return format!("{kind} {}", chip.key),
    };
    choices.iter().find(|choice| choice.key == chip.key).map_or_else(|| chip.key.clone(), |choice| choice.title.clone())
}
