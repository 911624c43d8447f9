//! What stands in place of a page or a part that failed: the thing by name, and the way on.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::error::AppError;
use crate::state::encoded;

/// Gives the page's answer the status of what it shows. On the server only; a browser has its answer already.
pub fn respond(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

/// A page that failed as a whole.
pub fn error_page(error: &AppError, here: &str) -> AnyView {
    respond(error.status());
    if *error == AppError::Forbidden && here.starts_with("/people") {
        return not_yours();
    }
    let (href, label) = match error {
        AppError::SignedOut => (sign_in_from(here), "Sign in"),
        AppError::NotFound { .. } if here.starts_with("/teams/") => ("/teams".to_owned(), "See all teams"),
        AppError::Forbidden | AppError::NotFound { .. } => ("/".to_owned(), "Go to the Overview"),
        _ => (here.to_owned(), "Try again"),
    };
    view! {
        <Title text=error.to_string() />
        <div class="state error" role="alert">
            <h1>{error.to_string()}</h1>
            <p>{error.way_on()}</p>
            <p>
                <a class="btn primary" href=href rel="external">
                    {label}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// Instead of somebody else's use: who may see it, and why nobody else.
fn not_yours() -> AnyView {
    view! {
        <Title text="People" />
        <div class="state">
            <h1>"Single persons are shown to administrators only."</h1>
            <p>
                "Uptake is there to see how teams take up Codex, and not to watch anyone: everybody else sees groups of people. Administrators see persons because they look after accounts and costs. Your own use you can always see."
            </p>
            <p>
                <a class="btn primary" href="/people/me">
                    "See your own use"
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// The sign-in page that leads back here.
fn sign_in_from(here: &str) -> String {
    let encoded = encoded(here).replace("%2F", "/");
    format!("/sign-in?next={encoded}")
}
