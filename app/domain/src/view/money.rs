//! Why credits moved, where they are heading, and on which days they jumped (METRICS.md 17 to 19).

use serde::{Deserialize, Serialize};

use super::answer::{Figure, Number, PointState};
use crate::credits::Credits;
use crate::day::Day;
use crate::range::DateRange;

/// Why a figure is left blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// No day of the period is settled yet.
    NothingSettled,
    /// Fewer settled weekdays than a burn rate can be told from.
    TooLittleSettled,
    /// Some days of the period, or of the one it is compared with, are not known.
    Gap,
    /// One of the parts is zero, so that there is no ratio.
    Zero,
    /// The source does not say it with this filter.
    Unavailable,
    /// Hidden: fewer people than the floor.
    TooFew,
    /// The period lies ahead.
    NotBegun,
}

/// What the split of a change rests on, of one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreditParts {
    /// Credits of the period.
    pub credits: Figure,
    /// Distinct people active in it.
    pub people: Figure,
    /// Turns of the period.
    pub turns: Figure,
}

/// The change of credits, split into three causes that add up to it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeBars {
    /// The change: credits of the period less credits of the period before.
    pub change: Credits,
    /// What more or fewer active people account for.
    pub people: Credits,
    /// What more or fewer turns a person account for.
    pub turns_per_person: Credits,
    /// What dearer or cheaper turns account for.
    pub credits_per_turn: Credits,
}

impl ChangeBars {
    /// The three bars: people, turns a person, credits a turn.
    pub fn bars(self) -> [Credits; 3] {
        [self.people, self.turns_per_person, self.credits_per_turn]
    }
}

/// Why credits moved against the period before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreditChange {
    /// The settled days of the range; `None` where none is.
    pub current: Option<DateRange>,
    /// The days compared with: as many, and the same weekdays.
    pub previous: Option<DateRange>,
    /// What the period is made of.
    pub now: Option<CreditParts>,
    /// What the period before is made of.
    pub before: Option<CreditParts>,
    /// The three bars; `None` where they cannot be told.
    pub bars: Option<ChangeBars>,
    /// Why there are no bars; `None` where there are.
    pub blank: Option<Blank>,
}

impl CreditChange {
    /// The change and its bars as people read them: whole credits, hundredths of them where all are small. They are
    /// rounded together, so that the bars add up to the change, and the change to what both periods are rounded to.
    pub fn rounded(&self) -> Option<ChangeBars> {
        let bars = self.bars?;
        let exact = bars.bars().map(Credits::micros);
        let largest = exact.iter().chain([&bars.change.micros()]).map(|bar| bar.unsigned_abs()).max().unwrap_or(0);
        let step: i64 = if largest < 100_000_000 { 10_000 } else { 1_000_000 };
        let near = |micros: i64| micros.saturating_add(step / 2).div_euclid(step);
        let credits = |parts: Option<CreditParts>| match parts.and_then(|parts| parts.credits.value) {
            Some(Number::Credits(credits)) => Some(near(credits.micros())),
            _ => None,
        };
        let ends = credits(self.now).zip(credits(self.before));
        let change = ends.map_or_else(|| near(bars.change.micros()), |(now, before)| now.saturating_sub(before));
        let mut parts = exact.map(|bar| bar.div_euclid(step));
        // What rounding down has lost goes to those that lost most by it.
        let missing = parts.iter().fold(change, |rest, floor| rest.saturating_sub(*floor));
        let mut order = [0usize, 1, 2];
        order.sort_by_key(|at| std::cmp::Reverse(exact.get(*at).map_or(0, |bar| bar.rem_euclid(step))));
        for at in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
            if let Some(part) = parts.get_mut(at) {
                *part += 1;
            }
        }
        let credits = |steps: i64| Credits::from_micros(steps.saturating_mul(step));
        let [people, turns_per_person, credits_per_turn] = parts.map(credits);
        Some(ChangeBars { change: credits(change), people, turns_per_person, credits_per_turn })
    }
}

/// Where the spending of a cycle is heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The cycle.
    pub cycle: DateRange,
    /// The budget, where one was given.
    pub budget: Option<Credits>,
    /// The last day that counts as spent: the last settled one, or the cycle's last. `None` where none of
    /// the cycle is settled.
    pub through: Option<Day>,
    /// Credits of the cycle up to and with `through`.
    pub spent: Figure,
    /// Share of the cycle's days that have passed with `through`, 0 to 1.
    pub elapsed: f64,
    /// Spent over budget times elapsed share: above 1 is faster than the budget. `None` without a budget,
    /// before any day is settled, or where days are not known.
    pub pace: Option<f64>,
    /// Weekdays of the cycle after `through`.
    pub weekdays_left: u32,
    /// Credits of a settled weekday, the mean over the 28 days that end with the last settled day.
    pub burn: Option<Credits>,
    /// How many settled weekdays `burn` is the mean of, 20 at most.
    pub burn_days: u32,
    /// What the whole cycle will have cost at this burn.
    pub forecast: Option<Credits>,
    /// The same at the burn of a slow and of a fast week: the tenth and the ninetieth percentile of the
    /// last 8 settled weeks. `None` where there are not 8 of them.
    pub band: Option<(Credits, Credits)>,
    /// Why there is no forecast; `None` where there is one.
    pub blank: Option<Blank>,
}

/// A day on which somebody or a team used far more or far less than on the 28 days before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spike {
    /// The team's slug, or the person's key.
    pub key: String,
    /// The team's title, or the person's name or key.
    pub title: String,
    /// The day.
    pub day: Day,
    /// Credits of the day.
    pub credits: Credits,
    /// The median of the 28 days before, rounded to a millionth.
    pub median: Credits,
    /// The median of the distances from that median, rounded to a millionth.
    pub mad: Credits,
    /// How far the day lies from the median, in scaled distances: above 3.5 for every spike.
    pub score: f64,
    /// Whether the day lies above the median, and not below it.
    pub up: bool,
    /// Whether the day may still be revised.
    pub state: PointState,
    /// What the day is made of against the 28 before; `None` where that is not told.
    pub cause: Option<SpikeCause>,
}

impl Spike {
    /// How far the day lies above what is usual, or below it where it is negative.
    pub fn excess(&self) -> Credits {
        Credits::from_micros(self.credits.micros().saturating_sub(self.median.micros()))
    }
}

/// What a team's day that stands out is made of: more work or dearer work, and where most of that lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpikeCause {
    /// Turns of the day, and their median of the 28 days before; `None` where either is none.
    pub turns: Option<(f64, f64)>,
    /// Credits of a turn on the day, and over the 28 days before; `None` where there were no turns.
    pub each: Option<(f64, f64)>,
    /// The client that makes most of the difference to what is usual; `None` where none makes half of it.
    pub client: Option<String>,
    /// The same of models.
    pub model: Option<String>,
}

/// The spikes of a range, newest first, and of a day the farthest from its median first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spikes {
    /// Days on which a jump could be told: known, with 28 known days before.
    pub judged: u32,
    /// Days asked for.
    pub days: u32,
    /// Teams against themselves.
    pub teams: Vec<Spike>,
    /// People against themselves; `None` for readers who may not see persons.
    pub people: Option<Vec<Spike>>,
}
