//! How wide a text is, by a fixed table. Asking a font or the DOM would give other numbers on the server
//! than in the browser, and then other bytes. The table is on the generous side of common system fonts,
//! so that what does not collide here does not collide on a screen.

/// A text that can stand on a chart: one line, no control characters, none of the marks that turn the
/// direction of the text around it. A name made of nothing else becomes a dash.
pub(crate) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() => None,
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            // Not characters at all.
            c if matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{feff}') || u32::from(c) & 0xfffe == 0xfffe => None,
            c => Some(c),
        })
        .collect();
    let trimmed = kept.trim();
    if trimmed.is_empty() { crate::format::NOTHING.to_owned() } else { trimmed.to_owned() }
}

/// A cleaned name that keeps its own direction whatever is written beside it.
pub(crate) fn isolated(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { format!("\u{2068}{name}\u{2069}") }
}

/// Tenths of a pixel that a text takes at a font size in pixels.
pub(crate) fn width(text: &str, size: i32) -> i32 {
    text.chars().map(em).sum::<i32>() * size / 10
}

/// The text, cut and ended by “…” where it is wider than `room` tenths of a pixel.
pub(crate) fn fitted(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room * 10 - em('…') * size;
    let mut kept = String::new();
    let mut taken = 0;
    for c in text.chars() {
        taken += em(c) * size;
        if taken > room {
            break;
        }
        kept.push(c);
    }
    // A joiner that joins nothing any more.
    let kept = kept.trim_end_matches(['\u{200d}', ' ']);
    format!("{kept}…")
}

/// The text in lines of at most `room` tenths of a pixel, broken at spaces; what has no space to break at
/// is cut.
pub(crate) fn wrapped(text: &str, size: i32, room: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= room => line.extend([" ", word]),
            _ => lines.push(fitted(word, size, room)),
        }
    }
    lines
}

/// Hundredths of the font size that one character takes.
fn em(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 31,
        ' ' | '\u{a0}' => 32,
        'I' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 96,
        'A'..='Z' => 70,
        '0'..='9' => 63,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{2060}'..='\u{206f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{20000}'..='\u{3fffd}' => 102,
        '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => 138,
        '\0'..='\u{24f}' => 62,
        _ => 72,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_cannot_turn_or_break_the_text_around_them() {
        assert_eq!(clean("a\u{202e}b\u{2069}\u{0}\u{1b}[31m\nc\u{ffff}"), "ab[31m c");
        assert_eq!(clean("\u{200f} \u{7}"), "–");
        assert_eq!(isolated("Platform"), "Platform");
        assert_eq!(isolated("צוות"), "\u{2068}צוות\u{2069}");
    }

    #[test]
    fn widths_follow_the_glyphs() {
        assert_eq!(width("1234", 11), 4 * 63 * 11 / 10);
        assert_eq!(width("e\u{301}", 12), width("e", 12));
        assert!(width("團隊", 12) > width("ab", 12));
        assert_eq!(fitted("Platform", 12, 10_000), "Platform");
        assert_eq!(fitted("Platform engineering", 12, 700), "Platform …".replace(' ', ""));
    }

    #[test]
    fn sentences_break_at_spaces() {
        assert_eq!(wrapped("No data in this range", 12, 700), ["No data in", "this range"]);
        assert_eq!(wrapped("No data", 12, 7000), ["No data"]);
    }

    proptest! {
        #[test]
        fn a_fitted_text_fits(text in "\\PC{0,40}", room in 120i32..2000) {
            prop_assert!(width(&fitted(&text, 12, room), 12) <= room);
        }
    }
}
