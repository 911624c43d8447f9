//! `/connect`: what is connected and how it is, and a plain form to connect a workspace.

mod form;
mod list;

use domain::view::ConnectView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::components::error_view::error_page;
use crate::error::AppError;
use crate::pages::dashboard::skeleton;
use crate::server_fns::{ConnectWorkspace, SyncNow, connections};
use form::ConnectForm;
use list::Connections;

const PATH: &str = "/connect";

/// The page. Plain: what it says is as of when it was asked for; `public/live.js` asks again while a pass runs.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let answer = Resource::new(|| (), |()| connections());
    let inside = move || {
        Suspend::new(async move {
            match answer.await {
                Ok(view) => page(view),
                Err(error) => error_page(&error, PATH),
            }
        })
    };
    view! {
        <Title text="Connections" />
        <Suspense fallback=skeleton>{inside}</Suspense>
    }
    .into_any()
}

fn page(view: ConnectView) -> AnyView {
    let connect = ServerAction::<ConnectWorkspace>::new();
    let sync = ServerAction::<SyncNow>::new();
    let first = view.connections.is_empty();
    let lead = if first {
        "Connect your ChatGPT Enterprise workspace once. Uptake reads its Codex analytics day by day and keeps them."
    } else {
        "Each connection is one ChatGPT Enterprise workspace. Uptake reads the latest days again by itself."
    };
    view! {
        <h1 class="headline">"Connections"</h1>
        <p class="lead">{lead}</p>
        <Connections view=view sync=sync />
        <div class="split even">
            <ConnectForm connect=connect first=first />
            {facts()}
        </div>
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
            <p>"Delete the key at OpenAI, and Uptake reads nothing more; what it has read stays here."</p>
        </section>
    }
    .into_any()
}

/// The error that a form brought back in the address. Anyone can write an address, so only
/// which error it is counts, and no text of its own.
fn error_in_address(endpoint: &'static str) -> Memo<Option<AppError>> {
    let query = use_query_map();
    Memo::new(move |_| {
        let query = query.get();
        let path = query.get("__path")?;
        let error = query.get("__err").filter(|_| path.ends_with(endpoint))?;
        Some(without_text(leptos::server_fn::error::ServerFnUrlError::<AppError>::decode_err(&error)))
    })
}

fn without_text(error: AppError) -> AppError {
    match error {
        AppError::Invalid { field, .. } => {
            let message = match field.as_str() {
                "name" => "This name cannot be used: it is empty, too long or taken.",
                "workspace" => {
                    "This workspace id cannot be used: it is not one (it looks like 3f0f5aaf-1e2b-4f10-bb50-0123456789ab), or the workspace is connected already."
                }
                "key" => "This is not a key.",
                _ => "Something in the form cannot be used.",
            };
            AppError::Invalid { field, message: message.to_owned() }
        }
        AppError::Connection { problem, .. } => AppError::Connection { problem, detail: String::new() },
        AppError::NotFound { .. } => AppError::NotFound { what: "such connection".to_owned() },
        AppError::Unavailable { .. } => AppError::Unavailable { what: "The server".to_owned() },
        AppError::Internal { .. } => AppError::Internal { reference: "in the server’s log".to_owned() },
        error @ (AppError::SignedOut | AppError::Forbidden) => error,
    }
}

/// What went wrong with a form: which problem, what exactly, what to do.
fn alert(id: &'static str, error: &AppError) -> AnyView {
    let detail = match error {
        AppError::Connection { problem, detail } => {
            let code = problem.code();
            let detail = if detail.is_empty() { String::new() } else { format!("{detail} ") };
            view! { <p class="quiet">{detail} <code>{code}</code></p> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <div class="alert" role="alert" id=id>
            <p>
                <strong>{error.to_string()}</strong>
            </p>
            <p>{error.way_on()}</p>
            {detail}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ConnectionProblem;

    #[test]
    fn an_address_brings_no_text_of_its_own() {
        let lure = "Call 555-0100 and read out your key".to_owned();
        for error in [
            AppError::Invalid { field: "key".to_owned(), message: lure.clone() },
            AppError::Connection { problem: ConnectionProblem::MissingScope, detail: lure.clone() },
            AppError::NotFound { what: lure.clone() },
            AppError::Unavailable { what: lure.clone() },
            AppError::Internal { reference: lure.clone() },
        ] {
            let shown = without_text(error);
            assert!(!format!("{shown} {}", shown.way_on()).contains("555"), "{shown:?}");
        }
    }
}
