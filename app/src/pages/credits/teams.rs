//! Which teams used the credits: ranked bars, each of which narrows the page. A question of cost, not of merit.

use charts::{Ranked, RankedRow};
use domain::view::{CreditsView, Figure, Number};
use domain::{Metric, TeamSlug};
use leptos::prelude::*;

use super::PATH;
use crate::components::chart::FULL;
use crate::components::ready::{Ready, leading};
use crate::state::links;

/// So many are drawn one by one.
const MOST: usize = 12;

/// The figure; nothing where there is nothing to compare.
pub fn teams(view: &CreditsView) -> AnyView {
    let value = |figure: Figure| figure.value.map(Number::as_f64);
    let before = |key: &str| {
        let series = view.teams_previous.as_ref()?.series.iter().find(|series| series.key == key)?;
        value(series.total)
    };
    let used = view.teams.series.iter().filter(|series| value(series.total) != Some(0.0));
    let rows: Vec<RankedRow> =
        used.map(|series| RankedRow { before: before(&series.key), ..RankedRow::of(series) }).collect();
    if rows.len() < 2 {
        return ().into_any();
    }
    let chart = |suffix: &str, width: u32| Ranked {
        id: format!("teams-{suffix}"),
        title: Metric::Credits.title().to_owned(),
        unit: Metric::Credits.unit(),
        of: "Team".to_owned(),
        adds_up: true,
        rows: rows.clone(),
        most: MOST,
        width,
    };
    let (wide, narrow) = (chart("w", FULL.width), chart("n", charts::Size::NARROW.width));
    let compared = view.teams_previous.as_ref().map(|_| format!(" A stroke: {}.", view.frame.previous.in_words()));
    let figure = Ready {
        title: "Teams by credits",
        meaning: Metric::Credits.definition(),
        sub: format!("Over these days, by the team of each day.{}", compared.unwrap_or_default()),
        metric: Metric::Credits,
        charts: [&wide, &narrow],
        said: None,
    };
    let narrowed = view.frame.query.filter.team.as_ref();
    leading(&figure, &|key| {
        let team = view.frame.teams.iter().any(|team| team.key == key) || key == TeamSlug::NO_TEAM;
        let other = narrowed.is_none_or(|narrowed| narrowed.as_str() != key);
        (team && other).then(|| links::with_team(&view.frame.query, PATH, key))
    })
}
