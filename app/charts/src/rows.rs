//! What charts with one row a name share: a column of names, a column of numbers, room to draw between.
//! On a narrow drawing name and number stand over the row, so that it has the whole width.

use std::ops::Range;

use plotters::style::text_anchor::HPos;

use crate::backend::UNITS;
use crate::canvas::{Axes, Canvas, Drawn, Layout, pixels, units};
use crate::drawing::Rect;
use crate::model::Size;
use crate::paint::{Kind, Paint};
use crate::scale::Scale;
use crate::sheet::TICK;
use crate::{ends, format, glyphs};

/// The texts of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowText {
    pub(crate) name: String,
    /// The number, set in bold.
    pub(crate) value: String,
    /// What belongs to it, less important.
    pub(crate) extra: String,
    /// Words in place of the drawing.
    pub(crate) words: String,
}

/// Rows with their places.
pub(crate) struct Rows {
    pub(crate) size: Size,
    pub(crate) layout: Layout,
    texts: Vec<RowText>,
    /// From one row to the next.
    pitch: i32,
    /// Whether texts stand over the rows.
    over: bool,
    /// Where values end and what belongs to them ends.
    columns: (i32, i32),
}

/// Below this width names stand over the rows.
const NARROW: u32 = 480;
/// Between columns.
const AWAY: i32 = 14 * UNITS;

impl Rows {
    /// For rows of a width, with room above and below them in canvas units.
    pub(crate) fn new(width: u32, texts: Vec<RowText>, head: i32, foot: i32) -> Self {
        let width = width.clamp(160, 4000);
        let over = width < NARROW;
        let pitch = if over { 42 * UNITS } else { 26 * UNITS };
        let count = i32::try_from(texts.len().max(1)).unwrap_or(1);
        let height = head + count * pitch + foot;
        let widest =
            |of: &dyn Fn(&RowText) -> &str| texts.iter().map(|t| glyphs::width(of(t), ends::SIZE)).max().unwrap_or(0);
        let (whole, extra) = (units(width) - UNITS, widest(&|text| &text.extra));
        let value_end = if extra == 0 { whole } else { whole - extra - AWAY / 2 };
        let (left, right) = if over {
            (UNITS, whole)
        } else {
            let numbers = value_end - widest(&|text| &text.value) - AWAY;
            let names = widest(&|text| &text.name).min(units(width) * 36 / 100).min(numbers / 2);
            (names + AWAY, numbers)
        };
        let layout =
            Layout { width: units(width), left, right: right.max(left + UNITS), top: head, foot: head + count * pitch };
        let size = Size { width, height: u32::try_from(height / UNITS).unwrap_or(0) };
        Self { size, layout, texts, pitch, over, columns: (value_end, whole) }
    }

    /// From values to places along the rows.
    pub(crate) fn along(&self, values: Range<f64>) -> impl Fn(f64) -> i32 + use<> {
        let axes = Axes::new(&self.layout, values, &Scale { low: 0.0, high: 1.0, lines: Vec::new() });
        move |value| axes.place(value, 0.0).0
    }

    /// The middle of what is drawn in a row.
    pub(crate) fn middle(&self, row: usize) -> i32 {
        self.top(row) + if self.over { 29 * UNITS } else { self.pitch / 2 }
    }

    fn top(&self, row: usize) -> i32 {
        self.layout.top + i32::try_from(row).unwrap_or(0) * self.pitch
    }

    /// A whole row, its texts too.
    pub(crate) fn area(&self, row: usize) -> Rect {
        Rect { x: 0.0, y: pixels(self.top(row)), width: pixels(self.layout.width), height: pixels(self.pitch) }
    }

    /// Draws the texts of every row.
    pub(crate) fn draw(&self, canvas: &Canvas<'_>) -> Drawn {
        self.texts.iter().enumerate().try_for_each(|(row, text)| self.draw_row(canvas, row, text))
    }

    fn draw_row(&self, canvas: &Canvas<'_>, row: usize, text: &RowText) -> Drawn {
        let y = if self.over { self.top(row) + 14 * UNITS } else { self.middle(row) };
        let numbers = self.columns.0 - glyphs::width(&text.value, ends::SIZE) - AWAY;
        let room = if self.over { numbers } else { self.layout.left - AWAY };
        let name = glyphs::isolated(&glyphs::fitted(&text.name, ends::SIZE, room));
        canvas.text(&name, (UNITS, y), ends::SIZE, HPos::Left, Paint::plain(Kind::Name))?;
        let bold = Paint::plain(Kind::Value);
        if !text.value.is_empty() {
            canvas.text(&text.value, (self.columns.0, y), ends::SIZE, HPos::Right, bold)?;
        }
        if !text.extra.is_empty() {
            canvas.text(&text.extra, (self.columns.1, y), ends::SIZE, HPos::Right, bold.muted(true))?;
        }
        if text.words.is_empty() {
            return Ok(());
        }
        let words = glyphs::fitted(&text.words, ends::SIZE, self.layout.width - self.layout.left);
        canvas.text(&words, (self.layout.left, self.middle(row)), ends::SIZE, HPos::Left, bold.muted(true))
    }

    /// A line through all rows; where texts stand over them only beside what is drawn.
    pub(crate) fn upright(&self, canvas: &Canvas<'_>, x: i32, paint: Paint) -> Drawn {
        if !self.over {
            return canvas.line(vec![(x, self.layout.top), (x, self.layout.foot)], paint);
        }
        (0..self.texts.len()).try_for_each(|row| {
            let y = self.middle(row);
            canvas.line(vec![(x, y - 7 * UNITS), (x, y + 7 * UNITS)], paint)
        })
    }

    /// Upright lines at round numbers, their labels below the rows.
    pub(crate) fn grid(&self, canvas: &Canvas<'_>, scale: &Scale, unit: domain::Unit, x: &dyn Fn(f64) -> i32) -> Drawn {
        let Layout { foot, width, .. } = self.layout;
        let mut free = i32::MIN;
        for value in &scale.lines {
            let here = x(*value);
            let kind = if *value == 0.0 { Kind::Base } else { Kind::Grid };
            self.upright(canvas, here, Paint::plain(kind))?;
            let text = format::compact(*value, unit);
            let half = glyphs::width(&text, TICK) / 2 + UNITS;
            let middle = here.clamp(half, (width - half).max(half));
            if middle - half >= free {
                canvas.caption(&text, (middle, foot + 17 * UNITS), TICK, Paint::plain(Kind::Tick))?;
                free = middle + half + 8 * UNITS;
            }
        }
        Ok(())
    }
}
