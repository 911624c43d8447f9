//! HTML that the server rendered and the browser takes over as it is: woken where it stands already, and changed
//! only where newer HTML differs, so that focus, open tables and half-typed dates stay.

use leptos::tachys::html::element::InnerHtmlValue;
use leptos::tachys::renderer::types::Element;

use super::live::Live;
use crate::browser;

/// The inside of an element, as `inner_html`.
#[derive(Clone)]
pub struct Kept {
    html: String,
    live: Option<Live>,
}

impl Kept {
    /// From HTML of our own; empty for what stands there already. `live` hears of passes that the HTML shows.
    pub fn new(html: String, live: Option<Live>) -> Self {
        Self { html, live }
    }
}

impl InnerHtmlValue for Kept {
    type AsyncOutput = Self;
    type State = Element;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.html.len()
    }

    fn to_html(self, buf: &mut String) {
        buf.push_str(&self.html);
    }

    fn to_template(_: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, el: &Element) -> Element {
        browser::wake(el, self.live);
        el.clone()
    }

    fn build(self, el: &Element) -> Element {
        self.rebuild(&mut el.clone());
        el.clone()
    }

    fn rebuild(self, el: &mut Element) {
        if !self.html.is_empty() {
            browser::blend(el, &self.html, self.live);
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}
