//! Stacked bars over time: one bar a bucket, its series on top of each other, values below zero hanging down.

use domain::view::PointState;

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Place, pixels, position};
use crate::ends::{self, End};
use crate::line::mark;
use crate::model::{BarChart, Chart, Drawing, Line, Mark};
use crate::paint::{Kind, OTHER, Paint, mark_class};
use crate::pick::{self, Pick};
use crate::sheet::{Setting, Sheet, is_whole};
use crate::{scale, words};

/// Draws stacked bars over time.
///
/// A bar whose value may still change is paler with a dotted outline; a bucket of which nothing is known is a
/// grey band; a bar of zero has no height. More than eight series: the eight largest, and the rest as “Other”.
pub fn stacked_bars(chart: &BarChart) -> Drawing {
    let parts = chart.parts();
    let (picks, rest) = pick::pick(&parts);
    let buckets = pick::days(parts.lines).len();
    let stacks: Vec<Stack> = (0..buckets).map(|bucket| Stack::new(bucket, &picks, &rest)).collect();
    let mut marks: Vec<Mark> = picks.iter().map(|pick| mark(pick, buckets)).collect();
    if !rest.is_empty() {
        let values = stacks.iter().map(|stack| stack.parts.last().and_then(|part| part.value));
        let (key, label) = ("other".to_owned(), "Other".to_owned());
        marks.push(Mark { key, label, class: mark_class(OTHER, false), line: None, values: values.collect() });
    }
    let labels: Vec<(Option<String>, String)> = match marks.as_slice() {
        [_] => Vec::new(),
        several => several.iter().map(|mark| (Some(mark.label.clone()), String::new())).collect(),
    };
    let heights = stacks.iter().flat_map(|stack| stack.parts.iter().flat_map(|part| [part.from, part.to]));
    let setting = Setting {
        buckets: -0.5..position(buckets.max(1)) - 0.5,
        scale: scale::scale(heights, is_whole(parts.unit)),
        labels: &labels,
    };
    let sheet = Sheet::new(parts, &picks, setting);
    let svg = sheet.render(&words::summary(&parts), |canvas| {
        stacks.iter().enumerate().try_for_each(|(bucket, stack)| stack.draw(canvas, &sheet, bucket))?;
        ends::draw(canvas, &sheet.layout, end_labels(&sheet, &stacks, &labels))
    });
    let edge = |(bucket, stack): (usize, &Stack), number: usize| {
        let part = stack.parts.get(number).filter(|part| part.value.is_some())?;
        Some(pixels(sheet.axes.at(bucket, part.from.max(part.to)).1))
    };
    let upper = |number| stacks.iter().enumerate().map(|stack| edge(stack, number)).collect();
    let ys = (0..marks.len()).map(upper).collect();
    sheet.drawing(svg, marks, ys, rest.len())
}

/// One series' part of a bar.
struct Part {
    value: Option<f64>,
    /// The end nearer to zero.
    from: f64,
    to: f64,
    colour: u8,
    settled: bool,
}

impl Part {
    /// Above zero.
    fn stands(&self) -> bool {
        self.value.is_some_and(|value| value > 0.0)
    }

    /// Below zero.
    fn hangs(&self) -> bool {
        self.value.is_some_and(|value| value < 0.0)
    }
}

/// One bar.
struct Stack {
    parts: Vec<Part>,
}

impl Stack {
    fn new(bucket: usize, picks: &[Pick<'_>], rest: &[&Line]) -> Self {
        let mut stack = Self { parts: Vec::with_capacity(picks.len() + 1) };
        for pick in picks {
            let state = pick.line.points.get(bucket).map(|point| point.state);
            stack.push(pick.value(bucket), pick.colour, state == Some(PointState::Settled));
        }
        if !rest.is_empty() {
            let points = || rest.iter().filter_map(|line| line.points.get(bucket));
            let known =
                points().filter_map(crate::ChartPoint::known).fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value));
            stack.push(known, OTHER, points().all(|point| point.state == PointState::Settled));
        }
        stack
    }

    fn push(&mut self, value: Option<f64>, colour: u8, settled: bool) {
        let size = value.unwrap_or(0.0);
        let same_side = self.parts.iter().rev().find(|part| if size < 0.0 { part.hangs() } else { part.stands() });
        let from = same_side.map_or(0.0, |part| part.to);
        self.parts.push(Part { value, from, to: from + size, colour, settled });
    }

    fn draw(&self, canvas: &Canvas<'_>, sheet: &Sheet<'_>, bucket: usize) -> Drawn {
        let axes = &sheet.axes;
        if self.parts.iter().all(|part| part.value.is_none()) {
            let (left, right) = (axes.place(position(bucket) - 0.5, 0.0).0, axes.place(position(bucket) + 0.5, 0.0).0);
            return canvas.rect((left, sheet.layout.top), (right, sheet.layout.foot), Paint::plain(Kind::Gap));
        }
        let (left, right) = sides(sheet, bucket);
        let top = self.parts.iter().rposition(Part::stands);
        let foot = self.parts.iter().rposition(Part::hangs);
        for (number, part) in self.parts.iter().enumerate().filter(|(_, part)| part.stands() || part.hangs()) {
            let (from, to) = (axes.at(bucket, part.from).1, axes.at(bucket, part.to).1);
            // A value that is not zero is seen, however small.
            let to = if from.abs_diff(to) < 5 { from + if part.stands() { -5 } else { 5 } } else { to };
            let paint = Paint::of(Kind::Bar, part.colour).provisional(!part.settled).thin(right - left < 5 * UNITS);
            canvas.rect((left, from), (right, to), paint.rounded(top == Some(number), foot == Some(number)))?;
        }
        Ok(())
    }
}

/// Left and right side of a bucket's bar.
fn sides(sheet: &Sheet<'_>, bucket: usize) -> (i32, i32) {
    let (left, right) =
        (sheet.axes.place(position(bucket) - 0.5, 0.0).0, sheet.axes.place(position(bucket) + 0.5, 0.0).0);
    let half = ((right - left) * 36 / 100).clamp(3, 22 * UNITS);
    let middle = i32::midpoint(left, right);
    (middle - half, middle + half)
}

/// The names of the series, beside the last bar of which something is known.
fn end_labels(sheet: &Sheet<'_>, stacks: &[Stack], labels: &[(Option<String>, String)]) -> Vec<End> {
    let known = stacks.iter().rposition(|stack| stack.parts.iter().any(|part| part.value.is_some()));
    let Some((bucket, stack)) = known.and_then(|bucket| stacks.get(bucket).map(|stack| (bucket, stack))) else {
        return Vec::new();
    };
    let ends = stack.parts.iter().zip(labels).map(|(part, (name, value))| {
        let y = i32::midpoint(sheet.axes.at(bucket, part.from).1, sheet.axes.at(bucket, part.to).1);
        let at: Place = (sheet.layout.right, y);
        End { at, name: name.clone(), value: value.clone(), colour: part.colour, muted: false, leads: false }
    });
    ends.collect()
}
