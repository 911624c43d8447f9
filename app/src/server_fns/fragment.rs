//! A page of figures as a piece of HTML: what the server renders, and the browser shows as it comes.

use bytes::Bytes;
use leptos::server_fn::codec::Post;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Deserialize, Serialize};

/// The title and the HTML of a page of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// The title of the document.
    pub title: String,
    /// The HTML. Left out where a page hands its data to the browser, because the page itself has it: there it is
    /// empty, which stands for what is shown already.
    #[serde(skip)]
    pub html: String,
}

/// Title and HTML as text, the title on the first line.
///
/// Not `text/html`: by that the framework would know a form that was sent without scripts, and lead back to it.
pub struct FragmentText;

/// Answers as [`FragmentText`].
pub type Html = Post<FragmentText>;

impl ContentType for FragmentText {
    const CONTENT_TYPE: &'static str = "text/plain;charset=utf-8";
}

impl FormatType for FragmentText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<Fragment> for FragmentText {
    type Error = std::convert::Infallible;

    fn encode(output: &Fragment) -> Result<Bytes, Self::Error> {
        let title = output.title.replace(['\r', '\n'], " ");
        Ok(Bytes::from(format!("{title}\n{}", output.html)))
    }
}

impl Decodes<Fragment> for FragmentText {
    type Error = std::str::Utf8Error;

    fn decode(bytes: Bytes) -> Result<Fragment, Self::Error> {
        let (title, html) = std::str::from_utf8(&bytes)?.split_once('\n').unwrap_or_default();
        Ok(Fragment { title: title.to_owned(), html: html.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_page_comes_over_the_wire_whole_and_in_the_page_without_its_html() {
        let page = Fragment { title: "Team “a\nb”".to_owned(), html: "<p>1</p>\n<p>2</p>".to_owned() };
        let read = FragmentText::decode(FragmentText::encode(&page).unwrap()).unwrap();
        assert_eq!(read, Fragment { title: "Team “a b”".to_owned(), ..page.clone() });
        assert_eq!(serde_json::to_string(&page).unwrap(), "{\"title\":\"Team “a\\nb”\"}");
    }
}
