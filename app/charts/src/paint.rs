//! What a shape is, carried through plotters in the only place it has for it: a colour.
//! plotters hands a colour to the backend with every shape; ours is never shown, but read back as class names.

use plotters::style::RGBColor;
use plotters_backend::BackendColor;

/// What a shape or a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Grid,
    Base,
    Gap,
    Area,
    Line,
    Dot,
    Bar,
    Lead,
    Tick,
    End,
    Empty,
    Stack,
    Dash,
    Target,
    Band,
    Flag,
    Pin,
    Note,
    Name,
    Cell,
    In,
    Hatch,
    Link,
    Span,
    Was,
    Speck,
    Value,
    Cut,
}

const KINDS: [(Kind, &str); 28] = [
    (Kind::Grid, "c-grid"),
    (Kind::Base, "c-base"),
    (Kind::Gap, "c-gap"),
    (Kind::Area, "c-area"),
    (Kind::Line, "c-line"),
    (Kind::Dot, "c-dot"),
    (Kind::Bar, "c-bar"),
    (Kind::Lead, "c-lead"),
    (Kind::Tick, "c-tick"),
    (Kind::End, "c-end"),
    (Kind::Empty, "c-empty"),
    (Kind::Stack, "c-stack"),
    (Kind::Dash, "c-line dash"),
    (Kind::Target, "c-line target"),
    (Kind::Band, "c-band"),
    (Kind::Flag, "c-flag"),
    (Kind::Pin, "c-pin"),
    (Kind::Note, "c-note"),
    (Kind::Name, "c-name"),
    (Kind::Cell, "c-cell"),
    (Kind::In, "c-in"),
    (Kind::Hatch, "c-hatch"),
    (Kind::Link, "c-link"),
    (Kind::Span, "c-span"),
    (Kind::Was, "c-was"),
    (Kind::Speck, "c-speck"),
    (Kind::Value, "c-value"),
    (Kind::Cut, "c-cut"),
];

/// Which of the eight colours, of the rest, or of the six strengths of a heat map; the class name of each.
const COLOURS: [&str; 15] =
    ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s-other", "h0", "h1", "h2", "h3", "h4", "h5"];

/// The colour of a series by its number.
pub(crate) fn colour(number: usize) -> u8 {
    u8::try_from(number % 8).unwrap_or(0)
}

/// The colour of the sum of the rest.
pub(crate) const OTHER: u8 = 8;
/// The weakest strength of a heat map, for zero; the others follow.
pub(crate) const HEAT: u8 = 9;
/// No colour of its own.
const NONE: u8 = u8::MAX;

const PROVISIONAL: u8 = 1;
const COMPARE: u8 = 2;
const MUTED: u8 = 4;
const NAMED: u8 = 8;
const THIN: u8 = 16;
const ROUND_TOP: u8 = 32;
const ROUND_FOOT: u8 = 64;
const SIDEWAYS: u8 = 128;

/// A kind, a colour and some properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    kind: Kind,
    colour: u8,
    flags: u8,
}

impl Paint {
    pub(crate) fn plain(kind: Kind) -> Self {
        Self { kind, colour: NONE, flags: 0 }
    }

    pub(crate) fn of(kind: Kind, colour: u8) -> Self {
        Self { kind, colour, flags: 0 }
    }

    fn with(self, flag: u8, on: bool) -> Self {
        Self { flags: if on { self.flags | flag } else { self.flags }, ..self }
    }

    /// May still be revised, or is cut off.
    pub(crate) fn provisional(self, on: bool) -> Self {
        self.with(PROVISIONAL, on)
    }

    /// Belongs to the period before.
    pub(crate) fn compare(self, on: bool) -> Self {
        self.with(COMPARE, on)
    }

    /// Less important than its neighbours.
    pub(crate) fn muted(self, on: bool) -> Self {
        self.with(MUTED, on)
    }

    /// A label with a name in it.
    pub(crate) fn named(self) -> Self {
        self.with(NAMED, true)
    }

    /// A bar so narrow that a rim would eat it.
    pub(crate) fn thin(self, on: bool) -> Self {
        self.with(THIN, on)
    }

    /// The upper, or the lower, end of a bar.
    pub(crate) fn rounded(self, top: bool, foot: bool) -> Self {
        self.with(ROUND_TOP, top).with(ROUND_FOOT, foot)
    }

    /// A bar that lies: its right end is its top.
    pub(crate) fn sideways(self) -> Self {
        self.with(SIDEWAYS, true)
    }

    pub(crate) fn is_sideways(self) -> bool {
        self.flags & SIDEWAYS != 0
    }

    pub(crate) fn is_hatch(self) -> bool {
        self.kind == Kind::Hatch
    }

    pub(crate) fn is_round_top(self) -> bool {
        self.flags & ROUND_TOP != 0
    }

    pub(crate) fn is_round_foot(self) -> bool {
        self.flags & ROUND_FOOT != 0
    }

    /// As plotters carries it.
    pub(crate) fn rgb(self) -> RGBColor {
        RGBColor(self.kind as u8, self.colour, self.flags)
    }

    /// As plotters carries it with texts.
    pub(crate) fn backend(self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.kind as u8, self.colour, self.flags) }
    }

    /// Read back from what plotters carried.
    pub(crate) fn read(carried: BackendColor) -> Self {
        let (kind, colour, flags) = carried.rgb;
        let kind = KINDS.get(usize::from(kind)).map_or(Kind::Empty, |(kind, _)| *kind);
        Self { kind, colour, flags }
    }

    /// Appends the class names, without quotes.
    pub(crate) fn write_classes(self, out: &mut String) {
        let kind = KINDS.get(usize::from(self.kind as u8)).map_or("", |(_, name)| *name);
        out.push_str(kind);
        if let Some(colour) = COLOURS.get(usize::from(self.colour)) {
            out.push(' ');
            out.push_str(colour);
        }
        let flags = [(PROVISIONAL, " prov"), (COMPARE, " cmp"), (MUTED, " muted"), (NAMED, " named"), (THIN, " thin")];
        for (flag, name) in flags {
            if self.flags & flag != 0 {
                out.push_str(name);
            }
        }
    }
}

/// The class names that give a mark its colour, for [`crate::Mark`].
pub(crate) fn mark_class(colour: u8, compare: bool) -> String {
    let name = COLOURS.get(usize::from(colour)).copied().unwrap_or_default();
    if compare { format!("{name} cmp") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::style::Color;

    #[test]
    fn every_kind_survives_the_way_through_plotters() {
        for (at, (kind, name)) in KINDS.into_iter().enumerate() {
            assert_eq!(at, usize::from(kind as u8), "{name} is out of order");
            let paint = Paint::of(kind, colour(at)).provisional(true).muted(true);
            assert_eq!(Paint::read(paint.rgb().to_backend_color()), paint);
            assert_eq!(Paint::read(paint.backend()), paint);
            let mut classes = String::new();
            paint.write_classes(&mut classes);
            assert_eq!(classes, format!("{name} {} prov muted", mark_class(colour(at), false)));
        }
    }
}
