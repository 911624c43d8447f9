//! What pages say in sentences, made from the view models. Pure, so that server and browser say the same.

pub mod credits;
pub mod delta;
pub mod figure;
pub mod freshness;
pub mod headline;
pub mod pace;
pub mod people;
pub mod reviews;
pub mod teams;

use domain::Day;

/// A day in words, with the year only where it is not the running one: `17 November`.
pub fn day(day: Day, today: Day) -> String {
    if day.year() == today.year() { format!("{} {}", day.day_of_month(), day.month_name()) } else { day.in_words() }
}

/// A text with its first letter large.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `1 day`, `3 days`, `1,204 days`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", figure::grouped(i64::try_from(n).unwrap_or(i64::MAX)), if n == 1 { one } else { many })
}
