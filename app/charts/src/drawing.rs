//! What drawing a chart gives back: the picture, where everything is on it, and what stands at each place.
//! Every kind of chart gives the same, so that one layer answers to pointer and keyboard over all of them.
//! All lengths are CSS pixels.

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;
use serde::{Deserialize, Serialize};

use crate::format;
use crate::model::Size;
use crate::order::descending;

/// A rectangle in CSS pixels, measured from the drawing's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// Its middle.
    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// One drawn series: a line, a colour of a stack, the values of ranked rows or of cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The line's key; `other` for the sum of the rest.
    pub key: String,
    /// The title for people, cleaned, not escaped.
    pub label: String,
    /// The class that gives the colour: `s1` to `s8`, `s-other`; with `cmp` for a comparison.
    pub class: String,
    /// Which line of the input it is; `None` for the sum of the rest.
    pub line: Option<usize>,
    /// One value a bucket in charts over time and small multiples, one a row or bar in others; empty for heat
    /// maps, whose values are in [`Drawing::stops`] alone.
    pub values: Vec<Option<f64>>,
}

/// A place where pointer and keyboard stop: a bucket, a row or a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// What it stands for, to filter by: a day as `YYYY-MM-DD`, a row's key.
    pub key: String,
    /// What it is: a day in words, a team, a cohort and its week.
    pub name: String,
    /// What belongs to it, for highlighting and for finding it with a pointer.
    pub area: Rect,
    /// What is drawn at it.
    pub spots: Vec<Spot>,
}

/// One value at a stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Whose: an index into [`Drawing::marks`].
    pub mark: usize,
    /// Where a dot on it belongs; `None` where there is nothing to point at.
    pub at: Option<(f64, f64)>,
    /// The value.
    pub value: Option<f64>,
    /// How far it can be trusted.
    pub state: PointState,
    /// A name that says more than the mark's, such as the day of a comparison.
    pub label: Option<String>,
    /// A text that says more than the value, such as an interval.
    pub text: Option<String>,
}

/// An annotation on the time axis, where it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// The day it is about.
    pub day: Day,
    /// Its text, cleaned, whole.
    pub text: String,
    /// The bucket it falls into: an index into [`Drawing::stops`].
    pub stop: usize,
    /// The middle of its dot.
    pub at: (f64, f64),
}

/// A drawing, and where everything is on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// The whole `<svg>` element.
    pub svg: String,
    /// The size of the `viewBox`.
    pub size: Size,
    /// Where the data is drawn.
    pub plot: Rect,
    /// What the numbers are.
    pub unit: Unit,
    /// Whether the marks at a stop add up to a whole.
    pub adds_up: bool,
    /// Where pointer and keyboard stop, in reading order. The same for every kind of chart.
    pub stops: Vec<Stop>,
    /// What is drawn.
    pub marks: Vec<Mark>,
    /// Annotations in the range, from left to right.
    pub pins: Vec<Pin>,
    /// Lines or rows of the input that are not drawn one by one, because there are too many.
    pub hidden: usize,
    /// The centre of each bucket, from left to right; empty unless the chart is over time.
    pub xs: Vec<f64>,
    /// For each of `marks`, the height of each bucket's point, or of the upper edge of its part of the bar.
    /// `None` where there is nothing to point at. Empty unless the chart is over time.
    pub ys: Vec<Vec<Option<f64>>>,
}

/// What a tooltip says about a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the stop is.
    pub name: String,
    /// Its values, the largest first where they are series.
    pub rows: Vec<ReadingRow>,
    /// Total, difference to the comparison, annotations: one text a line.
    pub foot: Vec<String>,
}

/// One value in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// Whose it is: an index into [`Drawing::marks`].
    pub mark: usize,
    /// A name that says more than the mark's.
    pub label: Option<String>,
    /// The exact value, or why there is none.
    pub text: String,
    /// Its share of the whole, where there is one.
    pub share: Option<String>,
}

impl Drawing {
    /// What a tooltip says about a stop.
    pub fn reading(&self, stop: usize) -> Option<Reading> {
        let at = self.stops.get(stop)?;
        let compared = |spot: &Spot| self.marks.get(spot.mark).is_some_and(|mark| mark.class.ends_with(" cmp"));
        let ranks: Vec<f64> = at.spots.iter().map(|spot| spot.value.unwrap_or(f64::NEG_INFINITY)).collect();
        // Spots with a text of their own are no series of one unit: they stay as they are.
        let told = at.spots.iter().any(|spot| spot.text.is_some());
        let ranked = if told { (0..ranks.len()).collect() } else { descending(&ranks) };
        let spots: Vec<&Spot> = ranked.iter().filter_map(|number| at.spots.get(*number)).collect();
        let total: f64 = spots.iter().filter(|spot| !compared(spot)).filter_map(|spot| spot.value).sum();
        let whole = self.adds_up && spots.len() > 1 && spots.iter().any(|spot| spot.value.is_some());
        let row = |spot: &&Spot| ReadingRow {
            mark: spot.mark,
            label: spot.label.clone(),
            text: spot.text.clone().unwrap_or_else(|| format::told(spot.value, spot.state, self.unit)),
            share: spot.value.filter(|_| whole && total > 0.0).map(|value| format::percent(value / total)),
        };
        let mut foot = Vec::new();
        if whole {
            foot.push(format!("Total {}", format::exact(total, self.unit)));
        }
        let value = |of: bool| at.spots.iter().find(|spot| compared(spot) == of).and_then(|spot| spot.value);
        foot.extend(value(false).zip(value(true)).map(|(now, before)| difference(now, before, self.unit)));
        foot.extend(self.pins.iter().filter(|pin| pin.stop == stop).map(|pin| pin.text.clone()));
        Some(Reading { name: at.name.clone(), rows: spots.iter().map(row).collect(), foot })
    }
}

/// How far a value is from the one before, in words.
fn difference(now: f64, before: f64, unit: Unit) -> String {
    let change = now - before;
    let sign = if change > 0.0 { "+" } else { "" };
    let relative = if before == 0.0 { String::new() } else { format!(", {}", format::signed_percent(change / before)) };
    format!("Difference {sign}{}{relative}", format::exact(change, unit))
}
