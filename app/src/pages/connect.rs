//! `/connect`: what is connected and how it is, the way into the guide, and a short form for who has all at hand.

mod choose;
mod form;
mod guide;
mod list;
mod one;
mod probes;
mod rest;
mod rollout;
mod under_way;

use domain::view::ConnectView;
use leptos::prelude::*;

use crate::components::plain::plain;
use crate::server_fns::{ConnectWorkspace, SyncNow, connections};
pub use choose::ChoosePage;
use form::ConnectForm;
pub use guide::GuidePage;
use list::Connections;
pub use one::ConnectionPage;
pub use rollout::RolloutPage;
use under_way::under_way;

const PATH: &str = "/connect";

/// The page. Plain: what it says is as of when it was asked for; `public/live.js` asks again while a pass runs.
#[component]
pub fn ConnectPage() -> impl IntoView {
    plain("Connections", PATH, connections, page)
}

fn page(view: ConnectView) -> AnyView {
    let connect = ServerAction::<ConnectWorkspace>::new();
    let sync = ServerAction::<SyncNow>::new();
    let first = view.connections.is_empty();
    let alone = first && view.under_way.is_empty();
    let begun = under_way("Being connected", &view.under_way, view.now);
    let lead = if first {
        "Connect your ChatGPT Enterprise workspace once. Uptake reads its Codex analytics day by day and keeps them."
    } else {
        "Each connection is one ChatGPT Enterprise workspace. Uptake reads the latest days again by itself."
    };
    view! {
        <h1 class="headline">"Connections"</h1>
        <p class="lead">{lead}</p>
        <Connections view=view sync=sync />
        {begun}
        {ways(alone)}
        <div class="split even">
            <ConnectForm connect=connect first=first />
            {facts()}
        </div>
    }
    .into_any()
}

/// The way into the guide, and on from a connection.
fn ways(alone: bool) -> AnyView {
    let (kind, label) = if alone {
        ("btn primary", "Connect step by step")
    } else {
        ("btn", "Connect another workspace, step by step")
    };
    let told = alone.then_some(
        "You need one key of OpenAI’s. The guide says who can make it and where, and goes on with you from there.",
    );
    view! {
        <section class="into-guide" aria-label="Guides">
            {told.map(|told| view! { <p>{told}</p> })}
            <p>
                <a class=kind href="/connect/new" rel="external">
                    {label}
                </a>
                " "
                <a href="/connect/rollout" rel="external">
                    "Rollout of Codex, as a list to tick"
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// What is read and what is never read, said before a key is asked for.
fn facts() -> AnyView {
    view! {
        <section class="facts" aria-labelledby="facts-h">
            <h2 id="facts-h">"What Uptake reads"</h2>
            <ul>
                <li>"Per person and day: threads, turns, credits and, where OpenAI has them, tokens, by client and model."</li>
                <li>"The e-mail address that OpenAI gives for a person, to join people with teams."</li>
                <li>"Counts of code reviews, of their comments by priority, and of replies and reactions."</li>
            </ul>
            <h2>"What it never reads"</h2>
            <ul>
                <li>"Prompts, answers, code, file names or repositories: these endpoints do not carry them."</li>
                <li>"Anything outside Codex analytics: the key needs no other right than to read them."</li>
            </ul>
            <h2>"What it keeps"</h2>
            <ul>
                <li>"The days that it has read, in its own data folder. OpenAI is asked to read, never to change."</li>
                <li>"The key, encrypted. It is not shown again; only its last four characters are."</li>
            </ul>
            <h2>"How to take it back"</h2>
            <p>"Disconnect the workspace here, and its key is forgotten; delete the key at OpenAI, and nobody can read with it. What was read stays here."</p>
        </section>
    }
    .into_any()
}
