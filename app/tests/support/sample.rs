//! View models of a small organisation that stands still: 30 people in three teams, 20 November 2026.

use domain::checkup::{Checkup, Outcome, Probe, ProbeName};
use domain::sync::{ConnectionState, Moment, SyncProgress};
use domain::view::{
    AdoptionView, Bands, Choice, Cohort, ConnectView, ConnectionCareView, ConnectionView, DayCounts, Delta, Figure,
    Frame, Freshness, Kpi, MetricAnswer, Number, OverviewView, Point, PointState, Retention, Series, Standing, TeamRow,
};
use domain::{ClientFamily, ConnectionName, ConnectionProblem, Credits, Day, Interval, Metric, PageQuery, Unit};

/// The moment at which everything is asked.
pub const NOW: Moment = Moment(1_795_176_000);

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn number(metric: Metric, value: i64) -> Number {
    match metric.unit() {
        Unit::Credits => Number::Credits(Credits::from_micros(value * 1_250_000)),
        Unit::Usd => Number::Usd(domain::Usd::from_micros(value * 1_000_000)),
        Unit::Share => Number::Ratio(value as f64 / 100.0),
        _ => Number::Count(value),
    }
}

/// A settled figure.
pub fn figure(metric: Metric, value: i64) -> Figure {
    Figure { value: Some(number(metric, value)), state: PointState::Settled }
}

fn series(metric: Metric, key: &str, title: &str, by: Interval, frame: &Frame, scale: i64) -> Series {
    let settled = day("2026-11-17");
    let points = by.buckets(frame.range).into_iter().enumerate().map(|(at, bucket)| {
        let rest = if bucket.start.is_weekday() || by != Interval::Day { 0 } else { -scale / 2 };
        let value = scale + i64::try_from(at).unwrap() * scale / 40 + rest;
        let state = match (bucket.days.to() > settled, bucket.clipped) {
            (_, true) => PointState::Partial,
            (true, _) => PointState::Provisional,
            _ => PointState::Settled,
        };
        Point { start: bucket.start, figure: Figure { value: Some(number(metric, value)), state } }
    });
    let points = points.collect();
    Series { key: key.to_owned(), title: title.to_owned(), points, total: figure(metric, scale * 3 / 2) }
}

/// An answer with one series for each key and title.
pub fn answer(metric: Metric, by: Interval, frame: &Frame, lines: &[(&str, &str, i64)]) -> MetricAnswer {
    MetricAnswer {
        metric,
        range: frame.range,
        by,
        split: domain::view::Split::None,
        settled_through: Some(day("2026-11-17")),
        coverage: None,
        series: lines.iter().map(|(key, title, scale)| series(metric, key, title, by, frame, *scale)).collect(),
    }
}

/// What is around a page.
pub fn frame(query: &PageQuery) -> Frame {
    let (today, first) = (day("2026-11-20"), Some(day("2026-08-24")));
    let range = query.range.resolve(today, first);
    let intervals = Interval::sensible(range);
    Frame {
        query: query.clone(),
        range,
        previous: range.prev(),
        by: query.by.filter(|by| intervals.contains(by)).unwrap_or_default(),
        intervals,
        today,
        now: NOW,
        freshness: Freshness {
            connected: true,
            first_day: first,
            settled_through: Some(day("2026-11-17")),
            last_sync: Some(Moment(NOW.0 - 14 * 60)),
            failure: None,
            running: Vec::new(),
            connections: vec![Standing {
                name: ConnectionName::new("main"),
                state: ConnectionState::Healthy,
                last_sync: Some(Moment(NOW.0 - 14 * 60)),
                problem: None,
            }],
        },
        teams: [("platform", "Platform"), ("data-ml", "Data & ML"), ("no-team", "No team")]
            .map(|(key, title)| Choice { key: key.to_owned(), title: title.to_owned() })
            .to_vec(),
        clients: [("CODEX_CLI", "CLI"), ("CODEX_IDE_VSCODE", "VS Code"), ("CODEX_IDE_XCODE", "Xcode")]
            .map(|(key, title)| Choice { key: key.to_owned(), title: title.to_owned() })
            .to_vec(),
        allowed: None,
        marked: Vec::new(),
    }
}

/// A change over the frame's days.
pub fn delta(frame: &Frame, change: f64, points: bool) -> Delta {
    Delta { change, points, before: Number::Count(100), current: frame.range, previous: frame.previous }
}

/// A card.
pub fn kpi(frame: &Frame, metric: Metric, value: i64, of: Option<i64>, change: Option<f64>) -> Kpi {
    let points = metric.unit() == Unit::Share;
    Kpi {
        metric,
        figure: figure(metric, value),
        of: of.map(Number::Count),
        delta: change.map(|change| delta(frame, change, points)),
        trend: (0..12).map(|at| Some(f64::from(at * at % 7 + at))).collect(),
    }
}

fn team(frame: &Frame, key: &str, title: &str, active: i64, roster: Option<u32>, change: Option<f64>) -> TeamRow {
    let share = roster.map(|roster| active as f64 / f64::from(roster));
    let adoption = share.map_or(Figure { value: None, state: PointState::Unavailable }, |share| Figure {
        value: Some(Number::Ratio(share)),
        state: PointState::Settled,
    });
    TeamRow {
        key: key.to_owned(),
        title: title.to_owned(),
        selectable: key != "small-teams",
        active: figure(Metric::ActivePeople, active),
        roster,
        adoption,
        adoption_delta: change.map(|change| delta(frame, change, true)),
        credits: figure(Metric::Credits, active * 90),
        credits_per_active: figure(Metric::CreditsPerActive, 90),
        trend: (0..12).map(|at| Some(f64::from(at % 5 + at))).collect(),
    }
}

/// The Overview of a query.
pub fn overview(query: &PageQuery) -> OverviewView {
    let frame = frame(query);
    let families: Vec<(&str, &str, i64)> = ClientFamily::ALL
        .iter()
        .enumerate()
        .map(|(at, family)| (family.key(), family.title(), 600 / (i64::try_from(at).unwrap() + 1)))
        .collect();
    let main = query.show.unwrap_or(Metric::Wau);
    OverviewView {
        kpis: vec![
            kpi(&frame, Metric::Wau, 19, None, Some(0.22)),
            kpi(&frame, Metric::Credits, 1890, None, Some(0.18)),
            kpi(&frame, Metric::CreditsPerActive, 90, None, Some(0.08)),
            kpi(&frame, Metric::Turns, 4120, None, None),
        ],
        main: answer(main, frame.by, &frame, &[("all", "Everyone", 240)]),
        main_previous: query.compare.then(|| {
            let before = Frame { range: frame.previous, ..frame.clone() };
            answer(main, frame.by, &before, &[("all", "Everyone", 200)])
        }),
        adoption: kpi(&frame, Metric::AdoptionRate, 70, Some(30), Some(0.06)),
        credits_delta: Some(delta(&frame, 0.18, false)),
        active_delta: Some(delta(&frame, 0.09, false)),
        teams: vec![
            team(&frame, "platform", "Platform", 12, Some(14), Some(0.09)),
            team(&frame, "data-ml", "Data & ML", 7, Some(10), Some(-0.06)),
            team(&frame, "small-teams", "Small teams", 2, None, None),
        ],
        clients: answer(Metric::Credits, Interval::Total, &frame, &families),
        change: super::money::change(query),
        costs: super::money::costs(),
        guides: Vec::new(),
        frame,
    }
}

/// Three weeks of beginners, the first of which began as the archive did.
fn retention() -> Retention {
    let figure = |count, state| Figure { value: Some(Number::Count(count)), state };
    let cohort = |(at, size): (u8, i64)| {
        let state = if at == 0 { PointState::Partial } else { PointState::Settled };
        let active = (0..3 - i64::from(at)).map(|week| figure(size - 2 * week, state)).collect();
        Cohort { week: day("2026-11-02").plus(i64::from(at) * 7), size: figure(size, state), active }
    };
    Retention { weeks: 3, cohorts: (0..).zip([12, 8, 5]).map(cohort).collect() }
}

/// The Adoption page of a query.
pub fn adoption(query: &PageQuery) -> AdoptionView {
    let frame = frame(query);
    let all = |metric, by, scale| answer(metric, by, &frame, &[("all", "Everyone", scale)]);
    AdoptionView {
        active: vec![
            all(Metric::Dau, Interval::Day, 80),
            all(Metric::Wau, Interval::Day, 160),
            all(Metric::Mau, Interval::Day, 200),
        ],
        active_previous: query.compare.then(|| {
            let before = Frame { range: frame.previous, ..frame.clone() };
            answer(Metric::Wau, Interval::Day, &before, &[("all", "Everyone", 120)])
        }),
        kpis: vec![
            kpi(&frame, Metric::AdoptionRate, 70, Some(30), Some(0.06)),
            kpi(&frame, Metric::ActivePeople, 21, None, Some(0.09)),
            kpi(&frame, Metric::Stickiness, 41, None, None),
        ],
        by_team: answer(
            Metric::ActivePeople,
            frame.by,
            &frame,
            &[("platform", "Platform", 120), ("data-ml", "Data & ML", 70), ("no-team", "No team", 40)],
        ),
        retention: query.filter.model.is_none().then(retention),
        by_client: answer(Metric::ActivePeople, frame.by, &frame, &[("cli", "CLI", 120), ("ide", "IDE", 90)]),
        bands: Bands {
            roster: Some(30),
            bands: vec![
                (Metric::PowerPeople, figure(Metric::PowerPeople, 5)),
                (Metric::RegularPeople, figure(Metric::RegularPeople, 9)),
                (Metric::LightPeople, figure(Metric::LightPeople, 7)),
                (Metric::DormantPeople, figure(Metric::DormantPeople, 3)),
                (Metric::NeverPeople, figure(Metric::NeverPeople, 6)),
            ],
        },
        flow: vec![
            all(Metric::NewPeople, Interval::Week, 10),
            all(Metric::RetainedPeople, Interval::Week, 120),
            all(Metric::ResurrectedPeople, Interval::Week, 20),
            all(Metric::LapsedPeople, Interval::Week, 15),
        ],
        frame,
    }
}

/// How far a pass is.
pub fn running() -> SyncProgress {
    SyncProgress {
        connection: ConnectionName::new("main"),
        done: 90,
        planned: 270,
        rows: 12_000,
        started: Moment(NOW.0 - 60),
        now: NOW,
        waiting_until: None,
    }
}

/// One healthy connection.
pub fn connections() -> ConnectView {
    let one = ConnectionView {
        name: ConnectionName::new("main"),
        workspace: "3f0f5aaf-1e2b-4f10-bb50-0123456789ab".parse().unwrap(),
        key_last_four: "x7Qz".to_owned(),
        state: ConnectionState::Healthy,
        last_sync: Some(Moment(NOW.0 - 14 * 60)),
        failure: None,
        rests_since: None,
        first_day: Some(day("2026-08-24")),
        settled_through: Some(day("2026-11-17")),
        days: DayCounts { settled: 86, provisional: 3, gap: 0 },
        progress: None,
    };
    ConnectView { now: NOW, connections: vec![one], under_way: Vec::new() }
}

/// The same, checked a while ago: all good but that nobody has reviewed anything yet.
pub fn care(now: Moment, connection: ConnectionView) -> ConnectionCareView {
    let nothing = Outcome::Failed {
        problem: ConnectionProblem::NoResources,
        detail: "no code review in the look-back; fine where Codex reviews are not in use".to_owned(),
    };
    let outcome = |name| if name == ProbeName::ReviewRows { nothing.clone() } else { Outcome::Ok };
    let probes = ProbeName::ALL.map(|name| Probe { name, outcome: outcome(name) }).to_vec();
    let checkup = Checkup { at: Moment(now.0 - 3 * 60), by: Some("ada@example.com".to_owned()), probes };
    let teams = ["Platform", "Web"].map(|title| Choice { key: title.to_lowercase(), title: title.to_owned() });
    ConnectionCareView {
        now,
        version: "1.2.3".to_owned(),
        connection,
        team: Some("web".to_owned()),
        teams: teams.to_vec(),
        checkup: Some(checkup),
    }
}
