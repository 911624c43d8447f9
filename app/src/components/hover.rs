//! What pointer and arrow keys read on a drawing: where its buckets are, and exact values with their date.
//!
//! It is written beside the drawing as lines of text, which an awake browser shows by `browser::cursor`; whoever has
//! no scripts reads the table.

use std::fmt::Write as _;

use charts::{Drawing, format};
use domain::view::Figure;
use domain::{Day, Interval, Metric};
use leptos::prelude::*;

use crate::words::figure;

/// One drawn mark with its exact figures.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its title.
    pub label: String,
    /// The class that gives its colour.
    pub class: String,
    /// Whether it is the period before, with days of its own.
    pub compared: bool,
    /// Day and figure of each bucket; empty for a sum that the chart made.
    pub figures: Vec<(Day, Figure)>,
    /// What is drawn.
    pub values: Vec<Option<f64>>,
}

/// What the layer can say.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the numbers are.
    pub metric: Metric,
    /// How the range is cut.
    pub by: Interval,
    /// Whether a total and shares make sense.
    pub adds_up: bool,
    /// The day that names each bucket.
    pub days: Vec<Day>,
    /// The marks.
    pub tracks: Vec<Track>,
    /// What is marked on the time axis.
    pub pins: Vec<charts::Pin>,
}

/// Both drawings with what can be read on them.
#[component]
pub fn Hover(title: String, reading: Reading, wide: Drawing, narrow: Drawing) -> impl IntoView {
    let label = format!("{title}. Arrow keys read the values.");
    view! {
        <div class="plot" role="group" aria-label=label data-marks=marks(&reading) data-tips=tips(&reading)>
            {pane("wide", wide)}
            {pane("narrow", narrow)}
            <div class="tip-at" aria-live="polite"></div>
        </div>
    }
    .into_any()
}

fn pane(class: &'static str, drawing: Drawing) -> AnyView {
    let (plot, size) = (drawing.plot, drawing.size);
    let frame = format!("{} {} {} {}", size.width, size.height, place(plot.y), place(plot.y + plot.height));
    let places = |places: &[Option<f64>]| {
        let texts: Vec<String> = places.iter().map(|at| at.map_or_else(|| "-".to_owned(), place)).collect();
        texts.join(" ")
    };
    let xs: Vec<Option<f64>> = drawing.xs.iter().copied().map(Some).collect();
    let ys: Vec<String> = drawing.ys.iter().map(|ys| places(ys)).collect();
    view! {
        <div class=format!("pane {class}") data-frame=frame data-xs=places(&xs) data-ys=ys.join("\n")>
            <div inner_html=drawing.svg></div>
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
pub fn marks(reading: &Reading) -> String {
    let lines: Vec<String> =
        reading.tracks.iter().map(|mark| format!("{}\t{}", mark.class, cell(&mark.label))).collect();
    lines.join("\n")
}

/// For each bucket a block: date, total, difference and what is marked on it, then a line for each mark, the largest first.
pub fn tips(reading: &Reading) -> String {
    let blocks: Vec<String> = (0..reading.days.len()).map(|at| tip(reading, at)).collect();
    blocks.join("\n\n")
}

fn tip(reading: &Reading, at: usize) -> String {
    let unit = reading.metric.unit();
    let value = |track: &Track| track.values.get(at).copied().flatten();
    let total: f64 = reading.tracks.iter().filter(|track| !track.compared).filter_map(value).sum();
    let mut tracks: Vec<(usize, &Track)> = reading.tracks.iter().enumerate().collect();
    tracks.sort_by(|(_, a), (_, b)| value(b).unwrap_or(f64::MIN).total_cmp(&value(a).unwrap_or(f64::MIN)));
    let day = reading.days.get(at).map(|day| bucket(*day, reading.by)).unwrap_or_default();
    let sum = (reading.adds_up && reading.tracks.len() > 1).then(|| format!("Total {}", format::exact(total, unit)));
    let mut block = format!("{day}\t{}\t{}", sum.unwrap_or_default(), difference(reading, at).unwrap_or_default());
    for pin in reading.pins.iter().filter(|pin| pin.stop == at) {
        let _ = write!(block, "\t{}", cell(&pin.text));
    }
    for (mark, track) in tracks {
        let found = track.figures.get(at).copied();
        let text = match found {
            Some((_, figure)) => figure::exact(reading.metric, figure),
            None => value(track).map_or_else(|| format::NOTHING.to_owned(), |value| format::exact(value, unit)),
        };
        let share = value(track).filter(|_| reading.adds_up && total > 0.0).map(|value| format::percent(value / total));
        let caveat = found.and_then(|(_, figure)| figure::caveat(figure.state)).unwrap_or_default();
        // The period before has days of its own.
        let own = found.filter(|_| track.compared).map(|(day, _)| bucket(day, reading.by));
        let (share, own) = (share.unwrap_or_default(), own.unwrap_or_default());
        let _ = write!(block, "\n{mark}\t{text}\t{caveat}\t{share}\t{own}");
    }
    block
}

/// How far the first line is from the period before.
fn difference(reading: &Reading, at: usize) -> Option<String> {
    let value = |compared: bool| {
        let track = reading.tracks.iter().find(|track| track.compared == compared)?;
        track.values.get(at).copied().flatten()
    };
    let (now, before) = (value(false)?, value(true)?);
    let change = now - before;
    let sign = if change > 0.0 { "+" } else { "" };
    let relative = if before == 0.0 { String::new() } else { format!(", {}", format::signed_percent(change / before)) };
    Some(format!("Difference {sign}{}{relative}", format::exact(change, reading.metric.unit())))
}

/// A bucket in words.
fn bucket(day: Day, by: Interval) -> String {
    match by {
        Interval::Day | Interval::Total => format!("{}, {}", day.weekday_name(), day.in_words()),
        Interval::Week => format!("Week of {}", day.in_words()),
        Interval::Month => format!("{} {}", day.month_name(), day.year()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::browser::cursor;
    use domain::view::{Number, PointState};

    fn track(label: &str, compared: bool, first: &str, values: [i64; 2]) -> Track {
        let day: Day = first.parse().unwrap();
        let figures = values
            .iter()
            .zip([day, day.next()])
            .map(|(n, day)| (day, Figure { value: Some(Number::Count(*n)), state: PointState::Provisional }));
        Track {
            label: label.to_owned(),
            class: "s1".to_owned(),
            compared,
            figures: figures.collect(),
            values: values.iter().map(|n| Some(f64::from(i32::try_from(*n).unwrap()))).collect(),
        }
    }

    #[test]
    fn what_is_written_beside_a_drawing_is_what_the_browser_shows() {
        let days = vec!["2026-11-19".parse().unwrap(), "2026-11-20".parse().unwrap()];
        let tracks =
            vec![track("a\t<b> & \"c\"", false, "2026-11-19", [1, 1_200]), track("x", true, "2026-10-20", [5, 1_000])];
        let reading =
            Reading { metric: Metric::ActivePeople, by: Interval::Day, adds_up: false, days, tracks, pins: Vec::new() };
        let (marks, tips) = (marks(&reading), tips(&reading));
        assert_eq!(cursor::count(&tips), 2);
        let first = cursor::tip(&marks, &tips, 0).unwrap();
        assert!(first.contains("Thursday, 19 November 2026"), "{first}");
        assert!(
            first.find("Tuesday, 20 October 2026").unwrap() < first.find("a &lt;b&gt; &amp; &quot;c&quot;").unwrap()
        );
        let second = cursor::tip(&marks, &tips, 1).unwrap();
        assert!(second.contains("1,200 <span class=\"quiet\">provisional</span>"), "{second}");
        assert!(second.contains("Difference +200, "), "{second}");
        assert_eq!(cursor::tip(&marks, &tips, 2), None);
    }
}
