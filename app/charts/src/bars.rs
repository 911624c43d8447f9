//! Bars over time: one stack a bucket, or its series beside each other. Stacked areas are in `area`.

use domain::view::PointState;

use crate::area;
use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Place, pixels, position};
use crate::drawing::{Drawing, Mark};
use crate::ends::{self, End};
use crate::line::mark;
use crate::model::{BarChart, Form, OverTime as _};
use crate::paint::{Kind, OTHER, Paint, mark_class};
use crate::pick;
use crate::sheet::{Setting, Sheet, is_whole};
use crate::stack::{Part, Stack};
use crate::{scale, words};

/// Draws bars or stacked areas over time.
///
/// A bar whose value may still change is paler with a dotted outline; a bucket of which nothing is known is a
/// grey band; a bar of zero has no height. More than eight series: the eight largest, and the rest as “Other”
/// where it is a number.
pub fn bar_chart(chart: &BarChart) -> Drawing {
    let parts = chart.parts();
    let (picks, mut rest) = pick::pick(&parts, true);
    let hidden = rest.len();
    if !parts.adds_up {
        rest.clear();
    }
    let buckets = pick::days(parts.lines).len();
    let heap = chart.form != Form::Grouped;
    let stacks: Vec<Stack> = (0..buckets).map(|bucket| Stack::new(bucket, &picks, &rest, heap)).collect();
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
        buckets: match chart.form {
            Form::Area if buckets > 1 => 0.0..position(buckets - 1),
            _ => -0.5..position(buckets.max(1)) - 0.5,
        },
        scale: scale::scale(heights, is_whole(parts.unit)),
        labels: &labels,
    };
    let sheet = Sheet::new(parts, &picks, setting);
    let svg = sheet.render(&words::summary(&parts), &|canvas| {
        match chart.form {
            Form::Area => area::draw(canvas, &sheet, &stacks)?,
            Form::Stacked => each(&stacks, &|bucket, stack| draw_stack(canvas, &sheet, bucket, stack))?,
            Form::Grouped => each(&stacks, &|bucket, stack| draw_group(canvas, &sheet, bucket, stack))?,
        }
        ends::draw(canvas, &sheet.layout, end_labels(&sheet, &stacks, &labels))
    });
    let edge = |(bucket, stack): (usize, &Stack), number: usize| {
        let part = stack.parts.get(number).filter(|part| part.value.is_some())?;
        Some(pixels(sheet.axes.at(bucket, part.from.max(part.to)).1))
    };
    let upper = |number| stacks.iter().enumerate().map(|stack| edge(stack, number)).collect();
    let ys = (0..marks.len()).map(upper).collect();
    let state = |number: usize| stacks.iter().filter_map(move |stack| stack.parts.get(number).map(|part| part.state));
    let states: Vec<Vec<PointState>> = (0..marks.len()).map(|number| state(number).collect()).collect();
    sheet.drawing(svg, marks, ys, &states, hidden)
}

fn each(stacks: &[Stack], draw: &dyn Fn(usize, &Stack) -> Drawn) -> Drawn {
    stacks.iter().enumerate().try_for_each(|(bucket, stack)| draw(bucket, stack))
}

/// A grey band over a bucket of which nothing is known.
pub(crate) fn draw_gap(canvas: &Canvas<'_>, sheet: &Sheet<'_>, bucket: usize) -> Drawn {
    let side =
        |half: f64| sheet.axes.place(position(bucket) + half, 0.0).0.clamp(sheet.layout.left, sheet.layout.right);
    canvas.rect((side(-0.5), sheet.layout.top), (side(0.5), sheet.layout.foot), Paint::plain(Kind::Gap))
}

fn draw_stack(canvas: &Canvas<'_>, sheet: &Sheet<'_>, bucket: usize, stack: &Stack) -> Drawn {
    if stack.is_gap() {
        return draw_gap(canvas, sheet, bucket);
    }
    let (left, right) = sides(sheet, bucket, 22);
    let top = stack.parts.iter().rposition(Part::stands);
    let foot = stack.parts.iter().rposition(Part::hangs);
    for (number, part) in stack.parts.iter().enumerate().filter(|(_, part)| part.stands() || part.hangs()) {
        let (from, to) = (sheet.axes.at(bucket, part.from).1, sheet.axes.at(bucket, part.to).1);
        // A value that is not zero is seen, however small.
        let to = if from.abs_diff(to) < 5 { from + if part.stands() { -5 } else { 5 } } else { to };
        let paint = Paint::of(Kind::Bar, part.colour).provisional(!part.is_settled()).thin(right - left < 5 * UNITS);
        canvas.rect((left, from), (right, to), paint.rounded(top == Some(number), foot == Some(number)))?;
    }
    Ok(())
}

/// The series beside each other, a hair apart.
fn draw_group(canvas: &Canvas<'_>, sheet: &Sheet<'_>, bucket: usize, stack: &Stack) -> Drawn {
    if stack.is_gap() {
        return draw_gap(canvas, sheet, bucket);
    }
    let count = i32::try_from(stack.parts.len()).unwrap_or(1).max(1);
    let (left, right) = sides(sheet, bucket, 14 * count);
    let apart = if right - left > 8 * UNITS * count { 2 * UNITS } else { 0 };
    for (part, at) in stack.parts.iter().zip(0..).filter(|(part, _)| part.stands() || part.hangs()) {
        let (from, to) = (sheet.axes.at(bucket, 0.0).1, sheet.axes.at(bucket, part.to).1);
        let to = if from.abs_diff(to) < 5 { from + if part.stands() { -5 } else { 5 } } else { to };
        let side = |number: i32| left + (right - left + apart) * number / count;
        let (near, far) = (side(at), (side(at + 1) - apart).max(side(at) + 3));
        let paint = Paint::of(Kind::Bar, part.colour).provisional(!part.is_settled()).thin(far - near < 5 * UNITS);
        canvas.rect((near, from), (far, to), paint.rounded(part.stands(), part.hangs()))?;
    }
    Ok(())
}

/// Left and right side of a bucket's bars, at most twice `most` pixels apart.
fn sides(sheet: &Sheet<'_>, bucket: usize, most: i32) -> (i32, i32) {
    let (left, right) =
        (sheet.axes.place(position(bucket) - 0.5, 0.0).0, sheet.axes.place(position(bucket) + 0.5, 0.0).0);
    let half = ((right - left) * 36 / 100).clamp(3, most * UNITS);
    let middle = i32::midpoint(left, right);
    (middle - half, middle + half)
}

/// The names of the series, beside the last bar of which something is known.
fn end_labels(sheet: &Sheet<'_>, stacks: &[Stack], labels: &[(Option<String>, String)]) -> Vec<End> {
    let known = stacks.iter().rposition(|stack| !stack.is_gap());
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
