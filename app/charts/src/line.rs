//! Lines over time: an area under the main one, a paler one to compare with, and up to eight series.

use domain::view::PointState;

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Place, pixels, position};
use crate::ends::{self, End};
use crate::model::{Chart, Drawing, LineChart, LineRole, Mark};
use crate::paint::{Kind, Paint, mark_class};
use crate::pick::{self, Pick};
use crate::sheet::{Setting, Sheet, is_whole};
use crate::{format, glyphs, scale, words};

/// Draws lines over time.
///
/// A value that may still change is dotted, a gap breaks the line, a value that is not shown has no point.
/// Each line ends in a dot and a label: its last value, with its name where there are several.
pub fn line_chart(chart: &LineChart) -> Drawing {
    let parts = chart.parts();
    let (picks, rest) = pick::pick(&parts);
    let buckets = pick::days(parts.lines).len();
    let values = picks.iter().flat_map(|pick| (0..buckets).filter_map(|bucket| pick.value(bucket)));
    let labels: Vec<(Option<String>, String)> = picks.iter().map(|pick| label(pick, buckets, parts.unit)).collect();
    let setting = Setting {
        buckets: if buckets < 2 { -0.5..0.5 } else { 0.0..position(buckets - 1) },
        scale: scale::scale(values, is_whole(parts.unit)),
        labels: &labels,
    };
    let sheet = Sheet::new(parts, &picks, setting);
    let lines: Vec<Drawable<'_>> = picks.iter().map(|pick| Drawable::new(pick, &sheet, buckets)).collect();
    let svg = sheet.render(&words::summary(&parts), |canvas| {
        // From the back to the front.
        lines.iter().filter(|line| line.pick.compares()).try_for_each(|line| line.draw(canvas))?;
        lines.iter().filter(|line| !line.pick.compares()).rev().try_for_each(|line| line.draw(canvas))?;
        let ends = lines.iter().zip(&labels).filter_map(|(line, (name, value))| line.end(name.as_ref(), value));
        ends::draw(canvas, &sheet.layout, ends.collect())
    });
    let ys = lines.iter().map(|line| line.places.iter().map(|place| place.map(|(_, y)| pixels(y))).collect());
    let marks = picks.iter().map(|pick| mark(pick, buckets));
    sheet.drawing(svg, marks.collect(), ys.collect(), rest.len())
}

/// What a drawn line is, for the layer above the drawing.
pub(crate) fn mark(pick: &Pick<'_>, buckets: usize) -> Mark {
    Mark {
        key: pick.line.key.clone(),
        label: glyphs::clean(&pick.line.label),
        class: mark_class(pick.colour, pick.compares()),
        line: Some(pick.index),
        values: (0..buckets).map(|bucket| pick.value(bucket)).collect(),
    }
}

fn label(pick: &Pick<'_>, buckets: usize, unit: domain::Unit) -> (Option<String>, String) {
    let last = (0..buckets).rev().find_map(|bucket| pick.value(bucket));
    let name = matches!(pick.line.role, LineRole::Series(_)).then(|| glyphs::clean(&pick.line.label));
    (name, last.map(|value| format::compact(value, unit)).unwrap_or_default())
}

/// A line with its places.
struct Drawable<'a> {
    pick: &'a Pick<'a>,
    /// One a bucket.
    places: Vec<Option<Place>>,
    /// Where zero is.
    zero: i32,
}

/// Neighbouring buckets with values, drawn in one go.
struct Run {
    places: Vec<Place>,
    dotted: bool,
}

impl<'a> Drawable<'a> {
    fn new(pick: &'a Pick<'a>, sheet: &Sheet<'_>, buckets: usize) -> Self {
        let place = |bucket| pick.value(bucket).map(|value| sheet.axes.at(bucket, value));
        Self { pick, places: (0..buckets).map(place).collect(), zero: sheet.axes.place(0.0, 0.0).1 }
    }

    fn is_settled(&self, bucket: usize) -> bool {
        self.pick.line.points.get(bucket).is_some_and(|point| point.state == PointState::Settled)
    }

    fn paint(&self, kind: Kind, dotted: bool) -> Paint {
        Paint::of(kind, self.pick.colour).provisional(dotted).compare(self.pick.compares())
    }

    fn draw(&self, canvas: &Canvas<'_>) -> Drawn {
        let runs = self.runs();
        if self.pick.line.role == LineRole::Main {
            for run in runs.iter().filter(|run| !run.dotted && run.places.len() > 1) {
                canvas.fill(self.area(run), self.paint(Kind::Area, false))?;
            }
        }
        for run in runs {
            match run.places.as_slice() {
                [alone] => canvas.dot(*alone, 2 * UNITS, self.paint(Kind::Dot, run.dotted))?,
                _ => canvas.line(run.places, self.paint(Kind::Line, run.dotted))?,
            }
        }
        let last = self.places.iter().rposition(Option::is_some);
        match last.and_then(|bucket| self.places.get(bucket).copied().flatten().map(|place| (bucket, place))) {
            Some((bucket, place)) if !self.pick.compares() => {
                canvas.dot(place, 3 * UNITS, self.paint(Kind::Dot, !self.is_settled(bucket)))
            }
            _ => Ok(()),
        }
    }

    /// Runs without a gap and of one kind; two that touch share a place. A step to or from a value that
    /// may still change is dotted.
    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut before: Option<(Place, bool)> = None;
        for (bucket, place) in self.places.iter().enumerate() {
            let Some(place) = *place else {
                before = None;
                continue;
            };
            let settled = self.is_settled(bucket);
            match (before, runs.last_mut()) {
                (Some((from, from_settled)), Some(run)) => {
                    let dotted = !(settled && from_settled);
                    if run.dotted == dotted || run.places.len() == 1 {
                        run.dotted = dotted;
                        run.places.push(place);
                    } else {
                        runs.push(Run { places: vec![from, place], dotted });
                    }
                }
                _ => runs.push(Run { places: vec![place], dotted: !settled }),
            }
            before = Some((place, settled));
        }
        runs
    }

    fn area(&self, run: &Run) -> Vec<Place> {
        let mut outline = run.places.clone();
        outline.extend(run.places.last().map(|(x, _)| (*x, self.zero)));
        outline.extend(run.places.first().map(|(x, _)| (*x, self.zero)));
        outline
    }

    fn end(&self, name: Option<&String>, value: &str) -> Option<End> {
        let at = self.places.iter().rev().copied().find_map(|place| place)?;
        let (name, value, muted) = (name.cloned(), value.to_owned(), self.pick.compares());
        Some(End { at, name, value, colour: self.pick.colour, muted, leads: true })
    }
}
