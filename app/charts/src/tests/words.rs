//! What the charts of rows, cells and changes say: states, sentences and tables.

use domain::credits::Credits;
use domain::view::PointState::{self, Gap, Partial, Provisional, Settled, TooFew, Unavailable};
use domain::view::{
    Blank, ChangeBars, Cohort, CreditChange, CreditParts, Figure, Forecast, Number, Point, Retention, Series,
};
use domain::{DateRange, Day, Unit};

use super::xml::{self, Element};
use crate::{
    BarChart, Chart, ChartPoint, Cohorts, Form, IntervalRow, Intervals, Line, LineChart, LineRole, Note, Ranked,
    RankedRow, Size, Waterfall,
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn with_class(svg: &str, class: &str) -> Vec<Element> {
    xml::read(svg).into_iter().filter(|element| element.has_class(class)).collect()
}

fn texts(svg: &str, class: &str) -> Vec<String> {
    with_class(svg, class).into_iter().map(|element| element.text.replace('\u{a0}', " ")).collect()
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn ranked(adds_up: bool, rows: &[(&str, Option<f64>, PointState)]) -> Ranked {
    let row = |(label, value, state): &(&str, Option<f64>, PointState)| RankedRow {
        key: label.to_lowercase(),
        label: (*label).into(),
        value: *value,
        before: None,
        state: *state,
    };
    let rows = rows.iter().map(row).collect();
    let (title, of) = ("Credits".into(), "Team".into());
    Ranked { id: "c".into(), title, unit: Unit::Credits, of, adds_up, rows, most: 2, width: 600 }
}

#[test]
fn ranked_rows_have_their_share_and_the_rest_is_one() {
    let known = |value| (Some(value), Settled);
    let rows = [("Web", known(100.0)), ("Data", known(500.0)), ("Ops", known(0.0)), ("Search", known(400.0))];
    let chart = ranked(true, &rows.map(|(label, (value, state))| (label, value, state)));
    let drawing = chart.draw();
    assert_eq!(texts(&drawing.svg, "c-name"), ["Data", "Search", "Other (2)"]);
    assert_eq!(texts(&drawing.svg, "c-value"), ["500", "50 %", "400", "40 %", "100", "10 %"]);
    assert_eq!((drawing.hidden, drawing.stops[0].key.as_str(), drawing.stops[2].key.as_str()), (2, "data", "other"));
    assert_eq!(plain(&drawing.reading(0).unwrap().rows[0].text), "500, 50 %");
    assert_eq!(
        plain(&chart.summary()),
        "Credits: 1,000 in all, of which Data 500 (50 %), Search 400 (40 %), Web 100 (10 %) and 1 more."
    );
    let table = chart.data_table();
    assert_eq!(table.headers, ["Team", "Credits", "Share"]);
    assert_eq!(table.rows.len(), 4, "the table has all");
    assert_eq!(plain(&table.rows[3].join("|")), "Ops|0|0 %");
}

#[test]
fn a_row_that_is_hidden_says_so_and_has_no_bar() {
    let chart = ranked(false, &[("Web", Some(3.0), Provisional), ("Ops", None, TooFew), ("New", None, Gap)]);
    let drawing = chart.draw();
    assert_eq!(with_class(&drawing.svg, "c-bar").len(), 1);
    assert!(with_class(&drawing.svg, "c-bar")[0].has_class("prov"));
    assert_eq!(texts(&drawing.svg, "muted"), ["Too few people", "No data"]);
    assert_eq!(chart.summary(), "Credits: Web 3; 2 of 3 not shown or not known.");
    let empty = ranked(true, &[]);
    assert_eq!(texts(&empty.draw().svg, "c-empty"), ["No data in this range"]);
    assert_eq!(empty.summary(), "Credits: no data in this range.");
}

#[test]
fn below_zero_goes_to_the_other_side_and_has_no_share() {
    let chart = ranked(true, &[("Web", Some(3.0), Settled), ("Unattributed", Some(-1.0), Settled)]);
    let drawing = chart.draw();
    assert_eq!(texts(&drawing.svg, "c-value"), ["3", "−1"]);
    let ends: Vec<f64> = drawing.stops.iter().map(|stop| stop.spots[0].at.unwrap().0).collect();
    let zero = f64::from(with_class(&drawing.svg, "c-base")[0].places()[0].0) / 10.0;
    assert!(ends[1] < zero && zero < ends[0]);
}

fn interval(label: &str, value: Option<f64>, base: Option<u64>, state: PointState) -> IntervalRow {
    let ends = value.map(|value| (value - 0.1, value + 0.1));
    IntervalRow { key: label.to_lowercase(), label: label.into(), value, ends, base, state }
}

#[test]
fn an_interval_needs_its_base() {
    let rows = vec![
        interval("Web", Some(0.6), Some(61), Settled),
        interval("Ops", None, Some(12), TooFew),
        interval("Data", None, None, Unavailable),
        interval("Search", Some(0.3), None, Provisional),
    ];
    let chart = Intervals {
        id: "c".into(),
        title: "Engaged".into(),
        unit: Unit::Share,
        of: "Team".into(),
        base: "comments".into(),
        rows,
        reference: Some(("All".into(), 0.5)),
        width: 600,
    };
    let drawing = chart.draw();
    assert_eq!(
        texts(&drawing.svg, "c-value"),
        ["60 %", "50 to 70 %", "Too few to tell: 12 comments", "Not known", "30 %", "20 to 40 %"]
    );
    assert_eq!(texts(&drawing.svg, "c-note"), ["All 50 %"]);
    assert_eq!(plain(&drawing.reading(0).unwrap().rows[0].text), "60 %, 95 % interval 50 to 70 %, 61 comments");
    assert_eq!(
        plain(&chart.summary()),
        "Engaged: highest Web 60 % (50 to 70 %), lowest Search 30 % (20 to 40 %); All 50 %; 1 of 4 with too few to tell."
    );
    assert_eq!(plain(&chart.data_table().rows[1].join("|")), "Ops|Too few to tell: 12 comments|–|12");
    assert_eq!(plain(&chart.data_table().rows[3].join("|")), "Search|30 % (provisional)|20 to 40 %|–");
}

fn change(bars: Option<[i64; 4]>, blank: Option<Blank>) -> CreditChange {
    let credits = |credits: i64| Credits::from_micros(credits * 1_000_000);
    let figure = |number| Figure { value: Some(number), state: Settled };
    let parts = |amount: i64| CreditParts {
        credits: figure(Number::Credits(credits(amount))),
        people: figure(Number::Count(10)),
        turns: figure(Number::Count(100)),
    };
    CreditChange {
        current: DateRange::new(day("2026-09-21"), day("2026-10-18")).ok(),
        previous: DateRange::new(day("2026-08-24"), day("2026-09-20")).ok(),
        now: Some(parts(1_300)),
        before: Some(parts(1_000)),
        bars: bars.map(|[change, people, turns, dearer]| ChangeBars {
            change: credits(change),
            people: credits(people),
            turns_per_person: credits(turns),
            credits_per_turn: credits(dearer),
        }),
        blank,
    }
}

#[test]
fn a_change_is_told_with_its_three_causes() {
    let chart = Waterfall::credit_change("c", &change(Some([300, 500, -250, 50]), None), Size::WIDE);
    let drawing = chart.draw();
    assert_eq!(texts(&drawing.svg, "c-value"), ["1k", "+500", "−250", "+50", "1.3k"]);
    assert_eq!(drawing.reading(1).unwrap().name, "Active people");
    assert_eq!(drawing.reading(2).unwrap().rows[0].text, "−250");
    assert_eq!(
        plain(&chart.summary()),
        "Why credits moved: from 1,000 (24 Aug to 20 Sep) to 1,300 (21 Sep to 18 Oct) (+30 %); of the change Active people +500, Turns per person −250, Credits per turn +50."
    );
    assert_eq!(chart.data_table().rows[4], ["21 Sep to 18 Oct", "1,300"]);
    assert_eq!(with_class(&drawing.svg, "c-cut").len(), 0, "bars stand on zero");
    let small = Waterfall {
        steps: vec![("Active people".into(), 20.0), ("Turns per person".into(), -5.0)],
        rounded: Vec::new(),
        end: ("After".into(), 1_015.0),
        ..chart.clone()
    };
    let cut = with_class(&small.draw().svg, "c-cut").len();
    assert_eq!(cut, 2, "steps that would be slivers are seen, and both totals show that they are cut");
    let narrow = Waterfall { size: Size::NARROW, ..chart };
    assert_eq!(texts(&narrow.draw().svg, "c-value"), ["1k", "+500", "−250", "+50", "1.3k"]);
}

#[test]
fn what_stands_at_the_causes_adds_up() {
    let micros = Credits::from_micros;
    let bars = ChangeBars {
        change: micros(7_154_300_000),
        people: micros(-791_550_000),
        turns_per_person: micros(5_037_440_000),
        credits_per_turn: micros(2_908_410_000),
    };
    let change = CreditChange { bars: Some(bars), now: None, before: None, ..change(None, None) };
    let chart = Waterfall::credit_change("c", &change, Size::WIDE);
    assert_eq!(texts(&chart.draw().svg, "c-value")[1], "−791", "-792, 5,037 and 2,908 were 7,153");
    assert!(chart.summary().contains("Active people −791, Turns per person +5,037, Credits per turn +2,908"));
    assert_eq!(chart.data_table().rows[1][1], "−791.55", "the table has all digits");
}

#[test]
fn a_change_that_cannot_be_split_says_why() {
    let chart = Waterfall::credit_change("c", &change(None, Some(Blank::TooFew)), Size::WIDE);
    assert_eq!(texts(&chart.draw().svg, "c-empty"), ["Too few people in this range to show"]);
    assert_eq!(chart.summary(), "Why credits moved: too few people in this range to show.");
    assert!(chart.data_table().rows.is_empty());
}

fn count(count: i64, state: PointState) -> Figure {
    Figure { value: (!matches!(state, TooFew | Gap)).then_some(Number::Count(count)), state }
}

#[test]
fn cohorts_tell_hidden_cut_and_missing_apart() {
    let cohort =
        |week: &str, size: Figure, active: &[Figure]| Cohort { week: day(week), size, active: active.to_vec() };
    let settled = |people| count(people, Settled);
    let cohorts = vec![
        cohort("2026-09-07", count(50, Partial), &[settled(50), settled(20), settled(10)]),
        cohort("2026-09-14", settled(40), &[settled(40), count(30, Provisional)]),
        cohort("2026-09-21", count(0, TooFew), &[count(0, TooFew)]),
    ];
    let (title, retention) = ("Retention".into(), Retention { weeks: 3, cohorts });
    let chart = Cohorts { id: "c".into(), title, retention, width: 600 };
    let drawing = chart.draw();
    assert_eq!(texts(&drawing.svg, "c-in"), ["40 %", "20 %", "75 %"]);
    let cells = with_class(&drawing.svg, "c-cell");
    assert!(cells[..3].iter().all(|cell| cell.has_class("prov")), "a cut cohort's cells are marked");
    assert!(texts(&drawing.svg, "c-tick").contains(&"Too few people".to_owned()));
    let reading = drawing.reading(0).unwrap();
    assert_eq!(reading.name, "Began in the week of 7 September 2026");
    assert_eq!(
        (reading.rows[0].label.as_deref(), plain(&reading.rows[0].text)),
        (Some("1 week later"), "40 % (incomplete), 20 of 50".to_owned())
    );
    assert_eq!(
        plain(&chart.summary()),
        "Retention: 2 weeks after they began, 20 % of a week's newcomers were active; 1 of 3 weeks with too few people; 1 of 3 weeks incomplete."
    );
    let table = chart.data_table();
    assert_eq!(table.headers, ["Week from", "People", "+1", "+2"]);
    assert_eq!(plain(&table.rows[1].join("|")), "14 September 2026|40|75 % (provisional)|–");
    assert_eq!(table.rows[2][1], "Too few people");
}

fn line(label: &str, role: LineRole, values: &[Option<f64>]) -> Line {
    let point = |(at, value): (i64, &Option<f64>)| ChartPoint {
        day: day("2026-11-09").plus(at * 7),
        value: *value,
        state: if value.is_some() { Settled } else { Gap },
    };
    Line { key: label.to_lowercase(), label: label.into(), role, points: (0..).zip(values).map(point).collect() }
}

#[test]
fn what_is_counted_downwards_keeps_its_sign() {
    let lines = vec![
        line("New", LineRole::Series(0), &[Some(4.0), Some(6.0)]),
        line("Retained", LineRole::Series(1), &[Some(40.0), Some(41.0)]),
        line("Lapsed", LineRole::Below(2), &[Some(5.0), Some(3.0)]),
    ];
    let (title, size) = ("People by week".into(), Size::WIDE);
    let chart =
        BarChart { id: "c".into(), title, unit: Unit::People, form: Form::Stacked, lines, notes: Vec::new(), size };
    let drawing = chart.draw();
    assert_eq!(drawing.marks[2].values, [Some(5.0), Some(3.0)]);
    assert!(drawing.ys[2][0] > drawing.ys[0][0]);
    assert!(texts(&drawing.svg, "c-tick").iter().all(|text| !text.contains('−')));
    assert_eq!(
        chart.summary(),
        "People by week: 47 in the week of 16 November 2026: New 6, Retained 41; below the axis Lapsed 3."
    );
    assert_eq!(chart.data_table().rows[0].join("|"), "9 November 2026|4|40|5");
    assert!(drawing.reading(0).unwrap().foot.is_empty(), "who came and who went are no sum");
}

#[test]
fn annotations_stand_where_they_belong_and_are_in_the_words() {
    let lines = vec![line("People", LineRole::Main, &[Some(4.0), Some(6.0), Some(5.0)])];
    let note = |on: &str, text: &str| Note { day: day(on), text: text.into() };
    let notes = vec![
        note("2026-11-18", "New model"),
        note("2026-11-16", "Rollout"),
        note("2026-11-01", "before all"),
        note("2026-12-01", "after all"),
    ];
    let (id, title, unit, size) = ("c".into(), "People".into(), Unit::People, Size::WIDE);
    let chart = LineChart { id, title, unit, lines, band: None, notes, size };
    let drawing = chart.draw();
    assert_eq!(drawing.pins.len(), 1, "one dot for two of one week");
    let pin = &drawing.pins[0];
    assert_eq!((pin.stop, pin.text.as_str()), (1, "Rollout; New model"));
    assert!((pin.at.0 - drawing.xs[1]).abs() < 0.01 && pin.at.1 < drawing.plot.y);
    assert_eq!(texts(&drawing.svg, "c-note"), ["Rollout; New model"]);
    assert_eq!(drawing.reading(1).unwrap().foot, ["Rollout; New model"]);
    assert!(chart.summary().contains("; marked: New model on 18 November 2026, Rollout on 16 November 2026."));
    assert_eq!(chart.data_table().rows[1].join("|"), "16 November 2026|6|New model; Rollout");
}

#[test]
fn the_pace_of_a_cycle_leads_to_its_forecast() {
    let credits = |credits: i64| Credits::from_micros(credits * 1_000_000);
    // A Monday to the Sunday after next; five weekdays ahead.
    let cycle = DateRange::new(day("2026-11-02"), day("2026-11-15")).unwrap();
    let spent = Figure { value: Some(Number::Credits(credits(70))), state: Settled };
    let forecast = Forecast {
        cycle,
        budget: Some(credits(140)),
        through: Some(day("2026-11-08")),
        spent,
        elapsed: 0.5,
        pace: Some(1.0),
        weekdays_left: 5,
        burn: Some(credits(20)),
        burn_days: 20,
        forecast: Some(credits(170)),
        band: Some((credits(120), credits(220))),
        blank: None,
    };
    let figure = Figure { value: Some(Number::Credits(credits(10))), state: Settled };
    let points = cycle.days().map(|start| Point { start, figure }).collect();
    let daily = Series { key: "all".into(), title: "All".into(), points, total: spent };
    let chart = LineChart::pace("c", &forecast, &daily, Vec::new(), Size::WIDE);
    let values = |at: usize| chart.lines[at].points.iter().map(|point| point.value).collect::<Vec<_>>();
    assert_eq!((values(0).len(), values(0)[6]), (7, Some(70.0)));
    let ahead = [70.0, 90.0, 110.0, 130.0, 150.0, 170.0, 170.0, 170.0].map(Some);
    assert_eq!((&values(1)[..6], &values(1)[6..]), (&[None; 6][..], &ahead[..]));
    assert_eq!((values(2)[0], values(2)[13]), (Some(10.0), Some(140.0)));
    assert_eq!(chart.band.as_ref().unwrap().points[13], Some((120.0, 220.0)));
    let drawing = chart.draw();
    assert_eq!(texts(&drawing.svg, "named"), ["Forecast 170", "Budget 140"]);
    assert_eq!((texts(&drawing.svg, "c-end")[0].as_str(), with_class(&drawing.svg, "c-band").len()), ("70", 1));
    assert_eq!(
        chart.summary(),
        "Credits of the cycle: from 10 on 2 November 2026 to 70 on 8 November 2026; Forecast 170 on 15 November 2026, between 120 and 220; Budget 140."
    );
    assert_eq!(chart.data_table().rows[0].join("|"), "2 November 2026|10|–|10|–|–");
    assert_eq!(chart.data_table().rows[13].join("|"), "15 November 2026|–|170|140|120|220");
}

#[test]
fn a_tooltip_has_total_share_and_difference() {
    let series = |role: fn(u8) -> LineRole| vec![line("A", role(0), &[Some(30.0)]), line("B", role(1), &[Some(90.0)])];
    let (id, title, unit, size) = ("c".to_owned(), "Credits".to_owned(), Unit::Credits, Size::WIDE);
    let lines = series(LineRole::Series);
    let bars = BarChart { id, title, unit, form: Form::Area, lines, notes: Vec::new(), size };
    let reading = bars.draw().reading(0).unwrap();
    let rows: Vec<(usize, &str, Option<String>)> =
        reading.rows.iter().map(|row| (row.mark, row.text.as_str(), row.share.as_deref().map(plain))).collect();
    assert_eq!(rows, [(1, "90", Some("75 %".to_owned())), (0, "30", Some("25 %".to_owned()))]);
    assert_eq!(reading.foot, ["Total 120"]);
    let lines = vec![line("Now", LineRole::Main, &[Some(30.0)]), line("Before", LineRole::Compare, &[Some(25.0)])];
    let (id, title) = ("c".to_owned(), "Credits".to_owned());
    let compared = LineChart { id, title, unit, lines, band: None, notes: Vec::new(), size };
    let reading = compared.draw().reading(0).unwrap();
    assert_eq!(reading.foot.iter().map(|text| plain(text)).collect::<Vec<_>>(), ["Difference +5, +20 %"]);
    assert_eq!(reading.rows[1].label.as_deref(), Some("9 November 2026"));
}
