//! Whom and which client the page is narrowed to: two lists and the chips that lift what is in force.

use domain::view::{Choice, Frame};
use domain::{ClientFamily, ClientFilter, ClientId};
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
        .then(|| select("team", "Team", "All teams", options(&frame.teams, &team), false));
    let clients = select("client", "Client", "All clients", clients(&frame.clients, &client), clients_off);
    view! {
        <form class="filters" method="get" action=path role="search" aria-label="Filter">
            {hidden}
            {teams}
            {clients}
            <button type="submit" class="btn no-js">
                "Apply"
            </button>
        </form>
    }
    .into_any()
}

fn option(key: &str, title: String, chosen: &str) -> AnyView {
    view! {
        <option value=key.to_owned() selected=key == chosen>
            {title}
        </option>
    }
    .into_any()
}

/// Each choice, and first the chosen one where it is none of them.
fn options(choices: &[Choice], chosen: &str) -> AnyView {
    let unknown = !chosen.is_empty() && !choices.iter().any(|choice| choice.key == chosen);
    let extra = unknown.then(|| option(chosen, format!("{chosen} (not in these days)"), chosen));
    let each = choices.iter().map(|choice| option(&choice.key, choice.title.clone(), chosen)).collect_view();
    view! { {extra} {each} }.into_any()
}

/// Clients by family; a family of several can be chosen as a whole.
fn clients(choices: &[Choice], chosen: &str) -> AnyView {
    let families = families(choices);
    let several = |family: ClientFamily| families.iter().any(|(of, own)| *of == family && own.len() > 1);
    let family = match ClientFilter::new(chosen) {
        ClientFilter::Family(family) if !several(family) => Some(option(chosen, family.title().to_owned(), chosen)),
        ClientFilter::Family(_) => None,
        ClientFilter::One(_) if chosen.is_empty() || choices.iter().any(|choice| choice.key == chosen) => None,
        ClientFilter::One(client) => Some(option(chosen, format!("{} (not in these days)", client.title()), chosen)),
    };
    let group = |(family, own): &(ClientFamily, Vec<&Choice>)| {
        let each = own.iter().map(|choice| option(&choice.key, choice.title.clone(), chosen)).collect_view();
        if own.len() < 2 {
            return each.into_any();
        }
        view! {
            <optgroup label=family.title()>
                {option(family.key(), format!("All of {}", family.title()), chosen)}
                {each}
            </optgroup>
        }
        .into_any()
    };
    let groups = families.iter().map(group).collect_view();
    view! { {family} {groups} }.into_any()
}

/// Clients of the same family together, in the order of the first of each.
pub fn families(choices: &[Choice]) -> Vec<(ClientFamily, Vec<&Choice>)> {
    let mut families: Vec<(ClientFamily, Vec<&Choice>)> = Vec::new();
    for choice in choices {
        let family = ClientId::new(choice.key.clone()).family();
        match families.iter_mut().find(|(of, _)| *of == family) {
            Some((_, own)) => own.push(choice),
            None => families.push((family, vec![choice])),
        }
    }
    families
}

fn select(name: &'static str, label: &'static str, all: &'static str, options: AnyView, off: bool) -> AnyView {
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
    match chip.kind {
        "Team" => {
            let found = frame.teams.iter().find(|choice| choice.key == chip.key);
            found.map_or_else(|| chip.key.clone(), |choice| choice.title.clone())
        }
        "Client" => ClientFilter::new(chip.key.clone()).title(),
        kind => format!("{kind} {}", chip.key),
    }
}
