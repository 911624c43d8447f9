//! A fixed set of drawings, to compare what the server and the browser make of the same data.

use serde::{Deserialize, Serialize};

/// One drawing with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specimen {
    /// What it shows.
    pub name: String,
    /// The whole `<svg>` element.
    pub svg: String,
}

/// Every specimen, in a fixed order: the same on every run and every machine.
pub fn all() -> Vec<Specimen> {
    vec![Specimen { name: "meter".to_owned(), svg: crate::meter(0.42) }]
}
