//! Small multiples: one small line a team, all on one scale, each with its name and its last value.

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use crate::backend::UNITS;
use crate::canvas::{Axes, Canvas, Drawn, Layout, Place, pixels, position, units};
use crate::dates::Grain;
use crate::drawing::{Drawing, Mark, Pin, Rect, Spot, Stop};
use crate::line::{Run, area, mark, runs};
use crate::model::{Chart as _, Line, Note, OverTime, Parts, Size};
use crate::paint::{Kind, Paint};
use crate::pick::Pick;
use crate::scale::{Scale, scale};
use crate::sheet::{Head, TICK, element, is_whole, nothing};
use crate::{ends, format, glyphs, note, pick};

/// One small line chart for each of several lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Multiples {
    /// Unique on the page: `title` and `desc` get their ids from it.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What the numbers are.
    pub unit: Unit,
    /// The lines, in the order in which they are drawn; the first thirty are.
    pub lines: Vec<Line>,
    /// What to mark on the time axis of each; what lies outside of the days is left out.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// The width of the drawing; its height follows from the lines.
    pub width: u32,
}

/// How many are drawn.
const MOST: usize = 30;
/// The least width of one.
const LEAST: i32 = 148 * UNITS;
/// Between two beside each other.
const APART: i32 = 22 * UNITS;
/// From one row to the next: name, line, room.
const PITCH: i32 = 86 * UNITS;
/// The height of a line.
const TALL: i32 = 44 * UNITS;
/// Room for the words below all.
const FOOT: i32 = 18 * UNITS;

/// One panel.
struct Panel<'a> {
    pick: Pick<'a>,
    layout: Layout,
    /// One a bucket.
    places: Vec<Option<Place>>,
    axes: Axes,
}

impl OverTime for Multiples {
    fn parts(&self) -> Parts<'_> {
        let Self { id, title, unit, lines, notes, width } = self;
        let size = Size { width: *width, height: 0 };
        Parts { id, title, unit: *unit, lines, band: None, notes, adds_up: false, size }
    }

    fn picture(&self) -> Drawing {
        draw(self)
    }
}

fn draw(chart: &Multiples) -> Drawing {
    let width = chart.width.clamp(160, 4000);
    let days = pick::days(&chart.lines);
    let shown: Vec<Pick<'_>> =
        chart.lines.iter().take(MOST).enumerate().map(|(index, line)| Pick { line, index, colour: 0 }).collect();
    let known = shown.iter().flat_map(|pick| (0..days.len()).filter_map(|bucket| pick.value(bucket)));
    let scale = scale(known, is_whole(chart.unit));
    let columns = columns(units(width), shown.len());
    let wide = (units(width) - (columns - 1) * APART) / columns;
    let panels: Vec<Panel<'_>> = shown
        .into_iter()
        .zip(0..)
        .map(|(pick, at)| {
            let (left, top) = ((at % columns) * (wide + APART), (at / columns) * PITCH + 22 * UNITS);
            // The last dot has room within the drawing.
            let right = left + wide - 4 * UNITS;
            let layout = Layout { width: units(width), left: left + 3 * UNITS, right, top, foot: top + TALL };
            Panel::new(pick, layout, days.len(), &scale)
        })
        .collect();
    let count = i32::try_from(panels.len()).unwrap_or(0).max(1);
    let rows = (count + columns - 1) / columns;
    let grain = Grain::of(&days);
    let note = scale_note(&scale, &days, grain, chart.unit);
    let lines = glyphs::wrapped(&note, TICK, units(width) - UNITS);
    let foot = rows * PITCH - 14 * UNITS;
    let height = foot + FOOT + i32::try_from(lines.len().saturating_sub(1)).unwrap_or(0) * 15 * UNITS;
    let size = Size { width, height: u32::try_from(height / UNITS).unwrap_or(0) };
    let summary = chart.summary();
    let empty = chart.lines.is_empty().then_some(("No data in this range", (units(width) / 2, height / 2)));
    let head = Head { id: &chart.id, title: &chart.title, summary: &summary, size };
    let svg = element(&head, empty, &|canvas| {
        panels.iter().try_for_each(|panel| panel.draw(canvas, &scale, chart.unit, &panel.pins(&chart.notes, &days)))?;
        for (line, at) in lines.iter().zip(0..).filter(|_| !panels.is_empty()) {
            let y = foot + 8 * UNITS + at * 15 * UNITS;
            canvas.text(line, (UNITS, y), TICK, HPos::Left, Paint::plain(Kind::Tick))?;
        }
        Ok(())
    });
    let stops = panels.iter().enumerate().flat_map(|(at, panel)| panel.stops(at, grain, &days)).collect();
    let pins = panels.first().map(|panel| panel.pins(&chart.notes, &days)).unwrap_or_default();
    let marks: Vec<Mark> = panels.iter().map(|panel| mark(&panel.pick, days.len())).collect();
    let plot = Rect { x: 0.0, y: 0.0, width: f64::from(width), height: pixels(foot) };
    let (xs, ys, hidden) = (Vec::new(), Vec::new(), chart.lines.len() - marks.len());
    Drawing { svg, size, plot, unit: chart.unit, adds_up: false, stops, marks, pins, hidden, xs, ys }
}

/// As few rows as there is room for, and those as full as each other: ten stand as five and five, and not as seven and
/// three. A few are not drawn out over the whole width.
fn columns(width: i32, count: usize) -> i32 {
    let count = i32::try_from(count).unwrap_or(0).max(1);
    let most = ((width + APART) / (LEAST + APART)).max(1);
    let rows = (count + most - 1) / most;
    ((count + rows - 1) / rows).max((most + 1) / 2)
}

/// What the scale is and which days the lines go through: the same for all.
fn scale_note(scale: &Scale, days: &[Day], grain: Grain, unit: Unit) -> String {
    let Some((first, last)) = days.first().zip(days.last()) else { return String::new() };
    let (low, top) = (format::compact(scale.low, unit), format::compact(scale.high, unit));
    let days = if first == last { grain.when(*first) } else { grain.span(*first, *last) };
    format!("Each on a scale of {low} to {top}, {days}")
}

impl<'a> Panel<'a> {
    fn new(pick: Pick<'a>, layout: Layout, buckets: usize, scale: &Scale) -> Self {
        let range = if buckets < 2 { -0.5..0.5 } else { 0.0..position(buckets - 1) };
        let axes = Axes::new(&layout, range, scale);
        let places = (0..buckets).map(|bucket| pick.value(bucket).map(|value| axes.at(bucket, value))).collect();
        Self { pick, layout, places, axes }
    }

    /// Annotations on this panel's axis: a dot just above the plot.
    fn pins(&self, notes: &[Note], days: &[Day]) -> Vec<Pin> {
        let mut pins = note::pins(notes, days, &self.layout, |bucket| self.axes.at(bucket, 0.0).0);
        for pin in &mut pins {
            pin.at.1 = pixels(self.layout.top - 2 * UNITS);
        }
        pins
    }

    fn draw(&self, canvas: &Canvas<'_>, scale: &Scale, unit: Unit, pins: &[Pin]) -> Drawn {
        let Layout { left, right, top, foot, .. } = self.layout;
        let last = self.places.iter().rposition(Option::is_some);
        let value = last.and_then(|bucket| self.pick.value(bucket)).map(|value| format::compact(value, unit));
        let value = value.unwrap_or_default();
        let y = top - 12 * UNITS;
        let name = glyphs::clean(&self.pick.line.label);
        let room = right - left - glyphs::width(&value, ends::SIZE) - 8 * UNITS;
        let name = glyphs::isolated(&glyphs::fitted(&name, ends::SIZE, room));
        canvas.text(&name, (left - 3 * UNITS, y), ends::SIZE, HPos::Left, Paint::plain(Kind::Name))?;
        let zero = self.axes.place(0.0, 0.0).1;
        for (at, kind) in [(scale.high, Kind::Grid), (0.0, Kind::Base)] {
            let y = self.axes.place(0.0, at).1;
            canvas.line(vec![(left - 3 * UNITS, y), (right + 4 * UNITS, y)], Paint::plain(kind))?;
        }
        // Their texts have no room here: they are in the words.
        for pin in pins {
            let (x, y) = (self.axes.at(pin.stop, 0.0).0, top - 2 * UNITS);
            canvas.line(vec![(x, y), (x, foot)], Paint::plain(Kind::Flag))?;
            canvas.dot((x, y), 3 * UNITS / 2, Paint::plain(Kind::Pin))?;
        }
        let Some(bucket) = last else {
            let points = &self.pick.line.points;
            let words = nothing(&mut points.iter().map(|point| (None, point.state))).unwrap_or_default();
            let words =
                words.strip_suffix(" in this range").or(words.strip_suffix(" in this range to show")).unwrap_or(words);
            let at = (left, i32::midpoint(top, foot));
            return canvas.text(words, at, TICK, HPos::Left, Paint::plain(Kind::Tick));
        };
        canvas.text(&value, (right + 4 * UNITS, y), ends::SIZE, HPos::Right, Paint::plain(Kind::Value))?;
        let paint = |kind, dotted| Paint::of(kind, 0).provisional(dotted);
        for Run { places, dotted } in runs(self.pick.line, &self.places) {
            if let [alone] = places.as_slice() {
                canvas.dot(*alone, 2 * UNITS, paint(Kind::Dot, dotted))?;
                continue;
            }
            if !dotted {
                canvas.fill(area(&places, zero), paint(Kind::Area, false))?;
            }
            canvas.line(places, paint(Kind::Line, dotted))?;
        }
        let end = self.places.get(bucket).copied().flatten();
        end.map_or(Ok(()), |end| canvas.dot(end, 5 * UNITS / 2, paint(Kind::Dot, !self.pick.line.is_settled(bucket))))
    }

    fn stops(&self, mark: usize, grain: Grain, days: &[Day]) -> Vec<Stop> {
        let across = |bucket: usize| self.axes.at(bucket, 0.0).0;
        let Layout { left, right, top, foot, .. } = self.layout;
        let stop = |(bucket, day): (usize, &Day)| {
            let before = bucket.checked_sub(1).map_or(left, |before| i32::midpoint(across(before), across(bucket)));
            let after = if bucket + 1 < days.len() { i32::midpoint(across(bucket), across(bucket + 1)) } else { right };
            let (x, width) = (pixels(before), pixels((after - before).max(0)));
            let area = Rect { x, y: pixels(top), width, height: pixels(foot - top) };
            let at = self.places.get(bucket).copied().flatten().map(|(x, y)| (pixels(x), pixels(y)));
            let state = self.pick.line.points.get(bucket).map_or(PointState::Gap, |point| point.state);
            let spot = Spot { mark, at, value: self.pick.value(bucket), state, label: None, text: None };
            Stop { key: self.pick.line.key.clone(), name: grain.long_name(*day), area, spots: vec![spot] }
        };
        days.iter().enumerate().map(stop).collect()
    }
}
