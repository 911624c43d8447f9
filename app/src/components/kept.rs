//! HTML that the server rendered and the browser takes over as it is: woken where it stands already, and changed
//! only where newer HTML differs, so that focus, open tables and half-typed dates stay.

use leptos::prelude::*;

use super::live::Live;

/// HTML of our own in an element of its own.
#[cfg(not(feature = "hydrate"))]
pub fn kept(html: String, _live: Option<Live>) -> AnyView {
    view! { <div class="page" inner_html=html></div> }.into_any()
}

/// HTML of our own in an element of its own; empty for what stands there already. `live` hears of passes that the
/// HTML shows.
#[cfg(feature = "hydrate")]
pub fn kept(html: String, live: Option<Live>) -> AnyView {
    // Not by `inner_html`: where views are erased, a change of it empties the element first.
    view! { <div class="page" use:keep=(html, live)></div> }.into_any()
}

/// Called for the element that the server rendered, for a new one, and each time that newer HTML has come.
#[cfg(feature = "hydrate")]
fn keep(page: leptos::web_sys::Element, (html, live): (String, Option<Live>)) {
    if !html.is_empty() {
        crate::browser::blend(&page, &html);
    }
    crate::browser::wake(&page, live);
}
