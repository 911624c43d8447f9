//! The document around every page, and the routes.
//!
//! Pages of figures are woken in the browser, which takes over what the server has put on them (see
//! `pages::dashboard`). Pages that are forms are *plain*: they work by links and forms alone, are known to
//! the server only, and load no WebAssembly. Links to them say `rel="external"`.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_navigate;
use leptos_router::{NavigateOptions, SsrMode, path};

use crate::browser;
use crate::components::header::{Header, WhoLooks};
use crate::components::live::Live;
use crate::components::shortcuts::HelpDialog;
use crate::components::theme;
use crate::pages::dashboard::DashboardPage;
use crate::pages::not_found::NotFoundPage;
use crate::server_fns::visitor;
use crate::state::Revision;

/// The document: head, style sheet, scripts with nonces, body.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let css = style_sheet(&options);
    let plain = is_plain();
    let scripts = if plain {
        view! { <script src="/live.js" defer nonce=leptos::nonce::use_nonce()></script> }.into_any()
    } else {
        view! { <HydrationScripts options=options /> }.into_any()
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <script nonce=leptos::nonce::use_nonce() inner_html=theme::script(!plain)></script>
                <link rel="stylesheet" href=css />
                {scripts}
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

/// Whether the page that is asked for is a plain one.
fn is_plain() -> bool {
    #[cfg(feature = "ssr")]
    if let Some(parts) = use_context::<http::request::Parts>() {
        let path = parts.uri.path();
        let forms = ["/connect/", "/set-up/", "/settings/"];
        return ["/connect", "/links", "/sign-in"].contains(&path) || forms.iter().any(|form| path.starts_with(form));
    }
    false
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let revision = Revision(RwSignal::new(0));
    provide_context(revision);
    Live::provide(revision);
    provide_context(WhoLooks(Resource::new(|| (), |()| visitor())));
    view! {
        <Title formatter=|page: String| format!("{page} · Uptake") />
        <Router>
            <a class="skip" href="#main" rel="external">
                "Skip to content"
            </a>
            <Header />
            <main id="main" tabindex="-1">
                {pages()}
            </main>
            <HelpDialog />
            <Tended />
        </Router>
    }
}

/// Tends what the server rendered: one place that hears pointer, keys and forms for every page.
#[component]
fn Tended() -> impl IntoView {
    let navigate = use_navigate();
    let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
    Effect::new(move |_| {
        let (navigate, options) = (navigate.clone(), options.clone());
        browser::tend(move |to| navigate(to, options.clone()));
    });
}

/// The pages: those of figures, which server and browser know, and what is given besides.
macro_rules! routes {
    ($($more:tt)*) => {
        view! {
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/adoption") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/credits") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/reviews") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/teams") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/teams/:slug") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/people") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/people/:id") view=DashboardPage ssr=SsrMode::Async />
                $($more)*
            </FlatRoutes>
        }
        .into_any()
    };
}

/// With plain pages, which only the server knows.
#[cfg(feature = "ssr")]
fn pages() -> AnyView {
    use crate::pages::{
        annotations::AnnotationsPage,
        budget::BudgetPage,
        connect::{ChoosePage, ConnectPage, ConnectionPage, GuidePage, RolloutPage},
        links::LinksPage,
        set_up::SetUpPage,
        sign_in::SignInPage,
    };
    routes! {
        <Route path=path!("/connect") view=ConnectPage ssr=SsrMode::Async />
        <Route path=path!("/connect/new") view=ChoosePage ssr=SsrMode::Async />
        <Route path=path!("/connect/new/:id") view=GuidePage ssr=SsrMode::Async />
        <Route path=path!("/connect/rollout") view=RolloutPage ssr=SsrMode::Async />
        <Route path=path!("/connect/:name") view=ConnectionPage ssr=SsrMode::Async />
        <Route path=path!("/links") view=LinksPage ssr=SsrMode::Async />
        <Route path=path!("/settings/budget") view=BudgetPage ssr=SsrMode::Async />
        <Route path=path!("/settings/annotations") view=AnnotationsPage ssr=SsrMode::Async />
        <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
        <Route path=path!("/set-up/:token") view=SetUpPage ssr=SsrMode::Async />
    }
}

/// The pages that are woken in the browser.
#[cfg(not(feature = "ssr"))]
fn pages() -> AnyView {
    routes! {}
}
