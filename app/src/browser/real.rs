//! The browser's side of [`super`].

use domain::PageQuery;
use domain::sync::SyncProgress;
use gloo_storage::{LocalStorage, Storage};
use leptos::ev::{Event, KeyboardEvent, PointerEvent, SubmitEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{
    Element, EventSource, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlSelectElement, MessageEvent, Node, UrlSearchParams,
};

use super::{THEME_KEY, Theme};
use crate::components::live::Live;

/// Sends the form that a field stands in.
pub fn send_form_of(event: &Event) {
    let target = event.target();
    let select =
        target.as_ref().and_then(|target| target.dyn_ref::<HtmlSelectElement>()).and_then(HtmlSelectElement::form);
    let input =
        target.as_ref().and_then(|target| target.dyn_ref::<HtmlInputElement>()).and_then(HtmlInputElement::form);
    if let Some(form) = select.or(input) {
        let _ = form.request_submit();
    }
}

/// Keeps the browser from sending a `GET` form and gives the state that it asks for.
pub fn state_of_form(event: &SubmitEvent) -> Option<PageQuery> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    event.prevent_default();
    close_popups(None);
    Some(PageQuery::parse(&String::from(params.to_string())))
}

/// Closes what stands open over the page on a click beside it and on Escape.
pub fn tend_popups() {
    let clicked = window_event_listener(leptos::ev::pointerdown, |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        close_popups(target.as_ref());
    });
    let pressed = window_event_listener(leptos::ev::keydown, |event| {
        if event.key() == "Escape" {
            close_popups(None);
        }
    });
    on_cleanup(move || {
        clicked.remove();
        pressed.remove();
    });
}

/// Closes every popup that does not hold the node.
fn close_popups(beside: Option<&Node>) {
    let Ok(open) = document().query_selector_all("details[name][open]") else { return };
    for at in 0..open.length() {
        let Some(popup) = open.item(at).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        if !beside.is_some_and(|node| popup.contains(Some(node))) {
            let _ = popup.remove_attribute("open");
        }
    }
}

/// The theme that was chosen before.
pub fn chosen_theme() -> Theme {
    let key: String = LocalStorage::get(THEME_KEY).unwrap_or_default();
    Theme::ALL.into_iter().find(|theme| theme.key() == key).unwrap_or_default()
}

/// Shows and remembers a theme.
pub fn choose_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    if theme == Theme::System {
        let _ = root.remove_attribute("data-theme");
        LocalStorage::delete(THEME_KEY);
    } else {
        let _ = root.set_attribute("data-theme", theme.key());
        let _ = LocalStorage::set(THEME_KEY, theme.key());
    }
}

/// Hears keys until the component is gone.
pub fn on_keys(handle: impl Fn(KeyboardEvent) + 'static) {
    let listener = window_event_listener(leptos::ev::keydown, handle);
    on_cleanup(move || listener.remove());
}

/// Whether the person is typing into a field, or holds a modifier that belongs to the browser.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let field = target.is_some_and(|element| {
        element.is_content_editable() || matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
    });
    field || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented()
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

/// Where over its element the pointer is, 0 at the left edge and 1 at the right.
pub fn pointer_fraction(event: &PointerEvent) -> Option<f64> {
    let element = event.current_target()?.dyn_into::<Element>().ok()?;
    let bounds = element.get_bounding_client_rect();
    (bounds.width() > 0.0).then(|| (f64::from(event.client_x()) - bounds.left()) / bounds.width())
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

/// A signal for what only a browser knows, set once it is awake.
pub fn awake(signal: RwSignal<bool>) {
    Effect::new(move |_| signal.set(true));
}
