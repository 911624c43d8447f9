//! Lines over time: an area under the main one, a paler one to compare with, and up to eight series.

use domain::view::PointState;

use plotters::style::text_anchor::HPos;

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Place, pixels, position};
use crate::drawing::{Drawing, Mark};
use crate::ends::{self, End};
use crate::model::{Band, Line, LineChart, LineRole, OverTime as _};
use crate::paint::{Kind, Paint, mark_class};
use crate::pick::{self, Pick};
use crate::sheet::{Setting, Sheet, is_whole};
use crate::{format, glyphs, scale, words};

/// Draws lines over time.
///
/// A value that may still change is dotted, a gap breaks the line, a value that is not shown has no point.
/// Each line ends in a dot and a label: its last value, with its name where there are several. A forecast is
/// dashed, its band lies behind, and the main line's label then stands over its last point. A first bucket that
/// the range cuts is a point by itself: a line from it would show a rise that there was not.
pub fn line_chart(chart: &LineChart) -> Drawing {
    let parts = chart.parts();
    let (picks, rest) = pick::pick(&parts, false);
    let buckets = pick::days(parts.lines).len();
    let values = picks.iter().flat_map(|pick| (0..buckets).filter_map(|bucket| pick.value(bucket)));
    let ends = parts.band.iter().flat_map(|band| band.points.iter().take(buckets).flatten());
    let values = values.chain(ends.flat_map(|(low, high)| [*low, *high]).filter(|end| end.is_finite()));
    let labels: Vec<(Option<String>, String)> = picks.iter().map(|pick| label(pick, buckets, parts.unit)).collect();
    let setting = Setting {
        buckets: if buckets < 2 { -0.5..0.5 } else { 0.0..position(buckets - 1) },
        scale: scale::scale(values, is_whole(parts.unit)),
        labels: &labels,
    };
    let sheet = Sheet::new(parts, &picks, setting);
    let lines: Vec<Drawable<'_>> = picks.iter().map(|pick| Drawable::new(pick, &sheet, buckets)).collect();
    let forecast = picks.iter().any(|pick| pick.line.role == LineRole::Forecast);
    let svg = sheet.render(&words::summary(&parts), &|canvas| {
        // From the back to the front.
        parts.band.map_or(Ok(()), |band| draw_band(canvas, &sheet, band, buckets))?;
        lines.iter().filter(|line| !pick::is_own(line.pick.line)).try_for_each(|line| line.draw(canvas))?;
        lines.iter().filter(|line| pick::is_own(line.pick.line)).rev().try_for_each(|line| line.draw(canvas))?;
        let mut ends: Vec<End> = Vec::with_capacity(lines.len());
        for (line, (name, value)) in lines.iter().zip(&labels) {
            let Some(end) = line.end(name.as_ref(), value) else { continue };
            match line.pick.line.role {
                LineRole::Main if forecast => over(canvas, &sheet, &end)?,
                _ if forecast => ends.push(End { at: (sheet.layout.right, end.at.1), ..end }),
                _ => ends.push(end),
            }
        }
        ends::draw(canvas, &sheet.layout, ends)
    });
    let ys = lines.iter().map(|line| line.places.iter().map(|place| place.map(|(_, y)| pixels(y))).collect());
    let marks = picks.iter().map(|pick| mark(pick, buckets));
    let states: Vec<Vec<PointState>> = picks.iter().map(Pick::states).collect();
    sheet.drawing(svg, marks.collect(), ys.collect(), &states, rest.len())
}

/// The label of a line that goes on: to the left of its last point and above it, where a rising line leaves room.
fn over(canvas: &Canvas<'_>, sheet: &Sheet<'_>, end: &End) -> Drawn {
    let least = sheet.layout.left + glyphs::width(&end.value, ends::SIZE);
    let at = ((end.at.0 - 5 * UNITS).max(least), (end.at.1 - 11 * UNITS).max(sheet.layout.top));
    canvas.text(&end.value, at, ends::SIZE, HPos::Right, Paint::plain(Kind::End))
}

/// The room between a low and a high course, in one piece for each run without a gap.
fn draw_band(canvas: &Canvas<'_>, sheet: &Sheet<'_>, band: &Band, buckets: usize) -> Drawn {
    let place = |(bucket, point): (usize, &Option<(f64, f64)>)| {
        let (low, high) = point.filter(|(low, high)| low.is_finite() && high.is_finite())?;
        Some((sheet.axes.at(bucket, low), sheet.axes.at(bucket, high)))
    };
    let places: Vec<Option<(Place, Place)>> = band.points.iter().take(buckets).enumerate().map(place).collect();
    for run in places.split(Option::is_none).filter(|run| run.len() > 1) {
        let highs = run.iter().flatten().map(|(_, high)| *high);
        let outline = highs.chain(run.iter().flatten().rev().map(|(low, _)| *low));
        canvas.fill(outline.collect(), Paint::of(Kind::Band, 0))?;
    }
    Ok(())
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
    let name = (!matches!(pick.line.role, LineRole::Main | LineRole::Compare)).then(|| glyphs::clean(&pick.line.label));
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
pub(crate) struct Run {
    pub(crate) places: Vec<Place>,
    pub(crate) dotted: bool,
}

/// Runs of a line without a gap and of one kind; two that touch share a place. A step to or from a value that
/// may still change is dotted. A first bucket that is cut is a run by itself.
pub(crate) fn runs(line: &Line, places: &[Option<Place>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<(Place, bool)> = None;
    let cut = line.begins_cut();
    for (bucket, place) in places.iter().enumerate() {
        let Some(place) = *place else {
            before = None;
            continue;
        };
        let settled = line.is_settled(bucket);
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
        before = Some((place, settled)).filter(|_| !(cut && bucket == 0));
    }
    runs
}

/// The outline between a run and zero.
pub(crate) fn area(run: &[Place], zero: i32) -> Vec<Place> {
    let mut outline = run.to_vec();
    outline.extend(run.last().map(|(x, _)| (*x, zero)));
    outline.extend(run.first().map(|(x, _)| (*x, zero)));
    outline
}

impl<'a> Drawable<'a> {
    fn new(pick: &'a Pick<'a>, sheet: &Sheet<'_>, buckets: usize) -> Self {
        let place = |bucket| pick.value(bucket).map(|value| sheet.axes.at(bucket, value));
        Self { pick, places: (0..buckets).map(place).collect(), zero: sheet.axes.place(0.0, 0.0).1 }
    }

    fn paint(&self, kind: Kind, dotted: bool) -> Paint {
        Paint::of(kind, self.pick.colour).provisional(dotted).compare(self.pick.compares())
    }

    fn draw(&self, canvas: &Canvas<'_>) -> Drawn {
        let runs = runs(self.pick.line, &self.places);
        if self.pick.line.role == LineRole::Main {
            for run in runs.iter().filter(|run| !run.dotted && run.places.len() > 1) {
                canvas.fill(area(&run.places, self.zero), self.paint(Kind::Area, false))?;
            }
        }
        let kind = match self.pick.line.role {
            LineRole::Forecast => Kind::Dash,
            LineRole::Target => Kind::Target,
            _ => Kind::Line,
        };
        for run in runs {
            match run.places.as_slice() {
                _ if kind == Kind::Target => canvas.line(run.places, self.paint(kind, false))?,
                [alone] => canvas.dot(*alone, 2 * UNITS, self.paint(Kind::Dot, run.dotted))?,
                _ => canvas.line(run.places, self.paint(kind, run.dotted && kind == Kind::Line))?,
            }
        }
        let last = self.places.iter().rposition(Option::is_some);
        match last.and_then(|bucket| self.places.get(bucket).copied().flatten().map(|place| (bucket, place))) {
            Some((bucket, place)) if !self.pick.compares() && kind != Kind::Target => {
                canvas.dot(place, 3 * UNITS, self.paint(Kind::Dot, !self.pick.line.is_settled(bucket)))
            }
            _ => Ok(()),
        }
    }

    fn end(&self, name: Option<&String>, value: &str) -> Option<End> {
        let at = self.places.iter().rev().copied().find_map(|place| place)?;
        let (name, value, muted) = (name.cloned(), value.to_owned(), self.pick.compares());
        Some(End { at, name, value, colour: self.pick.colour, muted, leads: true })
    }
}
