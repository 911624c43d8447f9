//! Why credits moved, in one sentence and in a table; which days stand out and why. Nothing is said that the parts
//! do not say: they multiply to the change, and their bars add up to it.

use charts::format;
use domain::view::{
    Blank, ChangeBars, CreditChange, CreditParts, CreditsView, Figure, Frame, Number, PointState, Spike, SpikeCause,
};
use domain::{Credits, Day, Metric, Unit, Usd};

use super::headline::Headline;
use super::{delta, figure, listed};

/// One factor of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// What it is: `Active people`.
    pub title: &'static str,
    /// Its value before.
    pub before: f64,
    /// Its value now.
    pub now: f64,
    /// What the numbers are.
    pub unit: Unit,
    /// The part of the change that it accounts for.
    pub bar: Credits,
    noun: &'static str,
}

impl Factor {
    /// The relative change.
    pub fn change(&self) -> f64 {
        self.now / self.before - 1.0
    }

    /// `9 % more people`; `None` where it rounds to nothing.
    fn in_words(&self) -> Option<String> {
        let size = delta::rough(self.change())?;
        Some(format!("{size} {} {}", if self.change() > 0.0 { "more" } else { "fewer" }, self.noun))
    }
}

/// The three factors of a change, in their order; `None` where they cannot be told.
pub fn factors(change: &CreditChange) -> Option<[Factor; 3]> {
    let (bars, now, before) = (change.bars?, values(change.now?)?, values(change.before?)?);
    let ChangeBars { people, turns_per_person, credits_per_turn, .. } = bars;
    let factor = |title, noun, unit, bar, of: fn([f64; 3]) -> f64| Factor {
        title,
        before: of(before),
        now: of(now),
        unit,
        bar,
        noun,
    };
    Some([
        factor("Active people", "people", Unit::People, people, |[_, people, _]| people),
        factor("Turns per person", "turns per person", Unit::Ratio, turns_per_person, |[_, people, turns]| {
            turns / people
        }),
        factor("Credits per turn", "credits per turn", Unit::Credits, credits_per_turn, |[credits, _, turns]| {
            credits / turns
        }),
    ])
}

/// Credits, people and turns of a period.
fn values(parts: CreditParts) -> Option<[f64; 3]> {
    let value = |figure: Figure| figure.value.map(Number::as_f64);
    Some([value(parts.credits)?, value(parts.people)?, value(parts.turns)?])
}

/// What the Credits page says first.
pub fn headline(view: &CreditsView) -> Headline {
    if let (Some(factors), Some(total)) = (factors(&view.change), total(&view.change)) {
        return moved(total, factors);
    }
    let why = unknown(view);
    if let Some((direction, size)) = total(&view.change).and_then(direction) {
        let after = format!(". What part people and turns had in that is not known: {why}.");
        return Headline { before: format!("Credits {direction} "), strong: size, after };
    }
    let credits = view.fact(Metric::Credits).map(|fact| fact.figure).filter(|figure| figure.value.is_some());
    let Some(credits) = credits else {
        return Headline { before: format!("Why credits moved cannot be told: {why}."), ..Headline::default() };
    };
    let strong = format!("{}\u{a0}credits", figure::short(Metric::Credits, credits));
    let after = format!(" from {}. Why they moved cannot be told: {why}.", view.frame.range.in_words());
    Headline { before: String::new(), strong, after }
}

/// The change of credits, where both sides are whole.
fn total(change: &CreditChange) -> Option<f64> {
    let whole = |figure: Figure| {
        let is_whole = matches!(figure.state, PointState::Settled | PointState::Provisional);
        figure.value.map(Number::as_f64).filter(|value| is_whole && *value > 0.0)
    };
    Some(whole(change.now?.credits)? / whole(change.before?.credits)? - 1.0)
}

fn direction(change: f64) -> Option<(&'static str, String)> {
    delta::rough(change).map(|size| (if change > 0.0 { "rose" } else { "fell" }, size))
}

/// The sentence: causes along with the change first, the largest first, then those against it.
fn moved(total: f64, mut factors: [Factor; 3]) -> Headline {
    factors.sort_by_key(|factor| std::cmp::Reverse(factor.bar.micros().unsigned_abs()));
    let words = |along: bool| -> Vec<String> {
        let chosen = factors.iter().filter(|factor| (factor.change() > 0.0) == along);
        chosen.filter_map(Factor::in_words).collect()
    };
    let Some((direction, size)) = direction(total) else {
        let (more, fewer) = (listed(&words(true)), listed(&words(false)));
        let after = match (more.is_empty(), fewer.is_empty()) {
            (false, false) => format!(": {more}, but {fewer}."),
            _ => ".".to_owned(),
        };
        return Headline { before: "Credits ".to_owned(), strong: "stayed level".to_owned(), after };
    };
    let (with, despite) = (listed(&words(total > 0.0)), listed(&words(total < 0.0)));
    let with = if with.is_empty() { with } else { format!(", with {with}") };
    let despite = if despite.is_empty() { despite } else { format!(", despite {despite}") };
    Headline { before: format!("Credits {direction} "), strong: size, after: format!("{with}{despite}.") }
}

/// Why credits moved, in one sentence; or that it cannot be told, and why.
pub fn moved_in_words(change: &CreditChange, frame: &Frame) -> String {
    let said = total(change).zip(factors(change)).map(|(total, factors)| moved(total, factors));
    said.map_or_else(
        || format!("Why credits moved cannot be told: {}.", why_unknown(change, frame)),
        |said| format!("{}{}{}", said.before, said.strong, said.after),
    )
}

/// Why the change cannot be split, for the end of a sentence.
pub fn unknown(view: &CreditsView) -> String {
    why_unknown(&view.change, &view.frame)
}

/// The same of any page's change.
pub fn why_unknown(change: &CreditChange, frame: &Frame) -> String {
    let zero = |parts: Option<CreditParts>| parts.is_some_and(|parts| parts.credits.value == Some(NO_CREDITS));
    let why = match change.blank {
        Some(Blank::TooFew) => {
            "too few people were active, in these days or in those before, to show numbers about them"
        }
        Some(Blank::Unavailable) => "OpenAI gives no people and no turns by model",
        Some(Blank::Zero) if zero(change.before) => "there were no credits in the days before",
        Some(Blank::Zero) if zero(change.now) => "there were no credits in these days",
        Some(Blank::Zero) => "people, turns or credits are zero on one side",
        _ => delta::unknown(frame, change.current.unwrap_or(frame.range), change.previous.unwrap_or(frame.previous)),
    };
    why.to_owned()
}

const NO_CREDITS: Number = Number::Credits(Credits::ZERO);

/// The bars in a sentence: `2,104 credits more: +1,200 by active people, …`. What accounts for nothing is left out.
pub fn accounted(factors: &[Factor; 3], shown: ChangeBars) -> String {
    let change = shown.change;
    let some = factors.iter().zip(shown.bars()).filter(|(_, bar)| *bar != Credits::ZERO);
    let parts: Vec<String> =
        some.map(|(factor, bar)| format!("{} by {}", signed(bar), factor.title.to_lowercase())).collect();
    let size = exact(Credits::from_micros(change.micros().saturating_abs()));
    let head = match change.micros().signum() {
        1 => format!("{size} credits more"),
        -1 => format!("{size} credits less"),
        _ => "As many credits as before".to_owned(),
    };
    if parts.is_empty() { format!("{head}.") } else { format!("{head}: {}.", listed(&parts)) }
}

/// Credits with their sign, all digits.
pub fn signed(credits: Credits) -> String {
    let text = exact(credits);
    if credits > Credits::ZERO { format!("+{text}") } else { text }
}

fn exact(credits: Credits) -> String {
    format::exact_number(Number::Credits(credits), Unit::Credits)
}

/// Credits for a sentence: to the whole credit, below a hundred with what makes the difference.
pub fn whole(credits: Credits) -> String {
    const ONE: i64 = 1_000_000;
    let micros = credits.micros();
    if micros.saturating_abs() < 100 * ONE {
        return format::compact_number(Number::Credits(credits), Unit::Credits);
    }
    let rounded = micros.saturating_add(ONE / 2).div_euclid(ONE).saturating_mul(ONE);
    format::exact_number(Number::Credits(Credits::from_micros(rounded)), Unit::Credits)
}

/// Dollars to the cent; exact below one.
pub fn dollars(usd: Usd) -> String {
    const CENT: i64 = 10_000;
    let micros = usd.micros();
    let whole = micros.saturating_add(CENT / 2).div_euclid(CENT).saturating_mul(CENT);
    let shown = if micros.saturating_abs() < 100 * CENT { micros } else { whole };
    format::exact_number(Number::Usd(Usd::from_micros(shown)), Unit::Usd)
}

/// Credits as a settled figure.
pub fn settled(credits: Credits) -> Figure {
    Figure { value: Some(Number::Credits(credits)), state: PointState::Settled }
}

/// Why a day stands out: `5.2 times the usual 230`.
pub fn reason(spike: &Spike) -> String {
    let (used, usual) = (whole(spike.credits), whole(spike.median));
    let (day, median) = (spike.credits.as_f64(), spike.median.as_f64());
    let times = day / median;
    let state = if spike.state == PointState::Provisional { "; may still be revised" } else { "" };
    let size = match (median > 0.0, times >= 2.0) {
        (true, true) => format!("{used} is {} times the usual {usual}", format::compact(times, Unit::Ratio)),
        (true, false) if spike.up => format!("{used} is above the usual {usual}, from which it seldom strays"),
        (true, false) => format!("{used} is below the usual {usual}, from which it seldom strays"),
        (false, _) => format!("{used}, usually nothing"),
    };
    let cause = spike.cause.as_ref().and_then(|cause| in_words(cause, spike.up));
    let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
    format!("{size}{cause}{state}")
}

/// `2.9 times the turns, most of it in VS Code`: whichever of work and price moved more, and where.
fn in_words(cause: &SpikeCause, up: bool) -> Option<String> {
    let moved = |pair: Option<(f64, f64)>| {
        let log = pair.map_or(0.0, |(day, usual)| (day / usual).ln());
        if up { log } else { -log }
    };
    let (work, price) = (moved(cause.turns), moved(cause.each));
    if work.max(price) < f64::ln(1.1) {
        return None;
    }
    let (what, place) = if work >= price {
        let (day, usual) = cause.turns?;
        let turns = |n: f64| format::compact(n, Unit::Ratio);
        (format!("{} turns instead of {}", turns(day), turns(usual)), cause.client.as_ref().map(|of| ("in", of)))
    } else {
        let (day, usual) = cause.each?;
        let each = |n: f64| format::compact(n, Unit::Credits);
        (format!("{} credits a turn instead of {}", each(day), each(usual)), cause.model.as_ref().map(|of| ("by", of)))
    };
    let place = place.map_or_else(String::new, |(where_, of)| format!(", most of it {where_} {of}"));
    Some(format!("{what}{place}"))
}

/// How much of the credits a figure rests on; nothing where it rests on all.
pub fn coverage(coverage: Option<f64>) -> Option<String> {
    let share = coverage.filter(|share| *share < 1.0)?;
    Some(if share > 0.0 {
        format!("Known for the rows with {} of the credits.", format::percent(share))
    } else {
        "OpenAI reports none for these days.".to_owned()
    })
}

/// `Wednesday, 18 November`.
pub fn weekday(day: Day, today: Day) -> String {
    format!("{}, {}", day.weekday_name(), super::day(day, today))
}

#[cfg(test)]
mod tests;
