//! What a chart is made from and what drawing one gives back. All lengths are CSS pixels.
//! How anything looks is left to `style/charts.css`; which days and lines to show is left to the caller.

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;
use serde::{Deserialize, Serialize};

/// Width and height in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Width in CSS pixels; drawn between 160 and 4,000.
    pub width: u32,
    /// Height in CSS pixels; drawn between 100 and 2,000.
    pub height: u32,
}

impl Size {
    /// The size of a page's main chart.
    pub const WIDE: Self = Self { width: 760, height: 250 };
    /// The size of a page's main chart on a phone.
    pub const NARROW: Self = Self { width: 330, height: 200 };
    /// The size of a sparkline in a card or a table row.
    pub const SPARK: Self = Self { width: 88, height: 22 };
}

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

/// What a line stands for; decides how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineRole {
    /// The one line that the chart is about: with a soft fill and its last value.
    Main,
    /// The period before: a paler line without fill. Its points are matched by position, not by day.
    Compare,
    /// One of several: colour 0 to 7, larger numbers start again at 0. Where a chart has more than
    /// eight of them, the eight largest are drawn and get colours by rank.
    Series(u8),
}

/// One bucket of a line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartPoint {
    /// The day that names the bucket.
    pub day: Day,
    /// The value; `None` where it is not known or not shown. Anything that is not finite counts as `None`.
    pub value: Option<f64>,
    /// How far it can be trusted.
    pub state: PointState,
}

impl ChartPoint {
    /// The value, where there is one that can be drawn.
    pub fn known(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }
}

/// One line, or one series of a bar chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Stable key, as in `domain::view::Series`.
    pub key: String,
    /// The title for people. Any text: it is cleaned and escaped.
    pub label: String,
    /// What it stands for.
    pub role: LineRole,
    /// One point a bucket, none left out, in order.
    pub points: Vec<ChartPoint>,
}

/// Lines over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineChart {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// The lines, most important first.
    pub lines: Vec<Line>,
    /// How large it is drawn.
    pub size: Size,
}

/// Bars over time, one a bucket, its series stacked. For numbers that add up; never for distinct people
/// who may be in several series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarChart {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// The series. More than eight: the eight largest are drawn and the rest is summed as “Other”.
    /// [`LineRole::Compare`] is left out of the bars.
    pub lines: Vec<Line>,
    /// How large it is drawn.
    pub size: Size,
}

/// One drawn line or series, for the layer that answers to pointer and keyboard.
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
    /// One value a bucket.
    pub values: Vec<Option<f64>>,
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
    /// The centre of each bucket, from left to right.
    pub xs: Vec<f64>,
    /// For each of `marks`, the height of each bucket's point, or of the upper edge of its part of the bar.
    /// `None` where there is nothing to point at.
    pub ys: Vec<Vec<Option<f64>>>,
    /// What is drawn, in the order of `ys`.
    pub marks: Vec<Mark>,
    /// Lines of the input that are not drawn one by one, because there are more than eight.
    pub hidden: usize,
}

/// The same numbers as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataTable {
    /// One text a column; the first is the day.
    pub headers: Vec<String>,
    /// One row a bucket, as many cells as headers. The first cell is the day in words.
    pub rows: Vec<Vec<String>>,
}

/// What every chart over time has.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What its numbers are.
    pub unit: Unit,
    /// Its lines.
    pub lines: &'a [Line],
    /// Whether its series add up to a whole.
    pub adds_up: bool,
    /// Its size.
    pub size: Size,
}

/// A chart over time: what [`crate::summary`] and [`crate::data_table`] speak about.
pub trait Chart {
    /// What it is made from.
    fn parts(&self) -> Parts<'_>;
}

impl Chart for LineChart {
    fn parts(&self) -> Parts<'_> {
        let Self { id, title, unit, lines, size } = self;
        Parts { id, title, unit: *unit, lines, adds_up: false, size: *size }
    }
}

impl Chart for BarChart {
    fn parts(&self) -> Parts<'_> {
        let Self { id, title, unit, lines, size } = self;
        Parts { id, title, unit: *unit, lines, adds_up: true, size: *size }
    }
}
