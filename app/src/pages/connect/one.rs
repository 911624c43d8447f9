//! `/connect/{name}`: how one connection is, what OpenAI answers about it, and what an admin may do: check it, put
//! another key in, say whose workspace it is.

use domain::checkup::Checkup;
use domain::sync::ConnectionState;
use domain::view::{Choice, ConnectionCareView};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::list::pairs;
use super::probes::probes;
use super::rest::rest;
use crate::components::form::{alert, error_in_address, in_textarea};
use crate::components::plain::plain;
use crate::server_fns::{AssignConnection, CheckConnection, RotateKey, connection};

/// The page.
#[component]
pub fn ConnectionPage() -> impl IntoView {
    let name = use_params_map().get_untracked().get("name").unwrap_or_default();
    plain("Connection", "/connect", move || connection(name.clone()), |view| page(&view))
}

fn page(view: &ConnectionCareView) -> AnyView {
    let name = view.connection.name.to_string();
    view! {
        <p class="crumbs">
            <a href="/connect" rel="external">
                "Connections"
            </a>
        </p>
        <h1 class="headline">{name.clone()}</h1>
        <section aria-label="How it is">{pairs(&view.connection, view.now)}</section>
        {doctor(view, &name)}
        <div class="split even">{rotate(&name)} {owner(view, &name)}</div>
        {rest(&view.connection)}
    }
    .into_any()
}

/// The five questions, the last answers, and the button that asks again.
fn doctor(view: &ConnectionCareView, name: &str) -> AnyView {
    let check = ServerAction::<CheckConnection>::new();
    let error = error_in_address("/fn/check_connection", "connection");
    let name = name.to_owned();
    let has_key = view.connection.state != ConnectionState::Disconnected;
    let found = match &view.checkup {
        None => view! { <p>"It was not checked on this page yet. Five questions to OpenAI tell what works and what does not; they only read."</p> }.into_any(),
        Some(checkup) => answers(view, checkup),
    };
    view! {
        <section aria-labelledby="doctor-h">
            <h2 id="doctor-h">"Does it work?"</h2>
            {move || error.get().map(|error| alert("check-error", &error))}
            {found}
            {has_key
                .then(|| {
                    view! {
                        <ActionForm action=check>
                            <input type="hidden" name="name" value=name />
                            <button type="submit" class="btn primary">
                                "Check now"
                            </button>
                        </ActionForm>
                    }
                })}
        </section>
    }
    .into_any()
}

fn answers(view: &ConnectionCareView, checkup: &Checkup) -> AnyView {
    let one = &view.connection;
    let report = checkup.report(&view.version, &one.name, &one.workspace, &one.key_last_four);
    let rows = report.lines().count().to_string();
    view! {
        {probes(checkup, view.now)}
        <details>
            <summary>"Report without secrets, to copy"</summary>
            <textarea class="report" readonly rows=rows aria-label="Report without secrets">
                {in_textarea(&report)}
            </textarea>
        </details>
    }
    .into_any()
}

/// Another key in place of the old one. It goes one way: in.
fn rotate(name: &str) -> AnyView {
    let rotate = ServerAction::<RotateKey>::new();
    let error = error_in_address("/fn/rotate_key", "connection");
    let name = name.to_owned();
    view! {
        <section aria-labelledby="rotate-h">
            <h2 id="rotate-h">"Put in another key"</h2>
            {move || error.get().map(|error| alert("rotate-error", &error))}
            <ActionForm action=rotate>
                <div class="stack">
                    <input type="hidden" name="name" value=name />
                    <label>
                        "New key" <input type="password" name="key" required maxlength="400" autocomplete="off" spellcheck="false" />
                        <span class="hint">
                            "It is tried against OpenAI first. Only if it reads this workspace does it take the old one’s place; then delete the old one at OpenAI. What was read stays."
                        </span>
                    </label>
                    <button type="submit" class="btn">
                        "Check and replace"
                    </button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Whose workspace it is: by that, reviews whose rows name nobody belong to a team.
fn owner(view: &ConnectionCareView, name: &str) -> AnyView {
    let assign = ServerAction::<AssignConnection>::new();
    let error = error_in_address("/fn/assign_connection", "connection");
    let name = name.to_owned();
    let everybody = view.team.is_none();
    let option = |choice: &Choice| {
        let (key, title, chosen) = (choice.key.clone(), choice.title.clone(), view.team.as_ref() == Some(&choice.key));
        view! {
            <option value=key selected=chosen>
                {title}
            </option>
        }
    };
    let options = view.teams.iter().map(option).collect_view();
    view! {
        <section aria-labelledby="owner-h">
            <h2 id="owner-h">"Whose workspace it is"</h2>
            {move || error.get().map(|error| alert("owner-error", &error))}
            <ActionForm action=assign>
                <div class="stack">
                    <input type="hidden" name="name" value=name />
                    <label>
                        "Team" <select name="team">
                            <option value="" selected=everybody>
                                "Everybody’s"
                            </option>
                            {options}
                        </select>
                        <span class="hint">
                            "A unit with a workspace of its own: code reviews that OpenAI gives without a person are then this team’s. Otherwise they stay with the connection, and are spread over nobody."
                        </span>
                    </label>
                    <button type="submit" class="btn">
                        "Save"
                    </button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
