//! Keys for people who look often, and the dialog that names them. Awake browsers only; never while typing.

use domain::view::Frame;
use domain::{PageQuery, Preset, RangeChoice};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::browser;
use crate::state::links;

/// The id of the dialog.
pub const HELP: &str = "shortcuts";

const KEYS: [(&str, &str); 8] = [
    ("W", "Last 7 days"),
    ("M", "Last 28 days"),
    ("Q", "This quarter"),
    ("Y", "Last 365 days"),
    ("A", "Everything"),
    ("← →", "One period back or forth"),
    ("X", "Compare with the period before"),
    ("?", "This list"),
];

/// Hears the keys of a dashboard page.
#[component]
pub fn Shortcuts(frame: Frame, path: String) -> impl IntoView {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let (navigate, frame, path) = (navigate.clone(), frame.clone(), path.clone());
        browser::on_keys(move |event| {
            if browser::is_typing(&event) {
                return;
            }
            if event.key() == "?" {
                browser::turn_dialog(HELP);
            } else if let Some(query) = asked(&event, &frame) {
                event.prevent_default();
                navigate(&query.href(&path), NavigateOptions { scroll: false, ..NavigateOptions::default() });
            }
        });
    });
}

/// The state that a key asks for.
fn asked(event: &KeyboardEvent, frame: &Frame) -> Option<PageQuery> {
    let query = &frame.query;
    let preset = |preset| Some(PageQuery { range: RangeChoice::Preset(preset), ..query.clone() });
    match event.key().as_str() {
        "w" | "W" => preset(Preset::Week),
        "m" | "M" => preset(Preset::Month),
        "q" | "Q" => preset(Preset::Quarter),
        "y" | "Y" => preset(Preset::Year),
        "a" | "A" => preset(Preset::All),
        "x" | "X" => Some(PageQuery { compare: !query.compare, ..query.clone() }),
        "ArrowLeft" => Some(links::stepped(query, frame.range, frame.today, -1)),
        "ArrowRight" => Some(links::stepped(query, frame.range, frame.today, 1)),
        _ => None,
    }
}

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
