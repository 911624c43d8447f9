//! The way back from a cell of a data table to its number, for files that programs read. Tables are written by
//! [`crate::format`], and only what it writes is read: a date or a name is no number.

use domain::view::{Number, PointState};

use crate::format::{MINUS, NOTHING, absent};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Read {
    /// Its number, as exact as the cell; shares as quotients, not as percentages.
    pub value: Option<Number>,
    /// How far it can be trusted, or why there is none; unknown of a text that is no figure.
    pub state: Option<PointState>,
}

/// Reads a cell.
pub fn read(cell: &str) -> Read {
    let states = [(" (provisional)", PointState::Provisional), (" (incomplete)", PointState::Partial)];
    for (suffix, state) in states {
        if let Some(value) = cell.strip_suffix(suffix).and_then(number) {
            return Read { value: Some(value), state: Some(state) };
        }
    }
    if let Some(value) = number(cell) {
        return Read { value: Some(value), state: Some(PointState::Settled) };
    }
    let unknown = [PointState::TooFew, PointState::Unavailable, PointState::Gap];
    let state = unknown.into_iter().find(|state| absent(*state) == cell);
    Read { value: None, state: state.or((cell == NOTHING).then_some(PointState::Unavailable)) }
}

fn number(text: &str) -> Option<Number> {
    let (sign, text) = match text.strip_prefix(MINUS) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix('$').unwrap_or(text);
    let (text, hundredths) = match text.strip_suffix("\u{a0}%").or_else(|| text.strip_suffix("\u{a0}pt")) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(|c| c.is_ascii_digit() || ",.".contains(c))
    {
        return None;
    }
    let digits = format!("{sign}{}", text.replace(',', ""));
    if hundredths {
        // Not divided: what is written moves its point, so that 38.24 % is 0.3824 and nothing near it.
        return format!("{digits}e-2").parse().ok().map(Number::Ratio);
    }
    digits.parse().map(Number::Count).or_else(|_| digits.parse().map(Number::Ratio)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{exact, told};
    use domain::Unit;
    use proptest::prelude::*;

    #[test]
    fn figures_are_read_and_texts_are_not() {
        for (cell, value, state) in [
            ("12,431", Some(Number::Count(12_431)), Some(PointState::Settled)),
            ("−38.25", Some(Number::Ratio(-38.25)), Some(PointState::Settled)),
            ("+1,200", Some(Number::Count(1200)), Some(PointState::Settled)),
            ("$1.50 (provisional)", Some(Number::Ratio(1.5)), Some(PointState::Provisional)),
            ("38.24\u{a0}%", Some(Number::Ratio(0.3824)), Some(PointState::Settled)),
            ("7 (incomplete)", Some(Number::Count(7)), Some(PointState::Partial)),
            ("Too few people", None, Some(PointState::TooFew)),
            ("Not available", None, Some(PointState::Unavailable)),
            ("No data", None, Some(PointState::Gap)),
            ("–", None, Some(PointState::Unavailable)),
            ("20 November 2026", None, None),
            ("<0.000000001", None, None),
            ("1.2.3", None, None),
            (".", None, None),
            ("", None, None),
        ] {
            assert_eq!(read(cell), Read { value, state }, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(micros in -1_000_000_000_000i64..1_000_000_000_000, state in prop::sample::select(vec![PointState::Settled, PointState::Provisional, PointState::Partial])) {
            #[expect(clippy::cast_precision_loss, reason = "far below where it begins")]
            let value = micros as f64 / 1e6;
            for unit in [Unit::Count, Unit::Credits, Unit::Usd] {
                let found = read(&told(Some(value), state, unit));
                prop_assert_eq!(found.state, Some(state));
                prop_assert!((found.value.map_or(f64::NAN, Number::as_f64) - value).abs() < 1e-9, "{}", exact(value, unit));
            }
            let share = read(&exact(value, Unit::Share)).value.map_or(f64::NAN, Number::as_f64);
            prop_assert!((share - value).abs() < 5.1e-5, "{value} {share}");
        }
    }
}
