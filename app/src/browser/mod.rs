//! What only a browser can do: take over what the server rendered, hear pointer, keys, forms and events, remember a
//! preference. On the server the same names do nothing, so that components need no switches.

#[cfg(feature = "hydrate")]
mod blend;
#[cfg(any(test, feature = "hydrate"))]
pub mod cursor;
#[cfg(feature = "hydrate")]
mod real;
#[cfg(feature = "hydrate")]
mod tend;
#[cfg(feature = "hydrate")]
pub use blend::{blend, wake};
#[cfg(feature = "hydrate")]
pub use real::*;
#[cfg(feature = "hydrate")]
pub use tend::tend;

#[cfg(not(feature = "hydrate"))]
mod none;
#[cfg(not(feature = "hydrate"))]
pub use none::*;

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The value of `data-theme` and in the browser's storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The label for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// Where the theme is remembered; the script in the head reads the same key.
pub const THEME_KEY: &str = "uptake.theme";
