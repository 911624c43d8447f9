//! The key on its way into a header, and out of every text that people may see.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// The longest text from `OpenAI` that is kept, in characters.
const LONGEST_MESSAGE: usize = 300;
/// So many characters of the key in a row give it away.
const TELLTALE: usize = 8;

/// An API key. Prints nothing of itself.
#[derive(Clone)]
pub(crate) struct Key(SecretString);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([redacted])")
    }
}

impl Key {
    pub(crate) fn new(key: SecretString) -> Self {
        Self(key)
    }

    fn text(&self) -> &str {
        self.0.expose_secret().trim()
    }

    /// `Bearer …`, marked so that no log of headers shows it.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let key = self.text();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::UnusableKey);
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| Error::UnusableKey)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// A text from outside, fit to be kept and shown: one line, not long, without anything that resembles
    /// a key and without addresses of people.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut kept = String::new();
        let mut after_bearer = false;
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
            if kept.chars().count() >= LONGEST_MESSAGE {
                break;
            }
            if !kept.is_empty() {
                kept.push(' ');
            }
            let bearer = word.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case("bearer");
            kept.push_str(match word {
                _ if after_bearer || self.resembled_by(word) => "[key]",
                _ if word.contains('@') => "[address]",
                _ => word,
            });
            after_bearer = bearer;
        }
        if kept.chars().count() > LONGEST_MESSAGE {
            kept = kept.chars().take(LONGEST_MESSAGE).chain(['…']).collect();
        }
        kept
    }

    fn resembled_by(&self, word: &str) -> bool {
        let bare = word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        if ["sk-", "sk_", "sess-", "eyJ"]
            .iter()
            .any(|prefix| bare.starts_with(prefix) || word.contains(&format!("={prefix}")))
        {
            return true;
        }
        let key: Vec<char> = self.text().chars().collect();
        if key.is_empty() {
            return false;
        }
        key.windows(TELLTALE.min(key.len())).any(|part| word.contains(&part.iter().collect::<String>()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> Key {
        Key::new(SecretString::from(text.to_owned()))
    }

    #[test]
    fn the_header_is_sensitive_and_the_key_trimmed() {
        let header = key(" canary-0123456789 \n").header().unwrap();
        assert!(header.is_sensitive());
        assert_eq!(header.to_str().unwrap(), "Bearer canary-0123456789");
        assert!(!format!("{:?} {header:?}", key("canary-0123456789")).contains("canary"));
        for wrong in ["", "  ", "two words", "line\nbreak", "ключ"] {
            assert!(matches!(key(wrong).header(), Err(Error::UnusableKey)), "{wrong}");
        }
    }

    #[test]
    fn nothing_like_a_key_or_an_address_is_kept() {
        let key = key("canary-0123456789-abcdef");
        for (text, kept) in [
            ("Incorrect API key provided: sk-proj-12********89.", "Incorrect API key provided: [key]"),
            ("key 'canary-0123456789-abcdef' expired", "key [key] expired"),
            ("key ending 6789-abcdef", "key ending [key]"),
            ("Authorization: Bearer abc.def was refused", "Authorization: Bearer [key] was refused"),
            ("alex@example.com may not\r\n read this", "[address] may not read this"),
            ("the scope codex.enterprise.analytics.read", "the scope codex.enterprise.analytics.read"),
        ] {
            assert_eq!(key.redact(text), kept);
        }
        assert_eq!(key.redact(&"word ".repeat(1_000)).chars().count(), LONGEST_MESSAGE + 1);
    }

    proptest! {
        #[test]
        fn the_key_never_comes_through(before in "\\PC{0,40}", after in "\\PC{0,40}", secret in "[a-zA-Z0-9_-]{12,60}") {
            let kept = key(&secret).redact(&format!("{before}{secret}{after}"));
            prop_assert!(!kept.contains(&secret));
        }
    }
}
