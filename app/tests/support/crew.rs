//! The pages about teams of the small organisation: Platform and Data & ML below Engineering, and the rest.

use domain::view::{
    Choice, ComparedTeam, Fact, Figure, Number, PointState, ReviewBasis, ShareInterval, Split, TeamName, TeamReviews,
    TeamView, TeamsView,
};
use domain::{Interval, Metric, PageQuery, TeamSlug};

use super::money;
use super::sample::{adoption, answer, figure, frame, kpi, overview};

/// The team above Platform and Data & ML.
pub fn engineering() -> Choice {
    Choice { key: "engineering".to_owned(), title: "Engineering".to_owned() }
}

fn interval(hits: u64, base: u64) -> ShareInterval {
    ShareInterval { hits, base, low: 0.28, high: 0.41 }
}

fn compared(query: &PageQuery) -> Vec<ComparedTeam> {
    let rows = overview(query).teams.into_iter().map(|row| {
        let one = row.key != TeamSlug::SMALL_TEAMS;
        let known = row.key == "platform";
        ComparedTeam {
            parent: one.then(engineering),
            depth: Figure { value: Some(Number::Ratio(4.5)), state: PointState::Settled },
            engagement: if known {
                figure(Metric::ReviewEngagementRate, 34)
            } else {
                Figure { value: None, state: PointState::Unavailable }
            },
            interval: known.then(|| interval(41, 120)),
            basis: Some(if known { ReviewBasis::Connection } else { ReviewBasis::NotKnown }),
            row,
        }
    });
    rows.collect()
}

/// The page that compares teams.
pub fn teams(query: &PageQuery) -> TeamsView {
    let frame = frame(query);
    let metric = query.show.unwrap_or(Metric::Wau);
    let parents = query.split == Split::Parent;
    let lines: &[(&str, &str, i64)] =
        &[("platform", "Platform", 120), ("data-ml", "Data & ML", 70), ("small-teams", "Small teams", 20)];
    let mut courses = answer(metric, Interval::Day, &frame, lines);
    courses.split = if parents { Split::Parent } else { Split::Team };
    TeamsView {
        active: figure(Metric::ActivePeople, 21),
        parents,
        has_parents: true,
        courses,
        left_out: 0,
        teams: compared(query),
        frame,
    }
}

/// The page of one team.
pub fn team(slug: &TeamSlug, query: &PageQuery) -> TeamView {
    let frame = frame(query);
    let page = money::page(query);
    let shown = query.show.unwrap_or(Metric::AdoptionRate);
    let fact = |metric, value| Fact { metric, figure: figure(metric, value), coverage: None };
    let parent = slug.as_str() == "engineering";
    let mut around = frame.clone();
    around.teams.clear();
    TeamView {
        team: TeamName {
            key: slug.to_string(),
            title: if parent { "Engineering".to_owned() } else { "Platform".to_owned() },
            above: if parent { Vec::new() } else { vec![engineering()] },
        },
        active: figure(Metric::ActivePeople, 12),
        kpis: vec![
            kpi(&frame, Metric::AdoptionRate, 86, Some(14), Some(0.09)),
            kpi(&frame, Metric::Wau, 11, None, Some(0.1)),
            kpi(&frame, Metric::Credits, 864, None, Some(0.18)),
        ],
        main: answer(shown, frame.by, &frame, &[("all", "All", 80)]),
        main_previous: None,
        bands: adoption(query).bands,
        flow: adoption(query).flow,
        change: page.change,
        clients: page.families,
        models: page.models,
        reviews: TeamReviews {
            basis: Some(ReviewBasis::Connection),
            responses: Some(ReviewBasis::Connection),
            facts: vec![
                fact(Metric::Reviews, 80),
                fact(Metric::ReviewComments, 240),
                fact(Metric::ReviewResponsesComments, 120),
                fact(Metric::ReviewEngagementRate, 34),
            ],
            interval: Some(interval(41, 120)),
            surfaces: vec![(
                Choice { key: "CODEX_GITHUB".to_owned(), title: "GitHub".to_owned() },
                figure(Metric::Turns, 36),
            )],
        },
        teams: if parent { compared(query) } else { Vec::new() },
        frame: around,
    }
}
