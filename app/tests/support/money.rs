//! The Credits page and the budget of the small organisation.

use domain::budget::{Budget, CycleStart, Rate};
use domain::sync::Moment;
use domain::view::{
    BudgetView, ChangeBars, Costs, CreditChange, CreditParts, CreditsView, Fact, Figure, Forecast, Number, PointState,
    Spike, SpikeCause, SpikeList, Spikes, Split,
};
use domain::{ClientFamily, Credits, Interval, Metric, Money, PageQuery};

use super::sample::{NOW, answer, day, figure, frame, kpi};

fn credits(whole: i64) -> Credits {
    Credits::from_micros(whole * 1_000_000)
}

fn settled(value: Number) -> Figure {
    Figure { value: Some(value), state: PointState::Settled }
}

fn parts(whole: i64, people: i64, turns: i64) -> CreditParts {
    CreditParts {
        credits: settled(Number::Credits(credits(whole))),
        people: settled(Number::Count(people)),
        turns: settled(Number::Count(turns)),
    }
}

/// Credits rose by 18 %: 9 % more people, 3 % fewer turns each, dearer turns.
pub fn change(query: &PageQuery) -> CreditChange {
    let frame = frame(query);
    CreditChange {
        current: Some(frame.range),
        previous: Some(frame.previous),
        now: Some(parts(1180, 109, 1060)),
        before: Some(parts(1000, 100, 1000)),
        bars: Some(ChangeBars {
            change: credits(180),
            people: Credits::from_micros(93_720_000),
            turns_per_person: Credits::from_micros(-30_350_000),
            credits_per_turn: Credits::from_micros(116_630_000),
        }),
        blank: None,
    }
}

/// What was settled: a thousand credits a month, four cents each.
pub fn budget() -> Budget {
    let rate = Rate { per_credit: Money::from_micros(40_000), currency: "EUR".parse().unwrap() };
    Budget { monthly: Some(credits(1000)), starts: CycleStart::default(), rate: Some(rate) }
}

fn forecast() -> Forecast {
    Forecast {
        cycle: CycleStart::default().cycle_of(day("2026-11-20")),
        budget: Some(credits(1000)),
        through: Some(day("2026-11-17")),
        spent: settled(Number::Credits(credits(640))),
        elapsed: 17.0 / 30.0,
        pace: Some(1.13),
        weekdays_left: 9,
        burn: Some(credits(52)),
        burn_days: 20,
        forecast: Some(credits(1108)),
        band: Some((credits(1000), credits(1220))),
        blank: None,
    }
}

fn spike(key: &str, title: &str, on: &str, whole: i64, usual: i64) -> Spike {
    Spike {
        key: key.to_owned(),
        title: title.to_owned(),
        day: day(on),
        credits: credits(whole),
        median: credits(usual),
        mad: credits(2),
        score: 9.5,
        up: whole > usual,
        state: PointState::Settled,
        cause: None,
    }
}

/// A spike of which it is known what it is made of.
fn explained() -> Spike {
    let cause = SpikeCause {
        turns: Some((310.0, 140.0)),
        each: Some((0.71, 0.6)),
        client: Some("VS Code".to_owned()),
        model: Some("gpt-5.5 (fast)".to_owned()),
    };
    Spike { cause: Some(cause), ..spike("platform", "Platform", "2026-11-12", 84, 16) }
}

/// What the Overview says of them.
pub fn costs() -> Costs {
    let metric = Metric::EstimatedCostUsd;
    let estimated = Fact { metric, figure: figure(metric, 47), coverage: Some(0.93) };
    Costs { estimated, budget: budget(), forecast: forecast() }
}

/// The Credits page of a query.
pub fn page(query: &PageQuery) -> CreditsView {
    let frame = frame(query);
    let metric = query.show.unwrap_or(Metric::Credits);
    let lines: &[(&str, &str, i64)] = match query.split {
        Split::None => &[("all", "All", 240)],
        Split::Team => &[("platform", "Platform", 160), ("data-ml", "Data & ML", 80)],
        _ => &[("CODEX_CLI", "CLI", 140), ("CODEX_IDE_VSCODE", "VS Code", 100)],
    };
    let total = |metric, lines: &[(&str, &str, i64)]| answer(metric, Interval::Total, &frame, lines);
    let fact = |metric, value, coverage| Fact { metric, figure: figure(metric, value), coverage };
    let families: Vec<(&str, &str, i64)> =
        ClientFamily::ALL.iter().take(2).map(|family| (family.key(), family.title(), 600)).collect();
    let mut tokens: Vec<_> = [Metric::UncachedInputTokens, Metric::CachedInputTokens, Metric::OutputTokens]
        .map(|metric| answer(metric, frame.by, &frame, &[("all", "All", 4_000)]))
        .to_vec();
    for answer in &mut tokens {
        answer.coverage = Some(0.93);
    }
    let teams = [("platform", "Platform", 60), ("data-ml", "Data & ML", 50)];
    let mut spread: Vec<_> = [Metric::CreditsPerActive, Metric::CreditsPerActiveMedian, Metric::CreditsPerActiveP90]
        .map(|metric| total(metric, &teams))
        .to_vec();
    for answer in &mut spread {
        answer.split = Split::Team;
    }
    let mut by_team = total(Metric::Credits, &teams);
    by_team.split = Split::Team;
    let mut main = answer(metric, frame.by, &frame, lines);
    main.split = query.split;
    let month = PageQuery::parse("from=2026-11-01&to=2026-11-20");
    CreditsView {
        kpis: vec![
            kpi(&frame, Metric::Credits, 944, None, Some(0.18)),
            kpi(&frame, Metric::CreditsPerActive, 60, None, Some(0.08)),
            kpi(&frame, Metric::CreditsPerTurn, 2, None, None),
            kpi(&frame, Metric::OutputTokens, 40_000, None, Some(0.2)),
            kpi(&frame, Metric::CachedRatio, 62, None, Some(0.03)),
        ],
        main,
        main_previous: None,
        splits: vec![Split::None, Split::Team, Split::Client, Split::Model],
        facts: vec![
            fact(Metric::ActivePeople, 109, None),
            fact(Metric::Credits, 944, None),
            fact(Metric::EstimatedCostUsd, 47, Some(0.93)),
            fact(Metric::CachedRatio, 62, Some(0.93)),
            fact(Metric::OutputShare, 8, Some(0.93)),
            fact(Metric::CreditsPerActiveMedian, 40, None),
            fact(Metric::CreditsPerActiveP90, 150, None),
            fact(Metric::HalfCreditsShare, 14, None),
            fact(Metric::Top10Share, 41, None),
        ],
        change: change(query),
        teams_previous: query.compare.then(|| by_team.clone()),
        teams: by_team,
        clients: query.filter.model.is_none().then(|| {
            let clients = [
                ("CODEX_CLI", "CLI", 380),
                ("CODEX_SERVICE_EXEC", "CLI service", 220),
                ("CODEX_IDE_VSCODE", "VS Code", 600),
            ];
            total(Metric::Credits, &clients)
        }),
        families: query.filter.model.is_none().then(|| total(Metric::Credits, &families)),
        models: query
            .filter
            .client
            .is_none()
            .then(|| total(Metric::Credits, &[("gpt-5.5:fast", "gpt-5.5 (fast)", 700), ("gpt-5.5", "gpt-5.5", 500)])),
        tokens,
        strips: vec![
            answer(Metric::CreditsPerActiveMedian, frame.by, &frame, &[("all", "All", 40)]),
            answer(Metric::CreditsPerActiveP90, frame.by, &frame, &[("all", "All", 150)]),
        ],
        spread,
        budget: budget(),
        forecast: forecast(),
        cycle: answer(Metric::Credits, Interval::Day, &super::sample::frame(&month), &[("all", "All", 30)]),
        spikes: Some(SpikeList {
            spikes: Spikes {
                judged: 28,
                days: 28,
                teams: vec![explained()],
                people: Some(vec![spike("sam@example.com", "sam@example.com", "2026-11-11", 31, 0)]),
            },
            of_teams: 1,
            of_people: 1,
        }),
        frame,
    }
}

/// The page `/settings/budget`.
pub fn settings() -> BudgetView {
    BudgetView { now: NOW, budget: budget(), changed: Some(Moment(NOW.0 - 600)) }
}
