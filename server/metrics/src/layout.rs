//! Layout: what the question is narrowed to, and which series the answer has.

use std::cmp::Reverse;

use domain::fact::ModelKey;
use domain::view::Split;
use domain::{ClientFamily, ConnectionId, DateRange, Day, TeamSlug};

use crate::ask::{Ask, AskError};
use crate::catalog::{Kind, model_title};
use crate::floor::{self, Floor};
use crate::index::column::UsageColumn;
use crate::index::derived::Derived;
use crate::index::rollup::{By, Measure};
use crate::index::sums::{self, Summed};
use crate::index::worked::Done;
use crate::index::{Facet, Index};
use crate::scope::Scope;

/// Which part of each row counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    pub(crate) fn by(&self) -> By {
        match self {
            Self::All => By::Nothing,
            Self::Clients(_) => By::Client,
            Self::Models(_) => By::Model,
        }
    }

    /// Gives actor and credits, in millionths, of each line of a day's rows that counts.
    pub(crate) fn each_credit(&self, column: &UsageColumn, mut line: impl FnMut(u32, i64)) {
        let parts = match self {
            Self::All => {
                column.actors.iter().zip(column.totals.credits()).for_each(|(actor, micros)| line(*actor, micros));
                return;
            }
            Self::Clients(_) => &column.clients,
            Self::Models(_) => &column.models,
        };
        for ((row, code), micros) in parts.keys().into_iter().zip(parts.amounts().credits()) {
            if let Some(actor) = column.actors.get(row as usize).filter(|_| self.has(code)) {
                line(*actor, micros);
            }
        }
    }

    /// Gives actor, credits, threads and turns of each line of a day's rows that counts.
    pub(crate) fn each_work(&self, column: &UsageColumn, mut line: impl FnMut(u32, Done)) {
        let parts = match self {
            Self::All => {
                let work = column.actors.iter().zip(column.totals.work());
                work.for_each(|(actor, done)| line(*actor, done));
                return;
            }
            Self::Clients(_) => &column.clients,
            Self::Models(_) => &column.models,
        };
        for ((row, code), done) in parts.keys().into_iter().zip(parts.amounts().work()) {
            if let Some(actor) = column.actors.get(row as usize).filter(|_| self.has(code)) {
                line(*actor, done);
            }
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

/// A team that is asked for, and those below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Teams {
    pub(crate) asked: u32,
    /// By code.
    has: Vec<bool>,
}

impl Teams {
    /// Whether the team is the one that is asked for, or below it.
    pub(crate) fn has(&self, team: u32) -> bool {
        self.has.get(team as usize).copied().unwrap_or(false)
    }
}

/// What a question is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Narrowed {
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) teams: Option<Teams>,
    pub(crate) part: Part,
}

impl Narrowed {
    /// How sums are to be asked for where the lines are no teams.
    pub(crate) fn teams_told(&self) -> sums::Teams {
        if self.teams.is_none() { sums::Teams::Together } else { sums::Teams::Apart }
    }

    /// Whether the team counts; rows that name nobody count only where no team is asked for.
    pub(crate) fn has_team(&self, team: u32) -> bool {
        self.teams.as_ref().is_none_or(|teams| teams.has(team))
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
    pub(crate) narrowed: Narrowed,
    pub(crate) split: Split,
    pub(crate) lines: Vec<Line>,
    /// The line of each team, by code; `None` where the team does not count. In a split by client or
    /// model every team that counts is in line 0 of each part.
    pub(crate) by_team: Vec<Option<usize>>,
}

impl Layout {
    /// Reads a question's filter, lays out its series, and hides what the policy does not show.
    pub(crate) fn of(index: &Index, derived: &Derived, ask: &Ask) -> Result<Self, AskError> {
        Self::over(index, derived, &ask.scope(), ask.split, Kind::of(ask.metric).looks_back())
    }

    /// The same for a scope and a split. `looks_back`: so many days before the range still tell which
    /// clients or models have a series; `None` for all days that there are.
    pub(crate) fn over(
        index: &Index,
        derived: &Derived,
        scope: &Scope,
        split: Split,
        looks_back: Option<i64>,
    ) -> Result<Self, AskError> {
        let narrowed = narrowed(index, derived, scope)?;
        let of = Draft { index, derived, scope, split };
        let mut layout = match split {
            Split::None => of.one(narrowed),
            Split::Team | Split::Parent => of.teams(narrowed),
            Split::Client | Split::ClientFamily | Split::Model => of.parts(narrowed, looks_back),
        };
        if let Some(floor) = scope.floor_of_groups(split)
            && !of.floor(&layout.narrowed, floor).shows_scope()
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

    /// Whether the scope as a whole is hidden.
    pub(crate) fn is_hidden(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.hidden)
    }
}

/// What a layout is made from.
#[derive(Clone, Copy)]
struct Draft<'a> {
    index: &'a Index,
    derived: &'a Derived,
    scope: &'a Scope,
    split: Split,
}

impl<'a> Draft<'a> {
    fn floor(self, narrowed: &'a Narrowed, floor: u32) -> Floor<'a> {
        let Self { index, derived, scope, .. } = self;
        Floor { index, derived, narrowed, scope, least: floor }
    }

    fn one(self, narrowed: Narrowed) -> Layout {
        let line = Line { key: "all".to_owned(), title: "All".to_owned(), part: narrowed.part.clone(), hidden: false };
        Layout { by_team: in_line_zero(self.derived, &narrowed), narrowed, split: Split::None, lines: vec![line] }
    }

    fn teams(self, narrowed: Narrowed) -> Layout {
        let people = &self.derived.people;
        let by_parent = self.split == Split::Parent;
        let inside = floor::groups(self.index, self.derived).into_iter().filter(|team| narrowed.has_team(*team));
        let mut groups: Vec<u32> = inside.collect();
        if by_parent {
            groups = floor::tops(self.derived, &groups);
        }
        // Below a parent its teams are cut as everywhere; a single group keeps its name, and whether it is
        // shown is decided for the scope.
        let cut = self.scope.policy.floor.filter(|_| narrowed.teams.is_none() || groups.len() > 1).map(|floor| {
            let everywhere = Narrowed { teams: None, ..narrowed.clone() };
            let floor = self.floor(&everywhere, floor);
            if by_parent { floor.cut_tops() } else { floor.cut_teams() }
        });
        let small = cut.as_ref().map(|cut| cut.small.as_slice()).unwrap_or_default();
        let small: Vec<u32> = small.iter().copied().filter(|group| groups.contains(group)).collect();
        groups.retain(|group| !small.contains(group));
        let mut lines = Lines { by_team: vec![None; people.team_codes()], lines: Vec::new() };
        let members = |group: u32| {
            let teams = if by_parent { people.covered_by(group) } else { vec![group] };
            teams.into_iter().filter(|team| narrowed.has_team(*team)).collect::<Vec<u32>>()
        };
        for group in groups {
            let (key, title) = match people.teams.get(group as usize) {
                Some(named) => (named.slug.to_string(), named.title.clone()),
                None => (TeamSlug::NO_TEAM.to_owned(), "No team".to_owned()),
            };
            lines.push(&members(group), Line { key, title, part: narrowed.part.clone(), hidden: false });
        }
        if !small.is_empty() {
            let teams: Vec<u32> = small.iter().flat_map(|group| members(*group)).collect();
            let (key, title) = (TeamSlug::SMALL_TEAMS.to_owned(), "Small teams".to_owned());
            let hidden = cut.is_some_and(|cut| cut.small_is_hidden);
            lines.push(&teams, Line { key, title, part: narrowed.part.clone(), hidden });
        }
        Layout { narrowed, split: self.split, lines: lines.lines, by_team: lines.by_team }
    }

    fn parts(self, narrowed: Narrowed, looks_back: Option<i64>) -> Layout {
        let index = self.index;
        let first = self.scope.range.from();
        let from = match looks_back {
            Some(days) => first.plus(-days),
            None => index.first_day().unwrap_or(first).min(first),
        };
        let used = self.used_codes(&narrowed, from);
        let mut lines: Vec<Line> = match self.split {
            Split::Model => used.iter().filter_map(|code| model_line(index, *code)).collect(),
            Split::ClientFamily => ClientFamily::ALL.iter().filter_map(|of| family_line(index, *of, &used)).collect(),
            _ => used.iter().filter_map(|code| client_line(index, *code)).collect(),
        };
        if let Some(floor) = self.scope.policy.floor {
            self.floor(&narrowed, floor).hide_parts(&mut lines);
        }
        Layout { by_team: in_line_zero(self.derived, &narrowed), narrowed, split: self.split, lines }
    }

    /// Clients or models with a line from `from` to the range's end, most credits of the range first, then
    /// by name.
    fn used_codes(self, narrowed: &Narrowed, from: Day) -> Vec<u32> {
        let by_model = self.split == Split::Model;
        let range = self.scope.range;
        let to = range.to().min(self.scope.today).number();
        let sums = |measure: Measure, from: Day| {
            let by = if by_model { By::Model } else { By::Client };
            let (connection, teams) = (narrowed.connection, narrowed.teams_told());
            let of = Summed { connection, by, teams, measure, days: (from.number(), to) };
            self.derived.sums_by_code(of, |team| narrowed.has_team(team))
        };
        let credits = sums(Measure::Credits, range.from());
        let mut lines = sums(Measure::Rows, from);
        lines.retain(|code, _| narrowed.part.has(*code));
        let credits = lines.into_keys().map(|code| (code, credits.get(&code).copied().unwrap_or(0)));
        let mut used: Vec<(u32, i64)> = credits.collect();
        let name = |code: u32| {
            if by_model {
                self.index.models.name(code).map(ModelKey::key)
            } else {
                self.index.clients.name(code).map(ToString::to_string)
            }
        };
        used.sort_by_cached_key(|(code, micros)| (Reverse(*micros), name(*code)));
        used.into_iter().map(|(code, _)| code).collect()
    }
}

/// Lines as they are laid out, and the line of each team.
struct Lines {
    by_team: Vec<Option<usize>>,
    lines: Vec<Line>,
}

impl Lines {
    fn push(&mut self, teams: &[u32], line: Line) {
        for team in teams {
            if let Some(slot) = self.by_team.get_mut(*team as usize) {
                *slot = Some(self.lines.len());
            }
        }
        self.lines.push(line);
    }
}

fn in_line_zero(derived: &Derived, narrowed: &Narrowed) -> Vec<Option<usize>> {
    (0u32..).take(derived.people.team_codes()).map(|team| narrowed.has_team(team).then_some(0)).collect()
}

/// Reads a filter.
pub(crate) fn narrowed(index: &Index, derived: &Derived, scope: &Scope) -> Result<Narrowed, AskError> {
    let filter = &scope.filter;
    let people = &derived.people;
    let teams = filter.team.as_ref().map(|slug| {
        let asked = people.team_named(slug).ok_or_else(|| AskError::UnknownTeam(slug.clone()))?;
        let covered = people.covered_by(asked);
        let has = (0u32..).take(people.team_codes()).map(|team| covered.contains(&team)).collect();
        Ok(Teams { asked, has })
    });
    let connection = filter.connection.as_ref().map(|name| {
        let connection = index.connection_named(name);
        connection.ok_or_else(|| AskError::UnknownConnection(name.clone()))
    });
    let part = if let Some(client) = &filter.client {
        Part::Clients(index.clients.iter().filter(|(_, of)| client.has(of)).map(|(code, _)| code).collect())
    } else if let Some(model) = &filter.model {
        Part::Models(index.models.iter().filter(|(_, key)| key.key() == *model).map(|(code, _)| code).collect())
    } else {
        Part::All
    };
    Ok(Narrowed { connection: connection.transpose()?, teams: teams.transpose()?, part })
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
