//! The browser's side of [`super`].

use std::time::Duration;

use domain::sync::SyncProgress;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DocumentFragment, Element, EventSource, HtmlDialogElement, HtmlElement, MessageEvent, Node};

use super::{THEME_KEY, Theme};
use crate::components::live::Live;

/// Closes every popup that does not hold the node. A focus that was in one goes back to what opened it.
pub(super) fn close_popups(beside: Option<&Element>) {
    for popup in all(&document(), "details[name][open]") {
        if !beside.is_some_and(|element| popup.contains(Some(element))) {
            let held = popup.contains(document().active_element().as_deref());
            let _ = popup.remove_attribute("open");
            if held && let Ok(Some(summary)) = popup.query_selector("summary") {
                focus(&summary);
            }
        }
    }
}

/// Puts the focus on an element.
pub(super) fn focus(element: &Element) {
    let _ = element.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
}

/// The elements within a node for a selector.
pub(super) fn all(within: &Node, selector: &str) -> Vec<Element> {
    let found = match (within.dyn_ref::<Element>(), within.dyn_ref::<DocumentFragment>()) {
        (Some(element), _) => element.query_selector_all(selector),
        (_, Some(fragment)) => fragment.query_selector_all(selector),
        _ => document().query_selector_all(selector),
    };
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// Shows how far running passes are, where the page shows them.
pub fn show_progress(running: &[SyncProgress]) {
    for (pass, one) in all(&document(), ".progress .pass").iter().zip(running) {
        if let Ok(Some(bar)) = pass.query_selector("progress") {
            let _ = bar.set_attribute("max", &one.planned.max(1).to_string());
            let _ = bar.set_attribute("value", &one.done.to_string());
        }
        if let Ok(Some(text)) = pass.query_selector(".pass-text") {
            text.set_text_content(Some(&crate::words::progress::line(one)));
        }
    }
}

/// The theme that was chosen before.
pub fn chosen_theme() -> Theme {
    let key: String = LocalStorage::get(THEME_KEY).unwrap_or_default();
    Theme::ALL.into_iter().find(|theme| theme.key() == key).unwrap_or_default()
}

/// Remembers a theme and shows it. The whole page is drawn anew for it, so the choice itself is drawn first.
pub fn choose_theme(theme: Theme) {
    if theme == Theme::System {
        LocalStorage::delete(THEME_KEY);
    } else {
        let _ = LocalStorage::set(THEME_KEY, theme.key());
    }
    request_animation_frame(move || set_timeout(move || show_theme(theme), Duration::ZERO));
}

fn show_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _ = if theme == Theme::System {
        root.remove_attribute("data-theme")
    } else {
        root.set_attribute("data-theme", theme.key())
    };
}

/// Listens to the progress of running passes; closes when there is none left or the component is gone.
pub fn listen_to_sync(live: Live) {
    let Ok(source) = EventSource::new("/events/sync") else { return };
    let closing = source.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        let Ok(running) = serde_json::from_str::<Vec<SyncProgress>>(&text) else { return };
        if live.hear(running) {
            closing.close();
        }
    });
    source.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    let held = StoredValue::new_local((source, hear));
    on_cleanup(move || {
        held.try_with_value(|(source, _)| source.close());
    });
}

/// Opens or closes the dialog with an id.
pub fn turn_dialog(id: &str) {
    let dialog = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlDialogElement>().ok());
    if let Some(dialog) = dialog {
        if dialog.open() {
            dialog.close();
        } else {
            let _ = dialog.show_modal();
        }
    }
}
