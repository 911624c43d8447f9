//! Pages and server functions: what they find in context, and the policy that each page is sent with.

use std::sync::Arc;

use app::backend::{Backend, Caller, Site};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::from_fn;
use axum::response::Response;
use domain::view::Visitor;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use leptos::nonce::use_nonce;
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos_axum::{LeptosRoutes as _, ResponseOptions, generate_route_list, render_app_async_with_context};

use super::health;
use crate::middleware::headers::{Https, page_policy};
use crate::site::BuiltSite;
use crate::state::AppState;

/// What every page and server function needs.
#[derive(Clone)]
struct Context {
    backend: Backend,
    site: Arc<BuiltSite>,
    demo: bool,
    https: Https,
}

impl Context {
    /// Runs for each request, before the page is rendered or the server function called.
    fn provide(&self) {
        provide_context(self.backend.clone());
        let manifest = self.site.files().manifest.clone();
        provide_context(Site { output_name: manifest.output_name, css: manifest.css, demo: self.demo });
        if let Some(caller) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned()) {
            provide_context(Visitor { email: caller.email.clone(), role: caller.role, demo: self.demo });
            provide_context(caller);
        }
        // Only a page has a nonce; answers of server functions get the policy that allows nothing.
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, self.https))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }

    /// The framework's options: the name of the build, read afresh because it may be rebuilt in development.
    fn options(&self) -> LeptosOptions {
        let name = self.site.files().manifest.output_name.clone();
        LeptosOptions::builder().output_name(name).site_pkg_dir("pkg").build()
    }
}

/// Every page, every server function, and the page that says that there is no such page.
pub(super) fn routes(state: &AppState, backend: Backend, https: Https) -> Router {
    let context = Context { backend, site: Arc::clone(&state.site), demo: state.demo, https };
    let shell = {
        let context = context.clone();
        move || app::shell(context.options())
    };
    let provide = {
        let context = context.clone();
        move || context.provide()
    };
    let options = context.options();
    Router::<LeptosOptions>::new()
        .leptos_routes_with_context(&options, generate_route_list(app::App), provide.clone(), shell.clone())
        .fallback(move |request: Request| no_such_page(request, provide.clone(), shell.clone()))
        .with_state(options)
        .layer(from_fn(health::when_ready_for_pages))
}

async fn no_such_page<V: leptos::IntoView + 'static>(
    request: Request,
    provide: impl Fn() + Clone + Send + Sync + 'static,
    shell: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response<Body> {
    let mut response = render_app_async_with_context(provide, shell)(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
