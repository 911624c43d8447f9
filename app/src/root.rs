//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::browser;
use crate::components::header::{Header, WhoLooks};
use crate::components::live::Live;
use crate::components::shortcuts::HelpDialog;
use crate::components::theme;
use crate::pages::adoption::AdoptionPage;
use crate::pages::connect::ConnectPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::overview::OverviewPage;
use crate::pages::set_up::SetUpPage;
use crate::pages::sign_in::SignInPage;
use crate::server_fns::visitor;
use crate::state::Revision;

/// The document: head, style sheet, scripts with nonces, body.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let css = style_sheet(&options);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <script nonce=leptos::nonce::use_nonce() inner_html=theme::script()></script>
                <link rel="stylesheet" href=css />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The path of the style sheet: the server knows its hashed name.
fn style_sheet(options: &LeptosOptions) -> String {
    #[cfg(feature = "ssr")]
    if let Some(site) = use_context::<crate::backend::Site>() {
        return site.css;
    }
    format!("/{}/{}.css", options.site_pkg_dir, options.output_name)
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let revision = Revision(RwSignal::new(0));
    provide_context(revision);
    Live::provide(revision);
    Effect::new(|_| browser::tend_popups());
    provide_context(WhoLooks(Resource::new(|| (), |()| visitor())));
    view! {
        <Title formatter=|page: String| format!("{page} · Uptake") />
        <Router>
            <a class="skip" href="#main" rel="external">
                "Skip to content"
            </a>
            <Header />
            <main id="main" tabindex="-1">
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=OverviewPage ssr=SsrMode::Async />
                    <Route path=path!("/adoption") view=AdoptionPage ssr=SsrMode::Async />
                    <Route path=path!("/connect") view=ConnectPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/set-up/:token") view=SetUpPage ssr=SsrMode::Async />
                </Routes>
            </main>
            <HelpDialog />
        </Router>
    }
}
