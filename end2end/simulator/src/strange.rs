//! The fault of unknown fields: what a later version of the endpoints might add, beside everything that is known.
//! Works on the text, so that no known number is read and written again.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Fields of an object, their values as they stand in the text.
type Fields = BTreeMap<String, Box<RawValue>>;

/// The page with fields, a client and a speed that nobody has heard of. No known number changes:
/// the new client is without use and the new model without price.
pub fn decorate(page: &[u8]) -> serde_json::Result<Vec<u8>> {
    let mut page: Fields = serde_json::from_slice(page)?;
    let mut rows: Vec<Fields> = match page.get("data") {
        Some(data) => serde_json::from_str(data.get())?,
        None => Vec::new(),
    };
    for row in &mut rows {
        row.insert("seat_type".to_owned(), raw(r#"{"tier":"flex","since":null}"#.to_owned())?);
        grow(row, "totals", '{', r#""reasoning_tokens":1234"#)?;
        grow(row, "actor", '{', r#""display_name":null"#)?;
        grow(row, "comment_details", '{', r#""p3":0"#)?;
        grow(row, "clients", '[', r#"{"client_id":"CODEX_HOLOGRAM","threads":0,"turns":0,"credits":0,"beam":true}"#)?;
        grow(row, "models", '[', r#"{"model":"gpt-9","speed":"ludicrous","credits":0.0}"#)?;
    }
    page.insert("data".to_owned(), serde_json::value::to_raw_value(&rows)?);
    page.insert("request_id".to_owned(), raw(r#""req_5f3a""#.to_owned())?);
    serde_json::to_vec(&page)
}

fn raw(text: String) -> serde_json::Result<Box<RawValue>> {
    RawValue::from_string(text)
}

/// Puts `more` first into an object or array of the row; a null or absent one stays as it is.
fn grow(row: &mut Fields, name: &str, opening: char, more: &str) -> serde_json::Result<()> {
    let Some(rest) = row.get(name).and_then(|value| value.get().strip_prefix(opening)) else { return Ok(()) };
    let comma = if rest.trim_start().starts_with(['}', ']']) { "" } else { "," };
    let grown = raw(format!("{opening}{more}{comma}{rest}"))?;
    row.insert(name.to_owned(), grown);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_was_there_stays_as_it_was_written() {
        let page = r#"{"object":"page","data":[{"totals":{"credits":0.30000000000000004},"clients":[],"models":null}],"has_more":false}"#;
        let text = String::from_utf8(decorate(page.as_bytes()).unwrap()).unwrap();
        assert!(text.contains(r#""totals":{"reasoning_tokens":1234,"credits":0.30000000000000004}"#), "{text}");
        assert!(text.contains(r#""models":null"#) && text.contains("CODEX_HOLOGRAM"), "{text}");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
