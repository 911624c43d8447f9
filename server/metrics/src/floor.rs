//! The floor: groups of fewer than so many active people are not shown, and neither is what would give
//! them away by subtraction.
//!
//! A group's size is the number of people whose last active day in the calendar months that the range
//! touches falls into it, decided once per question.

use domain::{ConnectionId, DateRange};

use crate::ask::Ask;
use crate::index::Index;
use crate::index::derived::Derived;
use crate::index::matrix::Matrix;
use crate::layout::{Line, Part, Scope, months};

/// Teams cut into those that are shown by name and those that are merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) shown: Vec<u32>,
    pub(crate) small: Vec<u32>,
    /// Even together they are too few.
    pub(crate) small_is_hidden: bool,
}

/// Teams that are groups at all, in the roster's order, “no team” last. A team that nobody was ever a
/// member of is none: merging it would hide another for nothing.
pub(crate) fn groups(index: &Index, derived: &Derived) -> Vec<u32> {
    let people = &derived.people;
    let named = (0..people.no_team()).filter(|team| people.inhabited.get(*team as usize).copied().unwrap_or(false));
    named.chain(derived.has_teamless(index).then(|| people.no_team())).collect()
}

/// Cuts the teams within a scope, whose own team is left out of account.
pub(crate) fn cut_teams(index: &Index, derived: &Derived, scope: &Scope, ask: &Ask, floor: u32) -> Cut {
    let matrix = derived.matrix(index, scope.connection, &scope.part.facets());
    let sizes = sizes_by_team(derived, &matrix, months(ask.range, ask.today));
    let size = |team: &u32| sizes.get(*team as usize).copied().unwrap_or(0);
    let (mut shown, mut small): (Vec<u32>, Vec<u32>) =
        groups(index, derived).into_iter().partition(|team| size(team) >= floor);
    let mut merged: u32 = small.iter().map(size).sum();
    if !small.is_empty() && merged < floor {
        // Of equals the last in the roster's order joins.
        if let Some(least) = shown.iter().copied().rev().min_by_key(size) {
            shown.retain(|team| *team != least);
            merged += size(&least);
            small.push(least);
        }
    }
    Cut { shown, small_is_hidden: merged < floor, small }
}

/// Hides the clients or models of too few people. Where the hidden ones together are still too few,
/// the smallest shown joins them, or the rest of the total would tell.
pub(crate) fn hide_parts(index: &Index, derived: &Derived, scope: &Scope, lines: &mut [Line], ask: &Ask, floor: u32) {
    let days = months(ask.range, ask.today);
    let size = |part: &Part| size_of(index, derived, &Scope { part: part.clone(), ..scope.clone() }, days);
    let sizes: Vec<u32> = lines.iter().map(|line| size(&line.part)).collect();
    for (line, size) in lines.iter_mut().zip(&sizes) {
        line.hidden = *size < floor;
    }
    loop {
        // A part that nobody used in these months has nobody to protect.
        let used = lines.iter().zip(&sizes).filter(|(line, size)| line.hidden && **size > 0);
        let hidden: Vec<&Part> = used.map(|(line, _)| &line.part).collect();
        if hidden.is_empty() {
            break;
        }
        if size(&union(&hidden)) >= floor {
            break;
        }
        let shown = lines.iter_mut().zip(&sizes).filter(|(line, _)| !line.hidden);
        match shown.min_by(|(a, a_size), (b, b_size)| (a_size, &a.key).cmp(&(b_size, &b.key))) {
            Some((line, _)) => line.hidden = true,
            None => break,
        }
    }
}

/// Whether what the question is narrowed to has people enough, and is not needed to hide another.
pub(crate) fn shows_scope(index: &Index, derived: &Derived, scope: &Scope, ask: &Ask, floor: u32) -> bool {
    if ask.filter.is_empty() {
        return true;
    }
    let days = months(ask.range, ask.today);
    size_of(index, derived, scope, days) >= floor
        && scope.team.is_none_or(|team| cut_teams(index, derived, scope, ask, floor).shown.contains(&team))
        && shows_part(index, derived, scope, ask, floor)
        && scope.connection.is_none_or(|only| shows_connection(index, derived, scope, only, days, floor))
}

fn shows_part(index: &Index, derived: &Derived, scope: &Scope, ask: &Ask, floor: u32) -> bool {
    let one = |part: Part| Line { key: String::new(), title: String::new(), part, hidden: false };
    let (mut lines, asked): (Vec<Line>, &[u32]) = match &scope.part {
        Part::All => return true,
        Part::Clients(codes) => {
            let all = index.clients.iter().map(|(code, name)| (name.to_string(), Part::Clients(vec![code])));
            (all.map(|(key, part)| Line { key, ..one(part) }).collect(), codes)
        }
        Part::Models(codes) => {
            let all = index.models.iter().map(|(code, name)| (name.key(), Part::Models(vec![code])));
            (all.map(|(key, part)| Line { key, ..one(part) }).collect(), codes)
        }
    };
    let days = months(ask.range, ask.today);
    // Parts that nobody used in these months are in no split either.
    lines.retain(|line| size_of(index, derived, &Scope { part: line.part.clone(), ..scope.clone() }, days) > 0);
    hide_parts(index, derived, scope, &mut lines, ask, floor);
    let shown = |code: &u32| lines.iter().any(|line| !line.hidden && line.part.has(*code));
    asked.iter().all(shown)
}

fn shows_connection(
    index: &Index,
    derived: &Derived,
    scope: &Scope,
    asked: ConnectionId,
    days: DateRange,
    floor: u32,
) -> bool {
    let size = |connection| size_of(index, derived, &Scope { connection: Some(connection), ..scope.clone() }, days);
    let sizes: Vec<(u32, ConnectionId)> = index.connections.keys().map(|id| (size(*id), *id)).collect();
    let hidden: u32 = sizes.iter().map(|(size, _)| size).filter(|size| **size < floor).sum();
    let least = sizes.iter().filter(|(size, _)| *size >= floor).min();
    let joins = hidden > 0 && hidden < floor && least.is_some_and(|(_, id)| *id == asked);
    size(asked) >= floor && !joins
}

/// People active in a scope in these days.
fn size_of(index: &Index, derived: &Derived, scope: &Scope, days: DateRange) -> u32 {
    let matrix = derived.matrix(index, scope.connection, &scope.part.facets());
    let sizes = sizes_by_team(derived, &matrix, days);
    (0u32..).zip(sizes).filter(|(team, _)| scope.has_team(*team)).map(|(_, size)| size).sum()
}

/// People by the team of their last active day in these days.
fn sizes_by_team(derived: &Derived, matrix: &Matrix, days: DateRange) -> Vec<u32> {
    let mut sizes = vec![0; derived.people.team_codes()];
    let (from, to) = (days.from().number(), days.to().number());
    for (person, row) in matrix.rows().enumerate() {
        let team = row.last_in(from, to).map(|day| derived.people.on(person, day).team);
        if let Some(size) = team.and_then(|team| sizes.get_mut(team as usize)) {
            *size += 1;
        }
    }
    sizes
}

fn union(parts: &[&Part]) -> Part {
    let (mut clients, mut models) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::All => return Part::All,
            Part::Clients(codes) => clients.extend(codes),
            Part::Models(codes) => models.extend(codes),
        }
    }
    if models.is_empty() { Part::Clients(clients) } else { Part::Models(models) }
}
