//! What line charts and bar charts share: the root element, grid and axis labels, and the words of an empty one.

use std::ops::Range;

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;
use plotters::style::text_anchor::HPos;

use crate::backend::{UNITS, push_escaped};
use crate::canvas::{Axes, Canvas, Drawn, Layout, drawable, pixels, position};
use crate::model::{Drawing, Mark, Parts, Size};
use crate::paint::{Kind, Paint};
use crate::pick::{self, Pick};
use crate::scale::Scale;
use crate::{dates, ends, format, glyphs};

/// The font size of axis labels in CSS pixels; `.c-tick` in the style sheet says the same.
pub(crate) const TICK: i32 = 11;

/// A chart before its data is drawn.
pub(crate) struct Sheet<'a> {
    pub(crate) parts: Parts<'a>,
    pub(crate) size: Size,
    pub(crate) layout: Layout,
    pub(crate) axes: Axes,
    days: Vec<Day>,
    scale: Scale,
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
        let texts = setting.scale.lines.iter().map(|line| tick_text(*line, parts.unit));
        let widest = texts.map(|text| glyphs::width(&text, TICK)).max().unwrap_or(0);
        let labels = setting.labels.iter().map(|(name, value)| (name.as_deref(), value.as_str()));
        let right = ends::margin(labels, crate::canvas::units(size.width));
        let layout = Layout::new(size, (widest + 12 * UNITS).max(28 * UNITS), right);
        let axes = Axes::new(&layout, setting.buckets, &setting.scale);
        Self { parts, size, layout, axes, days: pick::days(parts.lines), scale: setting.scale, empty }
    }

    /// The whole element; `data` draws what the chart is about.
    pub(crate) fn render(&self, summary: &str, data: impl Fn(&Canvas<'_>) -> Drawn) -> String {
        let mut svg = self.head(summary);
        let outcome = {
            let canvas = Canvas::new(&mut svg, (self.layout.width, self.layout.height));
            self.grid(&canvas).and_then(|()| match self.empty {
                Some(words) => self.words(&canvas, words),
                None => data(&canvas),
            })
        };
        // plotters has no reason to fail here; should it, the page must not look as if there were no data.
        if outcome.is_err() {
            svg = self.head(summary);
            let canvas = Canvas::new(&mut svg, (self.layout.width, self.layout.height));
            let _told = self.words(&canvas, "This chart could not be drawn. Its table has the numbers.");
        }
        svg.push_str("</svg>");
        svg
    }

    /// Everything about a finished drawing.
    pub(crate) fn drawing(&self, svg: String, marks: Vec<Mark>, ys: Vec<Vec<Option<f64>>>, hidden: usize) -> Drawing {
        let centres = (0..self.days.len()).map(|bucket| pixels(self.axes.at(bucket, 0.0).0));
        Drawing { svg, size: self.size, plot: self.layout.plot(), xs: centres.collect(), ys, marks, hidden }
    }

    fn head(&self, summary: &str) -> String {
        head(self.parts.id, self.parts.title, summary, self.size)
    }

    fn grid(&self, canvas: &Canvas<'_>) -> Drawn {
        let Layout { left, right, foot, .. } = self.layout;
        for value in &self.scale.lines {
            let y = self.axes.place(0.0, *value).1;
            let kind = if *value == 0.0 { Kind::Base } else { Kind::Grid };
            canvas.line(vec![(left, y), (right, y)], Paint::plain(kind))?;
            if self.empty.is_none() {
                let text = tick_text(*value, self.parts.unit);
                canvas.text(&text, (left - 7 * UNITS, y), TICK, HPos::Right, Paint::plain(Kind::Tick))?;
            }
        }
        for (bucket, text) in dates::labels(&self.days, |labels| self.have_room(labels)) {
            let at = (self.middle(bucket, &text), foot + 20 * UNITS);
            canvas.caption(&text, at, TICK, Paint::plain(Kind::Tick))?;
        }
        Ok(())
    }

    fn words(&self, canvas: &Canvas<'_>, words: &str) -> Drawn {
        let middle =
            (i32::midpoint(self.layout.left, self.layout.right), i32::midpoint(self.layout.top, self.layout.foot));
        canvas.text(words, middle, ends::SIZE, HPos::Center, Paint::plain(Kind::Empty))
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

/// The root element with its title and description; whoever calls closes it.
pub(crate) fn head(id: &str, title: &str, summary: &str, Size { width, height }: Size) -> String {
    let id: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">"
    );
    push_escaped(&mut svg, &glyphs::clean(title));
    svg.extend(["</title><desc id=\"", &id, "-d\">"]);
    push_escaped(&mut svg, summary);
    svg.push_str("</desc>");
    svg
}

/// Whether the values of a unit are whole numbers.
pub(crate) fn is_whole(unit: Unit) -> bool {
    matches!(unit, Unit::People | Unit::Count | Unit::Tokens)
}

/// Why there is nothing to draw, where there is nothing: these are different states with different words.
fn nothing_known(picks: &[Pick<'_>]) -> Option<&'static str> {
    let own = || picks.iter().filter(|pick| !pick.compares()).flat_map(|pick| &pick.line.points);
    if own().any(|point| point.known().is_some()) {
        return None;
    }
    let has = |state| own().any(|point| point.state == state);
    Some(match (has(PointState::TooFew), has(PointState::Unavailable)) {
        (true, _) => "Too few people in this range to show",
        (false, true) => "Not available in this range",
        (false, false) => "No data in this range",
    })
}

/// A tick's text. There are no negative people: those below the axis are counted downwards.
fn tick_text(value: f64, unit: Unit) -> String {
    format::compact(if unit == Unit::People { value.abs() } else { value }, unit)
}
