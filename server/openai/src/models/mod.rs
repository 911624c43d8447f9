//! Wire models: from the JSON of one page to `domain` facts. Lenient as the notes in each file say,
//! but for what a figure cannot do without: a required count that is missing is an error that names the field.

mod json;
mod page;
mod reviews;
mod row;
mod usage;

pub use json::Shape;
pub(crate) use page::{Page, decode};
pub(crate) use row::{Anonymous, Row, sort_and_merge};
