//! What is known by team: one row a team, or in words why nothing is.

use domain::view::{Figure, ReviewBasis, ReviewPart, ReviewRow, ReviewsView};
use domain::{Metric, TeamSlug};
use leptos::prelude::*;

use super::PATH;
use crate::components::definition::definition;
use crate::components::grid::{Cell, Column, grid};
use crate::state::links;
use crate::words::reviews::{known_from, known_from_in_words};

const MEANING: &str = "Rows of OpenAI that name people go to their teams. Rows that name nobody belong to the workspace \
     that they come from, and to a team only if that workspace is the team’s own. Nothing is spread.";

/// What a table of teams is made from.
pub struct Known<'a> {
    /// Of its heading.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Whose rows.
    pub part: &'a ReviewPart,
    /// The columns after the name.
    pub columns: Vec<Column>,
    /// The cells after the name.
    pub cells: &'a dyn Fn(&ReviewRow) -> Vec<Cell>,
}

/// The table. Where no team's part is known it is a sentence, and without teams nothing.
pub fn teams(view: &ReviewsView, known: &Known<'_>) -> AnyView {
    let part = known.part;
    let is_team = |row: &&ReviewRow| row.key != TeamSlug::NO_TEAM && row.key != "unattributed";
    let inside = if part.teams.iter().filter(is_team).all(|row| row.basis == ReviewBasis::NotKnown) {
        if part.teams.iter().filter(is_team).count() == 0 && part.connections.is_empty() {
            return ().into_any();
        }
        let connections = table(view, known, Vec::new(), false);
        view! {
            <p class="sub">
                "No team’s part is known: OpenAI’s rows name nobody here. A team has figures of its own where it has a workspace of its own, or where rows name people."
            </p>
            {connections}
        }
        .into_any()
    } else {
        let common = common_basis(&part.teams);
        view! {
            {common.and_then(known_from_in_words).map(|words| view! { <p class="sub">{words}</p> })}
            {table(view, known, part.teams.iter().collect(), common.is_none())}
        }
        .into_any()
    };
    let (id, title) = (known.id, known.title);
    view! {
        <section aria-labelledby=id>
            <div class="chart-head">
                <h2 id=id>{title}</h2>
                {definition(title, MEANING)}
            </div>
            {inside}
        </section>
    }
    .into_any()
}

/// How the figures of all teams are known, where it is one way.
fn common_basis(teams: &[ReviewRow]) -> Option<ReviewBasis> {
    let mut bases = teams.iter().map(|row| row.basis);
    let first = bases.next()?;
    bases.all(|basis| basis == first).then_some(first).filter(|basis| known_from_in_words(*basis).is_some())
}

/// The table; with a column that says how each row is known where that is not said for all at once.
fn table(view: &ReviewsView, known: &Known<'_>, teams: Vec<&ReviewRow>, each: bool) -> AnyView {
    let connections = &known.part.connections;
    if teams.is_empty() && connections.is_empty() {
        return ().into_any();
    }
    let query = &view.frame.query;
    let row = |row: &ReviewRow, href: String, kind: Option<&str>| {
        let name = Cell {
            href: row.selectable.then_some(href),
            note: kind.map(ToOwned::to_owned),
            ..Cell::text(row.title.clone())
        };
        let basis = each.then(|| Cell { quiet: true, ..Cell::text(known_from(row.basis)) });
        std::iter::once(name).chain((known.cells)(row)).chain(basis).collect::<Vec<Cell>>()
    };
    let mut rows: Vec<Vec<Cell>> =
        teams.into_iter().map(|one| row(one, links::with_team(query, PATH, &one.key), None)).collect();
    rows.extend(
        connections.iter().map(|one| row(one, links::with_connection(query, PATH, &one.key), Some("connection"))),
    );
    let mut columns = vec![Column::words("Team")];
    columns.extend(known.columns.iter().cloned());
    columns.extend(each.then(|| Column::words("Known from")));
    grid(format!("{}, {}", known.title, view.frame.range.in_words()), &columns, rows)
}

/// A figure of a row; “Not known” where nothing says whose the reviews are.
pub fn cell(row: &ReviewRow, metric: Metric, shown: Figure) -> Cell {
    let cell = Cell::figure(metric, shown);
    match (shown.value, row.basis) {
        (None, ReviewBasis::NotKnown) => Cell { text: "Not known".to_owned(), exact: None, ..cell },
        _ => cell,
    }
}
