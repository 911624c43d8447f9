//! What is typed beside a key: one short line, four characters of a key and no more, and no key by mistake.

/// A text without spaces around it, in one line of 1 to so many characters; `None` where it is not.
pub fn line(typed: &str, longest: usize) -> Option<String> {
    let text = typed.trim();
    let fits = !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// The last four characters of a key: exactly four, so that nobody gives away more.
pub fn last_four(typed: &str) -> Option<String> {
    let text = typed.trim();
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.to_owned())
}

/// Whether a text holds what looks like a key, or a good part of one: it would be kept in clear, so it is refused.
/// Names, addresses and workspace ids do not look like one.
pub fn looks_like_key(text: &str) -> bool {
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let run = |c: char| !c.is_ascii_alphanumeric();
    let begins = |word: &str| word.len() > 6 && (word.starts_with("sk-") || word.starts_with("SK-"));
    text.split(word).any(begins) || text.split(run).any(is_random)
}

/// Letters and digits in one long run, as nobody chooses them.
fn is_random(run: &str) -> bool {
    let has = |what: fn(&u8) -> bool| run.bytes().any(|byte| what(&byte));
    let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    has(u8::is_ascii_digit) && ((run.len() >= 16 && mixed) || (run.len() >= 20 && has(u8::is_ascii_alphabetic)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_names() {
        for key in [
            "sk-admin-x",
            "it is sk-proj-abcdef",
            "sk-admin-Zk3LwQ81xY7bT0pR5sVn",
            "Zk3LwQ81xY7bT0pR5sVn",
            "key: aaaaaaaaaaaaaaaaaaaaaaaa1",
        ] {
            assert!(looks_like_key(key), "{key}");
        }
        for name in [
            "uptake-analytics-read-only-2026",
            "Ada Lovelace (ada.lovelace1815@example.com)",
            "3f0f5aaf-1e2b-4f10-bb50-0123456789ab",
            "Desk-7",
            "sk-ill",
            "Donaudampfschifffahrtsgesellschaft",
            "",
        ] {
            assert!(!looks_like_key(name), "{name}");
        }
    }

    #[test]
    fn four_characters_are_four() {
        assert_eq!(last_four(" wX-9 ").as_deref(), Some("wX-9"));
        for wrong in ["", "wxy", "vwxyz", "wx z", "wxyé", "sk-admin-0123"] {
            assert_eq!(last_four(wrong), None, "{wrong}");
        }
    }
}
