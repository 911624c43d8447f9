//! Properties of charts over time, over any data.

use proptest::prelude::*;

use super::common::{charts, check_columns, is_monotone, values};
use super::xml;
use crate::{Band, BarChart, Chart as _, Form, LineChart, LineRole, Size, Spread};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn line_charts_hold(chart in charts()) {
        let (drawing, elements) = check_columns(&chart)?;
        prop_assert!(drawing.marks.len() + drawing.hidden == chart.lines.len());
        prop_assert!(is_monotone(&drawing, |(_, y)| -y));
        // No line crosses a gap: what is drawn has as many places as there are points, no more.
        let drawn: usize = elements.iter().filter(|e| e.has_class("c-line")).map(|e| e.places().len() - 1).sum();
        let steps: usize = drawing.ys.iter().map(|ys| ys.windows(2).filter(|pair| pair[0].is_some() && pair[1].is_some()).count()).sum();
        prop_assert!(drawn <= steps, "{drawn} steps drawn of {steps}");
    }

    #[test]
    fn forecasts_hold(chart in charts(), band in prop::collection::vec(prop::option::of((values(3), values(3))), 0..40)) {
        let mut chart = chart;
        chart.lines.truncate(3);
        for (at, line) in chart.lines.iter_mut().enumerate() {
            line.role = [LineRole::Main, LineRole::Forecast, LineRole::Target][at % 3];
        }
        let labels = ("Low".to_owned(), "High".to_owned());
        chart.band = Some(Band { labels, points: band });
        let (drawing, _) = check_columns(&chart)?;
        prop_assert!(is_monotone(&drawing, |(_, y)| -y));
    }

    #[test]
    fn bar_charts_hold(chart in charts(), form in prop::sample::select(vec![Form::Stacked, Form::Area, Form::Grouped])) {
        let LineChart { id, title, unit, lines, notes, size, .. } = chart;
        let chart = BarChart { id, title, unit, form, lines, notes, size };
        let (drawing, _) = check_columns(&chart)?;
        if !drawing.adds_up {
            prop_assert!(drawing.marks.len() <= 8 + chart.lines.iter().filter(|line| line.role == LineRole::Main).count());
            return Ok(());
        }
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
    fn flows_hold(chart in charts()) {
        let LineChart { id, title, unit, mut lines, notes, size, .. } = chart;
        for (line, at) in lines.iter_mut().zip(0u8..) {
            line.role = if at % 4 == 3 { LineRole::Below(at) } else { LineRole::Series(at) };
            line.points.iter_mut().for_each(|point| point.value = point.value.map(f64::abs));
        }
        let chart = BarChart { id, title, unit, form: Form::Stacked, lines, notes, size };
        let (drawing, _) = check_columns(&chart)?;
        // The upper edge of what is counted downwards is never above that of what stands.
        for bucket in 0..drawing.xs.len() {
            let edges = |below: bool| -> Vec<f64> {
                let is_below = |mark: &crate::Mark| {
                    mark.line.is_some_and(|line| matches!(chart.lines[line].role, LineRole::Below(_)))
                };
                let own = drawing.marks.iter().zip(&drawing.ys).filter(|(mark, _)| is_below(mark) == below);
                own.filter_map(|(_, ys)| ys[bucket]).collect()
            };
            let highest_below = edges(true).into_iter().fold(f64::INFINITY, f64::min);
            prop_assert!(edges(false).into_iter().all(|y| y <= highest_below));
        }
    }

    #[test]
    fn spreads_hold(chart in charts(), dots in prop::collection::vec(prop::collection::vec(values(2), 0..50), 0..9)) {
        let LineChart { id, title, unit, lines, notes, size, .. } = chart;
        let lines = lines.into_iter().map(|line| crate::Line { role: LineRole::Series(0), ..line }).collect();
        let (drawing, _) = check_columns(&Spread { id, title, unit, lines, dots, notes, size })?;
        prop_assert!(is_monotone(&drawing, |(_, y)| -y));
    }

    #[test]
    fn tables_leave_nothing_out(chart in charts()) {
        let table = chart.data_table();
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
