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

/// The drawing with its colours inside. What is no `<svg>` element comes back as it is.
pub fn standalone(svg: &str) -> String {
    let Some((open, rest)) = svg.split_once('>').filter(|(open, _)| open.starts_with("<svg")) else {
        return svg.to_owned();
    };
    let mut style = String::from(
        "svg{font-family:ui-sans-serif,system-ui,\"Segoe UI\",Roboto,\"Helvetica Neue\",sans-serif;font-variant-numeric:tabular-nums}\
         .c-tick,.c-end,.c-empty{white-space:pre}.c-tick{font-size:11px}.c-end,.c-empty{font-size:12px}.c-end{font-weight:550}\
         .c-end.named,.c-end.muted{font-weight:400}.c-grid,.c-base,.c-line,.c-lead{fill:none}\
         .c-line{stroke-width:1.5px;stroke-linejoin:round;stroke-linecap:round}.c-line.prov{stroke-dasharray:.5 4;stroke-width:2px}\
         .c-line.cmp,.c-dot.cmp,.c-lead{opacity:.45}.c-area{opacity:.08}",
    );
    style.push_str(&rules(&LIGHT));
    style.extend(["@media(prefers-color-scheme:dark){", &rules(&DARK), "}"]);
    format!("{open}><style>{style}</style><rect class=\"c-surface\" width=\"100%\" height=\"100%\" rx=\"6\"/>{rest}")
}

/// The rules that name colours.
fn rules([surface, ink, muted, grid, base, other, series @ ..]: &Colours) -> String {
    let mut rules = format!(
        ".c-surface{{fill:{surface}}}.c-grid{{stroke:{grid}}}.c-base{{stroke:{base}}}.c-gap,.c-track{{fill:{grid}}}\
         .c-tick,.c-empty,.c-end.muted{{fill:{muted}}}.c-end{{fill:{ink}}}"
    );
    let classes = (1..).map(|number| format!("s{number}")).zip(series).chain([("s-other".to_owned(), other)]);
    for (class, colour) in classes {
        // A text never fails to take more text.
        let _written = write!(
            rules,
            ".c-line.{class},.c-lead.{class}{{stroke:{colour}}}.c-dot.{class},.c-bar.{class},.c-area.{class},.c-fill.{class}{{fill:{colour}}}"
        );
    }
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
