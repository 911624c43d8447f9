//! `/sign-in`: a plain form to the server. Works without scripts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::state::links::safe_next;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let error = move || query.get().get("error").as_deref().map(explained);
    let next = move || safe_next(query.get().get("next").as_deref());
    view! {
        <Title text="Sign in" />
        <div class="card">
            <h1>"Sign in"</h1>
            {move || error().map(|text| view! { <p class="alert" role="alert" id="sign-in-error">{text}</p> })}
            <form method="post" action="/auth/sign-in" class="stack">
                <input type="hidden" name="next" value=next />
                <label>
                    "E-mail"
                    <input type="email" name="email" autocomplete="username" required maxlength="254" />
                </label>
                <label>
                    "Password"
                    <input type="password" name="password" autocomplete="current-password" required maxlength="1024" />
                </label>
                <button type="submit" class="btn primary">
                    "Sign in"
                </button>
            </form>
            <p class="quiet">"No account, or a lost password? An administrator of this installation can help."</p>
        </div>
    }
    .into_any()
}

/// What each error of the form means, and what to do.
fn explained(code: &str) -> &'static str {
    match code {
        "wrong" => "E-mail and password do not fit together. Check both and try again.",
        "limited" => "Too many attempts. Wait a few minutes and try again.",
        "csrf" => "The form came from another site or was too old. Please try again from here.",
        _ => "Signing in did not work. Please try again.",
    }
}
