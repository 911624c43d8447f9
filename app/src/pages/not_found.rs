//! What stands at a path that leads nowhere: the path by name, and the way on.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::error_view::respond;
use crate::state::use_path;

/// The page. Its answer has status 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    respond(404);
    let path = use_path();
    view! {
        <Title text="Not found" />
        <div class="state">
            <h1>"There is no page here."</h1>
            <p>
                "Nothing is at " <code>{move || path.get()}</code>
                ". The address may be mistyped, or the page may have moved."
            </p>
            <p>
                <a class="btn primary" href="/">
                    "Go to the Overview"
                </a>
            </p>
        </div>
    }
    .into_any()
}
