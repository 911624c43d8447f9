//! Changes in words: `▲ 18 %`, coloured by what is good and not by the sign, with the same said in text.

use charts::format;
use domain::view::{Delta, Frame, Freshness, Kpi};
use domain::{DateRange, Good, Metric};

/// Whether a change is welcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// In the good direction.
    Good,
    /// Against it.
    Bad,
    /// Neither, or too small to tell.
    Plain,
}

impl Tone {
    /// The class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "delta good",
            Self::Bad => "delta bad",
            Self::Plain => "delta",
        }
    }
}

/// A change, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// For the eye: `▲ 18 %`, `▼ 3 pt`, `unchanged`.
    pub sign: String,
    /// For the ear: `up 18 %, which is good; compared with 3 to 30 October 2026`.
    pub text: String,
    /// Its colour.
    pub tone: Tone,
}

/// The size of a change without its sign: `18 %`, `0.4 %`, `6 points`; `None` where it rounds to nothing.
pub fn size(delta: &Delta) -> Option<String> {
    let change = delta.change.abs();
    let text = if delta.points { format::signed_points(change) } else { format::signed_percent(change) };
    let size = text.strip_prefix('+')?;
    Some(match size.strip_suffix("\u{a0}pt") {
        Some("1") => "1 point".to_owned(),
        Some(points) => format!("{points} points"),
        None => size.to_owned(),
    })
}

/// A change as a sentence has room for it: whole percents, or points, from two up.
pub fn rounded(change: f64) -> f64 {
    let percent = change.abs() * 100.0;
    if (2.0..1e6).contains(&percent) { (change * 100.0).round() / 100.0 } else { change }
}

/// The size of a relative change as a sentence has room for: `18 %`; `None` where it rounds to nothing.
pub fn rough(change: f64) -> Option<String> {
    format::signed_percent(rounded(change).abs()).strip_prefix('+').map(ToOwned::to_owned)
}

/// A change of a metric, ready to be shown.
pub fn change(metric: Metric, delta: &Delta) -> Change {
    let beside = format!("compared with {}", delta.previous.in_words());
    let Some(size) = size(delta) else {
        return Change { sign: "unchanged".to_owned(), text: format!("unchanged, {beside}"), tone: Tone::Plain };
    };
    let up = delta.change > 0.0;
    let tone = match (metric.good(), up) {
        (Good::Neutral, _) => Tone::Plain,
        (Good::Up, true) | (Good::Down, false) => Tone::Good,
        (Good::Up, false) | (Good::Down, true) => Tone::Bad,
    };
    let verdict = match tone {
        Tone::Good => ", which is good",
        Tone::Bad => ", which is not good",
        Tone::Plain => "",
    };
    let (arrow, word) = if up { ("▲", "up") } else { ("▼", "down") };
    let sign = format!("{arrow}\u{a0}{}", size.replace(" points", "\u{a0}pt").replace(" point", "\u{a0}pt"));
    Change { sign, text: format!("{word} {size}{verdict}; {beside}"), tone }
}

/// What the changes of a row of cards compare, where it is the same for all; nothing where none has one.
pub fn compared(kpis: &[Kpi]) -> Option<String> {
    let mut deltas = kpis.iter().filter_map(|kpi| kpi.delta.as_ref());
    let Delta { current, previous, .. } = deltas.next()?;
    if deltas.any(|other| (&other.current, &other.previous) != (current, previous)) {
        return None;
    }
    let windows = kpis.iter().any(|kpi| kpi.delta.is_some() && ends(kpi.metric));
    let windows = if windows { ", people of several days at the end of each" } else { "" };
    Some(format!("Changes compare the settled days, {}, with {}{windows}.", current.in_words(), previous.in_words()))
}

/// Whether a metric looks back over days of its own, and is compared at the last day of a period.
fn ends(metric: Metric) -> bool {
    matches!(metric, Metric::Dau | Metric::Wau | Metric::Mau | Metric::AdoptionRate)
}

/// Why there is no change to show on a page, as far as it can tell.
pub fn unknown(frame: &Frame, current: DateRange, previous: DateRange) -> &'static str {
    if !frame.compares() {
        return "this link shows its own days only";
    }
    let Freshness { first_day: first, settled_through: settled, .. } = frame.freshness;
    if settled.is_none_or(|settled| settled < current.from()) {
        return "none of these days is settled yet";
    }
    if first.is_none_or(|first| previous.from() < first) {
        return "the period before begins before the archive does";
    }
    "a day is missing in either period, or there was nothing before"
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::view::Number;

    fn delta(change: f64, points: bool) -> Delta {
        let current = DateRange::new("2026-11-01".parse().unwrap(), "2026-11-28".parse().unwrap()).unwrap();
        Delta { change, points, before: Number::Count(1), current, previous: current.prev() }
    }

    #[test]
    fn colour_follows_the_good_direction_and_not_the_sign() {
        for (metric, by, tone) in [
            (Metric::Wau, 0.2, Tone::Good),
            (Metric::Wau, -0.2, Tone::Bad),
            (Metric::DormantPeople, 0.2, Tone::Bad),
            (Metric::DormantPeople, -0.2, Tone::Good),
            (Metric::Credits, 0.2, Tone::Plain),
        ] {
            assert_eq!(change(metric, &delta(by, false)).tone, tone, "{metric} {by}");
        }
    }

    #[test]
    fn sizes_are_as_short_as_they_can_be() {
        assert_eq!(size(&delta(0.184, false)).unwrap(), "18\u{a0}%");
        assert_eq!(size(&delta(-0.004, false)).unwrap(), "0.4\u{a0}%");
        assert_eq!(size(&delta(0.06, true)).unwrap(), "6 points");
        assert_eq!(size(&delta(-0.01, true)).unwrap(), "1 point");
        assert_eq!(size(&delta(0.0004, false)), None);
        assert_eq!(size(&delta(f64::NAN, false)), None);
    }

    #[test]
    fn a_sentence_has_room_for_whole_percents() {
        let shown = [0.184, -0.184, 0.019, 0.0004, 0.0, f64::NAN].map(rough);
        let shown: Vec<Option<&str>> = shown.iter().map(Option::as_deref).collect();
        assert_eq!(shown, [Some("18\u{a0}%"), Some("18\u{a0}%"), Some("1.9\u{a0}%"), None, None, None]);
    }

    #[test]
    fn the_text_says_what_the_colour_says() {
        let shown = change(Metric::AdoptionRate, &delta(0.06, true));
        assert_eq!(shown.sign, "▲\u{a0}6\u{a0}pt");
        assert_eq!(shown.text, "up 6 points, which is good; compared with 4 to 31 October 2026");
        assert_eq!(change(Metric::Credits, &delta(0.0, false)).sign, "unchanged");
    }
}
