//! How fast a cycle is spent, where it is heading, and what it is held against.

use charts::format;
use domain::Credits;
use domain::view::{Blank, CreditsView, Forecast, Frame, Number, PointState};

use super::credits::whole;
use super::{counted, day, delta};

/// What is said of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// There is a budget, and it is for what the page shows.
    Against(Credits),
    /// There is a budget, and the page shows only a part of what it is for.
    Narrowed,
    /// Nobody has set one.
    Unset,
}

/// What the cycle is held against.
pub fn held(view: &CreditsView) -> Held {
    match (view.forecast.budget, view.budget.monthly) {
        (Some(budget), _) => Held::Against(budget),
        (None, Some(_)) => Held::Narrowed,
        (None, None) => Held::Unset,
    }
}

/// Why a link that shows some days says nothing of the cycle.
pub const WITHHELD: &str =
    "There is no pace here: it is told of the whole cycle, and this link shows its own days only.";

/// [`spent`], where the page may tell of all days of the cycle.
pub fn spent_here(forecast: &Forecast, frame: &Frame) -> Option<String> {
    let withheld = forecast.cycle.up_to(frame.today).is_some_and(|days| !frame.allows(days));
    (!withheld).then(|| spent(forecast, frame.today))
}

/// What is spent, and how fast: the first sentence.
pub fn spent(forecast: &Forecast, today: domain::Day) -> String {
    let Some(Number::Credits(spent)) = forecast.spent.value else {
        return match forecast.spent.state {
            PointState::TooFew => "Too few people are in this selection to show what they spent.".to_owned(),
            _ => "None of the cycle’s days is settled yet, so nothing counts as spent.".to_owned(),
        };
    };
    let part = if forecast.spent.state == PointState::Partial { " at least, as days are missing" } else { "" };
    let through = forecast.through.map_or_else(String::new, |through| format!(" to {}", day(through, today)));
    let elapsed = format::percent(forecast.elapsed);
    let head = format!("{} credits spent{through}{part}, {elapsed} of the cycle", whole(spent));
    let Some((budget, pace)) = forecast.budget.zip(forecast.pace) else { return format!("{head}.") };
    let used = format::percent(if budget.micros() == 0 { 0.0 } else { spent.as_f64() / budget.as_f64() });
    let speed = delta::rough(pace - 1.0).map_or_else(
        || "exactly the budget’s pace".to_owned(),
        |size| format!("{size} {} than the budget’s pace", if pace > 1.0 { "faster" } else { "slower" }),
    );
    format!("{head} and {used} of the budget of {}: {speed}.", whole(budget))
}

/// Where it is heading: the second sentence.
pub fn heading(forecast: &Forecast) -> String {
    let Some(end) = forecast.forecast else { return format!("There is no forecast: {}.", why(forecast)) };
    if forecast.weekdays_left == 0 {
        return "The cycle has no weekday left, so this is what it costs.".to_owned();
    }
    let band = forecast.band.map_or_else(
        || " How far that may be off cannot be told before 8 weeks are settled.".to_owned(),
        |(low, high)| {
            let (low, high) = (whole(low), whole(high));
            if low == high { String::new() } else { format!(" In slow weeks it would be {low}, in fast ones {high}.") }
        },
    );
    let left = counted(u64::from(forecast.weekdays_left), "weekday", "weekdays");
    let against = forecast.budget.map_or_else(String::new, |budget| match end.micros().cmp(&budget.micros()) {
        std::cmp::Ordering::Greater => format!(", {} over the budget", whole(end - budget)),
        std::cmp::Ordering::Less => format!(", {} under the budget", whole(budget - end)),
        std::cmp::Ordering::Equal => ", exactly the budget".to_owned(),
    });
    format!("With {left} left at the burn of the last four weeks it ends at about {}{against}.{band}", whole(end))
}

fn why(forecast: &Forecast) -> &'static str {
    match forecast.blank {
        Some(Blank::TooFew) => "too few people are in this selection",
        Some(Blank::TooLittleSettled) => "fewer than 10 weekdays of the last four weeks are settled",
        Some(Blank::Gap) => "a day of the cycle is missing",
        Some(Blank::NotBegun) => "the cycle has not begun",
        _ => "no day is settled yet",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::credits::settled;
    use super::*;
    use domain::view::Figure;
    use domain::{DateRange, Day};

    const TODAY: &str = "2026-11-20";

    fn credits(whole: i64) -> Credits {
        Credits::from_micros(whole * 1_000_000)
    }

    fn forecast() -> Forecast {
        let day = |text: &str| text.parse::<Day>().unwrap();
        Forecast {
            cycle: DateRange::new(day("2026-11-01"), day("2026-11-30")).unwrap(),
            budget: Some(credits(1000)),
            through: Some(day("2026-11-15")),
            spent: settled(credits(600)),
            elapsed: 0.5,
            pace: Some(1.2),
            weekdays_left: 11,
            burn: Some(credits(50)),
            burn_days: 20,
            forecast: Some(credits(1150)),
            band: Some((credits(1040), credits(1260))),
            blank: None,
        }
    }

    fn said(forecast: &Forecast) -> (String, String) {
        (spent(forecast, TODAY.parse().unwrap()), heading(forecast))
    }

    #[test]
    fn pace_and_forecast_say_what_they_are_held_against() {
        let (first, second) = said(&forecast());
        assert_eq!(
            first.replace('\u{a0}', " "),
            "600 credits spent to 15 November, 50 % of the cycle and 60 % of the budget of 1,000: 20 % faster than the budget’s pace."
        );
        assert_eq!(
            second,
            "With 11 weekdays left at the burn of the last four weeks it ends at about 1,150, 150 over the budget. In slow weeks it would be 1,040, in fast ones 1,260."
        );
        let slow = Forecast { pace: Some(0.8), forecast: Some(credits(900)), ..forecast() };
        let (first, second) = said(&slow);
        assert!(
            first.contains("20\u{a0}% slower") && second.contains("about 900, 100 under the budget"),
            "{first} {second}"
        );
    }

    #[test]
    fn without_a_budget_nothing_is_said_of_one() {
        let (first, second) = said(&Forecast { budget: None, pace: None, ..forecast() });
        assert_eq!(first.replace('\u{a0}', " "), "600 credits spent to 15 November, 50 % of the cycle.");
        assert!(!second.contains("budget"), "{second}");
    }

    #[test]
    fn what_is_not_known_is_said_and_never_zero() {
        let nothing = Figure { value: None, state: PointState::Gap };
        let unknown = Forecast { spent: nothing, through: None, pace: None, forecast: None, ..forecast() };
        for (blank, word) in [
            (Blank::NothingSettled, "no day is settled"),
            (Blank::TooLittleSettled, "fewer than 10 weekdays"),
            (Blank::Gap, "a day of the cycle is missing"),
            (Blank::TooFew, "too few people"),
            (Blank::NotBegun, "has not begun"),
        ] {
            let (first, second) = said(&Forecast { blank: Some(blank), ..unknown.clone() });
            assert!(second.starts_with("There is no forecast: ") && second.contains(word), "{second}");
            assert!(first.contains("nothing counts as spent") && !first.contains('0'), "{first}");
        }
        let few = Figure { state: PointState::TooFew, ..nothing };
        assert!(said(&Forecast { spent: few, ..unknown }).0.starts_with("Too few people"));
        let partial = Figure { state: PointState::Partial, ..settled(credits(600)) };
        let gap = Forecast { spent: partial, pace: None, forecast: None, blank: Some(Blank::Gap), ..forecast() };
        assert!(said(&gap).0.contains("at least, as days are missing"));
        assert!(said(&Forecast { band: None, ..forecast() }).1.contains("cannot be told before 8 weeks"));
        assert!(said(&Forecast { weekdays_left: 0, ..forecast() }).1.contains("no weekday left"));
    }
}
