//! The parts that pages are built from. Each takes a view model or a piece of one and shows it.
//!
//! What is on a page of figures is rendered on the server alone; the rest is woken in the browser.

#[cfg(feature = "ssr")]
pub mod bars;
#[cfg(feature = "ssr")]
pub mod chart;
#[cfg(feature = "ssr")]
pub mod compared;
#[cfg(feature = "ssr")]
pub mod dashboard;
#[cfg(feature = "ssr")]
pub mod definition;
pub mod error_view;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod filters;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod freshness;
#[cfg(feature = "ssr")]
pub mod grid;
pub mod header;
#[cfg(feature = "ssr")]
pub mod hover;
pub mod kept;
#[cfg(feature = "ssr")]
pub mod kpi;
pub mod live;
#[cfg(feature = "ssr")]
pub mod multiples;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod plain;
#[cfg(feature = "ssr")]
pub mod range;
#[cfg(feature = "ssr")]
pub mod ready;
pub mod shortcuts;
#[cfg(feature = "ssr")]
pub mod states;
#[cfg(feature = "ssr")]
pub mod teams;
pub mod theme;
