//! Properties of line charts and bar charts over any data.

use domain::view::PointState;
use domain::{Day, Unit};
use proptest::prelude::*;

use super::xml::{self, Element, Extent};
use crate::{
    BarChart, ChartPoint, Drawing, Form, Line, LineChart, LineRole, Size, bar_chart, data_table, line_chart, summary,
};

const UNITS: [Unit; 7] = [Unit::People, Unit::Count, Unit::Tokens, Unit::Credits, Unit::Usd, Unit::Share, Unit::Ratio];

fn states() -> impl Strategy<Value = PointState> {
    use PointState::{Gap, Partial, Provisional, Settled, TooFew, Unavailable};
    prop::sample::select(vec![Settled, Settled, Settled, Provisional, Partial, Gap, TooFew, Unavailable])
}

/// From 0.000001 to 10^12, zeros, now and then below zero.
fn values(power: i32) -> impl Strategy<Value = f64> {
    let ten: f64 = format!("1e{power}").parse().unwrap();
    prop_oneof![1 => Just(0.0), 8 => (0.0f64..10.0).prop_map(move |m| m * ten), 1 => (-3.0f64..0.0).prop_map(move |m| m * ten)]
}

fn labels() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z ]{0,30}",
        "\\PC{0,24}",
        "[\u{5d0}-\u{5ea} ]{1,20}",
        "[\u{1f600}-\u{1f64f}\u{200d}]{1,8}",
        "[<>&\"'\u{0}-\u{20}]{0,9}"
    ]
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
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

fn sizes() -> impl Strategy<Value = Size> {
    (320u32..=1600, 160u32..=420).prop_map(|(width, height)| Size { width, height })
}

fn charts() -> impl Strategy<Value = LineChart> {
    (labels(), prop::sample::select(UNITS.to_vec()), lines(), sizes()).prop_map(|(title, unit, lines, size)| {
        LineChart { id: "c1".into(), title, unit, lines, band: None, notes: Vec::new(), size }
    })
}

fn meet(a: Extent, b: Extent) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// What holds for every drawing.
fn check(drawing: &Drawing, summary: &str) -> Result<Vec<Element>, TestCaseError> {
    for never in ["style=", "NaN", "inf\"", "\u{202e}", "--"] {
        prop_assert!(!drawing.svg.contains(never) || summary.contains(never), "{never} in {}", drawing.svg);
    }
    let elements = xml::read(&drawing.svg);
    let (width, height) = (drawing.size.width.cast_signed() * 10, drawing.size.height.cast_signed() * 10);
    prop_assert_eq!(elements[0].get("aria-labelledby"), "c1-t c1-d");
    prop_assert_eq!((elements[1].get("id"), elements[2].get("id")), ("c1-t", "c1-d"));
    prop_assert_eq!(&elements[2].text, summary);

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

    let plot = drawing.plot;
    let (left, right) = (plot.x - 0.11, plot.x + plot.width + 0.11);
    let (top, foot) = (plot.y - 0.11, plot.y + plot.height + 0.11);
    prop_assert!(drawing.xs.iter().all(|x| (left..=right).contains(x)), "{:?} {plot:?}", drawing.xs);
    prop_assert!(drawing.xs.windows(2).all(|pair| pair[0] < pair[1]));
    prop_assert!(drawing.ys.iter().flatten().flatten().all(|y| (top..=foot).contains(y)), "{:?} {plot:?}", drawing.ys);
    prop_assert_eq!(drawing.ys.len(), drawing.marks.len());
    for (mark, ys) in drawing.marks.iter().zip(&drawing.ys) {
        prop_assert_eq!((mark.values.len(), ys.len()), (drawing.xs.len(), drawing.xs.len()));
        prop_assert!(mark.values.iter().zip(ys).all(|(value, y)| value.is_some() == y.is_some()));
    }
    for element in elements.iter().filter(|element| element.has_class("c-line") || element.has_class("c-area")) {
        for (x, y) in element.places() {
            let (x, y) = (f64::from(x) / 10.0, f64::from(y) / 10.0);
            prop_assert!((left..=right).contains(&x) && (top..=foot).contains(&y), "{element:?} leaves {plot:?}");
        }
    }
    Ok(elements)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn line_charts_hold(chart in charts()) {
        let drawing = line_chart(&chart);
        let elements = check(&drawing, &summary(&chart))?;
        prop_assert!(drawing.marks.len() + drawing.hidden == chart.lines.len());
        // A larger value is never drawn lower.
        let mut points: Vec<(f64, f64)> = drawing.marks.iter().zip(&drawing.ys)
            .flat_map(|(mark, ys)| mark.values.iter().zip(ys).filter_map(|(value, y)| value.zip(*y))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert!(points.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        // No line crosses a gap: what is drawn has as many places as there are points, no more.
        let drawn: usize = elements.iter().filter(|e| e.has_class("c-line")).map(|e| e.places().len() - 1).sum();
        let steps: usize = drawing.ys.iter().map(|ys| ys.windows(2).filter(|pair| pair[0].is_some() && pair[1].is_some()).count()).sum();
        prop_assert!(drawn <= steps, "{drawn} steps drawn of {steps}");
    }

    #[test]
    fn bar_charts_hold(chart in charts()) {
        let LineChart { id, title, unit, lines, notes, size, .. } = chart;
        let chart = BarChart { id, title, unit, form: Form::Stacked, lines, notes, size };
        let drawing = bar_chart(&chart);
        check(&drawing, &summary(&chart))?;
        // What is drawn adds up to what came in.
        for bucket in 0..drawing.xs.len() {
            let own = chart.lines.iter().filter(|line| line.role != LineRole::Compare);
            let whole: f64 = own.filter_map(|line| line.points[bucket].value).sum();
            let drawn: f64 = drawing.marks.iter().filter_map(|mark| mark.values[bucket]).sum();
            let size: f64 = chart.lines.iter().filter_map(|line| line.points[bucket].value).map(f64::abs).sum();
            prop_assert!((whole - drawn).abs() <= size * 1e-12);
        }
    }

    #[test]
    fn tables_leave_nothing_out(chart in charts()) {
        let table = data_table(&chart);
        prop_assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
        let buckets = chart.lines.iter().map(|line| line.points.len()).max().unwrap_or(0);
        prop_assert_eq!(table.rows.len(), buckets);
    }

    #[test]
    fn sparklines_hold(values in prop::collection::vec(prop::option::of(prop::num::f64::ANY), 0..60)) {
        let svg = crate::sparkline(&values, Size::SPARK);
        for element in xml::read(&svg).iter().filter(|element| element.has_class("c-line")) {
            prop_assert!(element.places().iter().all(|(x, y)| (20..=860).contains(x) && (20..=200).contains(y)), "{svg}");
        }
    }

    #[test]
    fn meters_hold(share in prop::num::f64::ANY) {
        let elements = xml::read(&crate::meter(share));
        let filled = elements.get(2).map_or(0, |fill| fill.units("width"));
        prop_assert!((0..=1000).contains(&filled));
        prop_assert_eq!(filled > 0, share.is_finite() && share > 0.0);
    }
}
