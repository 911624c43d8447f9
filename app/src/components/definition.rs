//! The small “i” beside a title: what a number means, open to pointer, keyboard and browsers without scripts.

use leptos::prelude::*;

/// A sentence behind an “i”.
pub fn definition(of: &str, text: &str) -> AnyView {
    let label = format!("What “{of}” means");
    view! {
        <details class="info" name="info">
            <summary aria-label=label>"i"</summary>
            <p class="pop">{text.to_owned()}</p>
        </details>
    }
    .into_any()
}
