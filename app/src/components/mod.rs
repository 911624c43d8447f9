//! The parts that pages are built from. Each takes a view model or a piece of one and shows it.

pub mod bars;
pub mod chart;
pub mod compared;
pub mod dashboard;
pub mod definition;
pub mod error_view;
pub mod filters;
#[cfg(feature = "ssr")]
pub mod form;
pub mod freshness;
pub mod grid;
pub mod header;
pub mod hover;
pub mod kpi;
pub mod live;
pub mod multiples;
pub mod page;
pub mod range;
pub mod shortcuts;
pub mod states;
pub mod teams;
pub mod theme;
