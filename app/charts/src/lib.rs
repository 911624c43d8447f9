//! `charts`: data -> geometry -> SVG.
//!
//! Pure: no clock, no fonts, no DOM, no hash maps, and lengths are whole tenths of a pixel, so the server and
//! the browser give the same bytes for the same data. plotters draws on a backend of our own that writes class names instead
//! of colours; `style/charts.css` decides how they look. Left to others: which numbers to show (`metrics`),
//! and what happens under a pointer (`app`, with the scales in [`Drawing`]).

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
mod paint;
mod pick;
mod ranked;
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
pub use drawing::{Drawing, Mark, Pin, Reading, ReadingRow, Rect, Spot, Stop, Toward};
pub use interval::{IntervalRow, Intervals};
pub use line::line_chart;
pub use model::{Band, BarChart, Chart, ChartPoint, DataTable, Form, Line, LineChart, LineRole, Note, Size};
pub use multiples::Multiples;
pub use ranked::{Ranked, RankedRow};
pub use spark::{meter, sparkline};
pub use spread::Spread;
pub use standalone::standalone;
pub use waterfall::Waterfall;

/// One true sentence about a chart, made from its data, with a full stop. Plain text: not escaped.
pub fn summary(chart: &dyn Chart) -> String {
    chart.summary()
}

/// The chart's numbers as a table, exact, every line of the input. Plain text: not escaped.
pub fn data_table(chart: &dyn Chart) -> DataTable {
    chart.data_table()
}
