//! Having a connection rest: paused for a while, or disconnected.

use domain::sync::{ConnectionState, Stand};
use domain::view::ConnectionView;
use leptos::prelude::*;

use crate::components::form::{alert, error_in_address};
use crate::server_fns::StandConnection;

/// The section of one connection's page.
pub(super) fn rest(connection: &ConnectionView) -> AnyView {
    let error = error_in_address("/fn/stand_connection", "connection");
    let name = connection.name.to_string();
    let body = match connection.state {
        ConnectionState::Disconnected => view! {
            <p>
                "It is disconnected: no key is kept here, and nothing is read. What was read stays on every page. Delete the key at OpenAI too, if that is not done yet. To read again, put in another key above."
            </p>
        }
        .into_any(),
        ConnectionState::Paused => view! {
            <p>"It is paused: the key is kept, and nothing is read. Days that pass meanwhile are read when it is resumed, as far back as OpenAI keeps them."</p>
            {button(&name, Stand::Resume, "btn primary", "Resume")}
            {disconnect(&name)}
        }
        .into_any(),
        _ => view! {
            <p>"Pause it to read nothing for a while: the key and what was read stay."</p>
            {button(&name, Stand::Pause, "btn", "Pause")}
            {disconnect(&name)}
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="rest-h">
            <h2 id="rest-h">"Stop reading"</h2>
            {move || error.get().map(|error| alert("rest-error", &error))}
            {body}
        </section>
    }
    .into_any()
}

/// Behind a second step, because the key must be pasted again afterwards.
fn disconnect(name: &str) -> AnyView {
    view! {
        <details>
            <summary>"Disconnect this workspace"</summary>
            <p>
                "The key is deleted here, and only its last four characters are remembered. What was read stays; delete the key at OpenAI too: under API keys on the Platform, or where the workspace’s key was made. Reading again needs a key."
            </p>
            {button(name, Stand::Disconnect, "btn danger", "Disconnect and forget the key")}
        </details>
    }
    .into_any()
}

fn button(name: &str, stand: Stand, class: &'static str, words: &'static str) -> AnyView {
    let action = ServerAction::<StandConnection>::new();
    let name = name.to_owned();
    let stand = match stand {
        Stand::Pause => "pause",
        Stand::Resume => "resume",
        Stand::Disconnect => "disconnect",
    };
    view! {
        <ActionForm action=action>
            <input type="hidden" name="name" value=name />
            <input type="hidden" name="stand" value=stand />
            <button type="submit" class=class>
                {words}
            </button>
        </ActionForm>
    }
    .into_any()
}
