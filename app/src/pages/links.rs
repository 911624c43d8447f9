//! `/links`: what is shared by links, and the forms that make and change them. With `?new=` and a page's key in the
//! address stands the form of a new link, filled by what else the address says in the grammar of pages; with `?edit=`
//! and a link's key, that one is a form in its place. A form that was refused comes back with what was typed
//! ([`LinkForm::to_query`]).

mod embed;
mod form;
mod list;
mod refused;

use domain::PageQuery;
use domain::link::LinkPage;
use domain::view::{LinkForm, LinksView};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

pub use self::refused::{address, lead_back};

use crate::components::form::{alert, error_in_address};
use crate::components::plain::plain;
use crate::server_fns::links;

/// Where the page is.
pub const PATH: &str = "/links";
/// Where a link is seen as its visitors see it.
pub const PREVIEW: &str = "/links/preview";
/// What a form is about, should it be gone.
const THING: &str = "link";
/// What the forms of the page are sent to.
const FORMS: [&str; 6] = [
    "/fn/make_link",
    "/fn/change_link",
    "/fn/rotate_link",
    "/fn/revoke_link",
    "/fn/revoke_links_of",
    "/fn/revoke_all_links",
];

/// The page.
#[component]
pub fn LinksPage() -> impl IntoView {
    plain("Shared links", PATH, links, page)
}

fn page(view: LinksView) -> AnyView {
    let query = use_query_map();
    let of = |name: &str| query.with_untracked(|query| query.get(name));
    let new = of("new").and_then(|key| LinkPage::of_key(&key));
    let edited = of("edit").and_then(|id| view.links.iter().find(|row| row.id.as_str() == id).cloned());
    let refused = FORMS.into_iter().find_map(|form| error_in_address(form, THING).get_untracked());
    let alert = refused.as_ref().map(|error| alert("link-error", error));
    let search = use_location().search.get_untracked();
    let typed = LinkForm::of_query(&search);
    let above = match (new, &edited) {
        (Some(page), None) => {
            let begun = || form::begun(&view, page, &PageQuery::parse(&search));
            form::new(&view, page, typed.clone().unwrap_or_else(begun), refused.as_ref())
        }
        (None, None) => choose(&view),
        _ => ().into_any(),
    };
    view! {
        <h1 class="headline">"Shared links"</h1>
        <p class="lead">
            "Whoever has a link sees the page behind it without signing in: the parts that you choose, for whom and for which days you choose, and never single persons."
        </p>
        {alert}
        {above}
        {list::list(&view, edited.as_ref(), (typed.as_ref(), refused.as_ref()))}
    }
    .into_any()
}

/// Which page is to be shared.
fn choose(view: &LinksView) -> AnyView {
    if !view.whole && view.teams.is_empty() {
        return view! {
            <p class="state">
                "You can share the pages of your own teams, and the roster has you in none today. Whoever keeps the roster can put you into one."
            </p>
        }
        .into_any();
    }
    let offered = |page: &LinkPage| *page != LinkPage::Team || !view.teams.is_empty();
    let button = |page: LinkPage| {
        view! {
            <li>
                <a class="btn" href=format!("{PATH}?new={}", page.key())>
                    {page.title()}
                </a>
            </li>
        }
    };
    let buttons = LinkPage::ALL.into_iter().filter(offered).map(button).collect_view();
    view! {
        <section aria-labelledby="new-h">
            <h2 id="new-h">"Share a page"</h2>
            <ul class="link-pages">{buttons}</ul>
        </section>
    }
    .into_any()
}
