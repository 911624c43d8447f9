//! What pages say in sentences, made from the view models. Pure. Only [`progress`] is said in the browser, too.

#[cfg(feature = "ssr")]
pub mod connections;
#[cfg(feature = "ssr")]
pub mod credits;
#[cfg(feature = "ssr")]
pub mod delta;
#[cfg(feature = "ssr")]
pub mod figure;
#[cfg(feature = "ssr")]
pub mod freshness;
#[cfg(feature = "ssr")]
pub mod headline;
#[cfg(feature = "ssr")]
pub mod pace;
#[cfg(feature = "ssr")]
pub mod people;
pub mod progress;
#[cfg(feature = "ssr")]
pub mod reviews;
#[cfg(feature = "ssr")]
pub mod teams;

/// A day in words, with the year only where it is not the running one: `17 November`.
#[cfg(feature = "ssr")]
pub fn day(day: domain::Day, today: domain::Day) -> String {
    if day.year() == today.year() { format!("{} {}", day.day_of_month(), day.month_name()) } else { day.in_words() }
}

/// A whole number with commas: `12,400`.
pub fn grouped(n: i64) -> String {
    charts::format::exact_number(domain::view::Number::Count(n), domain::Unit::Count)
}

/// A text with its first letter large.
#[cfg(feature = "ssr")]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `a`, `a and b`, `a, b and c`.
#[cfg(feature = "ssr")]
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `1 day`, `3 days`, `1,204 days`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(i64::try_from(n).unwrap_or(i64::MAX)), if n == 1 { one } else { many })
}
