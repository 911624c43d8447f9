//! Reading JSON field by field: numbers by their text, so that no float touches an amount; what is left
//! over at the end of an object is counted; what does not fit is named by its path.

use std::borrow::Cow;
use std::fmt;

use domain::{Credits, Usd};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::notes::WireNotes;

/// A field that is not as expected. Holds no value, since that might be about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The field's path: `data[3].totals.credits`.
    pub field: String,
    /// What should be there.
    pub expected: &'static str,
    /// What is there, by kind.
    pub found: &'static str,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "field {}: expected {}, found {}", self.field, self.expected, self.found)
    }
}

/// Where we are: a path that costs nothing until it is printed.
#[derive(Clone, Copy)]
pub(crate) enum At<'p> {
    Root,
    Field(&'p At<'p>, &'p str),
    Index(&'p At<'p>, usize),
}

impl At<'_> {
    pub(crate) fn shape(&self, expected: &'static str, found: &'static str) -> Shape {
        let mut field = String::new();
        self.write(&mut field, true);
        Shape { field: if field.is_empty() { "(all)".to_owned() } else { field }, expected, found }
    }

    /// The path without positions, ending so that a field's name can follow.
    fn prefix(&self) -> String {
        let mut path = String::new();
        self.write(&mut path, false);
        if !path.is_empty() {
            path.push('.');
        }
        path
    }

    fn write(&self, path: &mut String, positions: bool) {
        match self {
            At::Root => {}
            At::Field(parent, name) => {
                parent.write(path, positions);
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            At::Index(parent, index) => {
                parent.write(path, positions);
                path.push('[');
                if positions {
                    path.push_str(&index.to_string());
                }
                path.push(']');
            }
        }
    }
}

/// What kind of JSON value this is, in words.
fn kind(raw: &RawValue) -> &'static str {
    match raw.get().trim_start().as_bytes().first() {
        Some(b'"') => "text",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

fn is_null(raw: &RawValue) -> bool {
    raw.get().trim() == "null"
}

/// The text of a number, or of a text that holds one.
fn number_text(raw: &RawValue) -> Option<Cow<'_, str>> {
    match kind(raw) {
        "a number" => Some(Cow::Borrowed(raw.get().trim())),
        "text" => Some(Cow::Owned(serde_json::from_str::<String>(raw.get()).ok()?.trim().to_owned())),
        _ => None,
    }
}

/// A whole number that is not negative; `41`, `41.0` and `"41"` are the same.
pub(crate) fn whole_number(raw: &RawValue, at: &At<'_>) -> Result<u64, Shape> {
    let wrong = || at.shape("a whole number, not negative", kind(raw));
    let text = number_text(raw).ok_or_else(wrong)?;
    if let Ok(number) = text.parse::<u64>() {
        return Ok(number);
    }
    // `41.0` or `4.1e1`: exact in millionths, and whole there.
    let micros = Credits::from_decimal(&text).map_err(|_| wrong())?.micros();
    match u64::try_from(micros) {
        Ok(micros) if micros % 1_000_000 == 0 => Ok(micros / 1_000_000),
        _ => Err(wrong()),
    }
}

/// Text; a bare number stands for its text, since ids are opaque.
pub(crate) fn text(raw: &RawValue, at: &At<'_>) -> Result<String, Shape> {
    match kind(raw) {
        "text" => serde_json::from_str(raw.get()).map_err(|_| at.shape("text", "text that is not Unicode")),
        "a number" => Ok(raw.get().trim().to_owned()),
        found => Err(at.shape("text", found)),
    }
}

/// The entries of a list.
pub(crate) fn list<'a>(raw: &'a RawValue, at: &At<'_>) -> Result<Vec<&'a RawValue>, Shape> {
    serde_json::from_str(raw.get()).map_err(|_| at.shape("a list", kind(raw)))
}

/// A JSON object whose fields are taken one by one.
pub(crate) struct Object<'a> {
    fields: Vec<(Name<'a>, &'a RawValue)>,
}

struct Name<'a>(Cow<'a, str>);

impl<'a> Object<'a> {
    pub(crate) fn read(raw: &'a RawValue, at: &At<'_>) -> Result<Self, Shape> {
        let fields: Fields<'a> = serde_json::from_str(raw.get()).map_err(|_| at.shape("an object", kind(raw)))?;
        Ok(Self { fields: fields.0 })
    }

    /// The field, taken out; `None` where it is absent or null.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let position = self.fields.iter().position(|(field, _)| field.0 == name)?;
        let (_, raw) = self.fields.swap_remove(position);
        Some(raw).filter(|raw| !is_null(raw))
    }

    /// The field, which must be there.
    pub(crate) fn need(
        &mut self,
        name: &'static str,
        expected: &'static str,
        at: &At<'_>,
    ) -> Result<&'a RawValue, Shape> {
        self.take(name).ok_or_else(|| At::Field(at, name).shape(expected, "nothing"))
    }

    pub(crate) fn number(&mut self, name: &'static str, at: &At<'_>) -> Result<u64, Shape> {
        whole_number(self.need(name, "a whole number, not negative", at)?, &At::Field(at, name))
    }

    pub(crate) fn optional_number(&mut self, name: &'static str, at: &At<'_>) -> Result<Option<u64>, Shape> {
        self.take(name).map(|raw| whole_number(raw, &At::Field(at, name))).transpose()
    }

    pub(crate) fn credits(&mut self, name: &'static str, at: &At<'_>) -> Result<Credits, Shape> {
        let raw = self.need(name, "an amount", at)?;
        let amount = number_text(raw).and_then(|text| Credits::from_decimal(&text).ok());
        amount.ok_or_else(|| At::Field(at, name).shape("an amount", kind(raw)))
    }

    pub(crate) fn optional_usd(&mut self, name: &'static str, at: &At<'_>) -> Result<Option<Usd>, Shape> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        let amount = number_text(raw).and_then(|text| Usd::from_decimal(&text).ok());
        amount.map(Some).ok_or_else(|| At::Field(at, name).shape("an amount", kind(raw)))
    }

    pub(crate) fn text(&mut self, name: &'static str, at: &At<'_>) -> Result<String, Shape> {
        text(self.need(name, "text", at)?, &At::Field(at, name))
    }

    /// Text that may be absent; an empty text is as good as none.
    pub(crate) fn optional_text(&mut self, name: &'static str, at: &At<'_>) -> Result<Option<String>, Shape> {
        let text = self.take(name).map(|raw| text(raw, &At::Field(at, name))).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Counts what nobody took.
    pub(crate) fn finish(self, at: &At<'_>, notes: &mut WireNotes) {
        if self.fields.is_empty() {
            return;
        }
        let prefix = at.prefix();
        for (name, _) in self.fields {
            notes.unknown_field(&prefix, &name.0);
        }
    }
}

struct Fields<'a>(Vec<(Name<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(12);
                while let Some(field) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn number(text: &str) -> Result<u64, Shape> {
        whole_number(serde_json::from_str::<&RawValue>(text).unwrap(), &At::Root)
    }

    #[test]
    fn whole_numbers_in_every_writing() {
        for (text, value) in [("41", 41), ("41.0", 41), ("4.1e1", 41), ("\"41\"", 41), ("\" 41 \"", 41), ("0", 0)] {
            assert_eq!(number(text), Ok(value), "{text}");
        }
        assert_eq!(number("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["-1", "1.5", "\"many\"", "\"\"", "true", "[]", "{}", "1e300", "null"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_shape_names_the_path_and_no_value() {
        let root = At::Root;
        let (data, name) = (At::Field(&root, "data"), "credits");
        let row = At::Index(&data, 3);
        let raw: &RawValue = serde_json::from_str("{\"credits\": \"alex@example.com\"}").unwrap();
        let shape = Object::read(raw, &row).unwrap().credits(name, &row).unwrap_err();
        assert_eq!(shape.to_string(), "field data[3].credits: expected an amount, found text");
    }

    #[test]
    fn names_with_escapes_are_found() {
        let raw: &RawValue = serde_json::from_str("{\"cre\\u0064its\": \"0.0000025\"}").unwrap();
        assert_eq!(Object::read(raw, &At::Root).unwrap().credits("credits", &At::Root).unwrap().micros(), 2);
    }
}
