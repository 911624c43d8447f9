//! The state of a page: everything that a person would want to share stands in the URL, and here is how
//! pages read it and make links that change one part and keep the rest.

#[cfg(feature = "ssr")]
pub mod links;

use domain::PageQuery;
use domain::view::{PeopleChoice, Split};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The state in the URL, as it is now and as it changes.
pub fn use_page_query() -> Memo<PageQuery> {
    let location = use_location();
    Memo::new(move |_| PageQuery::parse(&location.search.get()))
}

/// The URL of another page over the same days and people. What the main chart shows is the page's own affair.
pub fn elsewhere(query: &PageQuery, path: &str) -> String {
    PageQuery { show: None, split: Split::None, sort: None, people: PeopleChoice::default(), page: 0, ..query.clone() }
        .href(path)
}

/// A text as a part of an address: whatever means something there, or is no plain letter, is escaped.
pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// The path of the page.
pub fn use_path() -> Memo<String> {
    use_location().pathname
}

/// Counts up when what the server has archived has changed, so that pages ask again.
#[derive(Clone, Copy)]
pub struct Revision(pub RwSignal<u32>);

impl Revision {
    /// The one of this app.
    pub fn from_context() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(0)))
    }

    /// Says that the archive has changed.
    pub fn bump(self) {
        self.0.update(|n| *n = n.wrapping_add(1));
    }
}
