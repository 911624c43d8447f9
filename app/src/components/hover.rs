//! The layer over a drawing that answers to pointer and arrow keys: a cursor, and exact values with their date.
//!
//! Works in awake browsers only; whoever has no scripts reads the table. No inline styles: the cursor is SVG
//! attributes, and the tooltip stands at the side that the cursor is not on.

use charts::{Drawing, Rect, Size, format};
use domain::view::Figure;
use domain::{Day, Interval, Metric};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;

use crate::browser;
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

/// Where the buckets are on one drawing.
#[derive(Clone, Debug)]
struct Scale {
    size: Size,
    plot: Rect,
    xs: Vec<f64>,
    ys: Vec<Vec<Option<f64>>>,
    classes: Vec<String>,
}

impl Scale {
    fn of(drawing: &Drawing) -> Self {
        let classes = drawing.marks.iter().map(|mark| mark.class.clone()).collect();
        let Drawing { size, plot, xs, ys, .. } = drawing;
        Self { size: *size, plot: *plot, xs: xs.clone(), ys: ys.clone(), classes }
    }

    /// The bucket nearest to a place between the left edge, 0, and the right edge, 1.
    fn nearest(&self, fraction: f64) -> Option<usize> {
        let x = fraction * f64::from(self.size.width);
        let near = self.xs.iter().enumerate().min_by(|(_, a), (_, b)| (*a - x).abs().total_cmp(&(*b - x).abs()));
        near.map(|(at, _)| at)
    }
}

/// Both drawings with the layer over them.
#[component]
pub fn Hover(title: String, reading: Reading, wide: Drawing, narrow: Drawing) -> impl IntoView {
    let cursor = RwSignal::new(None::<usize>);
    let awake = RwSignal::new(false);
    browser::awake(awake);
    let count = reading.days.len();
    let keys = move |event: KeyboardEvent| {
        if let Some(step) = moved(&event.key(), cursor.get_untracked(), count) {
            event.prevent_default();
            cursor.set(step.cursor());
        }
    };
    let reading = StoredValue::new(reading);
    let middle = count / 2;
    let tip = move || {
        cursor.get().and_then(|at| {
            let class = if at < middle { "tip right" } else { "tip left" };
            let shown = reading.try_with_value(|reading| tip(reading, at))?;
            Some(view! { <div class=class>{shown}</div> })
        })
    };
    let label = format!("{title}. Arrow keys read the values.");
    view! {
        <div
            class="plot"
            tabindex=move || awake.get().then_some("0")
            role="group"
            aria-label=label
            on:keydown=keys
            on:blur=move |_| cursor.set(None)
            on:pointerleave=move |_| cursor.set(None)
        >
            {pane("wide", wide, cursor)}
            {pane("narrow", narrow, cursor)}
            <div class="tip-at" aria-live="polite">
                {tip}
            </div>
        </div>
    }
    .into_any()
}

/// What a key does to the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    To(usize),
    Away,
}

impl Step {
    fn cursor(self) -> Option<usize> {
        match self {
            Self::To(at) => Some(at),
            Self::Away => None,
        }
    }
}

/// Where a key moves the cursor; `None` for a key that means nothing here.
fn moved(key: &str, at: Option<usize>, count: usize) -> Option<Step> {
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

fn pane(class: &'static str, drawing: Drawing, cursor: RwSignal<Option<usize>>) -> AnyView {
    let scale = StoredValue::new(Scale::of(&drawing));
    let find = move |event: PointerEvent| {
        if let Some(fraction) = browser::pointer_fraction(&event) {
            cursor.set(scale.try_with_value(|scale| scale.nearest(fraction)).flatten());
        }
    };
    let over = move || cursor.get().and_then(|at| scale.try_with_value(|scale| cursor_at(scale, at)).flatten());
    view! {
        <div class=format!("pane {class}") on:pointermove=find on:pointerdown=find>
            <div inner_html=drawing.svg></div>
            {over}
        </div>
    }
    .into_any()
}

/// The cursor: a line through the bucket and a dot on each mark.
fn cursor_at(scale: &Scale, at: usize) -> Option<AnyView> {
    let x = scale.xs.get(at)?;
    let x = x.to_string();
    let (top, bottom) = (scale.plot.y.to_string(), (scale.plot.y + scale.plot.height).to_string());
    let dot = |(ys, class): (&Vec<Option<f64>>, &String)| {
        let y = ys.get(at).copied().flatten()?.to_string();
        Some(view! { <circle class=format!("dot {class}") cx=x.clone() cy=y r="3.5" /> })
    };
    let dots = scale.ys.iter().zip(&scale.classes).filter_map(dot).collect_view();
    let frame = format!("0 0 {} {}", scale.size.width, scale.size.height);
    let shown = view! {
        <svg class="cursor" viewBox=frame aria-hidden="true">
            <line class="cursor-line" x1=x.clone() x2=x.clone() y1=top y2=bottom />
            {dots}
        </svg>
    };
    Some(shown.into_any())
}

/// The date and the values, largest first.
fn tip(reading: &Reading, at: usize) -> AnyView {
    let unit = reading.metric.unit();
    let value = |track: &Track| track.values.get(at).copied().flatten();
    let total: f64 = reading.tracks.iter().filter(|track| !track.compared).filter_map(value).sum();
    let mut tracks: Vec<&Track> = reading.tracks.iter().collect();
    tracks.sort_by(|a, b| value(b).unwrap_or(f64::MIN).total_cmp(&value(a).unwrap_or(f64::MIN)));
    let row = |track: &&Track| {
        let found = track.figures.get(at).copied();
        let text = match found {
            Some((_, figure)) => figure::exact(reading.metric, figure),
            None => value(track).map_or_else(|| format::NOTHING.to_owned(), |value| format::exact(value, unit)),
        };
        let share = value(track).filter(|_| reading.adds_up && total > 0.0).map(|value| format::percent(value / total));
        let caveat = found.and_then(|(_, figure)| figure::caveat(figure.state));
        let label = match found {
            Some((day, _)) if track.compared => bucket(day, reading.by),
            _ => track.label.clone(),
        };
        view! {
            <tr>
                <th scope="row">
                    <span class=format!("key {}", track.class) aria-hidden="true"></span>
                    {label}
                </th>
                <td class="num">{text} {caveat.map(|caveat| view! { <span class="quiet">" " {caveat}</span> })}</td>
                <td class="num quiet">{share}</td>
            </tr>
        }
    };
    let rows = tracks.iter().map(row).collect_view();
    let day = reading.days.get(at).map(|day| bucket(*day, reading.by));
    let sum = (reading.adds_up && reading.tracks.len() > 1).then(|| {
        view! { <p class="num">{format!("Total {}", format::exact(total, unit))}</p> }
    });
    let marked = reading.pins.iter().filter(|pin| pin.stop == at);
    let marked = marked.map(|pin| view! { <p class="marked">{pin.text.clone()}</p> }).collect_view();
    let difference = difference(reading, at).map(|text| view! { <p class="num">{text}</p> });
    view! {
        <p class="tip-day">{day}</p>
        <table>
            <tbody>{rows}</tbody>
        </table>
        {sum}
        {difference}
        {marked}
    }
    .into_any()
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
}
