//! The form that connects a workspace. The key goes one way: in.

use leptos::prelude::*;

use crate::components::form::{alert, error_in_address};
use crate::error::AppError;
use crate::server_fns::ConnectWorkspace;

/// The form, with what went wrong above it.
#[component]
pub fn ConnectForm(connect: ServerAction<ConnectWorkspace>, first: bool) -> impl IntoView {
    let error = error_in_address("/fn/connect", "connection");
    // Whoever sent it has it open: there is something to mend.
    let open = error.get_untracked().is_some();
    view! {
        <section aria-labelledby="connect-h">
            <h2 id="connect-h">"Key and workspace id at hand?"</h2>
            {move || error.get().map(|error| alert("connect-error", &error))}
            <details open=open>
                <summary>"Connect here in one go"</summary>
            <ActionForm action=connect>
                {fields(first, error)}
                <div class="stack">
                    <button type="submit" class="btn primary">
                        "Check and connect"
                    </button>
                    <p class="quiet">"The key is tried against OpenAI before anything is saved. This takes a few seconds."</p>
                </div>
            </ActionForm>
            </details>
        </section>
    }
    .into_any()
}

/// The three fields; the one that was refused is marked.
fn fields(first: bool, error: Memo<Option<AppError>>) -> AnyView {
    let wrong = move |name: &'static str| match error.get() {
        Some(AppError::Invalid { field, .. }) => (field == name).then_some("true"),
        _ => None,
    };
    view! {
                <div class="stack">
                    <label>
                        "Name" <input name="name" required maxlength="60" value=first.then_some("main") aria-invalid=move || wrong("name") autocomplete="off" />
                        <span class="hint">"How you call it here, for example by unit. It stands in addresses and exports."</span>
                    </label>
                    <label>
                        "Workspace id"
                        <input
                            name="workspace"
                            required
                            maxlength="60"
                            placeholder="3f0f5aaf-1e2b-4f10-bb50-0123456789ab"
                            aria-invalid=move || wrong("workspace")
                            autocomplete="off"
                            spellcheck="false"
                        />
                        <span class="hint">"A workspace owner finds it at chatgpt.com/admin under Settings."</span>
                    </label>
                    <label>
                        "Key"
                        <input
                            type="password"
                            name="key"
                            required
                            maxlength="400"
                            aria-invalid=move || wrong("key")
                            autocomplete="off"
                            spellcheck="false"
                        />
                        <span class="hint">
                            "An Admin key with the scope " <code>"codex.enterprise.analytics.read"</code>
                            " and no other, made by a workspace owner at admin.openai.com under Credentials, Admin keys. A Platform key that OpenAI support gave this scope works too."
                        </span>
                    </label>
                </div>
    }
    .into_any()
}
