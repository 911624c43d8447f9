//! Numbers as people read them: short on charts and cards, exact in tables, changes with a true minus sign.
//! Dates are left to `domain::Day`. No number that is not zero is ever written as zero.

use domain::credits::{Credits, Usd};
use domain::metric::Unit;
use domain::view::{Number, PointState};

/// What stands where there is no number.
pub const NOTHING: &str = "–";
/// A true minus sign, as wide as a plus.
pub const MINUS: char = '\u{2212}';
/// Between a number and its percent sign: a space that never breaks.
const SPACE: char = '\u{a0}';

/// A short text for a value: `12.4k`, `38 %`, `$1.2M`. Keep the exact value beside it.
pub fn compact(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let size = value.abs();
    let digits = match unit {
        Unit::Share => percent_digits(size),
        Unit::People | Unit::Count | Unit::Tokens if size < 1000.0 && size.fract() == 0.0 => format!("{size:.0}"),
        _ => short_digits(size),
    };
    dress(value < 0.0, &digits, unit)
}

/// [`compact`] of an exact number.
pub fn compact_number(number: Number, unit: Unit) -> String {
    compact(number.as_f64(), unit)
}

/// The whole number with grouped digits: `12,431`, `38.25`, `$12,431.50`, `38.2 %`.
/// Amounts have up to six decimals, quotients up to four, percentages up to two.
pub fn exact(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let size = value.abs();
    let digits = match unit {
        Unit::Share => rounded((size * 100.0).min(f64::MAX), 2, 0),
        Unit::Usd => rounded(size, 6, 2),
        Unit::Ratio => rounded(size, 4, 0),
        Unit::People | Unit::Count | Unit::Tokens | Unit::Credits => rounded(size, 6, 0),
    };
    let vanished = size > 0.0 && !digits.contains(|c: char| ('1'..='9').contains(&c));
    let kept = if vanished {
        small_digits(if unit == Unit::Share { (size * 100.0).min(f64::MAX) } else { size }, 2)
    } else {
        digits
    };
    dress(value < 0.0, &kept, unit)
}

/// [`exact`] of an exact number: amounts to the last millionth, counts to the last one.
pub fn exact_number(number: Number, unit: Unit) -> String {
    match number {
        Number::Count(count) => dress(count < 0, &group(&count.unsigned_abs().to_string()), unit),
        Number::Credits(credits) => exact_micros(Credits::micros(credits), unit, 0),
        Number::Usd(usd) => exact_micros(Usd::micros(usd), unit, 2),
        Number::Ratio(ratio) => exact(ratio, unit),
    }
}

/// A share between 0 and 1 as a percentage: `38 %`, `4.3 %`, `0.04 %`. Below one whole it never says 100 %, and nobody
/// reads more digits than those of a hundredth of a percent. Less than nothing, but by less than that, is what rounding
/// leaves: `0 %`.
pub fn percent(share: f64) -> String {
    match share {
        0.0..0.0001 if share > 0.0 => dress(false, "<0.01", Unit::Share),
        -0.0001..0.0 => compact(0.0, Unit::Share),
        _ => compact(share, Unit::Share),
    }
}

/// A relative change: `+18 %`, `−4.2 %`, `0 %`. 0.18 is 18 %.
pub fn signed_percent(change: f64) -> String {
    signed(change, "%")
}

/// A difference of two shares, in percentage points: `+4 pt`, `−0.6 pt`, `0 pt`. 0.04 is 4 points.
pub fn signed_points(change: f64) -> String {
    signed(change, "pt")
}

/// What is written in place of a value that is not there.
pub fn absent(state: PointState) -> &'static str {
    match state {
        PointState::TooFew => "Too few people",
        PointState::Unavailable => "Not available",
        PointState::Gap | PointState::Settled | PointState::Provisional | PointState::Partial => "No data",
    }
}

/// A value as tables and tooltips say it: exact, and how far it can be trusted; or why there is none.
pub fn told(value: Option<f64>, state: PointState, unit: Unit) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return absent(state).to_owned() };
    let exact = exact(value, unit);
    match state {
        PointState::Provisional => format!("{exact} (provisional)"),
        PointState::Partial => format!("{exact} (incomplete)"),
        _ => exact,
    }
}

/// A change of an amount: `+1.2k`, `−300`, `0`. Short, as a label has room for.
pub fn signed_compact(change: f64, unit: Unit) -> String {
    let text = compact(change, unit);
    if change > 0.0 { format!("+{text}") } else { text }
}

fn signed(change: f64, unit: &str) -> String {
    if !change.is_finite() {
        return NOTHING.to_owned();
    }
    let size = change.abs() * 100.0;
    let digits = if size < 10.0 { rounded(size, 1, 0) } else { rounded(size, 0, 0) };
    let sign = match digits.as_str() {
        "0" => String::new(),
        _ if change < 0.0 => MINUS.to_string(),
        _ => "+".to_owned(),
    };
    format!("{sign}{digits}{SPACE}{unit}")
}

fn exact_micros(micros: i64, unit: Unit, decimals: usize) -> String {
    let size = micros.unsigned_abs();
    let digits = format!("{}.{:06}", group(&(size / 1_000_000).to_string()), size % 1_000_000);
    dress(micros < 0, &trim(digits, decimals), unit)
}

/// Sign, currency and percent sign around bare digits.
fn dress(negative: bool, digits: &str, unit: Unit) -> String {
    let mut text = String::with_capacity(digits.len() + 6);
    if negative && digits != "0" {
        text.push(MINUS);
    }
    match unit {
        // The sign of “less than” comes before the currency.
        Unit::Usd => match digits.strip_prefix(['<', '>']) {
            Some(rest) => text.extend([digits.get(..1).unwrap_or_default(), "$", rest]),
            None => text.extend(["$", digits]),
        },
        _ => text.push_str(digits),
    }
    if unit == Unit::Share {
        text.push(SPACE);
        text.push('%');
    }
    text
}

fn percent_digits(share: f64) -> String {
    let size = (share * 100.0).clamp(f64::MIN, f64::MAX);
    if share < 1.0 && size >= 99.5 {
        return if size < 99.95 { format!("{size:.1}") } else { ">99.9".to_owned() };
    }
    match size {
        9_999.5.. => short_digits(size),
        9.95.. => rounded(size, 0, 0),
        _ => small_digits(size, 1),
    }
}

/// Three digits at most before the unit of thousands, as a card or an axis has room for.
fn short_digits(size: f64) -> String {
    const STEPS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")];
    // What would be rounded up to “1000k” is a “1M” already.
    let step = STEPS.iter().find(|(step, _)| size >= step * 0.9995);
    match step {
        Some((step, name)) => {
            let scaled = size / step;
            let decimals = usize::from(scaled < 99.95);
            format!("{}{name}", rounded(scaled, decimals, 0))
        }
        None if size >= 99.95 => rounded(size, 0, 0),
        None if size >= 9.995 => rounded(size, 1, 0),
        None => small_digits(size, 2),
    }
}

/// `decimals` of them from 1 on; below 1 two digits that count.
fn small_digits(size: f64, decimals: usize) -> String {
    if size == 0.0 {
        return "0".to_owned();
    }
    if size >= 1.0 {
        return rounded(size, decimals, 0);
    }
    if size < 1e-9 {
        return "<0.000000001".to_owned();
    }
    let leading_zeros = usize::try_from(-exponent(size) - 1).unwrap_or_default();
    rounded(size, leading_zeros + 2, 0)
}

/// The decimal exponent: 3 for 4,321, -2 for 0.043. Read from the decimal text, because `log10` may
/// differ in its last bit between server and browser.
pub(crate) fn exponent(size: f64) -> i32 {
    let text = format!("{size:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// Grouped, with at most `most` and at least `least` decimals.
fn rounded(size: f64, most: usize, least: usize) -> String {
    let text = format!("{size:.most$}");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = group(whole);
    if decimals.is_empty() { grouped } else { trim(format!("{grouped}.{decimals}"), least) }
}

/// Without trailing zeros after the point, but with at least `least` decimals.
fn trim(mut digits: String, least: usize) -> String {
    let Some(point) = digits.find('.') else { return digits };
    let shortest = if least == 0 { point } else { point + 1 + least };
    while digits.len() > shortest && digits.ends_with(['0', '.']) {
        digits.pop();
    }
    digits
}

fn group(whole: &str) -> String {
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_numbers_have_three_digits_and_a_step() {
        let cases: [(f64, Unit, &str); 32] = [
            (0.0, Unit::Count, "0"),
            (430.0, Unit::People, "430"),
            (999.0, Unit::Count, "999"),
            (1000.0, Unit::Count, "1k"),
            (12_431.0, Unit::Count, "12.4k"),
            (99_960.0, Unit::Count, "100k"),
            (999_499.0, Unit::Tokens, "999k"),
            (999_600.0, Unit::Tokens, "1M"),
            (1_234_567.0, Unit::Tokens, "1.2M"),
            (1e12, Unit::Tokens, "1T"),
            (1.5e15, Unit::Tokens, "1,500T"),
            (-2_500.0, Unit::Credits, "−2.5k"),
            (83.26, Unit::Credits, "83.3"),
            (1.25, Unit::Credits, "1.25"),
            (0.342, Unit::Credits, "0.34"),
            (0.000_001, Unit::Credits, "0.000001"),
            (1e-12, Unit::Ratio, "<0.000000001"),
            (3.5, Unit::Usd, "$3.5"),
            (-12_400.0, Unit::Usd, "−$12.4k"),
            (0.38, Unit::Share, "38\u{a0}%"),
            (0.043, Unit::Share, "4.3\u{a0}%"),
            (0.0004, Unit::Share, "0.04\u{a0}%"),
            (0.0025, Unit::Share, "0.25\u{a0}%"),
            (0.997, Unit::Share, "99.7\u{a0}%"),
            (0.999_96, Unit::Share, ">99.9\u{a0}%"),
            (1.0, Unit::Share, "100\u{a0}%"),
            (12.5, Unit::Share, "1,250\u{a0}%"),
            (1e9, Unit::Share, "100B\u{a0}%"),
            (0.0, Unit::Share, "0\u{a0}%"),
            (-0.0, Unit::Share, "0\u{a0}%"),
            (f64::NAN, Unit::Share, "–"),
            (f64::INFINITY, Unit::Count, "–"),
        ];
        for (value, unit, text) in cases {
            assert_eq!(compact(value, unit), text, "{value} {unit:?}");
        }
    }

    #[test]
    fn exact_numbers_lose_nothing() {
        assert_eq!(exact(12_431.0, Unit::Count), "12,431");
        assert_eq!(exact(12_431.25, Unit::Credits), "12,431.25");
        assert_eq!(exact(12_431.5, Unit::Usd), "$12,431.50");
        assert_eq!(exact(0.382_46, Unit::Share), "38.25\u{a0}%");
        assert_eq!(exact(-1_000_000.0, Unit::Count), "−1,000,000");
        assert_eq!(exact(-0.0, Unit::Count), "0");
        assert_eq!(exact(2.0 / 3.0, Unit::Ratio), "0.6667");
        let credits = |micros| exact_number(Number::Credits(Credits::from_micros(micros)), Unit::Credits);
        assert_eq!(credits(1), "0.000001");
        assert_eq!(credits(9_007_199_254_740_993), "9,007,199,254.740993");
        assert_eq!(credits(-38_250_000), "−38.25");
        assert_eq!(credits(i64::MIN), "−9,223,372,036,854.775808");
        assert_eq!(exact_number(Number::Count(i64::MAX), Unit::Tokens), "9,223,372,036,854,775,807");
        assert_eq!(exact_number(Number::Usd(Usd::from_micros(0)), Unit::Usd), "$0.00");
        assert_eq!(exact_number(Number::Usd(Usd::from_micros(1_234_567_890)), Unit::Usd), "$1,234.56789");
    }

    #[test]
    fn nobody_reads_a_share_finer_than_a_hundredth_of_a_percent() {
        for (share, text) in [(0.000_2, "0.02"), (0.000_01, "<0.01"), (-0.000_01, "0"), (0.0, "0")] {
            assert_eq!(percent(share), format!("{text}\u{a0}%"));
        }
    }

    #[test]
    fn changes_have_a_sign_and_zero_has_none() {
        let cases = [(0.18, "+18\u{a0}%"), (-0.042, "−4.2\u{a0}%"), (0.0, "0\u{a0}%"), (-0.0, "0\u{a0}%")];
        for (change, text) in cases {
            assert_eq!(signed_percent(change), text);
        }
        assert_eq!(signed_percent(-0.000_1), "0\u{a0}%");
        assert_eq!(signed_percent(12.5), "+1,250\u{a0}%");
        assert_eq!(signed_percent(0.099_9), "+10\u{a0}%");
        assert_eq!(signed_percent(f64::INFINITY), "–");
        assert_eq!(signed_points(0.04), "+4\u{a0}pt");
        assert_eq!(signed_points(-0.006), "−0.6\u{a0}pt");
    }

    proptest! {
        #[test]
        fn nothing_that_is_not_zero_reads_as_zero(value in prop::num::f64::NORMAL) {
            for unit in [Unit::Count, Unit::Credits, Unit::Usd, Unit::Share, Unit::Ratio] {
                let text = compact(value, unit);
                prop_assert!(text.chars().any(|c| ('1'..='9').contains(&c)), "{value} as {unit:?} is {text}");
                prop_assert_eq!(text.starts_with(MINUS), value < 0.0);
            }
        }

        #[test]
        fn a_larger_value_never_reads_smaller(a in 0.0f64..1e14, factor in 1.0f64..3.0) {
            let read = |value: f64| {
                let text = compact(value, Unit::Credits);
                let digits = text.trim_end_matches(['k', 'M', 'B', 'T']);
                let step = match text.chars().last() { Some('k') => 1e3, Some('M') => 1e6, Some('B') => 1e9, Some('T') => 1e12, _ => 1.0 };
                digits.trim_start_matches('<').replace(',', "").parse::<f64>().map_or(f64::NAN, |number| number * step)
            };
            prop_assert!(read(a) <= read(a * factor) * 1.000_001, "{a}");
            prop_assert!(a < 1e-6 || (read(a) - a).abs() <= a * 0.051, "{a} reads {}", read(a));
        }
    }
}
