//! Curves on logarithmic axes.

use super::xml;
use crate::{Curve, CurveChart, Size, curve_chart};

fn chart(curves: &[(&str, &[(f64, f64)])]) -> CurveChart {
    let curve = |(label, points): &(&str, &[(f64, f64)])| Curve { label: (*label).into(), points: points.to_vec() };
    CurveChart {
        id: "c".into(),
        title: "Cost".into(),
        summary: "It grows.".into(),
        curves: curves.iter().map(curve).collect(),
        across: |value| format!("{value}"),
        up: |value| format!("{value} ms"),
        size: Size { width: 480, height: 240 },
    }
}

fn texts(svg: &str, class: &str) -> Vec<String> {
    xml::read(svg).into_iter().filter(|e| e.has_class(class)).map(|e| e.text).collect()
}

#[test]
fn each_power_of_ten_has_a_line_and_each_size_a_label() {
    let svg = curve_chart(&chart(&[("ours", &[(1e3, 2.0), (5e4, 300.0)]), ("peer", &[(1e3, 90.0), (5e4, 9000.0)])]));
    assert_eq!(texts(&svg, "c-tick"), ["1 ms", "10 ms", "100 ms", "1000 ms", "10000 ms", "1000", "50000"]);
    assert_eq!(texts(&svg, "named"), ["peer 9000 ms", "ours 300 ms"]);
}

#[test]
fn equal_factors_are_equal_distances() {
    let svg = curve_chart(&chart(&[("a", &[(1e3, 1.0), (1e4, 10.0), (1e5, 100.0)])]));
    let line = xml::read(&svg).into_iter().find(|e| e.has_class("c-line")).map(|e| e.places()).unwrap_or_default();
    let (steps, rises) = (line[1].0 - line[0].0, line[0].1 - line[1].1);
    assert!((line[2].0 - line[1].0 - steps).abs() <= 1 && (line[1].1 - line[2].1 - rises).abs() <= 1, "{line:?}");
    assert!(steps > 500 && rises > 500, "{line:?}");
}

#[test]
fn what_has_no_logarithm_is_left_out() {
    let svg = curve_chart(&chart(&[("none", &[(1e3, 0.0), (0.0, 5.0)]), ("one", &[(1e3, 5.0)])]));
    assert_eq!(texts(&svg, "named"), ["one 5 ms"]);
    assert!(curve_chart(&chart(&[])).ends_with("</svg>"));
}
