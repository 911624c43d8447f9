//! The server's side of [`super`]: nothing to read and nothing to hear.

use domain::PageQuery;
use leptos::ev::{Event, KeyboardEvent, PointerEvent, SubmitEvent};
use leptos::prelude::RwSignal;

use super::Theme;
use crate::components::live::Live;

/// Sends the form that a field stands in.
pub fn send_form_of(_event: &Event) {}

/// Keeps the browser from sending a `GET` form and gives the state that it asks for.
pub fn state_of_form(_event: &SubmitEvent) -> Option<PageQuery> {
    None
}

/// Closes what stands open over the page on a click beside it, on Escape and when the page changes.
pub fn tend_popups() {}

/// The theme that was chosen before.
pub fn chosen_theme() -> Theme {
    Theme::System
}

/// Shows and remembers a theme.
pub fn choose_theme(_theme: Theme) {}

/// Hears keys until the component is gone.
pub fn on_keys(_handle: impl Fn(KeyboardEvent) + 'static) {}

/// Whether the person is typing into a field, or holds a modifier that belongs to the browser.
pub fn is_typing(_event: &KeyboardEvent) -> bool {
    true
}

/// Listens to the progress of running passes.
pub fn listen_to_sync(_live: Live) {}

/// Where over its element the pointer is, 0 at the left edge and 1 at the right.
pub fn pointer_fraction(_event: &PointerEvent) -> Option<f64> {
    None
}

/// Opens or closes the dialog with an id.
pub fn turn_dialog(_id: &str) {}

/// A signal for what only a browser knows, set once it is awake.
pub fn awake(_signal: RwSignal<bool>) {}
