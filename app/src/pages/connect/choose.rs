//! `/connect/new`: which way to a key, who is needed for it, and how long it takes; and the guides that were begun.

use domain::guide::Route;
use domain::view::GuidesView;
use leptos::prelude::*;

use super::under_way::under_way;
use crate::components::form::{alert, error_in_address};
use crate::components::plain::plain;
use crate::server_fns::{BeginGuide, guides};

/// The page.
#[component]
pub fn ChoosePage() -> impl IntoView {
    plain("Connect a workspace", "/connect/new", guides, |view| page(&view))
}

fn page(view: &GuidesView) -> AnyView {
    let error = error_in_address("/fn/begin_guide", "way");
    view! {
        <p class="crumbs">
            <a href="/connect" rel="external">
                "Connections"
            </a>
        </p>
        <h1 class="headline">"Connect a workspace, step by step"</h1>
        <p class="lead">
            "Uptake needs one key of OpenAI’s that can read Codex analytics and nothing else. There are two ways to it. The guide is saved here: leave it when you like, and another administrator can go on."
        </p>
        {move || error.get().map(|error| alert("begin-error", &error))}
        {under_way("Go on with", &view.under_way, view.now)}
        <section aria-labelledby="ways-h">
            <h2 id="ways-h" class="vh">"Ways to a key"</h2>
            <ul class="ways">{WAYS.map(|way| card(&way))}</ul>
        </section>
    }
    .into_any()
}

/// A way as it is told.
struct Way {
    /// The guide on it; absent while there is none.
    route: Option<Route>,
    title: &'static str,
    when: &'static str,
    who: &'static str,
    plan: &'static str,
    time: &'static str,
}

const WAYS: [Way; 3] = [
    Way {
        route: Some(Route::AdminKey),
        title: "Admin key of the workspace",
        when: "The short way, and right for most. The key is made in OpenAI’s Admin Console, with the right scope from the start.",
        who: "An owner or admin of the ChatGPT workspace",
        plan: "ChatGPT Enterprise, Edu or Healthcare",
        time: "About ten minutes",
    },
    Way {
        route: Some(Route::PlatformKey),
        title: "Platform key with a scope from OpenAI support",
        when: "Where the Admin Console offers you no Admin keys, or your rules want a key of the API Platform. Support adds the scope by hand.",
        who: "An owner or admin of the API organisation that belongs to the workspace; a workspace owner for the workspace’s id",
        plan: "ChatGPT Enterprise with a linked API organisation",
        time: "Ten minutes now, then up to a week or so until support answers. Uptake waits with you: it tests the key by itself",
    },
    Way {
        route: None,
        title: "Organisation Admin key for API-key usage",
        when: "What Codex uses under API keys, which workspace analytics do not hold. Not built yet: there is nothing to do here.",
        who: "An owner of the API organisation",
        plan: "API Platform",
        time: "In a later version",
    },
];

fn card(way: &Way) -> AnyView {
    let begin = ServerAction::<BeginGuide>::new();
    let action = match way.route {
        Some(route) => {
            let kind = if route == Route::AdminKey { "btn primary" } else { "btn" };
            let named = format!(": {}", way.title);
            view! {
                <ActionForm action=begin>
                    <input type="hidden" name="route" value=route.name() />
                    <button type="submit" class=kind>
                        "Begin"
                        <span class="vh">{named}</span>
                    </button>
                </ActionForm>
            }
            .into_any()
        }
        None => view! { <p class="coming">"Coming"</p> }.into_any(),
    };
    view! {
        <li class=if way.route.is_some() { "way" } else { "way later" }>
            <h3>{way.title}</h3>
            <p>{way.when}</p>
            <dl>
                <dt>"Who is needed"</dt>
                <dd>{way.who}</dd>
                <dt>"Plan"</dt>
                <dd>{way.plan}</dd>
                <dt>"Time"</dt>
                <dd>{way.time}</dd>
            </dl>
            {action}
        </li>
    }
    .into_any()
}
