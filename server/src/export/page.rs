//! What can be taken out of a page: one figure or all of them, as a table or as a picture. What the figures hold is
//! the page's ([`app::take`]); here it gets a name and a form.

use app::export::{About, PAGE, Sheet};

use super::name::{Label, content_disposition};
use super::{Format, Ready, picture, rows};

/// How something of a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Its numbers.
    Table(Format),
    /// Its drawing as it is.
    Svg,
    /// Its drawing in dots.
    Png,
}

impl Form {
    /// By the ending of a name. Parquet is for what is larger than a page.
    pub fn of(ending: &str) -> Option<Self> {
        match ending {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "parquet" => None,
            other => other.parse().ok().map(Self::Table),
        }
    }
}

/// A picture that is not drawn yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// It as SVG, with its caption.
    pub svg: String,
    /// The header `Content-Disposition`.
    pub disposition: String,
}

/// The numbers of figures as a file.
pub fn table(about: &About, key: &str, sheets: Vec<Sheet>, format: Format) -> Ready {
    let label = Label::of_page(about, key, format.ending());
    Ready::new(label, format, move |sink| rows::page::write(&sheets, sink))
}

/// The drawing of a figure with its caption; `None` where it has none.
pub fn drawn(about: &About, sheet: &Sheet, form: Form) -> Option<Drawn> {
    let (ending, theme) = match form {
        Form::Svg => ("svg", charts::Theme::Reader),
        // A PNG cannot follow its reader.
        Form::Png => ("png", charts::Theme::Light),
        Form::Table(_) => return None,
    };
    let label = Label::of_page(about, &sheet.key, ending);
    let svg = picture::captioned(about, sheet, theme)?;
    Some(Drawn { svg, disposition: content_disposition(&label.file_name) })
}

/// The figures that a name stands for: one, or all of the page.
pub fn named(key: &str, sheets: Vec<Sheet>) -> Vec<Sheet> {
    sheets.into_iter().filter(|sheet| key == PAGE || sheet.key == key).collect()
}
