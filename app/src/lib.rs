//! What people see: the shell, the routes, the pages and their parts, and what they ask the server for.
//!
//! One crate with two faces. With `ssr` the pages are rendered on the server, which gives its answers through
//! the ports in [`backend`]; with `hydrate` their frame is woken in the browser, which takes over what is on them.
//! What a number means is decided in `metrics`, how it is drawn in `charts`; neither is known here beyond
//! the view models of `domain`.

// Pages nest deep, and every element is a type.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod backend;
mod browser;
mod components;
pub mod error;
mod pages;
pub mod root;
pub mod server_fns;
mod state;
mod words;

#[cfg(feature = "ssr")]
pub use components::export;
pub use error::AppError;
#[cfg(feature = "ssr")]
pub use pages::{Asked, links, shared, take};
pub use root::{App, shell};

/// Wakes the page that the server rendered.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
