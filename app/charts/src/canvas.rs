//! A sheet of plotters: where the plot lies on it, how values become places, and the few shapes we use.

use std::convert::Infallible;
use std::ops::Range;

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, TextStyle};

use crate::backend::{Svg, UNITS};
use crate::drawing::Rect;
use crate::model::Size;
use crate::paint::Paint;
use crate::scale::Scale;

/// Fails only if plotters does.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;
/// A place on the canvas, in canvas units.
pub(crate) type Place = (i32, i32);

/// The edges of the plot, in canvas units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) width: i32,
    pub(crate) left: i32,
    pub(crate) right: i32,
    pub(crate) top: i32,
    pub(crate) foot: i32,
}

impl Layout {
    /// The plot within its margins; always of some size.
    pub(crate) fn new(size: Size, left: i32, right: i32) -> Self {
        let (width, height) = (units(size.width), units(size.height));
        let left = left.min(width / 2);
        Self { width, left, right: (width - right).max(left + UNITS), top: 14 * UNITS, foot: height - 26 * UNITS }
    }

    /// The middle of the plot.
    pub(crate) fn middle(&self) -> Place {
        (i32::midpoint(self.left, self.right), i32::midpoint(self.top, self.foot))
    }

    /// In CSS pixels.
    pub(crate) fn plot(&self) -> Rect {
        let (width, height) = (pixels(self.right - self.left), pixels(self.foot - self.top));
        Rect { x: pixels(self.left), y: pixels(self.top), width, height }
    }
}

/// A size that can be drawn.
pub(crate) fn drawable(size: Size) -> Size {
    Size { width: size.width.clamp(160, 4000), height: size.height.clamp(100, 2000) }
}

/// Canvas units of CSS pixels.
pub(crate) fn units(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX / UNITS).saturating_mul(UNITS)
}

/// CSS pixels of canvas units.
pub(crate) fn pixels(units: i32) -> f64 {
    f64::from(units) / f64::from(UNITS)
}

/// From buckets and values to places, as plotters' coordinates do it.
pub(crate) struct Axes(Cartesian2d<RangedCoordf64, RangedCoordf64>);

impl Axes {
    /// `buckets` from the plot's left edge to its right one.
    pub(crate) fn new(layout: &Layout, buckets: Range<f64>, scale: &Scale) -> Self {
        Self(Cartesian2d::new(buckets, scale.low..scale.high, (layout.left..layout.right, layout.foot..layout.top)))
    }

    /// Where a value of a bucket is. Half buckets are between two.
    pub(crate) fn place(&self, bucket: f64, value: f64) -> Place {
        self.0.translate(&(bucket, value))
    }

    /// [`Axes::place`] of a whole bucket.
    pub(crate) fn at(&self, bucket: usize, value: f64) -> Place {
        self.place(position(bucket), value)
    }
}

/// A bucket's number as a coordinate.
pub(crate) fn position(bucket: usize) -> f64 {
    u32::try_from(bucket).map_or(f64::MAX, f64::from)
}

/// Something to draw shapes on.
pub(crate) struct Canvas<'a>(DrawingArea<Svg<'a>, Shift>);

impl<'a> Canvas<'a> {
    pub(crate) fn new(out: &'a mut String, size: (i32, i32)) -> Self {
        let size = (u32::try_from(size.0).unwrap_or(0), u32::try_from(size.1).unwrap_or(0));
        Self(Svg::new(out, size).into_drawing_area())
    }

    /// A line through places.
    pub(crate) fn line(&self, places: Vec<Place>, paint: Paint) -> Drawn {
        self.0.draw(&PathElement::new(places, paint.rgb()))
    }

    /// A filled outline.
    pub(crate) fn fill(&self, places: Vec<Place>, paint: Paint) -> Drawn {
        self.0.draw(&Polygon::new(places, paint.rgb().filled()))
    }

    /// A rectangle between two corners.
    pub(crate) fn rect(&self, from: Place, to: Place, paint: Paint) -> Drawn {
        self.0.draw(&Rectangle::new([from, to], paint.rgb().filled()))
    }

    /// A dot with a radius in canvas units.
    pub(crate) fn dot(&self, centre: Place, radius: i32, paint: Paint) -> Drawn {
        self.0.draw(&Circle::new(centre, radius, paint.rgb().filled()))
    }

    /// A text of `size` CSS pixels, its middle at the height of `at`.
    pub(crate) fn text(&self, text: &str, at: Place, size: i32, anchor: HPos, paint: Paint) -> Drawn {
        self.write(text, at, size, Pos::new(anchor, VPos::Center), paint)
    }

    /// A text of `size` CSS pixels around `at`, its feet there.
    pub(crate) fn caption(&self, text: &str, at: Place, size: i32, paint: Paint) -> Drawn {
        self.write(text, at, size, Pos::new(HPos::Center, VPos::Bottom), paint)
    }

    fn write(&self, text: &str, at: Place, size: i32, pos: Pos, paint: Paint) -> Drawn {
        let font = FontDesc::new(FontFamily::SansSerif, f64::from(size * UNITS), FontStyle::Normal);
        self.0.draw(&Text::new(text, at, TextStyle { font, color: paint.backend(), pos }))
    }
}
