//! The states that a chart must tell apart, one by one, and what it says about them.

use domain::view::PointState::{self, Gap, Partial, Provisional, Settled, TooFew, Unavailable};
use domain::{Day, Unit};

use super::xml::{self, Element};
use crate::{BarChart, Chart as _, ChartPoint, Form, Line, LineChart, LineRole, Size, bar_chart, line_chart};

fn line(label: &str, role: LineRole, values: &[(f64, PointState)]) -> Line {
    let first: Day = "2026-11-10".parse().unwrap();
    let point = |(at, (value, state)): (usize, &(f64, PointState))| {
        let value = (!matches!(state, Gap | TooFew | Unavailable)).then_some(*value);
        ChartPoint { day: first.plus(i64::try_from(at).unwrap()), value, state: *state }
    };
    Line {
        key: label.to_lowercase(),
        label: label.into(),
        role,
        points: values.iter().enumerate().map(point).collect(),
    }
}

fn lines(unit: Unit, lines: Vec<Line>) -> LineChart {
    LineChart {
        id: "c".into(),
        title: "Active people".into(),
        unit,
        lines,
        band: None,
        notes: Vec::new(),
        size: Size::WIDE,
    }
}

fn bars(unit: Unit, lines: Vec<Line>) -> BarChart {
    BarChart {
        id: "c".into(),
        title: "Credits".into(),
        unit,
        form: Form::Stacked,
        lines,
        notes: Vec::new(),
        size: Size::WIDE,
    }
}

fn main_line(values: &[(f64, PointState)]) -> LineChart {
    lines(Unit::People, vec![line("Active people", LineRole::Main, values)])
}

fn with_class(svg: &str, class: &str) -> Vec<Element> {
    xml::read(svg).into_iter().filter(|element| element.has_class(class)).collect()
}

fn texts(svg: &str, class: &str) -> Vec<String> {
    with_class(svg, class).into_iter().map(|element| element.text).collect()
}

#[test]
fn a_gap_breaks_the_line_and_a_zero_does_not() {
    let gap = line_chart(&main_line(&[(4.0, Settled), (5.0, Settled), (0.0, Gap), (6.0, Settled), (7.0, Settled)]));
    assert_eq!(with_class(&gap.svg, "c-line").len(), 2);
    assert_eq!(gap.ys[0][2], None);
    let zero =
        line_chart(&main_line(&[(4.0, Settled), (5.0, Settled), (0.0, Settled), (6.0, Settled), (7.0, Settled)]));
    assert_eq!(with_class(&zero.svg, "c-line").len(), 1);
    assert_eq!(zero.ys[0][2], Some(zero.plot.y + zero.plot.height));
}

#[test]
fn a_first_bucket_that_is_cut_stands_alone_and_nothing_is_held_against_it() {
    let chart = main_line(&[(1.0, Partial), (20.0, Settled), (24.0, Settled), (22.0, Settled)]);
    let drawing = chart.draw();
    let pieces: Vec<usize> = with_class(&drawing.svg, "c-line").iter().map(|e| e.places().len()).collect();
    assert_eq!(pieces, [3], "no line leads to it");
    let dots = with_class(&drawing.svg, "c-dot");
    assert_eq!(dots.iter().filter(|dot| dot.has_class("prov")).count(), 1);
    assert!(drawing.ys[0][0].is_some(), "its value can still be asked for");
    let said = chart.summary();
    assert!(said.contains("from 20 on 11 November 2026 to 22 on 13 November 2026, highest 24"), "{said}");
    // Several at the beginning grow into what follows, as windows at the beginning of the archive do.
    let grown = main_line(&[(1.0, Partial), (9.0, Partial), (24.0, Settled), (22.0, Settled)]);
    assert!(grown.summary().contains("from 1 on 10 November 2026"), "{}", grown.summary());
    let alone = main_line(&[(1.0, Partial), (0.0, Gap)]);
    assert!(alone.summary().contains("1 on 10 November 2026"), "{}", alone.summary());
}

#[test]
fn what_may_change_is_dotted_from_the_last_settled_point_on() {
    let drawing = line_chart(&main_line(&[(4.0, Settled), (5.0, Settled), (6.0, Provisional), (7.0, Partial)]));
    let pieces = with_class(&drawing.svg, "c-line");
    let counts: Vec<(bool, usize)> = pieces.iter().map(|e| (e.has_class("prov"), e.places().len())).collect();
    assert_eq!(counts, [(false, 2), (true, 3)]);
    assert_eq!(pieces[0].places()[1], pieces[1].places()[0]);
    assert_eq!(with_class(&drawing.svg, "c-area")[0].places().len(), 4);
    assert!(with_class(&drawing.svg, "c-dot")[0].has_class("prov"));
}

#[test]
fn a_lonely_point_is_a_dot() {
    let drawing = line_chart(&main_line(&[(4.0, Settled), (0.0, TooFew), (5.0, Settled), (0.0, Gap), (6.0, Settled)]));
    assert!(with_class(&drawing.svg, "c-line").is_empty());
    assert_eq!(with_class(&drawing.svg, "c-dot").len(), 4, "one each, and the end's");
    let one = line_chart(&main_line(&[(430.0, Settled)]));
    assert_eq!((one.xs.len(), texts(&one.svg, "c-end")), (1, vec!["430".to_owned()]));
    assert_eq!(main_line(&[(430.0, Settled)]).summary(), "Active people: 430 in the period from 10 November 2026.");
}

#[test]
fn nothing_hidden_and_missing_read_differently() {
    let said = |values: &[(f64, PointState)]| {
        let chart = main_line(values);
        (texts(&line_chart(&chart).svg, "c-empty").join("|"), chart.summary())
    };
    let of = |words: &str| (words.to_owned(), format!("Active people: {}{}.", words[..1].to_lowercase(), &words[1..]));
    assert_eq!(said(&[]), of("No data in this range"));
    assert_eq!(said(&[(0.0, Gap), (0.0, Gap)]), of("No data in this range"));
    assert_eq!(said(&[(0.0, Gap), (0.0, TooFew)]), of("Too few people in this range to show"));
    assert_eq!(said(&[(0.0, Unavailable)]), of("Not available in this range"));
    let (words, sentence) = said(&[(0.0, Settled), (0.0, Settled)]);
    assert_eq!(words, "");
    assert_eq!(sentence, "Active people: 0 throughout, from 10 November 2026 to 11 November 2026.");
}

#[test]
fn the_summary_says_what_the_numbers_say() {
    let values = [(303.0, Settled), (280.0, Settled), (0.0, Gap), (441.0, Settled), (430.0, Provisional)];
    let mut chart = main_line(&values);
    chart.lines.push(line("Before", LineRole::Compare, &[(250.0, Settled), (260.0, Settled), (270.0, Settled)]));
    insta::assert_snapshot!(chart.summary(), @"Active people: from 303 on 10 November 2026 to 430 on 14 November 2026, lowest 280 on 11 November 2026, highest 441 on 13 November 2026; before, 10 November 2026 to 12 November 2026: from 250 to 270; 1 of 5 days is provisional; 1 of 5 days is without data.");
    let teams = |names: &[(&str, f64)]| {
        let team = |(at, (name, value)): (usize, &(&str, f64))| {
            line(name, LineRole::Series(u8::try_from(at).unwrap()), &[(*value, Settled), (*value, Settled)])
        };
        names.iter().enumerate().map(team).collect::<Vec<_>>()
    };
    let names = [("Search", 100.25), ("Platform", 600.5), ("Web", 50.0), ("Data", 250.0)];
    insta::assert_snapshot!(bars(Unit::Credits, teams(&names)).summary().replace('\u{a0}', " "), @"Credits: 2,002 in all from 10 November 2026 to 11 November 2026, of which Platform 1,201 (60 %), Data 500 (25 %), Search 201 (10 %) and 1 more.");
    insta::assert_snapshot!(lines(Unit::People, teams(&names[..2])).summary(), @"Active people: last known values from 10 November 2026 to 11 November 2026: Platform 601 and Search 100.");
}

#[test]
fn the_table_has_every_line_exactly() {
    let mut chart = main_line(&[(1303.0, Settled), (0.0, TooFew), (12.0, Provisional)]);
    chart.lines.push(line("Before", LineRole::Compare, &[(0.0, Gap), (0.25, Partial)]));
    let table = chart.data_table();
    assert_eq!(table.headers, ["Day", "Active people", "Compared with", "Before"]);
    assert_eq!(table.rows[0], ["10 November 2026", "1,303", "10 November 2026", "No data"]);
    assert_eq!(table.rows[1], ["11 November 2026", "Too few people", "11 November 2026", "0.25 (incomplete)"]);
    assert_eq!(table.rows[2], ["12 November 2026", "12 (provisional)", "–", "No data"]);
}

#[test]
fn bars_tell_zero_from_nothing_known() {
    let one = line(
        "Credits",
        LineRole::Main,
        &[(5.0, Settled), (0.0, Settled), (0.0, Gap), (0.000_001, Settled), (3.0, Partial)],
    );
    let drawing = bar_chart(&bars(Unit::Credits, vec![one]));
    assert_eq!(with_class(&drawing.svg, "c-gap").len(), 1);
    let drawn = with_class(&drawing.svg, "c-bar");
    assert_eq!(drawn.len(), 3, "a millionth is seen, a zero is not");
    assert!(drawn[2].has_class("prov"));
    assert!(texts(&drawing.svg, "c-end").is_empty(), "one series needs no name");
}

#[test]
fn a_hundred_series_are_eight_and_the_rest() {
    let team =
        |number: u8| line(&format!("Team {number}"), LineRole::Series(number), &[(f64::from(number), Settled); 3]);
    let many: Vec<Line> = (0..100).map(team).collect();
    let drawn = bar_chart(&bars(Unit::Count, many.clone()));
    assert_eq!((drawn.marks.len(), drawn.hidden), (9, 92));
    assert_eq!((drawn.marks[0].label.as_str(), drawn.marks[0].class.as_str()), ("Team 99", "s1"));
    let other = &drawn.marks[8];
    assert_eq!((other.key.as_str(), other.class.as_str(), other.line), ("other", "s-other", None));
    assert_eq!(other.values[0], Some(f64::from((0..92).sum::<u16>())));
    assert_eq!(texts(&drawn.svg, "c-end").len(), 9);
    let drawn = line_chart(&lines(Unit::People, many));
    assert_eq!((drawn.marks.len(), drawn.hidden), (8, 92), "people are never summed");
}

#[test]
fn parts_below_zero_hang_down() {
    let up = line("New", LineRole::Series(0), &[(4.0, Settled)]);
    let (down, more) =
        (line("Lapsed", LineRole::Series(1), &[(-2.0, Settled)]), line("Back", LineRole::Series(2), &[(1.0, Settled)]));
    let drawing = bar_chart(&bars(Unit::Count, vec![up, down, more]));
    let ticks = texts(&drawing.svg, "c-tick");
    assert_eq!(ticks[..ticks.len() - 1], ["−2", "0", "2", "4", "6"]);
    let zero = drawing.ys[1][0].unwrap();
    assert!(drawing.ys[2][0] < drawing.ys[0][0] && drawing.ys[0][0] < Some(zero));
    let base = with_class(&drawing.svg, "c-base")[0].places()[0].1;
    assert!((f64::from(base) / 10.0 - zero).abs() < 0.01, "its upper edge is the line of zero");
}

#[test]
fn names_are_text_whatever_is_in_them() {
    let hostile = "</desc><script>alert(1)</script>\u{202e}\" onload=\"x";
    let mut chart = lines(Unit::People, vec![line(hostile, LineRole::Series(0), &[(4.0, Settled)])]);
    chart.title = hostile.into();
    chart.id = "a b\"><x".into();
    let svg = line_chart(&chart).svg;
    assert!(xml::read(&svg).iter().all(|element| element.name != "script" && element.get("onload").is_empty()));
    assert!(!svg.contains("<script") && !svg.contains('\u{202e}'));
    assert!(svg.contains("aria-labelledby=\"a-b---x-t a-b---x-d\""));
    assert_eq!(chart.lines.len(), 1);
}
