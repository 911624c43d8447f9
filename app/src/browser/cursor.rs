//! The cursor over a drawing and the values at it, made from what the server wrote beside the drawing (see
//! `components::hover`). Pure: from text to HTML. No inline styles: the cursor is SVG attributes, and the tooltip
//! stands at the side that the cursor is not on.

use std::fmt::Write as _;

/// How many buckets there are to read.
pub fn count(tips: &str) -> usize {
    if tips.is_empty() { 0 } else { tips.split("\n\n").count() }
}

/// What a key does to the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Moves it to a bucket.
    To(usize),
    /// Takes it away.
    Away,
}

/// What a key does to the cursor where it is; `None` for a key that means nothing here.
pub fn moved(key: &str, at: Option<usize>, count: usize) -> Option<Step> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowLeft" => Some(Step::To(at.map_or(last, |at| at.saturating_sub(1)))),
        "ArrowRight" => Some(Step::To(at.map_or(0, |at| (at + 1).min(last)))),
        "Home" => Some(Step::To(0)),
        "End" => Some(Step::To(last)),
        "Escape" if at.is_some() => Some(Step::Away),
        _ => None,
    }
}

/// Where the stops of a drawing are, as the server wrote it beside the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// Width and height of the drawing, top and foot of the plot.
    pub frame: &'a str,
    /// The middle of each bucket of a chart over time.
    pub xs: &'a str,
    /// For each mark, a line each, the height of each bucket's value.
    pub ys: &'a str,
    /// The area of each stop of any other chart: left, top, width and height, a line each.
    pub areas: &'a str,
}

fn number(text: Option<&str>) -> Option<f64> {
    text?.parse().ok()
}

/// How far outside of an area a place is, squared.
fn beyond(area: &str, (x, y): (f64, f64)) -> f64 {
    let mut sides = area.split(' ');
    let mut next = || number(sides.next()).unwrap_or(f64::MAX);
    let (left, top, width, height) = (next(), next(), next(), next());
    let away = |at: f64, from: f64, length: f64| (from - at).max(at - from - length).max(0.0);
    let (across, down) = (away(x, left, width), away(y, top, height));
    across * across + down * down
}

/// The stop nearest to a place, between the left upper corner of a drawing, 0 and 0, and the right lower one, 1 and 1.
pub fn nearest(places: Places<'_>, (across, down): (f64, f64)) -> Option<usize> {
    let mut frame = places.frame.split(' ');
    let place = (across * number(frame.next())?, down * number(frame.next())?);
    let mut best: Option<(usize, f64)> = None;
    let mut take = |at: usize, away: f64| {
        if best.is_none_or(|(_, near)| away < near) {
            best = Some((at, away));
        }
    };
    if places.areas.is_empty() {
        let away = |text: &str| number(Some(text)).map_or(f64::MAX, |x| (x - place.0).abs());
        places.xs.split(' ').enumerate().for_each(|(at, text)| take(at, away(text)));
    } else {
        places.areas.lines().enumerate().for_each(|(at, area)| take(at, beyond(area, place)));
    }
    best.map(|(at, _)| at)
}

/// A line through a bucket and a dot on each mark; around any other stop a frame.
pub fn cursor(places: Places<'_>, marks: &str, at: usize) -> Option<String> {
    let mut frame = places.frame.split(' ');
    let (width, height, top, bottom) = (frame.next()?, frame.next()?, frame.next()?, frame.next()?);
    let mut svg = format!(r#"<svg class="cursor" viewBox="0 0 {width} {height}" aria-hidden="true">"#);
    if !places.areas.is_empty() {
        let mut sides = places.areas.lines().nth(at)?.split(' ');
        let (x, y, width, height) = (sides.next()?, sides.next()?, sides.next()?, sides.next()?);
        let _ = write!(svg, r#"<rect class="cursor-area" x="{x}" y="{y}" width="{width}" height="{height}"/></svg>"#);
        return Some(svg);
    }
    let x = places.xs.split(' ').nth(at)?;
    let _ = write!(svg, r#"<line class="cursor-line" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>"#);
    for (mark, ys) in marks.lines().zip(places.ys.lines()) {
        let class = mark.split('\t').next()?;
        if let Some(y) = ys.split(' ').nth(at).filter(|y| *y != "-") {
            let _ = write!(svg, r#"<circle class="dot {class}" cx="{x}" cy="{y}" r="3.5"/>"#);
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Date and values of a bucket.
pub fn tip(marks: &str, tips: &str, at: usize) -> Option<String> {
    let side = if at < count(tips) / 2 { "right" } else { "left" };
    let mut lines = tips.split("\n\n").nth(at)?.lines();
    let mut first = lines.next()?.split('\t');
    let mut html =
        format!(r#"<div class="tip {side}"><p class="tip-day">{}</p><table><tbody>"#, escaped(first.next()?));
    for line in lines {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or_default();
        let (mark, text, caveat, share, own) = (next(), next(), next(), next(), next());
        let (class, label) = marks.lines().nth(mark.parse().ok()?)?.split_once('\t')?;
        let label = escaped(if own.is_empty() { label } else { own });
        let text = escaped(text);
        let _ = write!(
            html,
            r#"<tr><th scope="row"><span class="key {class}" aria-hidden="true"></span>{label}</th><td class="num">{text} <span class="quiet">{caveat}</span></td><td class="num quiet">{share}</td></tr>"#
        );
    }
    html.push_str("</tbody></table>");
    for sum in first.filter(|text| !text.is_empty()) {
        let _ = write!(html, r#"<p class="num">{}</p>"#, escaped(sum));
    }
    html.push_str("</div>");
    Some(html)
}

/// Text as it stands in HTML.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_walk_the_buckets_and_stop_at_the_ends() {
        assert_eq!(moved("ArrowRight", None, 3), Some(Step::To(0)));
        assert_eq!(moved("ArrowLeft", None, 3), Some(Step::To(2)));
        assert_eq!(moved("ArrowRight", Some(2), 3), Some(Step::To(2)));
        assert_eq!(moved("ArrowLeft", Some(0), 3), Some(Step::To(0)));
        assert_eq!(moved("Escape", Some(1), 3), Some(Step::Away));
        assert_eq!(moved("Escape", None, 3), None);
        assert_eq!(moved("Tab", Some(1), 3), None);
        assert_eq!(moved("End", None, 0), None);
    }

    #[test]
    fn the_cursor_goes_through_the_nearest_bucket_and_its_marks() {
        let places = Places { frame: "100 50 5 45", xs: "10 50 90", ys: "1 2 3\n- - 9", areas: "" };
        assert_eq!([0.0, 0.31, 0.9].map(|at| nearest(places, (at, 0.5))), [Some(0), Some(1), Some(2)]);
        let svg = cursor(places, "s1\ta\ns2\tb", 1);
        let svg = svg.as_deref().unwrap_or_default();
        assert!(svg.contains(r#"x1="50" x2="50" y1="5" y2="45""#), "{svg}");
        assert!(svg.contains(r#"<circle class="dot s1" cx="50" cy="2""#) && !svg.contains("s2"), "{svg}");
        assert_eq!(cursor(places, "", 3), None);
    }

    #[test]
    fn the_cursor_goes_around_the_nearest_area() {
        let areas = "0 0 10 10\n12 0 10 10\n0 12 10 10";
        let places = Places { frame: "100 50 0 50", xs: "", ys: "", areas };
        let at = [(0.05, 0.1), (0.5, 0.0), (0.0, 1.0)].map(|place| nearest(places, place));
        assert_eq!(at, [Some(0), Some(1), Some(2)]);
        let svg = cursor(places, "s1\ta", 2).unwrap_or_default();
        assert!(svg.contains(r#"<rect class="cursor-area" x="0" y="12" width="10" height="10"/>"#), "{svg}");
        assert_eq!(cursor(places, "", 3), None);
    }
}
