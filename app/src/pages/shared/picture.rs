//! What chats show of a link beside its address: a few words, and a picture where its owner wants one. Both are
//! gathered while the page is made, so that they tell nothing that it does not show.

use charts::{POSTER, Poster, PosterFact};
use domain::view::Frame;
use leptos::prelude::*;

use super::{Opened, SharedView};
use crate::components::filters::named_chips;
use crate::components::glance::{Course, Fact, Glance, Told};
use crate::words::delta::Tone;

/// What is said of a page whose owner wants no picture of it in chats.
const NEUTRAL: &str = "A page of figures on the use of OpenAI Codex, shared by a link.";
/// What stands for a name that the picture's font cannot write.
const UNWRITTEN: &str = "…";

/// The page's HTML, and what it told at a glance.
pub(super) fn glanced(opened: &Opened<'_>, view: &SharedView, glance: Glance) -> (String, Told) {
    let html = Owner::new().with(|| {
        provide_context(glance.clone());
        view.body(opened.contract)
    });
    (html, glance.told())
}

impl Opened<'_> {
    /// What chats read of the page. Without a picture that is its name alone.
    pub(super) fn told(&self, view: &SharedView, told: &Told) -> Vec<(&'static str, String)> {
        let contract = self.contract;
        // Other days than the owner's were chosen by whoever sent the address, and are not what the picture shows.
        let own = view.frame().query.range == contract.range;
        let sentence = told.sentence.clone().filter(|_| contract.picture && own);
        let mut all = vec![
            ("og:type", "website".to_owned()),
            ("og:site_name", "Uptake".to_owned()),
            ("og:title", contract.label.clone()),
            ("og:description", sentence.unwrap_or_else(|| NEUTRAL.to_owned())),
        ];
        let Some(image) = self.image.filter(|_| contract.picture) else {
            all.push(("twitter:card", "summary".to_owned()));
            return all;
        };
        // Drawn twice as dense.
        let (width, height) = (POSTER.0 * 2, POSTER.1 * 2);
        all.extend([
            ("og:image", image.to_owned()),
            ("og:image:type", "image/png".to_owned()),
            ("og:image:width", width.to_string()),
            ("og:image:height", height.to_string()),
            ("og:image:alt", format!("{}: {}", contract.label, view.about(contract))),
            ("twitter:card", "summary_large_image".to_owned()),
        ]);
        all
    }

    /// The picture as SVG. `written` says how its font writes a text, and `None` where it cannot.
    pub fn picture(&self, view: &SharedView, written: &dyn Fn(&str) -> Option<String>) -> String {
        let (_, told) = glanced(self, view, Glance::drawing());
        let frame = view.frame();
        let page = written(&view.about(self.contract)).unwrap_or_else(|| self.contract.page.title().to_owned());
        let name = written(&self.contract.label).unwrap_or_else(|| page.clone());
        let poster = Poster {
            // Said once is enough.
            about: about(Some(page).filter(|page| *page != name), frame, written),
            name,
            fresh: fresh(frame),
            badge: self.site.demo.then(|| "Demo data".to_owned()),
            said: told.sentence.and_then(|said| written(&said)).unwrap_or_default(),
            facts: told.facts.into_iter().map(fact).collect(),
            course: told.course.and_then(|Course { title, svg }| Some((written(&title)?, svg))),
        };
        poster.draw()
    }
}

/// What it is about: the page, the days, and what it is narrowed to.
fn about(page: Option<String>, frame: &Frame, written: &dyn Fn(&str) -> Option<String>) -> String {
    let mut said: Vec<String> = page.into_iter().collect();
    said.push(format!("{}, UTC days", frame.range.in_words()));
    for (kind, title) in named_chips(frame) {
        said.push(format!("{kind}: {}", written(&title).unwrap_or_else(|| UNWRITTEN.to_owned())));
    }
    said.join(" · ")
}

/// How fresh the figures are, in dates: chats keep a picture.
fn fresh(frame: &Frame) -> String {
    match frame.freshness.settled_through {
        Some(settled) => format!("Settled to {}; later days may still change.", settled.in_words()),
        None => "No day is settled yet; all of them may still change.".to_owned(),
    }
}

fn fact(fact: Fact) -> PosterFact {
    let Fact { label, value, known, caveat, change } = fact;
    let good = change.as_ref().and_then(|(_, tone)| match tone {
        Tone::Good => Some(true),
        Tone::Bad => Some(false),
        Tone::Plain => None,
    });
    let below = change.map(|(sign, _)| sign).into_iter().chain(caveat.map(str::to_owned)).collect::<Vec<_>>();
    PosterFact { label: label.to_owned(), value, known, below: below.join(", "), good }
}
