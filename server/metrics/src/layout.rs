//! Layout: what the question is narrowed to, and which series the answer has.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::fact::ModelKey;
use domain::view::Split;
use domain::{ClientFamily, ConnectionId, DateRange, Day, TeamSlug};

use crate::ask::{Ask, AskError};
use crate::catalog::{Kind, model_title};
use crate::floor;
use crate::index::derived::Derived;
use crate::index::rollup::{Measure, Rollup, Section};
use crate::index::{Facet, Index};

/// Which part of each row counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The totals.
    All,
    /// Some clients, by code.
    Clients(Vec<u32>),
    /// Some models, by code.
    Models(Vec<u32>),
}

impl Part {
    /// Whose bits say that a person was active.
    pub(crate) fn facets(&self) -> Vec<Facet> {
        match self {
            Self::All => vec![Facet::All],
            Self::Clients(codes) => codes.iter().copied().map(Facet::Client).collect(),
            Self::Models(codes) => codes.iter().copied().map(Facet::Model).collect(),
        }
    }

    /// The roll-up's section to sum.
    pub(crate) fn section<'a>(&self, rollup: &'a Rollup) -> &'a Section {
        match self {
            Self::All => &rollup.totals,
            Self::Clients(_) => &rollup.clients,
            Self::Models(_) => &rollup.models,
        }
    }

    /// Whether a line of that section counts.
    pub(crate) fn has(&self, code: u32) -> bool {
        match self {
            Self::All => true,
            Self::Clients(codes) | Self::Models(codes) => codes.contains(&code),
        }
    }
}

/// What a question is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) team: Option<u32>,
    pub(crate) part: Part,
}

impl Scope {
    /// Whether the team counts; rows that name nobody count only where no team is asked for.
    pub(crate) fn has_team(&self, team: u32) -> bool {
        self.team.is_none_or(|only| only == team)
    }
}

/// One series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) part: Part,
    /// Too few people to be shown.
    pub(crate) hidden: bool,
}

/// The series of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) scope: Scope,
    pub(crate) split: Split,
    pub(crate) lines: Vec<Line>,
    /// The line of each team, by code; `None` where the team does not count. In a split by client or
    /// model every team that counts is in line 0 of each part.
    pub(crate) by_team: Vec<Option<usize>>,
}

impl Layout {
    /// Reads the filter, lays out the series, and hides what the policy does not show.
    pub(crate) fn of(index: &Index, derived: &Derived, ask: &Ask) -> Result<Self, AskError> {
        let scope = scope_of(index, derived, ask)?;
        let mut layout = match ask.split {
            Split::None => Self::one(derived, scope),
            Split::Team => Self::teams(index, derived, scope, ask),
            Split::Client | Split::ClientFamily | Split::Model => Self::parts(index, derived, scope, ask),
        };
        if let Some(floor) = ask.floor_of_groups()
            && !floor::shows_scope(index, derived, &layout.scope, ask, floor)
        {
            layout.lines.iter_mut().for_each(|line| line.hidden = true);
        }
        Ok(layout)
    }

    /// Whether the lines are parts of the rows and not groups of people.
    pub(crate) fn is_by_part(&self) -> bool {
        matches!(self.split, Split::Client | Split::ClientFamily | Split::Model)
    }

    /// The codes of the teams in a line.
    pub(crate) fn teams_in(&self, line: usize) -> Vec<usize> {
        self.by_team.iter().enumerate().filter(|(_, of)| **of == Some(line)).map(|(team, _)| team).collect()
    }

    fn one(derived: &Derived, scope: Scope) -> Self {
        let line = Line { key: "all".to_owned(), title: "All".to_owned(), part: scope.part.clone(), hidden: false };
        Self { by_team: in_line_zero(derived, &scope), scope, split: Split::None, lines: vec![line] }
    }

    fn teams(index: &Index, derived: &Derived, scope: Scope, ask: &Ask) -> Self {
        let people = &derived.people;
        let groups: Vec<u32> = floor::groups(index, derived).into_iter().filter(|team| scope.has_team(*team)).collect();
        let cut = ask.policy.floor.map(|floor| floor::cut_teams(index, derived, &scope, ask, floor));
        let (shown, small): (Vec<u32>, Vec<u32>) = match &cut {
            None => (groups, Vec::new()),
            // Narrowed to one team, that team keeps its name; whether it is shown is decided for the scope.
            Some(_) if scope.team.is_some() => (groups, Vec::new()),
            Some(cut) => (cut.shown.clone(), cut.small.clone()),
        };
        let mut by_team = vec![None; people.team_codes()];
        let mut lines = Vec::new();
        let mut put = |teams: &[u32], key: String, title: String, hidden: bool| {
            for team in teams {
                if let Some(slot) = by_team.get_mut(*team as usize) {
                    *slot = Some(lines.len());
                }
            }
            lines.push(Line { key, title, part: scope.part.clone(), hidden });
        };
        for team in shown {
            match people.teams.get(team as usize) {
                Some(named) => put(&[team], named.slug.to_string(), named.title.clone(), false),
                None => put(&[team], TeamSlug::NO_TEAM.to_owned(), "No team".to_owned(), false),
            }
        }
        if !small.is_empty() {
            let hidden = cut.is_some_and(|cut| cut.small_is_hidden);
            put(&small, TeamSlug::SMALL_TEAMS.to_owned(), "Small teams".to_owned(), hidden);
        }
        Self { scope, split: Split::Team, lines, by_team }
    }

    fn parts(index: &Index, derived: &Derived, scope: Scope, ask: &Ask) -> Self {
        let from = match Kind::of(ask.metric).looks_back() {
            Some(days) => ask.range.from().plus(-days),
            None => index.first_day().unwrap_or(ask.range.from()).min(ask.range.from()),
        };
        let used = used_codes(index, derived, &scope, from, ask);
        let mut lines: Vec<Line> = match ask.split {
            Split::Model => used.iter().filter_map(|code| model_line(index, *code)).collect(),
            Split::ClientFamily => ClientFamily::ALL.iter().filter_map(|of| family_line(index, *of, &used)).collect(),
            _ => used.iter().filter_map(|code| client_line(index, *code)).collect(),
        };
        if let Some(floor) = ask.policy.floor {
            floor::hide_parts(index, derived, &scope, &mut lines, ask, floor);
        }
        Self { by_team: in_line_zero(derived, &scope), scope, split: ask.split, lines }
    }
}

fn in_line_zero(derived: &Derived, scope: &Scope) -> Vec<Option<usize>> {
    (0u32..).take(derived.people.team_codes()).map(|team| scope.has_team(team).then_some(0)).collect()
}

fn scope_of(index: &Index, derived: &Derived, ask: &Ask) -> Result<Scope, AskError> {
    let filter = &ask.filter;
    let team = filter.team.as_ref().map(|slug| {
        let team = derived.people.team_named(slug);
        team.ok_or_else(|| AskError::UnknownTeam(slug.clone()))
    });
    let connection = filter.connection.as_ref().map(|name| {
        let connection = index.connection_named(name);
        connection.ok_or_else(|| AskError::UnknownConnection(name.clone()))
    });
    let part = if let Some(client) = &filter.client {
        Part::Clients(index.clients.find(client).into_iter().collect())
    } else if let Some(model) = &filter.model {
        Part::Models(index.models.iter().filter(|(_, key)| key.key() == *model).map(|(code, _)| code).collect())
    } else {
        Part::All
    };
    Ok(Scope { connection: connection.transpose()?, team: team.transpose()?, part })
}

/// Clients or models with a line from `from` to the range's end, most credits of the range first, then by name.
fn used_codes(index: &Index, derived: &Derived, scope: &Scope, from: Day, ask: &Ask) -> Vec<u32> {
    let split = ask.split;
    let whole = if split == Split::Model { Part::Models(Vec::new()) } else { Part::Clients(Vec::new()) };
    let mut credits: BTreeMap<u32, i64> = BTreeMap::new();
    for (day, rolled) in derived.cells(scope.connection, from, ask.range.to().min(ask.today)) {
        let section = whole.section(derived.rollup(day, rolled));
        for ((team, code), micros) in section.keys().iter().zip(section.measure(Measure::Credits)) {
            if scope.has_team(*team) && scope.part.has(*code) {
                let sum = credits.entry(*code).or_default();
                *sum = sum.saturating_add(if day >= ask.range.from() { micros } else { 0 });
            }
        }
    }
    let mut used: Vec<(u32, i64)> = credits.into_iter().collect();
    let name = |code: u32| match split {
        Split::Model => index.models.name(code).map(ModelKey::key),
        _ => index.clients.name(code).map(ToString::to_string),
    };
    used.sort_by_cached_key(|(code, micros)| (Reverse(*micros), name(*code)));
    used.into_iter().map(|(code, _)| code).collect()
}

fn client_line(index: &Index, code: u32) -> Option<Line> {
    let client = index.clients.name(code)?;
    let part = Part::Clients(vec![code]);
    Some(Line { key: client.to_string(), title: client.title(), part, hidden: false })
}

fn model_line(index: &Index, code: u32) -> Option<Line> {
    let model = index.models.name(code)?;
    Some(Line { key: model.key(), title: model_title(model), part: Part::Models(vec![code]), hidden: false })
}

fn family_line(index: &Index, family: ClientFamily, used: &[u32]) -> Option<Line> {
    let of_family = |code: &u32| index.clients.name(*code).is_some_and(|client| client.family() == family);
    let codes: Vec<u32> = used.iter().copied().filter(of_family).collect();
    let line = Line {
        key: family.key().to_owned(),
        title: family.title().to_owned(),
        part: Part::Clients(codes.clone()),
        hidden: false,
    };
    (!codes.is_empty()).then_some(line)
}

/// The calendar months that a range touches, up to the running day.
pub(crate) fn months(range: DateRange, today: Day) -> DateRange {
    let from = range.from().month_start();
    let to = range.to().next_month_start().previous().min(today);
    DateRange::new(from, to).unwrap_or(DateRange::single(from))
}
