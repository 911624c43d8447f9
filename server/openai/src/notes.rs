//! What a window held that this version does not know. For support and for the next version: names and
//! counts only, nothing about people.

use std::collections::BTreeMap;

/// More different names than this are counted together.
const MOST_NAMES: usize = 200;
/// Longer names are cut.
const LONGEST_NAME: usize = 80;
/// Where names go that could be data rather than names, or that are too many.
const OTHER: &str = "(other)";

/// Unknown fields and values by name, with how often each was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WireNotes {
    /// Fields that were ignored, by their path without positions: `data[].totals.mood`.
    pub unknown_fields: BTreeMap<String, u64>,
    /// Names out of lists that have grown: `client_id=CODEX_TOASTER`. The rows keep them as they are.
    pub unknown_values: BTreeMap<String, u64>,
    /// Rows that were sent more than once, word for word, and counted once.
    pub repeated_rows: u64,
}

impl WireNotes {
    /// Whether everything was known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn unknown_field(&mut self, path: &str, name: &str) {
        count(&mut self.unknown_fields, path, name, 1);
    }

    pub(crate) fn unknown_value(&mut self, field: &str, value: &str) {
        count(&mut self.unknown_values, &format!("{field}="), value, 1);
    }

    /// Adds another page's notes, or another window's.
    pub fn add(&mut self, other: Self) {
        for (name, times) in other.unknown_fields {
            bump(&mut self.unknown_fields, name, times);
        }
        for (name, times) in other.unknown_values {
            bump(&mut self.unknown_values, name, times);
        }
        self.repeated_rows += other.repeated_rows;
    }
}

/// Counts a name, unless it may be data: an object keyed by e-mail addresses must not leak them.
fn count(names: &mut BTreeMap<String, u64>, prefix: &str, name: &str, times: u64) {
    let harmless = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && name.chars().any(|c| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    bump(names, format!("{prefix}{}", if harmless { name } else { OTHER }), times);
}

fn bump(names: &mut BTreeMap<String, u64>, name: String, times: u64) {
    let name = if names.len() >= MOST_NAMES && !names.contains_key(&name) { OTHER.to_owned() } else { name };
    *names.entry(name).or_default() += times;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_but_never_people() {
        let mut notes = WireNotes::default();
        for name in ["mood", "mood", "alex@example.com", "", "3"] {
            notes.unknown_field("data[].", name);
        }
        let counted: Vec<(&str, u64)> =
            notes.unknown_fields.iter().map(|(name, times)| (name.as_str(), *times)).collect();
        assert_eq!(counted, [("data[].(other)", 3), ("data[].mood", 2)]);
    }

    #[test]
    fn a_flood_of_names_stays_small() {
        let mut notes = WireNotes::default();
        for n in 0..10_000 {
            notes.unknown_value("client_id", &format!("C{n}"));
        }
        assert_eq!(notes.unknown_values.len(), MOST_NAMES + 1);
        assert_eq!(notes.unknown_values.values().sum::<u64>(), 10_000);
    }
}
