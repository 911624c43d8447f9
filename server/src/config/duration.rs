//! Durations as people write them: `90s`, `15m`, `2h`, `1d`, `1h 30m`.

use std::time::Duration;

/// Reads a duration. The error says what would be right.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("“{text}” is not a duration: write it like 90s, 15m, 2h, 1d or 1h 30m");
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, tail) = rest.split_at_checked(digits).ok_or_else(wrong)?;
        let tail = tail.trim_start();
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(letters).ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let seconds = number.checked_mul(seconds_of(unit).ok_or_else(wrong)?).ok_or_else(wrong)?;
        total = total.checked_add(Duration::from_secs(seconds)).ok_or_else(wrong)?;
        rest = tail.trim_start();
    }
    Ok(total)
}

fn seconds_of(unit: &str) -> Option<u64> {
    match unit {
        "s" | "sec" | "second" | "seconds" => Some(1),
        "m" | "min" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3_600),
        "d" | "day" | "days" => Some(86_400),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        for (text, seconds) in
            [("90s", 90), ("15m", 900), (" 2h ", 7200), ("1d", 86_400), ("1h 30m", 5400), ("1h30m", 5400)]
        {
            assert_eq!(parse_duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "2", "h", "2 fortnights", "-1h", "1.5h", "99999999999999999999h", "9999999999999999d"] {
            assert!(parse_duration(wrong).is_err_and(|message| message.contains("1h 30m")), "{wrong}");
        }
    }
}
