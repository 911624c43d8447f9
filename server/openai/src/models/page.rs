//! The envelope around every answer: `data`, `has_more`, `next_page`.

use domain::DateRange;
use serde_json::value::RawValue;

use super::json::{At, Object, Shape, list, text};
use crate::error::Error;
use crate::notes::WireNotes;

/// One page, decoded.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub(crate) rows: Vec<R>,
    /// Where it goes on; `None` at the end.
    pub(crate) next: Option<String>,
    pub(crate) notes: WireNotes,
}

/// A row of one of the endpoints.
pub(crate) trait Wire: Sized {
    /// Decodes one row of a window. Fields are taken out of `row`; what remains is counted as unknown.
    fn decode(row: &mut Object<'_>, window: DateRange, at: &At<'_>, notes: &mut WireNotes) -> Result<Self, Shape>;
    /// The value of the row's `object`.
    const OBJECT: &'static str;
}

/// Why a body is no page.
#[derive(Debug)]
pub(crate) enum BadPage {
    /// Not JSON, or cut off: asking again may help.
    NotJson(String),
    /// JSON of another form: asking again will not.
    Shape(Shape),
}

impl BadPage {
    /// The error, of an endpoint.
    pub(crate) fn at(self, endpoint: &'static str) -> Error {
        match self {
            Self::NotJson(reason) => Error::NotJson { endpoint, reason },
            Self::Shape(shape) => Error::Shape { endpoint, shape },
        }
    }
}

impl From<Shape> for BadPage {
    fn from(shape: Shape) -> Self {
        Self::Shape(shape)
    }
}

/// Decodes a body. Stops where `has_more` is false or `next_page` is null, absent or empty.
pub(crate) fn decode<R: Wire>(body: &[u8], window: DateRange) -> Result<Page<R>, BadPage> {
    let root = At::Root;
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| BadPage::NotJson(error.to_string()))?;
    let mut notes = WireNotes::default();
    let mut page = Object::read(raw, &root)?;
    let data_at = At::Field(&root, "data");
    let data = list(page.need("data", "a list", &root)?, &data_at)?;
    let has_more = page.take("has_more").map(|raw| flag(raw, &root)).transpose()?;
    let next = page.take("next_page").map(|raw| text(raw, &At::Field(&root, "next_page"))).transpose()?;
    let next = next.filter(|cursor| has_more != Some(false) && !cursor.is_empty());
    if let Some(object) = page.optional_text("object", &root)?
        && object != "page"
    {
        notes.unknown_value("object", &object);
    }
    page.finish(&root, &mut notes);
    let mut rows = Vec::with_capacity(data.len());
    for (index, raw) in data.into_iter().enumerate() {
        let at = At::Index(&data_at, index);
        let mut row = Object::read(raw, &at)?;
        if let Some(object) = row.optional_text("object", &at)?
            && object != R::OBJECT
        {
            notes.unknown_value("data[].object", &object);
        }
        rows.push(R::decode(&mut row, window, &at, &mut notes)?);
        row.finish(&at, &mut notes);
    }
    Ok(Page { rows, next, notes })
}

fn flag(raw: &RawValue, at: &At<'_>) -> Result<bool, Shape> {
    match raw.get().trim() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(At::Field(at, "has_more").shape("true or false", "something else")),
    }
}
