//! Curves: one quantity against another, both on logarithmic axes. For what grows over orders of magnitude,
//! like cost against size; what happens over time is left to `line`.

use plotters::style::text_anchor::HPos;

use crate::backend::UNITS;
use crate::canvas::{Axes, Canvas, Drawn, Layout, Place, drawable, units};
use crate::ends::{self, End};
use crate::glyphs;
use crate::model::Size;
use crate::paint::{Kind, Paint, colour};
use crate::scale::Scale;
use crate::sheet::{Head, TICK};

/// Several curves with common axes.
#[derive(Clone, Debug)]
pub struct CurveChart {
    /// Unique on the page.
    pub id: String,
    /// What the chart shows, in a few words; stands over the plot, too.
    pub title: String,
    /// One true sentence about it, for those who do not see it.
    pub summary: String,
    /// The curves, most important first; the first eight are drawn.
    pub curves: Vec<Curve>,
    /// How a value of the horizontal axis is written.
    pub across: fn(f64) -> String,
    /// How a value of the vertical axis is written.
    pub up: fn(f64) -> String,
    /// How large it is drawn.
    pub size: Size,
}

/// One curve.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The title for people.
    pub label: String,
    /// Where it passes, from left to right. Only what is above zero on both axes can be drawn.
    pub points: Vec<(f64, f64)>,
}

/// Room above the plot for the title.
const HEAD: u32 = 22;

impl Curve {
    fn logs(&self) -> impl Iterator<Item = (f64, f64)> {
        let drawn = |(x, y): &&(f64, f64)| *x > 0.0 && *y > 0.0 && x.is_finite() && y.is_finite();
        self.points.iter().filter(drawn).map(|(x, y)| (x.log10(), y.log10()))
    }
}

/// Draws curves on logarithmic axes: a line at each power of ten, a label under each value across.
/// Returns the whole `<svg>` element.
pub fn curve_chart(chart: &CurveChart) -> String {
    let size = drawable(chart.size);
    let curves: Vec<&Curve> = chart.curves.iter().take(8).filter(|curve| curve.logs().next().is_some()).collect();
    let mut svg = Head { id: &chart.id, title: &chart.title, summary: &chart.summary, size }.open();
    {
        let canvas = Canvas::new(&mut svg, (units(size.width), units(size.height)));
        let sheet = CurveSheet::new(chart, &curves, size);
        // plotters has no reason to fail here; what is drawn by then stays.
        let _drawn = sheet.draw(&canvas);
    }
    svg.push_str("</svg>");
    svg
}

struct CurveSheet<'a> {
    chart: &'a CurveChart,
    curves: &'a [&'a Curve],
    layout: Layout,
    axes: Axes,
    /// Powers of ten with a line.
    powers: Vec<f64>,
    /// Logarithms of the values across that have a label.
    across: Vec<f64>,
}

impl<'a> CurveSheet<'a> {
    fn new(chart: &'a CurveChart, curves: &'a [&'a Curve], size: Size) -> Self {
        let logs = || curves.iter().flat_map(|curve| curve.logs());
        let low = logs().map(|(_, y)| y.floor()).reduce(f64::min).unwrap_or(0.0);
        let high = logs().map(|(_, y)| y.ceil()).reduce(f64::max).unwrap_or(1.0).max(low + 1.0);
        let mut powers = vec![low];
        while let Some(last) = powers.last().copied().filter(|last| *last < high) {
            powers.push(last + 1.0);
        }
        let mut across: Vec<f64> = logs().map(|(x, _)| x).collect();
        across.sort_by(f64::total_cmp);
        across.dedup();
        let widest = powers.iter().map(|power| glyphs::width(&(chart.up)(ten_to(*power)), TICK)).max().unwrap_or(0);
        let labels: Vec<String> = curves.iter().map(|curve| last_text(chart, curve)).collect();
        let named = curves.iter().zip(&labels).map(|(curve, value)| (Some(curve.label.as_str()), value.as_str()));
        let right = ends::margin(named, units(size.width));
        let mut layout = Layout::new(size, (widest + 12 * UNITS).max(28 * UNITS), right);
        layout.top += units(HEAD);
        let (first, last) = (across.first().copied().unwrap_or(0.0), across.last().copied().unwrap_or(1.0));
        let (first, last) = if last > first { (first, last) } else { (first - 0.5, first + 0.5) };
        let scale = Scale { low, high, lines: Vec::new() };
        let axes = Axes::new(&layout, first..last, &scale);
        Self { chart, curves, layout, axes, powers, across }
    }

    fn draw(&self, canvas: &Canvas<'_>) -> Drawn {
        self.grid(canvas)?;
        let mut labels = Vec::new();
        for (at, curve) in self.curves.iter().enumerate() {
            let places: Vec<Place> = curve.logs().map(|(x, y)| self.axes.place(x, y)).collect();
            let paint = |kind| Paint::of(kind, colour(at));
            for place in &places {
                canvas.dot(*place, 3 * UNITS, paint(Kind::Dot))?;
            }
            let end = places.last().copied();
            canvas.line(places, paint(Kind::Line))?;
            let (name, value) = (Some(curve.label.clone()), last_text(self.chart, curve));
            labels.extend(end.map(|at_end| End {
                at: at_end,
                name,
                value,
                colour: colour(at),
                muted: false,
                leads: true,
            }));
        }
        ends::draw(canvas, &self.layout, labels)
    }

    fn grid(&self, canvas: &Canvas<'_>) -> Drawn {
        let Layout { left, right, foot, top, .. } = self.layout;
        let title = glyphs::clean(&self.chart.title);
        canvas.text(&title, (10 * UNITS, top - units(HEAD)), ends::SIZE, HPos::Left, Paint::plain(Kind::End))?;
        for (at, power) in self.powers.iter().enumerate() {
            let y = self.axes.place(0.0, *power).1;
            let kind = if at == 0 { Kind::Base } else { Kind::Grid };
            canvas.line(vec![(left, y), (right, y)], Paint::plain(kind))?;
            let text = (self.chart.up)(ten_to(*power));
            canvas.text(&text, (left - 7 * UNITS, y), TICK, HPos::Right, Paint::plain(Kind::Tick))?;
        }
        let mut free = i32::MIN;
        for x in &self.across {
            let text = (self.chart.across)(ten_to(*x));
            let (middle, half) = (self.axes.place(*x, 0.0).0, glyphs::width(&text, TICK) / 2);
            if middle - half >= free {
                canvas.caption(&text, (middle.max(half), foot + 20 * UNITS), TICK, Paint::plain(Kind::Tick))?;
                free = middle + half + 8 * UNITS;
            }
        }
        Ok(())
    }
}

/// Ten to a power, without what a logarithm lost: whole numbers come back whole.
fn ten_to(log: f64) -> f64 {
    let value = 10f64.powf(log);
    let rounded = value.round();
    if (value - rounded).abs() < 1e-6 * value { rounded } else { value }
}

fn last_text(chart: &CurveChart, curve: &Curve) -> String {
    curve.points.last().map(|(_, y)| (chart.up)(*y)).unwrap_or_default()
}
