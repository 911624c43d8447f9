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

/// The bucket nearest to a place between the left edge of a drawing, 0, and its right edge, 1.
pub fn nearest(frame: &str, xs: &str, fraction: f64) -> Option<usize> {
    let x = fraction * frame.split(' ').next()?.parse::<f64>().ok()?;
    let mut best: Option<(usize, f64)> = None;
    for (at, text) in xs.split(' ').enumerate() {
        // A drawing that is not cut along its width, a calendar for example, has no places.
        let Ok(place) = text.parse::<f64>() else { continue };
        let away = (place - x).abs();
        if best.is_none_or(|(_, near)| away < near) {
            best = Some((at, away));
        }
    }
    best.map(|(at, _)| at)
}

/// A line through a bucket and a dot on each mark.
pub fn cursor(frame: &str, xs: &str, ys: &str, marks: &str, at: usize) -> Option<String> {
    let x = xs.split(' ').nth(at).filter(|x| !x.is_empty())?;
    let mut frame = frame.split(' ');
    let (width, height, top, bottom) = (frame.next()?, frame.next()?, frame.next()?, frame.next()?);
    let mut svg = format!(
        r#"<svg class="cursor" viewBox="0 0 {width} {height}" aria-hidden="true"><line class="cursor-line" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>"#
    );
    for (mark, ys) in marks.lines().zip(ys.lines()) {
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
        let (frame, xs) = ("100 50 5 45", "10 50 90");
        assert_eq!([0.0, 0.31, 0.9].map(|at| nearest(frame, xs, at)), [Some(0), Some(1), Some(2)]);
        let svg = cursor(frame, xs, "1 2 3\n- - 9", "s1\ta\ns2\tb", 1);
        let svg = svg.as_deref().unwrap_or_default();
        assert!(svg.contains(r#"x1="50" x2="50" y1="5" y2="45""#), "{svg}");
        assert!(svg.contains(r#"<circle class="dot s1" cx="50" cy="2""#) && !svg.contains("s2"), "{svg}");
        assert_eq!(cursor(frame, xs, "", "", 3), None);
        assert_eq!((nearest(frame, "", 0.5), cursor(frame, "", "", "", 0)), (None, None), "a drawing without places");
    }
}
