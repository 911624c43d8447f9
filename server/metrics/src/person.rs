//! One person's use, for those who may see that person: over time, by client, by model.

use std::collections::BTreeMap;

use domain::view::{PersonBucket, PersonPart, PersonUsage, Split};
use domain::{ConnectionId, Credits, Dataset, DateRange, Day, Email, Interval, UserId};

use crate::ask::AskError;
use crate::calendar::Calendar;
use crate::catalog::model_title;
use crate::index::codes::HandleRef;
use crate::index::column::{Parts, UsageColumn};
use crate::index::{Index, PersonKey};
use crate::layout::{Narrowed, Part, narrowed};
use crate::people::Listing;
use crate::scope::Scope;
use crate::spans::{spans, whole};

/// Most days that stand one by one: a year and the weeks that it cuts.
const MOST_DAYS: u32 = 371;

impl Index {
    /// The key of somebody who is named by a key or by any of the person's addresses; `None` where nobody is.
    pub fn person_key(&self, who: &str) -> Option<PersonKey> {
        self.key_of(self.person_of(who)?)
    }

    fn person_of(&self, who: &str) -> Option<usize> {
        let handle = if let Ok(email) = who.parse::<Email>() {
            self.handles.find(&HandleRef::Email(email.as_str()))?
        } else {
            let (connection, user) = who.split_once('/')?;
            let (connection, user) = (ConnectionId::new(connection.parse().ok()?), UserId::new(user));
            self.handles.find(&HandleRef::User(connection, user.as_str()))?
        };
        self.derived().people.of_handle(handle)
    }
}

/// The use of one person, named by a key or an address, within the scope's connection and client, cut into buckets.
/// `None` where nobody is named so. Refused where the policy has a floor: who asks for somebody must have been allowed
/// to see that person. A team in the filter is left out of account, and a model is refused as in lists of people.
pub fn person(index: &Index, scope: &Scope, who: &str, by: Interval) -> Result<Option<PersonUsage>, AskError> {
    scope.check_persons()?;
    scope.check(by, Split::None)?;
    let Some(person) = index.person_of(who) else { return Ok(None) };
    let filter = domain::Filter { team: None, ..scope.filter.clone() };
    let scope = Scope { filter, ..scope.clone() };
    let narrowed = narrowed(index, index.derived(), &scope)?;
    let calendar = Calendar::of(index, Dataset::Usage, narrowed.connection, scope.today);
    let found = Found::of(index, &scope, &narrowed, person);
    let window = whole(scope.range).window(scope.today);
    let listing = Listing::new(index, &narrowed, &scope, window);
    let matrix = index.derived().activity(index, narrowed.connection, &narrowed.part);
    let sum = found.sum();
    let known = listing.known(person, matrix.row(person), (sum.credits, sum.threads, sum.turns));
    let Some(row) = known.row(index) else { return Ok(None) };
    let bucket = |start: Day, days: DateRange, clipped: bool| {
        let state =
            if days.from() > scope.today { domain::view::PointState::Gap } else { calendar.state(days, clipped) };
        found
            .days
            .range(days.from()..=days.to())
            .fold(Sum::default(), |sum, (_, day)| sum.and(*day))
            .bucket(start, state)
    };
    let mut cut = spans(scope.range, by);
    cut.pop();
    let end = scope.range.to().min(scope.today);
    let recent = DateRange::ending(end, scope.range.len_days().min(MOST_DAYS));
    let recent = recent.intersect(scope.range).unwrap_or(DateRange::single(end));
    let ahead = scope.range.ends_in_future(scope.today);
    Ok(Some(PersonUsage {
        row,
        range_state: calendar.state(scope.range, ahead),
        window_state: calendar.state(window, ahead),
        buckets: cut.into_iter().map(|span| bucket(span.start, span.days, span.clipped)).collect(),
        days: recent.days().map(|day| bucket(day, DateRange::single(day), false)).collect(),
        clients: found.parts(&found.clients, |code| {
            let client = index.clients.name(code)?;
            Some((client.to_string(), client.title()))
        }),
        models: found.parts(&found.models, |code| {
            let model = index.models.name(code)?;
            Some((model.key(), model_title(model)))
        }),
    }))
}

/// Credits, threads and turns.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    credits: i64,
    threads: i64,
    turns: i64,
}

impl Sum {
    fn and(self, more: Self) -> Self {
        Self {
            credits: self.credits.saturating_add(more.credits),
            threads: self.threads.saturating_add(more.threads),
            turns: self.turns.saturating_add(more.turns),
        }
    }

    fn bucket(self, start: Day, state: domain::view::PointState) -> PersonBucket {
        let Self { credits, threads, turns } = self;
        PersonBucket { start, state, credits: Credits::from_micros(credits), threads, turns }
    }
}

/// What the person's rows say.
#[derive(Debug, Default)]
struct Found {
    days: BTreeMap<Day, Sum>,
    clients: BTreeMap<u32, Sum>,
    /// Empty within a client, as the source has no such split.
    models: BTreeMap<u32, Sum>,
}

impl Found {
    fn of(index: &Index, scope: &Scope, narrowed: &Narrowed, person: usize) -> Self {
        let derived = index.derived();
        let mut found = Self::default();
        let range = scope.range;
        for (day, rolled) in derived.cells(narrowed.connection, range.from(), range.to().min(scope.today)) {
            let own = |actor: u32| derived.people.of_actor(actor) == Some(person);
            let column = &rolled.column;
            if column.actors.iter().any(|actor| own(*actor)) {
                found.add(day, column, &narrowed.part, own);
            }
        }
        found
    }

    fn add(&mut self, day: Day, column: &UsageColumn, part: &Part, own: impl Fn(u32) -> bool) {
        let sum = self.days.entry(day).or_default();
        part.each_work(column, |actor, (credits, threads, turns)| {
            if own(actor) {
                *sum = sum.and(Sum { credits, threads, turns });
            }
        });
        let own_row = |row: u32| column.actors.get(row as usize).is_some_and(|actor| own(*actor));
        let add = |to: &mut BTreeMap<u32, Sum>, parts: &Parts, wanted: &dyn Fn(u32) -> bool| {
            for ((row, code), (credits, threads, turns)) in parts.keys().into_iter().zip(parts.amounts().work()) {
                if wanted(code) && own_row(row) {
                    let sum = to.entry(code).or_default();
                    *sum = sum.and(Sum { credits, threads, turns });
                }
            }
        };
        add(&mut self.clients, &column.clients, &|code| part.has(code));
        if matches!(part, Part::All) {
            add(&mut self.models, &column.models, &|_| true);
        }
    }

    fn sum(&self) -> Sum {
        self.days.values().fold(Sum::default(), |sum, day| sum.and(*day))
    }

    /// The parts by name, most credits first, and what no part has, where they leave anything.
    fn parts(&self, parts: &BTreeMap<u32, Sum>, name: impl Fn(u32) -> Option<(String, String)>) -> Vec<PersonPart> {
        if parts.is_empty() {
            return Vec::new();
        }
        let part = |key: String, title: String, sum: Sum| {
            let credits = Credits::from_micros(sum.credits);
            PersonPart { key, title, credits, threads: sum.threads, turns: sum.turns }
        };
        let named = parts.iter().filter_map(|(code, sum)| name(*code).map(|(key, title)| part(key, title, *sum)));
        let mut all: Vec<PersonPart> = named.collect();
        all.sort_by(|a, b| b.credits.cmp(&a.credits).then_with(|| a.key.cmp(&b.key)));
        let told: i64 = all.iter().map(|one| one.credits.micros()).sum();
        let rest = self.sum().credits.saturating_sub(told);
        if rest != 0 {
            all.push(part(
                "unattributed".to_owned(),
                "Not attributed".to_owned(),
                Sum { credits: rest, ..Sum::default() },
            ));
        }
        all
    }
}
