//! Data of any kind for properties, and what must hold for every drawing that is made from it.

use domain::view::PointState;
use domain::{Day, Unit};
use proptest::prelude::*;

use super::xml::{self, Element, Extent};
use crate::{Chart, ChartPoint, Drawing, Line, LineChart, LineRole, Note, Size};

pub(super) const UNITS: [Unit; 7] =
    [Unit::People, Unit::Count, Unit::Tokens, Unit::Credits, Unit::Usd, Unit::Share, Unit::Ratio];

pub(super) fn states() -> impl Strategy<Value = PointState> {
    use PointState::{Gap, Partial, Provisional, Settled, TooFew, Unavailable};
    prop::sample::select(vec![Settled, Settled, Settled, Provisional, Partial, Gap, TooFew, Unavailable])
}

/// From 0.000001 to 10^12, zeros, now and then below zero.
pub(super) fn values(power: i32) -> impl Strategy<Value = f64> {
    let ten: f64 = format!("1e{power}").parse().unwrap();
    prop_oneof![1 => Just(0.0), 8 => (0.0f64..10.0).prop_map(move |m| m * ten), 1 => (-3.0f64..0.0).prop_map(move |m| m * ten)]
}

pub(super) fn labels() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z ]{0,30}",
        "\\PC{0,24}",
        "[\u{5d0}-\u{5ea} ]{1,20}",
        "[\u{1f600}-\u{1f64f}\u{200d}]{1,8}",
        "[<>&\"'\u{0}-\u{20}]{0,9}"
    ]
}

pub(super) fn lines() -> impl Strategy<Value = Vec<Line>> {
    let shape = (-6i32..12, 0usize..130, prop::sample::select(vec![1i64, 7, 3]), 0i32..30_000);
    shape.prop_flat_map(|(power, buckets, step, first)| {
        let point = (values(power), states());
        let points = prop::collection::vec(point, buckets).prop_map(move |points| {
            let dated = points.into_iter().zip(0i64..).map(|((value, state), at)| {
                let known = matches!(state, PointState::Settled | PointState::Provisional | PointState::Partial);
                ChartPoint { day: Day::from_number(first).plus(at * step), value: known.then_some(value), state }
            });
            dated.collect::<Vec<ChartPoint>>()
        });
        let role = prop_oneof![Just(LineRole::Main), Just(LineRole::Compare), any::<u8>().prop_map(LineRole::Series)];
        let line = (labels(), role, points)
            .prop_map(|(label, role, points)| Line { key: label.clone(), label, role, points })
            .boxed();
        prop_oneof![4 => prop::collection::vec(line.clone(), 0..5), 1 => prop::collection::vec(line, 8..12)]
    })
}

pub(super) fn sizes() -> impl Strategy<Value = Size> {
    (320u32..=1600, 160u32..=420).prop_map(|(width, height)| Size { width, height })
}

/// Annotations somewhere among, before and after the days of some lines.
fn notes(lines: &[Line], picks: &[(u16, String)]) -> Vec<Note> {
    let days = lines.first().and_then(|line| Some((line.points.first()?.day, line.points.last()?.day)));
    let Some((first, last)) = days else { return Vec::new() };
    let span = last.days_since(first) + 3;
    let note = |(at, text): &(u16, String)| Note { day: first.plus(i64::from(*at) % span - 1), text: text.clone() };
    picks.iter().map(note).collect()
}

pub(super) fn units() -> impl Strategy<Value = Unit> {
    prop::sample::select(UNITS.to_vec())
}

pub(super) fn charts() -> impl Strategy<Value = LineChart> {
    let picks = prop::collection::vec((any::<u16>(), labels()), 0..6);
    (labels(), units(), lines(), sizes(), picks).prop_map(|(title, unit, lines, size, picks)| {
        let notes = notes(&lines, &picks);
        LineChart { id: "c1".into(), title, unit, lines, band: None, notes, size }
    })
}

fn meet(a: Extent, b: Extent) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// What holds for every drawing, of whatever kind.
pub(super) fn check(chart: &dyn Chart) -> Result<(Drawing, Vec<Element>), TestCaseError> {
    let (drawing, summary, table) = (chart.draw(), chart.summary(), chart.data_table());
    prop_assert_eq!(&drawing, &chart.draw());
    let elements = xml::read(&drawing.svg);
    prop_assert_eq!(elements[0].get("aria-labelledby"), "c1-t c1-d");
    prop_assert_eq!((elements[1].get("id"), elements[2].get("id")), ("c1-t", "c1-d"));
    prop_assert_eq!(&elements[2].text, &summary);
    prop_assert!(summary.ends_with('.') && !summary.contains("NaN"), "{summary}");
    prop_assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
    let size = drawing.size;
    prop_assert_eq!(elements[0].get("viewBox"), format!("0 0 {} {}", size.width, size.height));
    let (width, height) = (size.width.cast_signed() * 10, size.height.cast_signed() * 10);
    shapes_stay(&elements, width, height)?;
    texts_stay_apart(&elements, width, height)?;
    stops_lead_everywhere(&drawing)?;
    Ok((drawing, elements))
}

/// Numbers are numbers, and what is drawn is on the drawing. A line may be half its width beyond.
fn shapes_stay(elements: &[Element], width: i32, height: i32) -> Result<(), TestCaseError> {
    for element in elements {
        if element.name == "rect" {
            let (x, y) = (element.units("x"), element.units("y"));
            let (w, h) = (element.units("width"), element.units("height"));
            prop_assert!(x >= 0 && y >= 0 && w >= 0 && h >= 0 && x + w <= width && y + h <= height, "{element:?}");
        }
        if element.name == "circle" {
            let (x, y) = (element.units("cx"), element.units("cy"));
            prop_assert!((0..=width).contains(&x) && (0..=height).contains(&y), "{element:?}");
        }
        if element.name == "path" {
            let d = element.get("d");
            prop_assert!(d.chars().all(|c| c.is_ascii_digit() || "MLHVqZ ,.-".contains(c)), "{element:?}");
            if d.starts_with('M') && !d.contains(['L', 'H', 'V', 'q']) && !element.has_class("c-cut") {
                let inside = |(x, y): &(i32, i32)| (-10..=width + 10).contains(x) && (-10..=height + 10).contains(y);
                prop_assert!(element.places().iter().all(inside), "{element:?} leaves {width}x{height}");
            }
        }
    }
    Ok(())
}

fn texts_stay_apart(elements: &[Element], width: i32, height: i32) -> Result<(), TestCaseError> {
    let texts: Vec<(&Element, Extent)> =
        elements.iter().filter(|element| element.name == "text").map(|element| (element, element.extent())).collect();
    for (at, (element, own)) in texts.iter().enumerate() {
        prop_assert!(
            own.0 >= 0 && own.1 >= 0 && own.2 <= width && own.3 <= height,
            "{element:?} {own:?} leaves {width}x{height}"
        );
        for (other, extent) in &texts[at + 1..] {
            prop_assert!(!meet(*own, *extent), "{element:?} {own:?} meets {other:?} {extent:?}");
        }
    }
    Ok(())
}

/// Every stop is on the drawing, no two share a place, and each can be read.
fn stops_lead_everywhere(drawing: &Drawing) -> Result<(), TestCaseError> {
    let (width, height) = (f64::from(drawing.size.width) + 0.11, f64::from(drawing.size.height) + 0.11);
    for (at, stop) in drawing.stops.iter().enumerate() {
        let area = stop.area;
        prop_assert!(area.x >= -0.11 && area.y >= -0.11 && area.width >= 0.0 && area.height >= 0.0, "{stop:?}");
        prop_assert!(area.x + area.width <= width && area.y + area.height <= height, "{stop:?}");
        let (x, y) = area.centre();
        let holds = |other: &crate::Rect| {
            (other.x..other.x + other.width).contains(&x) && (other.y..other.y + other.height).contains(&y)
        };
        let found: Vec<usize> = (0..drawing.stops.len()).filter(|other| holds(&drawing.stops[*other].area)).collect();
        prop_assert!(area.width <= 0.0 || found == [at], "{stop:?} shares its middle with {found:?}");
        for spot in &stop.spots {
            prop_assert!(spot.mark < drawing.marks.len());
            prop_assert!(spot.at.is_none_or(|(x, y)| (-0.11..=width).contains(&x) && (-0.11..=height).contains(&y)));
        }
        let reading = drawing.reading(at).unwrap();
        prop_assert_eq!((reading.rows.len(), &reading.name), (stop.spots.len(), &stop.name));
        prop_assert!(reading.rows.iter().all(|row| !row.text.is_empty() && !row.text.contains("NaN")));
    }
    prop_assert_eq!(drawing.reading(drawing.stops.len()), None);
    Ok(())
}

/// What holds for every chart over time.
pub(super) fn check_columns(chart: &dyn Chart) -> Result<(Drawing, Vec<Element>), TestCaseError> {
    let (drawing, elements) = check(chart)?;
    let plot = drawing.plot;
    let (left, right) = (plot.x - 0.11, plot.x + plot.width + 0.11);
    let (top, foot) = (plot.y - 0.11, plot.y + plot.height + 0.11);
    prop_assert!(drawing.xs.iter().all(|x| (left..=right).contains(x)), "{:?} {plot:?}", drawing.xs);
    prop_assert!(drawing.xs.windows(2).all(|pair| pair[0] < pair[1]));
    prop_assert_eq!(drawing.stops.len(), drawing.xs.len());
    prop_assert!(drawing.ys.iter().flatten().flatten().all(|y| (top..=foot).contains(y)), "{:?} {plot:?}", drawing.ys);
    prop_assert_eq!(drawing.ys.len(), drawing.marks.len());
    for (mark, ys) in drawing.marks.iter().zip(&drawing.ys) {
        prop_assert_eq!((mark.values.len(), ys.len()), (drawing.xs.len(), drawing.xs.len()));
        prop_assert!(mark.values.iter().zip(ys).all(|(value, y)| value.is_some() == y.is_some()));
    }
    let inside = |class: &str| ["c-line", "c-area", "c-stack", "c-band"].contains(&class);
    for element in elements.iter().filter(|element| element.get("class").split(' ').next().is_some_and(inside)) {
        for (x, y) in element.places() {
            let (x, y) = (f64::from(x) / 10.0, f64::from(y) / 10.0);
            prop_assert!((left..=right).contains(&x) && (top..=foot).contains(&y), "{element:?} leaves {plot:?}");
        }
    }
    prop_assert!(drawing.pins.windows(2).all(|pair| pair[0].stop < pair[1].stop));
    Ok((drawing, elements))
}

/// A larger value is never drawn nearer to the start of its axis: `along` gives the place on it.
pub(super) fn is_monotone(drawing: &Drawing, along: fn((f64, f64)) -> f64) -> bool {
    let spots = drawing.stops.iter().flat_map(|stop| &stop.spots);
    let mut points: Vec<(f64, f64)> = spots.filter_map(|spot| spot.value.zip(spot.at.map(along))).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.windows(2).all(|pair| pair[0].1 <= pair[1].1)
}
