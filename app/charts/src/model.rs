//! What charts over time are made from, and what every chart can say about itself. All lengths are CSS pixels.
//! How anything looks is left to `style/charts.css`; which days and lines to show is left to the caller.

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;
use serde::{Deserialize, Serialize};

use crate::drawing::Drawing;
use crate::{bars, line, table, words};

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
    /// Like a series, but counted downwards: bars draw it below the axis. Its values stay what they are.
    Below(u8),
    /// Where the main line is heading: dashed. Begins at the main line's last point.
    Forecast,
    /// What the main line is held against, such as a budget: a thin line.
    Target,
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

impl Line {
    /// Whether a bucket's value stays as it is.
    pub(crate) fn is_settled(&self, bucket: usize) -> bool {
        self.points.get(bucket).is_some_and(|point| point.state == PointState::Settled)
    }

    /// Whether the first bucket alone is cut, as a week is in which the range begins: it is less than those behind it
    /// for that reason only.
    pub(crate) fn begins_cut(&self) -> bool {
        let cut = |point: &ChartPoint| point.state == PointState::Partial;
        matches!(self.points.as_slice(), [first, second, ..] if cut(first) && first.known().is_some() && !cut(second))
    }
}

/// Something that happened, to be marked on the time axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The day it is about.
    pub day: Day,
    /// A few words. Any text: it is cleaned and escaped.
    pub text: String,
}

/// The room between a low and a high course, drawn pale behind the lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// What it is, for the table: “At a slow week's pace”, “At a fast week's pace”.
    pub labels: (String, String),
    /// One a bucket: low and high; `None` where there is no band.
    pub points: Vec<Option<(f64, f64)>>,
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
    /// The range of a forecast.
    #[serde(default)]
    pub band: Option<Band>,
    /// What to mark on the time axis; what lies outside of the days is left out.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// How large it is drawn.
    pub size: Size,
}

/// How several series stand in one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Bars on top of each other. For numbers that add up; never for distinct people who may be in several
    /// series. Bars counted downwards hang below the axis.
    Stacked,
    /// Areas on top of each other, for many buckets. For numbers that add up.
    Area,
    /// Bars beside each other, for a few buckets. Also for numbers that do not add up.
    Grouped,
}

/// Bars or stacked areas over time, one a bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarChart {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// How its series stand.
    pub form: Form,
    /// The series. More than eight: the eight largest are drawn and the rest is summed as “Other”, unless
    /// the form says that they do not add up. Only series are drawn, and the main line as one.
    pub lines: Vec<Line>,
    /// What to mark on the time axis; what lies outside of the days is left out.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// How large it is drawn.
    pub size: Size,
}

/// The same numbers as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataTable {
    /// One text a column; the first is the day.
    pub headers: Vec<String>,
    /// One row a bucket, as many cells as headers. The first cell is the day in words.
    pub rows: Vec<Vec<String>>,
}

/// Any chart: what pages, exports and screen readers take from it.
pub trait Chart {
    /// The picture for the chart's own size, with the places on it.
    fn draw(&self) -> Drawing;

    /// One true sentence about it, made from its data, with a full stop. Plain text: not escaped.
    fn summary(&self) -> String;

    /// Its numbers, exact, everything of the input. Plain text: not escaped.
    fn data_table(&self) -> DataTable;
}

/// What every chart over time has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) unit: Unit,
    pub(crate) lines: &'a [Line],
    pub(crate) band: Option<&'a Band>,
    pub(crate) notes: &'a [Note],
    /// Whether its series add up to a whole.
    pub(crate) adds_up: bool,
    pub(crate) size: Size,
}

impl Parts<'_> {
    /// Whether some series is counted downwards.
    pub(crate) fn flows(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.role, LineRole::Below(_)))
    }
}

/// A chart of lines over time: what it says and its table follow from its parts.
pub(crate) trait OverTime {
    /// What sentence and table are made from.
    fn parts(&self) -> Parts<'_>;

    /// The picture.
    fn picture(&self) -> Drawing;
}

impl<T: OverTime> Chart for T {
    fn draw(&self) -> Drawing {
        self.picture()
    }

    fn summary(&self) -> String {
        words::summary(&self.parts())
    }

    fn data_table(&self) -> DataTable {
        table::table(&self.parts())
    }
}

impl OverTime for LineChart {
    fn parts(&self) -> Parts<'_> {
        let Self { id, title, unit, lines, band, notes, size } = self;
        Parts { id, title, unit: *unit, lines, band: band.as_ref(), notes, adds_up: false, size: *size }
    }

    fn picture(&self) -> Drawing {
        line::line_chart(self)
    }
}

impl OverTime for BarChart {
    fn parts(&self) -> Parts<'_> {
        let Self { id, title, unit, form, lines, notes, size } = self;
        let adds_up = *form != Form::Grouped || words::sums_over_time(*unit);
        Parts { id, title, unit: *unit, lines, band: None, notes, adds_up, size: *size }
    }

    fn picture(&self) -> Drawing {
        bars::bar_chart(self)
    }
}
