//! A drawing that leaves the pages: as a file of its own, where no style sheet is at hand. The colours are those
//! of `style/charts.css`, written out; a reader's dark theme is followed, and its own surface lies under it, so
//! that it can be read on any page.

use std::fmt::Write;

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
text{white-space:pre;font-size:12px}.c-tick,.c-note,.c-in{font-size:11px}.c-end,.c-value{font-weight:550}\
.c-end.named,.c-end.muted,.c-value.muted{font-weight:400}\
.c-grid,.c-base,.c-line,.c-lead,.c-flag,.c-was,.c-link,.c-cut,.c-hatch{fill:none}\
.c-line{stroke-width:1.5px;stroke-linejoin:round;stroke-linecap:round}.c-line.prov{stroke-dasharray:.5 4;stroke-width:2px}\
.c-line.dash{stroke-dasharray:5 4}.c-line.target{stroke-width:1px}.c-line.cmp,.c-dot.cmp,.c-lead,.c-hatch{opacity:.45}\
.c-area{opacity:.08}.c-band{opacity:.12}.c-stack{opacity:.42}.c-stack.prov{opacity:.2}.c-span{opacity:.28}.c-speck{opacity:.35}\
.c-bar.prov{fill-opacity:.32;stroke-width:.75px;stroke-dasharray:1.5 1.5}.c-dot.prov{stroke-width:1.5px}\
.c-flag{stroke-dasharray:1 3}.c-link{stroke-dasharray:1 2}.c-was{stroke-width:1.5px}.c-cut{stroke-width:2.5px}\
.c-cell{rx:2px}.c-cell.h0{fill-opacity:.09}.c-cell.h1{fill-opacity:.14}.c-cell.h2{fill-opacity:.3}.c-cell.h3{fill-opacity:.48}\
.c-cell.h4{fill-opacity:.88}.c-cell.prov{stroke-width:1px;stroke-dasharray:1.5 1.5}";

/// The drawing with its colours inside. What is no `<svg>` element comes back as it is.
pub fn standalone(svg: &str) -> String {
    let Some((open, rest)) = svg.split_once('>').filter(|(open, _)| open.starts_with("<svg")) else {
        return svg.to_owned();
    };
    let mut style = String::from(SHAPES);
    style.push_str(&rules(&LIGHT));
    style.extend(["@media(prefers-color-scheme:dark){", &rules(&DARK), "}"]);
    format!("{open}><style>{style}</style><rect class=\"c-surface\" width=\"100%\" height=\"100%\" rx=\"6\"/>{rest}")
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
        for specimen in specimen::all() {
            let alone = standalone(&specimen.svg);
            assert!(alone.starts_with("<svg ") && alone.ends_with("</svg>") && alone.contains("</style><rect "));
            assert!(!alone.contains("var(") && !alone.contains("light-dark("), "{}", specimen.name);
        }
        assert_eq!(standalone("no drawing"), "no drawing");
    }
}
