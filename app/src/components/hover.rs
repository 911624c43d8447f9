//! What pointer and arrow keys read on a drawing: where its stops are, and the exact values at each.
//!
//! It is written beside the drawing as lines of text, which an awake browser shows by `browser::cursor`; whoever has
//! no scripts reads the table. A stop is a bucket of a chart over time, or else a row, a bar or a cell.

use std::fmt::Write as _;

use charts::{Drawing, Mark, Rect, Size};
use leptos::prelude::*;

use super::still::is_still;

/// How a value is said: the drawing's own text of a line's stop, with all its digits, and what is to be said beside it.
pub type Said<'a> = &'a dyn Fn(Option<usize>, usize, String) -> (String, &'static str);

/// Where the stop of a key leads, if anywhere.
pub type Leads<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Both drawings of a figure with what can be read on them; the drawings alone where there is nothing to read.
pub fn hover(title: &str, wide: Drawing, narrow: Drawing, said: Said<'_>, leads: Leads<'_>) -> AnyView {
    // Nothing is awake on a page that stands alone.
    if wide.stops.is_empty() || is_still() {
        return view! {
            <div class="pane wide" inner_html=wide.svg></div>
            <div class="pane narrow" inner_html=narrow.svg></div>
        }
        .into_any();
    }
    let label = format!("{title}. Arrow keys read the values.");
    let (marks, tips) = (marks(&wide.marks), tips(&wide, said));
    view! {
        <div class="plot" role="group" aria-label=label data-marks=marks data-tips=tips>
            {pane("wide", wide, leads)}
            {pane("narrow", narrow, leads)}
            <div class="tip-at" aria-live="polite"></div>
        </div>
    }
    .into_any()
}

/// Links over areas of a drawing, for the pointer; everyone else finds what they do in a table or a list of the page.
pub fn links(size: Size, areas: &[(Rect, String)]) -> String {
    let Size { width, height } = size;
    let mut svg = format!("<svg class=\"leads\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">");
    for (Rect { x, y, width, height }, href) in areas {
        let href = href.replace('&', "&amp;").replace('"', "&quot;");
        // Writing into a text does not fail.
        let _ = write!(
            svg,
            "<a href=\"{href}\" tabindex=\"-1\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></a>"
        );
    }
    svg.push_str("</svg>");
    svg
}

fn pane(class: &'static str, drawing: Drawing, leads: Leads<'_>) -> AnyView {
    let (plot, size) = (drawing.plot, drawing.size);
    let frame = format!("{} {} {} {}", size.width, size.height, place(plot.y), place(plot.y + plot.height));
    let places = |places: &[Option<f64>]| {
        let texts: Vec<String> = places.iter().map(|at| at.map_or_else(|| "-".to_owned(), place)).collect();
        texts.join(" ")
    };
    let xs: Vec<Option<f64>> = drawing.xs.iter().copied().map(Some).collect();
    let ys: Vec<String> = drawing.ys.iter().map(|ys| places(ys)).collect();
    // Over time a line through the bucket says where one is; elsewhere its area does.
    let areas = drawing.xs.is_empty().then(|| {
        let area = |Rect { x, y, width, height }: Rect| [x, y, width, height].map(place).join(" ");
        drawing.stops.iter().map(|stop| area(stop.area)).collect::<Vec<_>>().join("\n")
    });
    let linked = drawing.stops.iter().filter_map(|stop| Some((stop.area, leads(&stop.key)?)));
    let linked: Vec<(Rect, String)> = linked.collect();
    let linked = (!linked.is_empty()).then(|| view! { <div inner_html=links(size, &linked)></div> });
    view! {
        <div class=format!("pane {class}") data-frame=frame data-xs=places(&xs) data-ys=ys.join("\n") data-areas=areas>
            <div inner_html=drawing.svg></div>
            {linked}
            <div class="over"></div>
        </div>
    }
    .into_any()
}

/// A coordinate to a tenth, which is finer than a screen.
fn place(at: f64) -> String {
    let text = format!("{at:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// A cell of a line: tabs and line ends part cells and lines.
fn cell(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// Class and label of each mark, a line each.
fn marks(marks: &[Mark]) -> String {
    let lines: Vec<String> = marks.iter().map(|mark| format!("{}\t{}", mark.class, cell(&mark.label))).collect();
    lines.join("\n")
}

/// For each stop a block: its name and what is added to its values, then a line for each value, the largest first.
fn tips(drawing: &Drawing, said: Said<'_>) -> String {
    let blocks: Vec<String> = (0..drawing.stops.len()).filter_map(|at| tip(drawing, said, at)).collect();
    blocks.join("\n\n")
}

fn tip(drawing: &Drawing, said: Said<'_>, at: usize) -> Option<String> {
    let reading = drawing.reading(at)?;
    let head: Vec<String> = std::iter::once(&reading.name).chain(&reading.foot).map(|text| cell(text)).collect();
    let mut block = head.join("\t");
    for row in reading.rows {
        let line = drawing.marks.get(row.mark).and_then(|mark| mark.line);
        let (text, caveat) = said(line, at, row.text);
        let (share, own) = (row.share.unwrap_or_default(), row.label.unwrap_or_default());
        let _ = write!(block, "\n{}\t{}\t{caveat}\t{share}\t{}", row.mark, cell(&text), cell(&own));
    }
    Some(block)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::browser::cursor;
    use charts::{Calendar, Chart as _, ChartPoint, Line, LineChart, LineRole};
    use domain::view::PointState;
    use domain::{Day, Unit};

    fn line(label: &str, role: LineRole, first: &str, values: [f64; 2]) -> Line {
        let day: Day = first.parse().unwrap();
        let state = PointState::Provisional;
        let points = [day, day.next()].into_iter().zip(values);
        let points = points.map(|(day, value)| ChartPoint { day, value: Some(value), state });
        Line { key: "k".to_owned(), label: label.to_owned(), role, points: points.collect() }
    }

    #[test]
    fn what_is_written_beside_a_drawing_is_what_the_browser_shows() {
        let lines = vec![
            line("a\t<b> & \"c\"", LineRole::Main, "2026-11-19", [1.0, 1_200.0]),
            line("x", LineRole::Compare, "2026-10-20", [5.0, 1_000.0]),
        ];
        let (id, title, unit, size) = ("c".to_owned(), "People".to_owned(), Unit::People, Size::WIDE);
        let drawing = LineChart { id, title, unit, lines, band: None, notes: Vec::new(), size }.draw();
        let said =
            |line: Option<usize>, at: usize, _: String| (format!("{at} of line {}", line.unwrap()), "provisional");
        let (marks, tips) = (marks(&drawing.marks), tips(&drawing, &said));
        assert_eq!(cursor::count(&tips), 2);
        let first = cursor::tip(&marks, &tips, 0).unwrap();
        assert!(first.contains("Thursday, 19 November 2026"), "{first}");
        assert!(
            first.find("Tuesday, 20 October 2026").unwrap() < first.find("a &lt;b&gt; &amp; &quot;c&quot;").unwrap()
        );
        let second = cursor::tip(&marks, &tips, 1).unwrap();
        assert!(second.contains("1 of line 0 <span class=\"quiet\">provisional</span>"), "{second}");
        assert!(second.contains("Difference +200, "), "{second}");
        assert_eq!(cursor::tip(&marks, &tips, 2), None);
    }

    #[test]
    fn a_day_of_a_calendar_says_its_own_value() {
        let line = line("Turns", LineRole::Main, "2026-11-19", [3.0, 1_200.0]);
        let (id, title, unit) = ("c".to_owned(), "Turns by day".to_owned(), Unit::Count);
        let drawing = Calendar { id, title, unit, line, width: 330 }.draw();
        let tips = tips(&drawing, &|_, _, text| (text, ""));
        let second = cursor::tip(&marks(&drawing.marks), &tips, 1).unwrap();
        assert!(second.contains("Friday, 20 November 2026") && second.contains("1,200"), "{second}");
    }
}
