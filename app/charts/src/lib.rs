//! `charts`: data -> geometry -> SVG.
//!
//! Pure: no clock, no fonts, no DOM, no hash maps, and lengths are whole tenths of a pixel, so the server and
//! the browser give the same bytes for the same data. plotters draws on a backend of our own that writes class names instead
//! of colours; `style/charts.css` decides how they look. Left to others: which numbers to show (`metrics`),
//! and what happens under a pointer (`app`, with the stops in [`Drawing`]).
//!
//! | shows | from | drawn as |
//! |---|---|---|
//! | a course over time, with comparison, forecast and annotations | [`LineChart`] | lines |
//! | parts over time; who came and who went | [`BarChart`] | stacked bars or areas, groups, bars below the axis |
//! | median and P90 over time | [`Spread`] | strips, or a band where there are many buckets |
//! | one small course a team, on one scale | [`Multiples`] | small lines |
//! | who has most | [`Ranked`] | lying bars |
//! | a share and how sure it is | [`Intervals`] | dots on lines |
//! | why an amount changed | [`Waterfall`] | steps between two totals |
//! | who came back; which days | [`Cohorts`], [`Calendar`] | heat maps |
//! | one quantity against another | [`CurveChart`] | curves on logarithmic axes |
//! | a number's trend or share, beside it | [`sparkline`], [`meter`] | a few pixels |
//!
//! Each [`Chart`] gives its drawing, one sentence and a table. A narrow size is drawn anew, not shrunk.
//! Settled values are solid, provisional and partial ones dotted or paler, a gap is a gap, what is hidden is
//! said in words or hatched, and zero is zero.

mod area;
mod backend;
mod bars;
mod calendar;
mod canvas;
mod cells;
mod cohorts;
mod curve;
mod dates;
mod drawing;
mod ends;
pub mod format;
mod glyphs;
mod interval;
mod line;
mod model;
mod multiples;
mod note;
mod order;
mod paint;
mod pick;
mod poster;
mod ranked;
mod read;
mod rows;
mod scale;
mod sheet;
mod spark;
pub mod specimen;
mod spread;
mod stack;
mod standalone;
mod table;
#[cfg(test)]
mod tests;
mod view;
mod waterfall;
mod words;

pub use bars::bar_chart;
pub use calendar::Calendar;
pub use cohorts::Cohorts;
pub use curve::{Curve, CurveChart, curve_chart};
pub use drawing::{Drawing, Mark, Pin, Reading, ReadingRow, Rect, Spot, Stop};
pub use interval::{IntervalRow, Intervals};
pub use line::line_chart;
pub use model::{Band, BarChart, Chart, ChartPoint, DataTable, Form, Line, LineChart, LineRole, Note, Size};
pub use multiples::Multiples;
pub use poster::{POSTER, Poster, PosterFact};
pub use ranked::{Ranked, RankedRow};
pub use read::{Read, read};
pub use spark::{meter, sparkline};
pub use spread::Spread;
pub use standalone::{Caption, Theme, captioned, standalone};
pub use waterfall::Waterfall;
