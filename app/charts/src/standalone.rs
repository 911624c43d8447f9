//! A drawing that leaves the pages: as a file of its own, where no style sheet is at hand. The colours are those
//! of `style/charts.css`, written out; a reader's dark theme is followed, and its own surface lies under it, so
//! that it can be read on any page.

use std::fmt::Write;

use crate::backend::push_escaped;
use crate::drawing::Mark;
use crate::glyphs;

/// Surface, ink, muted, grid, base, other, and the eight series.
type Colours = [&'static str; 14];

const LIGHT: Colours = [
    "#fbfaf7", "#1b1d1f", "#676b6f", "#eeece6", "#e5e3dc", "#85898d", "#0a6b62", "#c2701c", "#4a63b8", "#a8407a",
    "#84760f", "#2687b8", "#8c3b2a", "#6b5a8e",
];
const DARK: Colours = [
    "#101214", "#e8e8e6", "#9a9fa3", "#1f2326", "#272b2e", "#8b9095", "#57c7b8", "#e9a45b", "#8fa5f2", "#e58bbd",
    "#d3c256", "#7cc6ea", "#d98a74", "#b3a2d6",
];

/// What does not depend on the theme.
const SHAPES: &str = "\
svg{font-family:ui-sans-serif,system-ui,\"Segoe UI\",Roboto,\"Helvetica Neue\",sans-serif;font-variant-numeric:tabular-nums}\
text{white-space:pre;font-size:12px}.c-tick,.c-note,.c-in{font-size:11px}.c-end,.c-value,.c-title{font-weight:600}.c-title{font-size:15px}\
.c-end.named,.c-end.muted,.c-value.muted{font-weight:400}\
.c-grid,.c-base,.c-line,.c-lead,.c-flag,.c-was,.c-link,.c-cut,.c-hatch{fill:none}\
.c-line{stroke-width:1.5px;stroke-linejoin:round;stroke-linecap:round}.c-line.prov{stroke-dasharray:.5 4;stroke-width:2px}\
.c-line.dash{stroke-dasharray:5 4}.c-line.target{stroke-width:1px}.c-line.cmp,.c-dot.cmp,.c-lead,.c-hatch{opacity:.45}\
.c-area{opacity:.08}.c-band{opacity:.12}.c-stack{opacity:.42}.c-stack.prov{opacity:.2}.c-span{opacity:.28}.c-speck{opacity:.35}\
.c-bar.prov{fill-opacity:.32;stroke-width:.75px;stroke-dasharray:1.5 1.5}.c-dot.prov{stroke-width:1.5px}\
.c-flag{stroke-dasharray:1 3}.c-link{stroke-dasharray:1 2}.c-was{stroke-width:1.5px}.c-cut{stroke-width:2.5px}\
.c-cell{rx:2px}.c-cell.h0{fill-opacity:.09}.c-cell.h1{fill-opacity:.14}.c-cell.h2{fill-opacity:.3}.c-cell.h3{fill-opacity:.48}\
.c-cell.h4{fill-opacity:.88}.c-cell.prov{stroke-width:1px;stroke-dasharray:1.5 1.5}";

/// Whose theme a picture follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// The light one, whoever looks.
    Light,
    /// That of whoever looks.
    Reader,
}

/// What is written around a picture that leaves its page, so that it can be understood alone.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Below the title: which days, narrowed to what.
    pub above: &'a [String],
    /// What the colours are; not said of one mark alone.
    pub marks: &'a [Mark],
    /// Below the drawing: what it says, how fresh it is.
    pub below: &'a [String],
}

/// The drawing with its colours inside. What is no `<svg>` element comes back as it is.
pub fn standalone(svg: &str) -> String {
    captioned(svg, &Caption { title: "", above: &[], marks: &[], below: &[] }, Theme::Reader)
}

/// The drawing with its colours inside and a caption around it.
pub fn captioned(svg: &str, caption: &Caption<'_>, theme: Theme) -> String {
    let Some((open, rest)) = svg.split_once('>').filter(|(open, _)| open.starts_with("<svg")) else {
        return svg.to_owned();
    };
    let Some(frame) = Frame::of(open) else { return svg.to_owned() };
    let rest = rest.strip_suffix("</svg>").unwrap_or(rest);
    let mut style = String::from(SHAPES);
    style.push_str(&rules(&LIGHT));
    if theme == Theme::Reader {
        style.extend(["@media(prefers-color-scheme:dark){", &rules(&DARK), "}"]);
    }
    let (head, above) = frame.head(caption);
    let (foot, below) = frame.foot(caption);
    let Frame { before, after, width, height } = frame;
    let top = MARGIN + above;
    let (wide, high) = (width + 2 * MARGIN, height + 2 * MARGIN + above + below);
    format!(
        "{before}width=\"{wide}\" height=\"{high}\" viewBox=\"-{MARGIN} -{top} {wide} {high}\"{after}><style>{style}</style>\
         <rect class=\"c-surface\" x=\"-{MARGIN}\" y=\"-{top}\" width=\"{wide}\" height=\"{high}\" rx=\"6\"/>\
         {head}{rest}{foot}</svg>"
    )
}

/// The style of drawings in the light theme.
pub(crate) fn light() -> String {
    format!("{SHAPES}{}", rules(&LIGHT))
}

/// Room around the drawing in CSS pixels: on a page its neighbours give it.
const MARGIN: u32 = 12;
/// Font size and height of a line of a caption.
const LINE: (i32, u32) = (12, 17);
/// The same of its title.
const TITLE: (i32, u32) = (15, 22);

/// The start tag of a drawing, around its view box.
struct Frame<'a> {
    before: &'a str,
    after: &'a str,
    width: u32,
    height: u32,
}

impl<'a> Frame<'a> {
    fn of(open: &'a str) -> Option<Self> {
        let (before, rest) = open.split_once("viewBox=\"0 0 ")?;
        let (size, after) = rest.split_once('"')?;
        let (width, height) = size.split_once(' ')?;
        Some(Self { before, after, width: width.parse().ok()?, height: height.parse().ok()? })
    }

    /// Title, lines and legend above the drawing, and how high they are.
    fn head(&self, caption: &Caption<'_>) -> (String, u32) {
        let title = self.wrapped([caption.title], TITLE.0);
        let lines = self.wrapped(caption.above.iter().map(String::as_str), LINE.0);
        let legend = self.legend(caption.marks);
        let count = |lines: usize| u32::try_from(lines).unwrap_or(0);
        let rows = legend.last().map_or(0, |(_, row, _)| row + 1);
        let high = count(title.len()) * TITLE.1 + (count(lines.len()) + rows) * LINE.1;
        let high = if high == 0 { 0 } else { high + 8 };
        let mut at = Pen { text: String::new(), y: -i64::from(high) };
        for line in &title {
            at.line("c-name c-title", line, TITLE);
        }
        for line in &lines {
            at.line("c-note", line, LINE);
        }
        for (x, row, mark) in legend {
            at.key(x, at.y + i64::from(row * LINE.1), mark);
        }
        (at.text, high)
    }

    /// Lines below the drawing, and how high they are.
    fn foot(&self, caption: &Caption<'_>) -> (String, u32) {
        let lines = self.wrapped(caption.below.iter().map(String::as_str), LINE.0);
        let mut at = Pen { text: String::new(), y: i64::from(self.height) + 4 };
        for line in &lines {
            at.line("c-note", line, LINE);
        }
        let high = u32::try_from(lines.len()).unwrap_or(0) * LINE.1;
        (at.text, if high == 0 { 0 } else { high + 4 })
    }

    fn wrapped<'t>(&self, texts: impl IntoIterator<Item = &'t str>, size: i32) -> Vec<String> {
        let room = i32::try_from(self.width).unwrap_or(i32::MAX / 10) * 10;
        let texts = texts.into_iter().filter(|text| !text.is_empty());
        texts.flat_map(|text| glyphs::wrapped(&glyphs::clean(text), size, room)).collect()
    }

    /// Where each mark of the legend stands: pixels from the left, and its row.
    fn legend<'m>(&self, marks: &'m [Mark]) -> Vec<(u32, u32, &'m Mark)> {
        let (mut x, mut row) = (0, 0);
        let mut places = Vec::new();
        for mark in marks.iter().filter(|_| marks.len() > 1) {
            let wide = 20 + u32::try_from(glyphs::width(&mark.label, LINE.0) / 10).unwrap_or(0) + 16;
            if x > 0 && x + wide > self.width {
                (x, row) = (0, row + 1);
            }
            places.push((x, row, mark));
            x += wide;
        }
        places
    }
}

/// Writes lines, one below the other.
struct Pen {
    text: String,
    y: i64,
}

impl Pen {
    fn line(&mut self, class: &str, text: &str, (size, height): (i32, u32)) {
        let base = self.y + i64::from(size);
        let _written = write!(self.text, "<text class=\"{class}\" x=\"0\" y=\"{base}\">");
        push_escaped(&mut self.text, text);
        self.text.push_str("</text>");
        self.y += i64::from(height);
    }

    fn key(&mut self, x: u32, y: i64, mark: &Mark) {
        let (middle, base, right) = (y + 8, y + 12, x + 20);
        let _written = write!(
            self.text,
            "<path class=\"c-line {}\" d=\"M{x},{middle} h14\"/><text class=\"c-note\" x=\"{right}\" y=\"{base}\">",
            mark.class
        );
        push_escaped(&mut self.text, &mark.label);
        self.text.push_str("</text>");
    }
}

/// The rules that name colours.
fn rules([surface, ink, muted, grid, base, other, series @ ..]: &Colours) -> String {
    let [first, ..] = series;
    let mut rules = format!(
        ".c-surface{{fill:{surface}}}.c-grid{{stroke:{grid}}}.c-base{{stroke:{base}}}.c-gap,.c-track{{fill:{grid}}}\
         .c-tick,.c-empty,.c-note,.c-pin,.c-end.muted,.c-value.muted{{fill:{muted}}}.c-end,.c-name,.c-value,.c-in{{fill:{ink}}}\
         .c-flag,.c-link,.c-hatch{{stroke:{muted}}}.c-was{{stroke:{ink}}}.c-cut{{stroke:{surface}}}\
         .c-cell{{fill:{first}}}.c-cell.h0{{fill:{ink}}}.c-cell.prov{{stroke:{first}}}.c-in.h4,.c-in.h5{{fill:{surface}}}"
    );
    let classes = (1..).map(|number| format!("s{number}")).zip(series).chain([("s-other".to_owned(), other)]);
    for (class, colour) in classes {
        // A text never fails to take more text.
        let _written = write!(
            rules,
            ".c-line.{class},.c-lead.{class},.c-bar.prov.{class},.c-dot.prov.{class}{{stroke:{colour}}}\
             .c-dot.{class},.c-bar.{class},.c-area.{class},.c-fill.{class},.c-stack.{class},.c-band.{class},.c-span.{class},.c-speck.{class}{{fill:{colour}}}"
        );
    }
    let _written = write!(rules, ".c-dot.prov[class]{{fill:{surface}}}.c-line.target[class]{{stroke:{muted}}}");
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specimen;

    #[test]
    fn colours_are_those_of_the_style_sheet() {
        let sheet = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../style/charts.css"));
        let sheet = sheet.unwrap_or_default();
        for (light, dark) in LIGHT.iter().zip(DARK) {
            assert!(sheet.contains(&format!("light-dark({light}, {dark})")), "{light} {dark}");
        }
    }

    #[test]
    fn a_drawing_alone_has_literal_colours_only() {
        // A meter takes the room that a page gives it, and never leaves the page.
        for specimen in specimen::all().into_iter().filter(|specimen| specimen.name != "meter") {
            let alone = standalone(&specimen.svg);
            assert!(alone.starts_with("<svg ") && alone.ends_with("</svg>") && alone.contains("</style><rect "));
            assert!(alone.contains(" viewBox=\"-12 -12 ") && alone.contains("x=\"-12\""));
            assert!(!alone.contains("var(") && !alone.contains("light-dark("), "{}", specimen.name);
        }
        assert_eq!(standalone("no drawing"), "no drawing");
    }

    #[test]
    fn a_caption_stands_above_and_below_and_takes_its_own_room() {
        let svg = "<svg viewBox=\"0 0 300 200\" role=\"img\"><path d=\"M0,0\"/></svg>";
        let mark = |class: &str, label: &str| Mark {
            key: class.to_owned(),
            label: label.to_owned(),
            class: class.to_owned(),
            line: None,
            values: Vec::new(),
        };
        let marks = [mark("s1", "Platform"), mark("s2", "A <team> of a rather long name"), mark("s3", "Third")];
        let above = ["1 to 28 November 2026".to_owned()];
        let below = ["A sentence that is too long for one line of so narrow a drawing.".to_owned()];
        let caption = Caption { title: "Credits & tokens", above: &above, marks: &marks, below: &below };
        let alone = captioned(svg, &caption, Theme::Light);
        // A title, a line and two rows of the legend above; two lines below.
        let (head, foot) = (22 + 3 * 17 + 8, 2 * 17 + 4);
        let high = 200 + 24 + head + foot;
        assert!(alone.contains(&format!("height=\"{high}\" viewBox=\"-12 -{} 324 {high}\"", 12 + head)), "{alone}");
        assert!(alone.contains("Credits &amp; tokens") && alone.contains("A &lt;team&gt; of"));
        assert!(!alone.contains("prefers-color-scheme"));
        assert!(captioned(svg, &Caption { marks: &[], ..caption }, Theme::Reader).contains("prefers-color-scheme"));
        assert_eq!(captioned("no drawing", &caption, Theme::Light), "no drawing");
    }
}
