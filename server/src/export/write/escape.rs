//! Text that a spreadsheet would take for a formula is made plain text again, by an apostrophe before it. Somebody's
//! name or a team's title must not do anything on the machine of whoever opens an export.
//!
//! A workbook's cells are typed and would not need it; but it is saved as CSV all too easily.

use std::borrow::Cow;

/// The text with an apostrophe before each sign that would begin a formula: at its start, and wherever a reader that
/// takes another separator, or another quote, would begin a cell.
pub fn text(text: &str) -> Cow<'_, str> {
    if !text.contains(begins_formula) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 2);
    let mut may_begin = true;
    for c in text.chars() {
        if may_begin && begins_formula(c) {
            safe.push('\'');
        }
        safe.push(c);
        let still = may_begin && (c == '\'' || c.is_whitespace() || is_invisible(c));
        may_begin = still || matches!(c, ',' | ';' | '|' | '\t' | '\r' | '\n' | '"');
    }
    if safe.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(safe) }
}

/// Signs that begin a formula, in some spreadsheet or other; the wide ones in those for Chinese and Japanese.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// Marks that are dropped on the way into a cell.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_a_formula_is_not() {
        for (raw, safe) in [
            ("=1+1", "'=1+1"),
            ("+49 30 1", "'+49 30 1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\"=1\"", "\"'=1\""),
            ("'=1", "''=1"),
            ("  =1", "  '=1"),
            ("R;=cmd|' /C calc'!A0", "R;'=cmd|' /C calc'!A0"),
            ("＝1", "'＝1"),
            ("Platform", "Platform"),
            ("R&D - web", "R&D - web"),
            ("anna-maria@example.com", "anna-maria@example.com"),
            ("O'-Brien", "O'-Brien"),
            ("", ""),
        ] {
            assert_eq!(text(raw), safe, "{raw:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula(raw in "[=+@\\-\t\r\n ,;\"'|a-c\u{ff1d}]{0,24}") {
            let safe = text(&raw).into_owned();
            // However the text is cut into cells, none begins with a sign.
            for cell in safe.split([',', ';', '\n', '"']) {
                let first = cell.trim_start_matches([' ']).chars().next();
                prop_assert!(first.is_none_or(|c| !begins_formula(c)), "{raw:?} {safe:?}");
            }
            // Nothing but apostrophes was added.
            prop_assert_eq!(safe.replace('\'', ""), raw.replace('\'', ""));
        }
    }
}
