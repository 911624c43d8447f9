//! The dialog that names the keys for people who look often. Each follows the link with its name in
//! `aria-keyshortcuts`; see [`crate::browser`].

use leptos::prelude::*;

/// The id of the dialog.
pub const HELP: &str = "shortcuts";

const KEYS: [(&str, &str); 9] = [
    ("W", "Last 7 days"),
    ("M", "Last 28 days"),
    ("Q", "This quarter"),
    ("Y", "Last 365 days"),
    ("A", "Everything"),
    ("← →", "One period back or forth"),
    ("X", "Compare with the period before"),
    ("/", "Find a person, on People"),
    ("?", "This list"),
];

/// The dialog that names the keys.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let row = |(key, does): (&'static str, &'static str)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
            </div>
        }
    };
    view! {
        <dialog id=HELP class="help" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
            <dl>{KEYS.map(row).into_iter().collect_view()}</dl>
            <p class="quiet">"On a chart, the arrow keys read its values one by one."</p>
            <form method="dialog">
                <button type="submit" class="btn primary">
                    "Close"
                </button>
            </form>
        </dialog>
    }
    .into_any()
}
