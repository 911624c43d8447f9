//! Pictures of charts: the drawing of the page with what must be said of it around it, and the same in dots.
//!
//! The font is carried along (`assets/inter`), and no other is looked for: every server draws the same picture.

use std::sync::{Arc, LazyLock};

use app::AppError;
use app::export::{About, Sheet};
use bytes::Bytes;
use charts::{Caption, Theme};
use metrics::Policy;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use sha2::{Digest as _, Sha256};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use super::ExportError;
use crate::state::AppState;
use crate::state::answers::{Key, Unanswered};

/// Dots of a PNG to a pixel of the drawing: sharp on a dense screen and on a slide.
pub const DENSITY: u8 = 2;
/// No drawing has more dots than this, on either side.
const LARGEST: f32 = 8192.0;

const REGULAR: &[u8] = include_bytes!("../../assets/inter/Inter-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../assets/inter/Inter-SemiBold.ttf");

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in [REGULAR, SEMI_BOLD] {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// A figure's drawing with title, days, filters, what it says, and how fresh it is; `None` without a drawing.
pub fn captioned(about: &About, sheet: &Sheet, theme: Theme) -> Option<String> {
    let picture = sheet.picture.as_ref()?;
    let above = [sheet.sub.clone(), about.shown.clone()];
    let definitions = format!("{} Uptake, definitions {}.", about.fresh, metrics::DEFINITIONS);
    let below = [picture.summary.clone(), definitions];
    let caption = Caption { title: &sheet.title, above: &above, marks: &picture.marks, below: &below };
    Some(charts::captioned(&picture.svg, &caption, theme))
}

/// An SVG of ours in dots.
pub fn png(svg: &str) -> Result<Vec<u8>, ExportError> {
    let broken = |why: &dyn std::fmt::Display| ExportError::Picture(why.to_string());
    let options = Options { font_family: "Inter".to_owned(), fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|why| broken(&why))?;
    let scale = f32::from(DENSITY);
    let size = tree.size().scale_by(scale).filter(|size| size.width().max(size.height()) <= LARGEST);
    let size = size.map(|size| size.to_int_size()).ok_or_else(|| broken(&"it is too large"))?;
    let mut dots = Pixmap::new(size.width(), size.height()).ok_or_else(|| broken(&"it has no size"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut dots.as_mut());
    dots.encode_png().map_err(|why| broken(&why))
}

/// An SVG of ours in dots: drawn once for equal drawings, and a few at a time. `whose` keeps those apart that different
/// readers see.
pub async fn kept(state: &AppState, policy: Policy, whose: &str, svg: String) -> Result<Arc<Bytes>, AppError> {
    let name =
        Sha256::digest(svg.as_bytes()).iter().fold(format!("png {whose} "), |name, byte| format!("{name}{byte:02x}"));
    let key = Key::of(&state.index.snapshot(), state.clock.today(), policy, name);
    let draw = move || png(&svg).map(Bytes::from).map_err(|why| why.to_string());
    state.answers.get(key, Bytes::len, draw).await.map_err(|why| {
        let (Unanswered::Refused(why) | Unanswered::Broken(why)) = why;
        crate::backend::internal(&why)
    })
}

/// A text as the font writes it: signs that it does not have are left out, and letters are not. `None` where it is of
/// another script, or nothing is left of it.
pub fn written(text: &str) -> Option<String> {
    let font = FontRef::new(REGULAR).ok()?;
    let letters = font.charmap();
    let has = |c: char| letters.map(c).is_some_and(|glyph| glyph != GlyphId::NOTDEF);
    if text.chars().any(|c| c.is_alphanumeric() && !has(c)) {
        return None;
    }
    let kept: String = text.chars().filter(|c| c.is_whitespace() || has(*c)).collect();
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty()).collect();
    let kept = words.join(" ");
    kept.chars().any(char::is_alphanumeric).then_some(kept)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn dots(text: &str) -> Pixmap {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 20\"><style>text{{font-size:12px;fill:#000}}</style>\
             <text x=\"2\" y=\"14\">{text}</text></svg>"
        );
        Pixmap::decode_png(&png(&svg).unwrap()).unwrap()
    }

    fn inked(picture: &Pixmap) -> usize {
        picture.pixels().iter().filter(|dot| dot.alpha() > 0).count()
    }

    #[test]
    fn text_is_drawn_twice_as_dense_with_the_font_that_is_carried_along() {
        let picture = dots("Credits 12");
        assert_eq!((picture.width(), picture.height()), (160, 40));
        assert!(inked(&picture) > 300, "{}", inked(&picture));
        // Greek, Cyrillic and what stands in figures is in the font too.
        for text in ["Größe", "Ομάδα", "Команда", "−4.2 %", "▲"] {
            assert!(inked(&dots(text)) > 20, "{text}");
        }
        // What the font lacks leaves a box, not a hole.
        assert!(inked(&dots("團隊")) > 20);
        assert_eq!(inked(&dots("")), 0);
    }

    #[test]
    fn every_kind_of_chart_can_be_drawn() {
        for specimen in charts::specimen::all() {
            let svg = charts::captioned(
                &specimen.svg,
                &Caption { title: "T", above: &[], marks: &[], below: &[] },
                Theme::Light,
            );
            let picture = Pixmap::decode_png(&png(&svg).unwrap()).unwrap();
            // The surface lies under everything; something else is on it.
            let other = picture.pixels().iter().filter(|dot| dot.red() < 0xe0).count();
            assert!(other > 200, "{}: {other}", specimen.name);
        }
    }

    #[test]
    fn a_name_is_written_or_given_up() {
        for (text, expected) in [
            ("Weekly, “all” – 18 %", Some("Weekly, “all” – 18 %")),
            ("🚀 Launch 👩‍💻 team 🇩🇪", Some("Launch team")),
            ("Größe Ομάδα Команда", Some("Größe Ομάδα Команда")),
            ("צוות הפלטפורמה", None),
            ("فريق Platform", None),
            ("團隊", None),
            ("🚀", None),
            ("", None),
        ] {
            assert_eq!(written(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        assert!(png("no drawing").is_err());
        assert!(png("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 90000 10\"/>").is_err());
    }
}
