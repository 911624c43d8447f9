//! The server's side of [`super`]: nothing to read and nothing to hear.

use domain::sync::SyncProgress;

use super::Theme;
use crate::components::live::Live;

/// Hears pointer, keys and forms until the component is gone.
pub fn tend(_go: impl Fn(&str) + 'static) {}

/// Shows how far running passes are.
pub fn show_progress(_running: &[SyncProgress]) {}

/// The theme that was chosen before.
pub fn chosen_theme() -> Theme {
    Theme::System
}

/// Shows and remembers a theme.
pub fn choose_theme(_theme: Theme) {}

/// Listens to the progress of running passes.
pub fn listen_to_sync(_live: Live) {}

/// Opens or closes the dialog with an id.
pub fn turn_dialog(_id: &str) {}
