//! A picture that a chat shows beside a link: what it is about, a few figures and one course, in the light theme and in
//! the shape that chats expect. It is drawn small, so that it can be read where it is shown in a third of its size.
//! Which figures these are, and what they say, is decided elsewhere; here they get their places.

use std::fmt::Write;

use crate::backend::push_escaped;
use crate::glyphs;
use crate::standalone::light;

/// What is on the picture, in words that its font can write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poster {
    /// Its name.
    pub name: String,
    /// What, when, for whom.
    pub about: String,
    /// How fresh the figures are.
    pub fresh: String,
    /// A badge at the top.
    pub badge: Option<String>,
    /// A sentence, for where there are no figures; empty for none.
    pub said: String,
    /// The figures; the first four are shown.
    pub facts: Vec<PosterFact>,
    /// The title of a chart, and its drawing.
    pub course: Option<(String, String)>,
}

/// One figure of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterFact {
    /// What it is.
    pub label: String,
    /// The figure, or the reason why there is none.
    pub value: String,
    /// Whether there is a figure.
    pub known: bool,
    /// What stands below it: how it changed, or what is to be said of it.
    pub below: String,
    /// Whether that is welcome; none where it is neither.
    pub good: Option<bool>,
}

/// How wide and how high a picture is, in CSS pixels.
pub const POSTER: (u32, u32) = (600, 315);
/// Room on the left and on the right.
const SIDE: i32 = 24;
/// Room between both.
const WIDE: i32 = 552;
/// Where the line at the bottom stands.
const FOOT: i32 = 303;
/// The size of labels and of what is small.
const LABEL: i32 = 13;
/// So many figures are shown.
const MOST: usize = 4;

const SHAPES: &str = "\
.p-name{font-size:24px;font-weight:600;fill:#1b1d1f}.p-about,.p-said{font-size:15px;fill:#676b6f}\
.p-said{font-size:19px;fill:#1b1d1f}.p-label,.p-foot,.p-brand{font-size:13px;fill:#676b6f}\
.p-value{font-size:26px;font-weight:600;fill:#1b1d1f}.p-words{font-size:14px;fill:#676b6f}\
.p-below{font-size:13px;fill:#676b6f}.p-below.good{fill:#1a7341}.p-below.bad{fill:#b3412f}\
.p-logo{fill:#bfe0da}.p-mark{fill:#0a6b62}.p-paper{fill:#fbfaf7}.p-badge{fill:none;stroke:#676b6f;stroke-width:.75px}";

impl Poster {
    /// The picture as SVG.
    pub fn draw(&self) -> String {
        let (width, height) = POSTER;
        let mut pen = Pen { svg: String::new(), y: 29 };
        pen.brand(self.badge.as_deref());
        pen.y = 62;
        pen.lines("p-name", &self.name, (24, 26), 2);
        pen.lines("p-about", &self.about, (15, 20), if pen.y > 90 { 1 } else { 2 });
        if self.facts.is_empty() {
            pen.y += 12;
            let nothing = self.said.is_empty() && self.course.is_none();
            let said = if nothing { "There are no figures to show in these days." } else { self.said.as_str() };
            pen.lines("p-said", said, (19, 25), if self.course.is_some() { 3 } else { 6 });
        } else {
            pen.facts(&self.facts);
        }
        if let Some((title, svg)) = &self.course {
            // A figure with this name stands above it.
            let named = self.facts.iter().take(MOST).any(|fact| fact.label == *title);
            pen.course(if named { "" } else { title }, svg);
        }
        pen.text("p-foot", SIDE, FOOT, &glyphs::fitted(&glyphs::clean(&self.fresh), 13, WIDE * 10));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
             <style>{}{SHAPES}</style><rect class=\"p-paper\" width=\"{width}\" height=\"{height}\"/>{}</svg>",
            light(),
            pen.svg
        )
    }
}

/// Writes from the top to the bottom; `y` is the base line of what comes next.
struct Pen {
    svg: String,
    y: i32,
}

impl Pen {
    fn text(&mut self, class: &str, x: i32, y: i32, text: &str) {
        if text.is_empty() {
            return;
        }
        // A text never fails to take more text.
        let _written = write!(self.svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">");
        push_escaped(&mut self.svg, text);
        self.svg.push_str("</text>");
    }

    fn brand(&mut self, badge: Option<&str>) {
        let _written = write!(
            self.svg,
            "<g transform=\"translate({SIDE} 17)\"><rect class=\"p-logo\" width=\"16\" height=\"16\" rx=\"4\"/>\
             <path class=\"p-mark\" d=\"M0 12V4a4 4 0 0 1 4-4h8z\"/></g>"
        );
        self.text("p-brand", SIDE + 24, self.y, "Uptake");
        let Some(badge) = badge else { return };
        let room = glyphs::width(badge, 13) / 10;
        let left = SIDE + WIDE - room - 8;
        let _written = write!(
            self.svg,
            "<rect class=\"p-badge\" x=\"{}\" y=\"15\" width=\"{}\" height=\"21\" rx=\"5\"/>",
            left - 8,
            room + 16
        );
        self.text("p-brand", left, self.y, badge);
    }

    /// A text in at most so many lines; what is left over ends in “…”.
    fn lines(&mut self, class: &str, text: &str, (size, step): (i32, i32), most: usize) {
        if text.is_empty() {
            return;
        }
        let all = glyphs::wrapped(&glyphs::clean(text), size, WIDE * 10);
        let more = all.len() > most;
        for (at, line) in all.iter().take(most).enumerate() {
            let cut = more && at + 1 == most;
            let line = if cut { glyphs::fitted(&format!("{line} …"), size, WIDE * 10) } else { line.clone() };
            self.text(class, SIDE, self.y, &line);
            self.y += step;
        }
    }

    fn facts(&mut self, facts: &[PosterFact]) {
        let facts = facts.get(..MOST).unwrap_or(facts);
        let wide = WIDE / i32::try_from(facts.len().max(1)).unwrap_or(1);
        let room = (wide - 8) * 10;
        // The table of widths is generous, and this font is always the same: a label takes what a smaller one would.
        let label = |fact: &PosterFact| glyphs::wrapped(&glyphs::clean(&fact.label), LABEL - 1, room);
        let labels: Vec<Vec<String>> = facts.iter().map(label).collect();
        let rows = i32::from(labels.iter().any(|lines| lines.len() > 1));
        let value = self.y + 31 + rows * 15;
        for (x, (fact, label)) in (0..).map(|at| SIDE + at * wide).zip(facts.iter().zip(labels)) {
            let fits = |text: &str, size: i32| glyphs::fitted(&glyphs::clean(text), size, room);
            // One line stands next to the figure.
            let lines = label.iter().take(2).rev();
            for (y, line) in (0..).map(|at| value - 27 - at * 15).zip(lines) {
                self.text("p-label", x, y, line);
            }
            let (class, size) = if fact.known { ("p-value", 26) } else { ("p-words", LABEL) };
            self.text(class, x, value, &fits(&fact.value, size));
            let class = match fact.good {
                Some(true) => "p-below good",
                Some(false) => "p-below bad",
                None => "p-below",
            };
            if !fact.below.is_empty() {
                self.text(class, x, value + 18, &fits(&fact.below, LABEL));
            }
        }
        let below = facts.iter().any(|fact| !fact.below.is_empty());
        self.y = value + if below { 40 } else { 24 };
    }

    /// The chart in what room is left, with its own proportions.
    fn course(&mut self, title: &str, svg: &str) {
        let Some(rest) = svg.strip_prefix("<svg ") else { return };
        if title.is_empty() {
            self.y -= 18;
        } else {
            self.text("p-label", SIDE, self.y, &glyphs::fitted(&glyphs::clean(title), LABEL, WIDE * 10));
        }
        let top = self.y + 6;
        let high = (FOOT - 17 - top).max(40);
        // Whole, from the left, where the rest of the picture begins.
        let _written = write!(
            self.svg,
            "<svg x=\"{SIDE}\" y=\"{top}\" width=\"{WIDE}\" height=\"{high}\" preserveAspectRatio=\"xMinYMin meet\" "
        );
        self.svg.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poster() -> Poster {
        let fact = |label: &str, value: &str, known| PosterFact {
            label: label.to_owned(),
            value: value.to_owned(),
            known,
            below: "▲ 4 %".to_owned(),
            good: Some(true),
        };
        Poster {
            name: "Weekly".to_owned(),
            about: "Overview · 1 to 28 November 2026, UTC days".to_owned(),
            fresh: "Settled to 25 November 2026.".to_owned(),
            badge: Some("Demo data".to_owned()),
            said: "Nobody is told.".to_owned(),
            facts: vec![fact("Active people", "1,204", true), fact("Credits", "Too few people", false)],
            course: Some((
                "Active people".to_owned(),
                "<svg viewBox=\"0 0 440 84\"><path d=\"M0,0\"/></svg>".to_owned(),
            )),
        }
    }

    #[test]
    fn figures_come_before_a_sentence_and_a_sentence_before_nothing() {
        let drawn = poster().draw();
        assert!(drawn.contains("1,204") && drawn.contains("p-words") && !drawn.contains("Nobody"));
        assert_eq!(drawn.matches(">Active people<").count(), 1, "the figure names the chart, too");
        let said = Poster { facts: Vec::new(), ..poster() }.draw();
        assert_eq!(said.matches(">Active people<").count(), 1);
        assert!(said.contains("Nobody is told.") && said.contains("viewBox=\"0 0 440 84\""));
        let none = Poster { facts: Vec::new(), said: String::new(), course: None, ..poster() }.draw();
        assert!(none.contains("There are no figures"));
    }

    #[test]
    fn whatever_it_is_called_it_stays_in_its_place_and_is_no_markup() {
        for name in ["x".repeat(80), "a <b> & \u{202e}c ".repeat(8), "word ".repeat(16), String::new()] {
            let drawn = Poster { name, about: "long ".repeat(60), ..poster() }.draw();
            let bases = drawn.split(" y=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<i32>().ok());
            assert!(bases.clone().all(|base| (0..=FOOT).contains(&base)), "{drawn}");
            assert!(!drawn.contains("<b>") && !drawn.contains('\u{202e}'));
            let high = drawn.split(" height=\"").filter_map(|rest| rest.split('"').next()?.parse::<i32>().ok()).last();
            assert!(high.is_some_and(|high| high >= 40), "room for the chart: {high:?}");
        }
    }
}
