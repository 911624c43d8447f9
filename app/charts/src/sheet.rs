//! What line charts and bar charts share: the root element, grid and axis labels, and the words of an empty one.

use std::ops::Range;

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;
use plotters::style::text_anchor::HPos;

use crate::backend::{UNITS, push_escaped};
use crate::canvas::{Axes, Canvas, Drawn, Layout, Place, drawable, pixels, position};
use crate::dates::Grain;
use crate::drawing::{Drawing, Mark, Pin, Rect, Spot, Stop};
use crate::model::{LineRole, Parts, Size};
use crate::paint::{Kind, Paint};
use crate::pick::{self, Pick};
use crate::scale::Scale;
use crate::{dates, ends, format, glyphs, note};

/// The font size of axis labels in CSS pixels; `.c-tick` in the style sheet says the same.
pub(crate) const TICK: i32 = 11;

/// A chart before its data is drawn.
pub(crate) struct Sheet<'a> {
    pub(crate) parts: Parts<'a>,
    pub(crate) size: Size,
    pub(crate) layout: Layout,
    pub(crate) axes: Axes,
    days: Vec<Day>,
    grain: Grain,
    scale: Scale,
    pins: Vec<Pin>,
    empty: Option<&'static str>,
}

/// What is drawn besides the data: which part of the canvas is whose.
pub(crate) struct Setting<'s> {
    /// The buckets from the left edge to the right one.
    pub(crate) buckets: Range<f64>,
    pub(crate) scale: Scale,
    /// Name and value of each end label.
    pub(crate) labels: &'s [(Option<String>, String)],
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(parts: Parts<'a>, picks: &[Pick<'a>], setting: Setting<'_>) -> Self {
        let size = drawable(parts.size);
        let empty = nothing_known(picks);
        let texts = setting.scale.lines.iter().map(|line| tick_text(*line, &parts));
        let widest = texts.map(|text| glyphs::width(&text, TICK)).max().unwrap_or(0);
        let labels = setting.labels.iter().map(|(name, value)| (name.as_deref(), value.as_str()));
        let right = ends::margin(labels, crate::canvas::units(size.width));
        let mut layout = Layout::new(size, (widest + 12 * UNITS).max(28 * UNITS), right);
        let days = pick::days(parts.lines);
        let grain = Grain::of(&days);
        if parts.notes.iter().any(|note| note::bucket_of(&days, grain, note.day).is_some()) {
            layout.top += note::HEAD;
        }
        let axes = Axes::new(&layout, setting.buckets, &setting.scale);
        let pins = note::pins(parts.notes, &days, &layout, |bucket| axes.at(bucket, 0.0).0);
        Self { parts, size, layout, axes, days, grain, scale: setting.scale, pins, empty }
    }

    /// The whole element; `data` draws what the chart is about.
    pub(crate) fn render(&self, summary: &str, data: &dyn Fn(&Canvas<'_>) -> Drawn) -> String {
        let Parts { id, title, .. } = self.parts;
        let words = self.empty.map(|words| (words, self.layout.middle()));
        element(&Head { id, title, summary, size: self.size }, words, &|canvas| {
            self.grid(canvas)?;
            note::draw(canvas, &self.layout, &self.pins, |bucket| self.axes.at(bucket, 0.0).0)?;
            if self.empty.is_none() { data(canvas) } else { Ok(()) }
        })
    }

    /// Everything about a finished drawing. `states` of each mark, one a bucket.
    pub(crate) fn drawing(
        &self,
        svg: String,
        marks: Vec<Mark>,
        ys: Vec<Vec<Option<f64>>>,
        states: &[Vec<PointState>],
        hidden: usize,
    ) -> Drawing {
        let xs: Vec<f64> = (0..self.days.len()).map(|bucket| pixels(self.axes.at(bucket, 0.0).0)).collect();
        let plot = self.layout.plot();
        let stop = |bucket: usize| {
            let spot = |(mark, of): (usize, &Mark)| {
                let y = ys.get(mark).and_then(|ys| ys.get(bucket).copied().flatten());
                let state = states.get(mark).and_then(|states| states.get(bucket).copied());
                let value = of.values.get(bucket).copied().flatten();
                // Nothing is said where a line has no bucket any more, nor of a forecast before it begins.
                let said = value.is_some() || (state.is_some() && !self.is_forecast(of));
                said.then(|| Spot {
                    mark,
                    at: xs.get(bucket).copied().zip(y),
                    value,
                    state: state.unwrap_or(PointState::Gap),
                    label: self.other_day(of, bucket),
                    text: None,
                })
            };
            let named = self.days.get(bucket).map(|day| (day.to_string(), self.grain.long_name(*day)));
            let (key, name) = named.unwrap_or_default();
            Stop {
                key,
                name,
                area: column(&xs, bucket, plot),
                spots: marks.iter().enumerate().filter_map(spot).collect(),
            }
        };
        let stops = (0..xs.len()).map(stop).collect();
        let Parts { unit, adds_up, .. } = self.parts;
        let adds_up = adds_up && !self.parts.flows();
        let pins = self.pins.clone();
        Drawing { svg, size: self.size, plot, unit, adds_up, stops, marks, pins, hidden, xs, ys }
    }

    fn is_forecast(&self, mark: &Mark) -> bool {
        let line = mark.line.and_then(|line| self.parts.lines.get(line));
        line.is_some_and(|line| line.role == LineRole::Forecast)
    }

    /// The day of a comparison, which is not the bucket's.
    fn other_day(&self, mark: &Mark, bucket: usize) -> Option<String> {
        let line = self.parts.lines.get(mark.line?)?;
        let point = line.points.get(bucket).filter(|_| line.role == LineRole::Compare)?;
        Some(self.grain.long_name(point.day))
    }

    fn grid(&self, canvas: &Canvas<'_>) -> Drawn {
        let Layout { left, right, foot, .. } = self.layout;
        for value in &self.scale.lines {
            let y = self.axes.place(0.0, *value).1;
            let kind = if *value == 0.0 { Kind::Base } else { Kind::Grid };
            canvas.line(vec![(left, y), (right, y)], Paint::plain(kind))?;
            if self.empty.is_none() {
                let text = tick_text(*value, &self.parts);
                canvas.text(&text, (left - 7 * UNITS, y), TICK, HPos::Right, Paint::plain(Kind::Tick))?;
            }
        }
        for (bucket, text) in dates::labels(&self.days, |labels| self.have_room(labels)) {
            let at = (self.middle(bucket, &text), foot + 20 * UNITS);
            canvas.caption(&text, at, TICK, Paint::plain(Kind::Tick))?;
        }
        Ok(())
    }

    /// The middle of a bucket's label: under the bucket, or as near as the edges of the drawing allow.
    fn middle(&self, bucket: usize, text: &str) -> i32 {
        let half = glyphs::width(text, TICK) / 2 + UNITS;
        self.axes.place(position(bucket), 0.0).0.clamp(half, (self.layout.width - half).max(half))
    }

    fn have_room(&self, labels: &[(usize, String)]) -> bool {
        let mut free = i32::MIN;
        labels.iter().all(|(bucket, text)| {
            let (middle, half) = (self.middle(*bucket, text), glyphs::width(text, TICK) / 2);
            let fits = middle - half >= free;
            free = middle + half + 18 * UNITS;
            fits
        })
    }
}

/// The column of a bucket: halfway to its neighbours.
fn column(xs: &[f64], bucket: usize, plot: Rect) -> Rect {
    let between = |at: usize| Some((f64::midpoint(*xs.get(at)?, *xs.get(at + 1)?) * 10.0).round() / 10.0);
    let left = bucket.checked_sub(1).and_then(between).unwrap_or(plot.x);
    let right = between(bucket).unwrap_or(plot.x + plot.width);
    Rect { x: left, width: ((right - left) * 10.0).round() / 10.0, ..plot }
}

/// What the root element says about a chart.
pub(crate) struct Head<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) summary: &'a str,
    pub(crate) size: Size,
}

/// A whole element: what `data` draws, and `words` at their place where there is nothing to draw.
pub(crate) fn element(head: &Head<'_>, words: Option<(&str, Place)>, data: &dyn Fn(&Canvas<'_>) -> Drawn) -> String {
    let canvas_size = (crate::canvas::units(head.size.width), crate::canvas::units(head.size.height));
    let mut svg = head.open();
    let outcome = {
        let canvas = Canvas::new(&mut svg, canvas_size);
        data(&canvas).and_then(|()| words.map_or(Ok(()), |(words, at)| say(&canvas, words, at, head.size)))
    };
    // plotters has no reason to fail here; should it, the page must not look as if there were no data.
    if outcome.is_err() {
        svg = head.open();
        let canvas = Canvas::new(&mut svg, canvas_size);
        let middle = (canvas_size.0 / 2, canvas_size.1 / 2);
        let _told = say(&canvas, "This chart could not be drawn. Its table has the numbers.", middle, head.size);
    }
    svg.push_str("</svg>");
    svg
}

/// Words in place of a drawing, in as many lines as the width asks for.
fn say(canvas: &Canvas<'_>, words: &str, (x, y): Place, size: Size) -> Drawn {
    const LINE: i32 = 17 * UNITS;
    let room = 2 * x.min(crate::canvas::units(size.width) - x) - 2 * UNITS;
    let lines = glyphs::wrapped(words, ends::SIZE, room);
    let above = i32::try_from(lines.len().saturating_sub(1)).unwrap_or(0) * LINE / 2;
    for (line, at) in lines.iter().zip(0..) {
        canvas.text(line, (x, y - above + at * LINE), ends::SIZE, HPos::Center, Paint::plain(Kind::Empty))?;
    }
    Ok(())
}

impl Head<'_> {
    /// The root element with its title and description; whoever calls closes it.
    pub(crate) fn open(&self) -> String {
        let Size { width, height } = self.size;
        let word = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        let id: String = self.id.chars().map(word).collect();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">"
        );
        push_escaped(&mut svg, &glyphs::clean(self.title));
        svg.extend(["</title><desc id=\"", &id, "-d\">"]);
        push_escaped(&mut svg, self.summary);
        svg.push_str("</desc>");
        svg
    }
}

/// Whether the values of a unit are whole numbers.
pub(crate) fn is_whole(unit: Unit) -> bool {
    matches!(unit, Unit::People | Unit::Count | Unit::Tokens)
}

/// Why there is nothing to draw, where there is nothing: these are different states with different words.
fn nothing_known(picks: &[Pick<'_>]) -> Option<&'static str> {
    let own = || picks.iter().filter(|pick| pick::is_own(pick.line)).flat_map(|pick| &pick.line.points);
    nothing(&mut own().map(|point| (point.known(), point.state)))
}

/// The words where no value of several is known.
pub(crate) fn nothing(points: &mut dyn Iterator<Item = (Option<f64>, PointState)>) -> Option<&'static str> {
    let (mut hidden, mut unavailable) = (false, false);
    for (value, state) in points {
        if value.is_some() {
            return None;
        }
        hidden |= state == PointState::TooFew;
        unavailable |= state == PointState::Unavailable;
    }
    Some(match (hidden, unavailable) {
        (true, _) => "Too few people in this range to show",
        (false, true) => "Not available in this range",
        (false, false) => "No data in this range",
    })
}

/// A tick's text. There are no negative people: those below the axis are counted downwards.
fn tick_text(value: f64, parts: &Parts<'_>) -> String {
    let downwards = parts.unit == Unit::People || parts.flows();
    format::compact(if downwards { value.abs() } else { value }, parts.unit)
}
