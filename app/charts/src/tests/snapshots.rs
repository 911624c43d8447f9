//! The specimens to the byte, and the geometry that a drawing gives back.

use crate::{LineChart, specimen};

/// One element a line, so that a change can be read.
fn broken(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

#[test]
fn specimens_are_drawn_as_before() {
    for specimen in specimen::all() {
        insta::assert_snapshot!(format!("specimen_{}", specimen.name), broken(&specimen.svg));
    }
    assert_eq!(specimen::all(), specimen::all());
}

#[test]
fn a_drawing_says_where_everything_is() {
    let chart: LineChart = serde_json::from_value(serde_json::json!({
        "id": "main", "title": "Active people", "unit": "people", "size": {"width": 330, "height": 200},
        "lines": [{"key": "all", "label": "Active people", "role": "main", "points": [
            {"day": "2026-11-15", "value": 12.0, "state": "settled"},
            {"day": "2026-11-16", "value": null, "state": "gap"},
            {"day": "2026-11-17", "value": 30.0, "state": "provisional"},
        ]}],
    }))
    .unwrap();
    let mut drawing = crate::line_chart(&chart);
    drawing.svg = broken(&drawing.svg);
    insta::assert_json_snapshot!(drawing);
}
