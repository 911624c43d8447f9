//! The sentence at the top of the Overview: what the numbers say, and nothing that they do not say.

use domain::view::{Bands, Delta, Figure, Frame, Kpi, Number, OverviewView, PointState};
use domain::{DateRange, Metric};

use super::{day, delta, figure};

/// The headline in pieces: the strong piece is set in colour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    /// Before the strong piece.
    pub before: String,
    /// The figure that it is about; empty where there is none.
    pub strong: String,
    /// After it.
    pub after: String,
}

/// What the Overview says first.
pub fn headline(view: &OverviewView) -> Headline {
    let mut headline = adoption(&view.frame, &view.adoption, &view.kpis);
    headline.after.push(' ');
    headline.after.push_str(&credits(view));
    headline
}

/// How many use it, as a share where there is a roster. `adoption` is the card; `kpis` may say it without a share.
pub fn adoption(frame: &Frame, adoption: &Kpi, kpis: &[Kpi]) -> Headline {
    let Some((active, roster)) = parts(adoption) else { return without_share(frame, adoption, kpis) };
    let whom = whom(frame);
    let verb = if frame.range.to() == frame.today { "now use" } else { "used" };
    let share = share_in_words(active, roster);
    let strong = format!("{}\u{a0}of\u{a0}{}", super::grouped(active), super::grouped(roster));
    let after = format!(" {}{}.", window(frame), adoption_change(adoption));
    Headline { before: format!("{share}{whom} {verb} {}: ", what(frame)), strong, after }
}

/// The people who are active and the people on the roster.
fn parts(adoption: &Kpi) -> Option<(i64, i64)> {
    let Some(Number::Count(roster)) = adoption.of else { return None };
    let active = match adoption.figure.value? {
        Number::Count(active) => active,
        number => whole(number.as_f64() * Number::Count(roster).as_f64()),
    };
    (roster > 0).then_some((active, roster))
}

#[expect(clippy::cast_possible_truncation, reason = "a number of people; rounded first")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

fn without_share(frame: &Frame, adoption: &Kpi, kpis: &[Kpi]) -> Headline {
    if adoption.figure.state == PointState::TooFew {
        let before = "Too few people are in this selection to show them without showing who they are.".to_owned();
        return Headline { before, ..Headline::default() };
    }
    let why = match adoption.figure.state {
        PointState::Gap => "The share of people is not known, because days are missing.",
        _ => "What share that is of everyone is not known until a roster is imported.",
    };
    let active = kpis.iter().find(|kpi| {
        matches!(kpi.metric, Metric::ActivePeople | Metric::Mau | Metric::Wau) && kpi.figure.value.is_some()
    });
    let Some(active) = active else { return Headline { before: why.to_owned(), ..Headline::default() } };
    let people = figure::short(active.metric, active.figure);
    let noun = if people == "1" { "person" } else { "people" };
    let when = match active.metric {
        Metric::Wau => format!("in the 7 days to {}", day(frame.range.to(), frame.today)),
        Metric::Mau => window(frame),
        _ => over(frame),
    };
    Headline {
        before: String::new(),
        strong: format!("{people}\u{a0}{noun}"),
        after: format!("{} used {} {when}. {why}", whom(frame).replace(" people", ""), what(frame)),
    }
}

/// ` people in Platform`, or ` people`.
fn whom(frame: &Frame) -> String {
    let team = frame.query.filter.team.as_ref().map(|slug| {
        let found = frame.teams.iter().find(|choice| choice.key == slug.as_str());
        found.map_or_else(|| slug.to_string(), |choice| choice.title.clone())
    });
    match team {
        Some(team) if team == "No team" => " people without a team".to_owned(),
        Some(team) => format!(" people in {team}"),
        None => " people".to_owned(),
    }
}

fn what(frame: &Frame) -> String {
    let filter = &frame.query.filter;
    match (&filter.client, &filter.model) {
        (Some(client), _) => format!("Codex in {}", client.title()),
        (None, Some(model)) => format!("Codex with {model}"),
        (None, None) => "Codex".to_owned(),
    }
}

/// The 28 days that adoption is about.
fn window(frame: &Frame) -> String {
    if frame.range.to() == frame.today {
        "in the last 28 days".to_owned()
    } else {
        format!("in the 28 days to {}", day(frame.range.to(), frame.today))
    }
}

fn over(frame: &Frame) -> String {
    if frame.range.to() == frame.today && frame.range.len_days() > 1 {
        format!("in the last {} days", frame.range.len_days())
    } else {
        format!("from {}", frame.range.in_words())
    }
}

/// `Seven in ten`, `Nobody of the`, `63 % of`.
fn share_in_words(active: i64, roster: i64) -> String {
    const TENTHS: [&str; 11] = [
        "",
        "One in ten",
        "Two in ten",
        "Three in ten",
        "Four in ten",
        "Half of the",
        "Six in ten",
        "Seven in ten",
        "Eight in ten",
        "Nine in ten",
        "",
    ];
    if active == 0 {
        return "None of the".to_owned();
    }
    if active == roster {
        return "All".to_owned();
    }
    let share = Number::Count(active).as_f64() / Number::Count(roster).as_f64();
    let tenth = (share * 10.0).round();
    let near = (share * 10.0 - tenth).abs() <= 0.1;
    let words =
        usize::try_from(whole(tenth)).ok().and_then(|at| TENTHS.get(at)).filter(|text| near && !text.is_empty());
    words.map_or_else(
        || {
            let share = Figure { value: Some(Number::Ratio(share)), state: PointState::Settled };
            format!("{} of", figure::short(Metric::AdoptionRate, share))
        },
        |text| (*text).to_owned(),
    )
}

fn adoption_change(adoption: &Kpi) -> String {
    let Some(change) = &adoption.delta else { return String::new() };
    match rough(change) {
        None => ", as many as before".to_owned(),
        Some(size) if change.change > 0.0 => format!(", {size} more than before"),
        Some(size) => format!(", {size} less than before"),
    }
}

fn credits(view: &OverviewView) -> String {
    let frame = &view.frame;
    let Some(credits) = &view.credits_delta else {
        let why = delta::unknown(frame, frame.range, frame.previous);
        return format!("How credits moved cannot be told: {why}.");
    };
    let Some(size) = rough(credits) else {
        return format!("Credits stayed the same as {}.", before(credits));
    };
    let direction = if credits.change > 0.0 { "rose" } else { "fell" };
    let since = before(credits);
    let why = view.active_delta.as_ref().and_then(|active| reason(credits, active));
    why.map_or_else(
        || format!("Credits {direction} {size} against {since}."),
        |why| format!("Credits {direction} {size}, {why}."),
    )
}

fn before(delta: &Delta) -> String {
    format!("the {} before", super::counted(u64::from(delta.previous.len_days()), "day", "days"))
}

/// The size of a change as a sentence has room for it.
fn rough(change: &Delta) -> Option<String> {
    delta::size(&Delta { change: delta::rounded(change.change), ..*change })
}

/// What share of the change is more people and what share is more use each: credits are people times credits a
/// person, so the logarithms add up. Only where both changes are over the same days.
fn reason(credits: &Delta, active: &Delta) -> Option<String> {
    let days = |delta: &Delta| -> (DateRange, DateRange) { (delta.current, delta.previous) };
    if days(credits) != days(active) || credits.points || active.points {
        return None;
    }
    let (all, people) = (1.0 + credits.change, 1.0 + active.change);
    let usable = all > 0.0 && people > 0.0 && all.is_finite() && people.is_finite();
    let each = Delta { change: all / people - 1.0, ..*active };
    let each_size = rough(&each).filter(|_| usable);
    let people_size = rough(active);
    let share = if usable { people.ln() / all.ln() } else { return None };
    let (more_people, more_each) = (active.change > 0.0, each.change > 0.0);
    let people_words = |size: &str| format!("{size} {} people", if more_people { "more" } else { "fewer" });
    let each_words = |size: &str| format!("{size} {} per person", if more_each { "more" } else { "less" });
    Some(match (people_size, each_size) {
        (Some(people), Some(each)) if share > 1.0 => {
            format!("with {} although {}", people_words(&people), each_words(&each))
        }
        (Some(people), Some(each)) if share < 0.0 => {
            format!("with {} although {}", each_words(&each), people_words(&people))
        }
        (Some(people), Some(each)) if share >= 0.6 => {
            format!("mostly because of {}; {}", people_words(&people), each_words(&each))
        }
        (Some(people), Some(each)) if share <= 0.4 => {
            format!("mostly because of use: {}; {}", each_words(&each), people_words(&people))
        }
        (Some(people), Some(each)) => format!("with {} and {}", people_words(&people), each_words(&each)),
        (Some(people), None) => format!("with {}, each using as much as before", people_words(&people)),
        (None, Some(each)) => format!("with as many people and {}", each_words(&each)),
        (None, None) => return None,
    })
}

/// What the Adoption page says first: how many use it, how many often, how many never did.
pub fn bands_in_words(bands: &Bands) -> String {
    let people = |wanted: Metric| {
        let found = bands.bands.iter().find(|(metric, _)| *metric == wanted)?;
        match found.1.value? {
            Number::Count(n) => Some(n),
            _ => None,
        }
    };
    let active = [Metric::PowerPeople, Metric::RegularPeople, Metric::LightPeople].map(people);
    let [Some(power), Some(regular), Some(light)] = active else {
        return "How often people come back is not known for these days.".to_owned();
    };
    let sum = super::grouped(power + regular + light);
    let (power, regular) = (super::grouped(power), super::grouped(regular));
    let often = format!("{power} on more than half of the weekdays, {regular} regularly");
    match bands.roster {
        Some(roster) => {
            let roster = super::grouped(i64::from(roster));
            let never = people(Metric::NeverPeople).filter(|n| *n > 0);
            let never = never.map_or_else(String::new, |n| format!(" {} never have.", super::grouped(n)));
            format!("{sum} of {roster} people were active in the 28 days: {often}.{never}")
        }
        None => format!("{sum} people were active in the 28 days: {often}."),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn delta(change: f64) -> Delta {
        let current = DateRange::new("2026-10-24".parse().unwrap(), "2026-11-20".parse().unwrap()).unwrap();
        Delta { change, points: false, before: Number::Count(100), current, previous: current.prev() }
    }

    #[test]
    fn parts_of_a_change_multiply() {
        let said = reason(&delta(0.18), &delta(0.09)).unwrap();
        assert_eq!(said, "with 9\u{a0}% more people and 8\u{a0}% more per person");
        let said = reason(&delta(0.10), &delta(-0.10)).unwrap();
        assert_eq!(said, "with 22\u{a0}% more per person although 10\u{a0}% fewer people");
        let said = reason(&delta(-0.5), &delta(-0.5)).unwrap();
        assert_eq!(said, "with 50\u{a0}% fewer people, each using as much as before");
        let said = reason(&delta(0.3), &delta(0.02)).unwrap();
        assert!(said.starts_with("mostly because of use: 27\u{a0}% more per person"), "{said}");
    }

    #[test]
    fn no_reason_where_the_days_differ_or_nothing_is_left() {
        let mut other = delta(0.1);
        other.current = other.current.shifted(1);
        assert_eq!(reason(&delta(0.2), &other), None);
        assert_eq!(reason(&delta(-1.0), &delta(-1.0)), None);
    }

    #[test]
    fn shares_are_words_only_where_words_are_near() {
        assert_eq!(share_in_words(452, 640), "Seven in ten");
        assert_eq!(share_in_words(5, 10), "Half of the");
        assert_eq!(share_in_words(65, 100), "65\u{a0}% of");
        assert_eq!(share_in_words(10, 10), "All");
        assert_eq!(share_in_words(0, 10), "None of the");
    }
}
