//! `/set-up/{token}`: the one-time page that makes the first administrator. A plain form to the server.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let token = move || params.get().get("token").unwrap_or_default();
    let error = move || query.get().get("error").as_deref().map(explained);
    view! {
        <Title text="Set up" />
        <div class="card">
            <h1>"Set up Uptake"</h1>
            <p>"Make the first account. It administers this installation: it connects workspaces and makes other accounts."</p>
            {move || error().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <form method="post" action="/auth/set-up" class="stack">
                <input type="hidden" name="token" value=token />
                <label>
                    "E-mail"
                    <input type="email" name="email" autocomplete="username" required maxlength="254" />
                </label>
                <label>
                    "Password"
                    <input
                        type="password"
                        name="password"
                        autocomplete="new-password"
                        required
                        minlength="12"
                        maxlength="1024"
                        aria-describedby="password-hint"
                    />
                </label>
                <p class="quiet" id="password-hint">
                    "At least 12 characters. A sentence is easier to keep in mind than a word with signs."
                </p>
                <button type="submit" class="btn primary">
                    "Make the account"
                </button>
            </form>
        </div>
    }
    .into_any()
}

/// What each error of the form means, and what to do.
fn explained(code: &str) -> &'static str {
    match code {
        "token" | "wrong" | "used" | "expired" => {
            "This link has been used or is too old. Restart Uptake to get a new one, or sign in if the account exists."
        }
        "email" => "That is not an e-mail address.",
        "password" | "weak" => "The password needs at least 12 characters.",
        "limited" => "Too many attempts. Wait a few minutes and try again.",
        "csrf" => "The form came from another site or was too old. Please try again from here.",
        _ => "That did not work. Please try again.",
    }
}
