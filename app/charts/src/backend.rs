//! plotters' drawing backend: shapes with class names, no colours, no style attributes, whole tenths of a
//! pixel. The canvas is ten times as large as the drawing, because plotters counts in whole pixels.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use crate::glyphs;
use crate::paint::Paint;

/// Canvas units in a CSS pixel.
pub(crate) const UNITS: i32 = 10;
/// The radius of a bar's end, in canvas units.
const RADIUS: i32 = 25;

type Done = Result<(), DrawingErrorKind<Infallible>>;

/// Writes elements to the end of a text.
pub(crate) struct Svg<'a> {
    out: &'a mut String,
    size: (u32, u32),
}

impl<'a> Svg<'a> {
    /// For a canvas of `size` units.
    pub(crate) fn new(out: &'a mut String, size: (u32, u32)) -> Self {
        Self { out, size }
    }

    fn open(&mut self, element: &str, carried: BackendColor) {
        self.out.push('<');
        self.out.push_str(element);
        self.out.push_str(" class=\"");
        Paint::read(carried).write_classes(self.out);
        self.out.push('"');
    }

    fn attribute(&mut self, name: &str, units: i32) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_units(self.out, units);
        self.out.push('"');
    }

    fn outline(&mut self, points: impl IntoIterator<Item = BackendCoord>, closed: bool) {
        self.out.push_str(" d=\"");
        let mut last = None;
        for (x, y) in points {
            if last == Some((x, y)) {
                continue;
            }
            self.out.push(if last.is_some() { ' ' } else { 'M' });
            push_units(self.out, x);
            self.out.push(',');
            push_units(self.out, y);
            last = Some((x, y));
        }
        self.out.push_str(if closed { "Z\"/>" } else { "\"/>" });
    }

    /// A bar with one or both ends rounded.
    fn bar(&mut self, (left, top): BackendCoord, (right, foot): BackendCoord, paint: Paint) {
        let (length, breadth) =
            if paint.is_sideways() { (right - left, foot - top) } else { (foot - top, right - left) };
        let room = if paint.is_round_top() && paint.is_round_foot() { length / 2 } else { length };
        let radius = RADIUS.min(breadth / 2).min(room).max(0);
        let (far, near) =
            (if paint.is_round_top() { radius } else { 0 }, if paint.is_round_foot() { radius } else { 0 });
        // Clockwise from the upper left corner.
        let [a, b, c, d] = if paint.is_sideways() { [near, far, far, near] } else { [far, far, near, near] };
        self.out.push_str(" d=\"M");
        push_units(self.out, left);
        self.out.push(',');
        push_units(self.out, foot - d);
        self.step('V', &[top + a]);
        self.step('q', &[0, -a, a, -a]);
        self.step('H', &[right - b]);
        self.step('q', &[b, 0, b, b]);
        self.step('V', &[foot - c]);
        self.step('q', &[0, c, -c, c]);
        self.step('H', &[left + d]);
        self.step('q', &[-d, 0, -d, -d]);
        self.out.push_str("Z\"/>");
    }

    /// Slanted lines across a rectangle, in one path.
    fn hatch(&mut self, (left, top): BackendCoord, (right, foot): BackendCoord) {
        const APART: i32 = 5 * UNITS;
        let (width, height) = (right - left, foot - top);
        self.out.push_str(" d=\"");
        let mut along = APART;
        while along < width + height {
            // Up to the right: from the left or lower side to the upper or right one.
            let from = (left + (along - height).max(0), top + along.min(height));
            let to = (left + along.min(width), top + (along - width).max(0));
            for (command, (x, y)) in [('M', from), ('L', to)] {
                self.out.push(command);
                push_units(self.out, x);
                self.out.push(',');
                push_units(self.out, y);
            }
            along += APART;
        }
        self.out.push_str("\"/>");
    }

    fn step(&mut self, command: char, units: &[i32]) {
        if command == 'q' && units.iter().all(|unit| *unit == 0) {
            return;
        }
        for (at, unit) in units.iter().enumerate() {
            self.out.push(if at == 0 { command } else { ' ' });
            push_units(self.out, *unit);
        }
    }
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, _: bool) -> Done {
        let paint = Paint::read(style.color());
        if paint.is_hatch() {
            self.open("path", style.color());
            self.hatch(from, to);
            return Ok(());
        }
        if paint.is_round_top() || paint.is_round_foot() {
            self.open("path", style.color());
            self.bar(from, to, paint);
            return Ok(());
        }
        self.open("rect", style.color());
        self.attribute("x", from.0);
        self.attribute("y", from.1);
        self.attribute("width", to.0 - from.0);
        self.attribute("height", to.1 - from.1);
        self.out.push_str("/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        self.open("path", style.color());
        self.outline(path, false);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, _: bool) -> Done {
        self.open("circle", style.color());
        self.attribute("cx", center.0);
        self.attribute("cy", center.1);
        self.attribute("r", i32::try_from(radius).unwrap_or(i32::MAX));
        self.out.push_str("/>");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Done {
        self.open("path", style.color());
        self.outline(vert, true);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Done {
        let size = units_of(style.size());
        // From the anchor to the baseline, for a face whose capitals are 0.72 of its size.
        let baseline = match style.anchor().v_pos {
            VPos::Top => size * 72 / 100,
            VPos::Center => size * 36 / 100,
            VPos::Bottom => 0,
        };
        self.open("text", style.color());
        self.attribute("x", pos.0);
        self.attribute("y", pos.1 + baseline);
        self.out.push_str(match style.anchor().h_pos {
            HPos::Left => ">",
            HPos::Center => " text-anchor=\"middle\">",
            HPos::Right => " text-anchor=\"end\">",
        });
        push_escaped(self.out, text);
        self.out.push_str("</text>");
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = units_of(style.size());
        let width = glyphs::width(text, size / UNITS);
        Ok((u32::try_from(width).unwrap_or(0), u32::try_from(size).unwrap_or(0)))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "font sizes are small and whole")]
fn units_of(size: f64) -> i32 {
    size as i32
}

/// Writes canvas units as CSS pixels: with one decimal, or none where it would be zero.
pub(crate) fn push_units(out: &mut String, units: i32) {
    let size = units.unsigned_abs();
    if units < 0 {
        out.push('-');
    }
    out.push_str(&(size / 10).to_string());
    if let Some(tenth) = char::from_digit(size % 10, 10).filter(|tenth| *tenth != '0') {
        out.push('.');
        out.push(tenth);
    }
}

/// Writes a text so that it is a text in XML and in HTML, between tags and in attributes.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_pixels_with_one_decimal() {
        let written = |units| {
            let mut out = String::new();
            push_units(&mut out, units);
            out
        };
        assert_eq!([0, 5, 10, 123, -7, -120].map(written), ["0", "0.5", "1", "12.3", "-0.7", "-12"]);
    }

    #[test]
    fn texts_are_texts() {
        let mut out = String::new();
        push_escaped(&mut out, "</text><script>\"'&");
        assert_eq!(out, "&lt;/text&gt;&lt;script&gt;&quot;&#39;&amp;");
    }
}
