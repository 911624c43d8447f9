//! A small, strict reader of what the crate writes: anything that is not well-formed XML is an error.

use crate::glyphs;

/// An element with its attributes and the text directly in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
}

/// A box of a text: left, top, right, foot, in canvas units.
pub(super) type Extent = (i32, i32, i32, i32);

impl Element {
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|own| own == class)
    }

    /// An attribute in canvas units; fails unless it is a number with at most one decimal.
    pub(super) fn units(&self, name: &str) -> i32 {
        let text = self.get(name).trim_end_matches('%');
        let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
        assert!(tenth.len() == 1, "{name}={text} in {self:?}");
        format!("{whole}{tenth}").parse().unwrap_or_else(|_| panic!("{name}={text} in {self:?}"))
    }

    /// The places of a path of straight lines.
    pub(super) fn places(&self) -> Vec<(i32, i32)> {
        let numbers = self.get("d").trim_start_matches('M').trim_end_matches('Z');
        let unit =
            |text: &str| Element { attributes: vec![("n".into(), text.into())], ..Element::default() }.units("n");
        numbers.split(' ').map(|pair| pair.split_once(',').map(|(x, y)| (unit(x), unit(y))).unwrap()).collect()
    }

    /// Where a text is, by the crate's own metrics.
    pub(super) fn extent(&self) -> Extent {
        let size = if ["c-tick", "c-note", "c-in"].iter().any(|class| self.has_class(class)) { 11 } else { 12 };
        let (x, y, width) = (self.units("x"), self.units("y"), glyphs::width(&self.text, size));
        let left = match self.get("text-anchor") {
            "end" => x - width,
            "middle" => x - width / 2,
            _ => x,
        };
        (left, y - size * 8, left + width, y + size * 2)
    }
}

/// Every element, in the order of their start tags.
pub(super) fn read(svg: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = svg;
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let (text, after) = rest.split_at(rest.find('<').expect("text after the root element"));
            let at = *open.last().expect("text outside of elements");
            elements[at].text.push_str(&unescape(text));
            rest = after;
            continue;
        };
        let (inside, after) = tag.split_once('>').expect("a tag that never ends");
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            let at = open.pop().expect("an end tag without a start");
            assert_eq!(elements[at].name, name);
            assert!(!open.is_empty() || rest.is_empty(), "something after the root element");
            continue;
        }
        let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        elements.push(start(inside));
        if !closed {
            open.push(elements.len() - 1);
        }
    }
    assert!(open.is_empty(), "elements left open");
    elements
}

fn start(inside: &str) -> Element {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "{inside}");
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let (key, after) = rest.split_once("=\"").expect("an attribute without a value");
        let (value, after) = after.split_once('"').expect("a value that never ends");
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{key}");
        assert!(attributes.iter().all(|(other, _)| other != key), "{key} twice in {inside}");
        assert_ne!(key, "style", "inline styles are forbidden by the page's security policy");
        attributes.push((key.to_owned(), unescape(value)));
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Element { name: name.to_owned(), attributes, text: String::new() }
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, after) = after.split_once(';').expect("an entity that never ends");
        plain.push_str(before);
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            other => panic!("an unknown entity {other}"),
        });
        rest = after;
    }
    plain.push_str(rest);
    let forbidden = |c: char| c.is_control() || matches!(c, '<' | '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(forbidden), "{text:?}");
    plain
}
