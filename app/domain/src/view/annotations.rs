//! What is marked on the time axis of a page's charts, and the page `/settings/annotations`.

use serde::{Deserialize, Serialize};

use super::page::Choice;
use crate::annotation::Annotation;
use crate::day::Day;

/// Something that is marked on the time axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The day it is about.
    pub day: Day,
    /// A few words.
    pub text: String,
}

/// An annotation in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotationRow {
    /// Its key.
    pub id: i64,
    /// What it says.
    pub annotation: Annotation,
    /// The title of its team; the slug where the roster has no such team any more.
    pub team: Option<String>,
}

/// The page `/settings/annotations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotationsView {
    /// The running day.
    pub today: Day,
    /// Teams that an annotation can be about.
    pub teams: Vec<Choice>,
    /// All of them, the latest day first.
    pub annotations: Vec<AnnotationRow>,
}
