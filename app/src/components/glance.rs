//! What can be told of a page at a glance: its first sentence, its first figures, its first chart. Gathered while the
//! page is made and only where somebody wants it, so that a picture of a page never tells what the page does not show.

use std::sync::{Arc, Mutex, PoisonError};

use domain::view::Kpi;
use leptos::prelude::use_context;

use crate::words::delta::{self, Tone};
use crate::words::figure;
use crate::words::headline::Headline;

/// A key figure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// The figure, or the reason why there is none.
    pub value: String,
    /// Whether there is a figure.
    pub known: bool,
    /// What is to be said beside it.
    pub caveat: Option<&'static str>,
    /// How it changed, and whether that is welcome.
    pub change: Option<(String, Tone)>,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Its title.
    pub title: String,
    /// Its drawing.
    pub svg: String,
}

/// What was told first; figures and chart only where a picture is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The sentence at the top.
    pub sentence: Option<String>,
    /// The figures below it.
    pub facts: Vec<Fact>,
    /// The main chart.
    pub course: Option<Course>,
}

/// The page that is being made, as its parts find it in the context.
#[derive(Clone, Debug, Default)]
pub struct Glance {
    told: Arc<Mutex<Told>>,
    /// Whether a picture is made of it, for which the figures and the chart are wanted, too.
    pictured: bool,
}

impl Glance {
    /// For a picture, which needs figures and chart, too.
    pub fn drawing() -> Self {
        Self { pictured: true, ..Self::default() }
    }

    /// What the page told.
    pub fn told(&self) -> Told {
        self.with(|told| told.clone())
    }

    fn with<T>(&self, told: impl FnOnce(&mut Told) -> T) -> T {
        told(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The page says a sentence at its top.
pub fn says(said: &Headline) {
    if let Some(glance) = use_context::<Glance>() {
        let Headline { before, strong, after } = said;
        let words = format!("{before} {strong} {after}");
        let words: Vec<&str> = words.split_whitespace().collect();
        let sentence = words.join(" ").replace(" .", ".").replace(" ,", ",");
        glance.with(|told| {
            told.sentence.get_or_insert(sentence);
        });
    }
}

fn pictured() -> Option<Glance> {
    use_context::<Glance>().filter(|glance| glance.pictured)
}

/// The page shows key figures.
pub fn counts(kpis: &[Kpi]) {
    let Some(glance) = pictured() else { return };
    let fact = |kpi: &Kpi| Fact {
        label: kpi.metric.title(),
        value: figure::short(kpi.metric, kpi.figure),
        known: kpi.figure.value.is_some(),
        caveat: figure::caveat(kpi.figure.state),
        change: kpi.delta.as_ref().map(|found| {
            let change = delta::change(kpi.metric, found);
            (change.sign, change.tone)
        }),
    };
    glance.with(|told| {
        if told.facts.is_empty() {
            told.facts = kpis.iter().map(fact).collect();
        }
    });
}

/// The page shows a chart.
pub fn draws(title: &str, svg: impl FnOnce() -> String) {
    let Some(glance) = pictured() else { return };
    glance.with(|told| {
        if told.course.is_none() {
            told.course = Some(Course { title: title.to_owned(), svg: svg() });
        }
    });
}
