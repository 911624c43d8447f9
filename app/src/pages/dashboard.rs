//! Every page of figures, as it is looked at: asks the server for its HTML when the address changes, and keeps the
//! old page with a thin line meanwhile. What is on the page is rendered on the server alone, so a page more costs
//! the browser nothing; what pointer and keys do on it is in [`crate::browser`].

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_matched;

use crate::components::error_view::error_page;
use crate::components::kept::kept;
use crate::components::live::Live;
use crate::server_fns::page;
use crate::state::{Revision, use_page_query};

/// The page of figures at the path of its route.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let (path, query, revision) = (use_matched(), use_page_query(), Revision::from_context());
    let path = move || match path.get() {
        root if root.is_empty() => "/".to_owned(),
        path => path,
    };
    let asked = move || (path(), query.get(), revision.0.get());
    let answer = Resource::new(asked, |(path, query, _)| page(path, query.to_query()));
    let live = use_context::<Live>();
    let pending = RwSignal::new(false);
    let inside = move || {
        Suspend::new(async move {
            match answer.await {
                Ok(page) => view! {
                    <Title text=page.title />
                    {kept(page.html, live)}
                }
                .into_any(),
                Err(error) => error_page(&error, &query.get_untracked().href(&untrack(path))),
            }
        })
    };
    view! {
        <div class="pending" class:on=move || pending.get() aria-hidden="true"></div>
        <Transition fallback=skeleton set_pending=pending>
            {inside}
        </Transition>
    }
    .into_any()
}

/// What stands where a page will be, of about its size.
pub fn skeleton() -> AnyView {
    view! {
        <div class="skeleton" aria-hidden="true">
            <span class="sk line"></span>
            <span class="sk head"></span>
            <span class="sk cards"></span>
            <span class="sk plot-at"></span>
        </div>
        <p class="vh" role="status">
            "Loading"
        </p>
    }
    .into_any()
}
