//! The smallest charts: a trend without axes, and a thin bar for a share. Decorations beside a number that says
//! the same, so hidden from screen readers.

use crate::backend::{UNITS, push_units};
use crate::canvas::{Axes, Canvas, Drawn, Layout, Place, position, units};
use crate::model::Size;
use crate::paint::{Kind, Paint};
use crate::scale::Scale;

/// A trend without axes: from the least to the largest value, a gap where nothing is known.
/// Empty, but of the same size, where nothing is known at all.
pub fn sparkline(values: &[Option<f64>], size: Size) -> String {
    let size = Size { width: size.width.clamp(8, 2000), height: size.height.clamp(8, 2000) };
    let (width, height) = (units(size.width), units(size.height));
    let mut svg = format!("<svg class=\"spark\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\">", size.width, size.height);
    let layout = Layout { width, left: 2 * UNITS, right: width - 2 * UNITS, top: 2 * UNITS, foot: height - 2 * UNITS };
    {
        let canvas = Canvas::new(&mut svg, (width, height));
        // Without words there is nothing to say about a failure; the number beside it stays.
        let _drawn = trend(&canvas, &layout, values);
    }
    svg.push_str("</svg>");
    svg
}

fn trend(canvas: &Canvas<'_>, layout: &Layout, values: &[Option<f64>]) -> Drawn {
    let known = || values.iter().flatten().copied().filter(|value| value.is_finite());
    let (low, high) =
        known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let (low, high) = match (low < high, low == 0.0) {
        (true, _) => (low, high),
        // All alike: on the ground where they are zero, else in the middle.
        (false, true) => (0.0, 1.0),
        (false, false) => (low - 1.0_f64.max(low.abs()), low + 1.0_f64.max(low.abs())),
    };
    let buckets = if values.len() < 2 { -0.5..0.5 } else { 0.0..position(values.len() - 1) };
    let axes = Axes::new(layout, buckets, &Scale { low, high, lines: Vec::new() });
    let places = values.iter().enumerate().map(|(at, value)| value.filter(|v| v.is_finite()).map(|v| axes.at(at, v)));
    let places: Vec<Option<Place>> = places.collect();
    for run in places.split(Option::is_none) {
        let run: Vec<Place> = run.iter().flatten().copied().collect();
        match run.as_slice() {
            [] => {}
            [alone] => canvas.dot(*alone, UNITS * 3 / 2, Paint::plain(Kind::Dot))?,
            _ => canvas.line(run, Paint::plain(Kind::Line))?,
        }
    }
    Ok(())
}

/// A thin horizontal bar for a share between 0 and 1; anything beyond is drawn as 0 or 1. A share that is not
/// zero is seen, however small. Widths are shares of the room that the page gives it, so that its ends stay round.
pub fn meter(share: f64) -> String {
    let filled = if share.is_finite() { share.clamp(0.0, 1.0) * 1000.0 } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1000")]
    let filled = if filled > 0.0 { (filled.round() as i32).max(10) } else { 0 };
    let mut svg = String::from(
        "<svg class=\"meter\" aria-hidden=\"true\"><rect class=\"c-track\" width=\"100%\" height=\"6\" rx=\"3\"/>",
    );
    if filled > 0 {
        svg.push_str("<rect class=\"c-fill\" width=\"");
        push_units(&mut svg, filled);
        svg.push_str("%\" height=\"6\" rx=\"3\"/>");
    }
    svg.push_str("</svg>");
    svg
}
