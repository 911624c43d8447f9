//! `charts`: data -> geometry -> SVG.
//!
//! Pure: no clock, no fonts, no DOM, no hash maps, and lengths are whole tenths of a pixel, so the server and
//! the browser give the same bytes for the same data. plotters draws on a backend of our own that writes class names instead
//! of colours; `style/charts.css` decides how they look. Left to others: which numbers to show (`metrics`),
//! and what happens under a pointer (`app`, with the scales in [`Drawing`]).

mod area;
mod backend;
mod bars;
mod canvas;
mod curve;
mod dates;
mod drawing;
mod ends;
pub mod format;
mod glyphs;
mod line;
mod model;
mod note;
mod paint;
mod pick;
mod scale;
mod sheet;
mod spark;
pub mod specimen;
mod stack;
mod standalone;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use bars::bar_chart;
pub use curve::{Curve, CurveChart, curve_chart};
pub use drawing::{Drawing, Mark, Pin, Reading, ReadingRow, Rect, Spot, Stop, Toward};
pub use line::line_chart;
pub use model::{Band, BarChart, Chart, ChartPoint, DataTable, Form, Line, LineChart, LineRole, Note, Size};
pub use spark::{meter, sparkline};
pub use standalone::standalone;

/// One true sentence about a chart, made from its data, with a full stop. Plain text: not escaped.
pub fn summary(chart: &dyn Chart) -> String {
    chart.summary()
}

/// The chart's numbers as a table, exact, every line of the input. Plain text: not escaped.
pub fn data_table(chart: &dyn Chart) -> DataTable {
    chart.data_table()
}
