//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The document: head, scripts with nonces, body.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <HydrationScripts options=options />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <main id="main">
                <Routes fallback=|| "There is no such page.">
                    <Route path=path!("/") view=|| "Overview" ssr=SsrMode::Async />
                    <Route path=path!("/adoption") view=|| "Adoption" ssr=SsrMode::Async />
                    <Route path=path!("/connect") view=|| "Connect" ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=|| "Sign in" ssr=SsrMode::Async />
                    <Route path=path!("/set-up/:token") view=|| "Set up" ssr=SsrMode::Async />
                </Routes>
            </main>
        </Router>
    }
}
