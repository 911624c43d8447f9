//! One row a person, for readers who may see persons.

use std::cmp::Ordering;
use std::ops::Range;

use domain::view::{People, PeopleChoice, PeopleOrder, PersonBand, PersonRow, Split};
use domain::{Credits, Dataset, DateRange, Day, Interval, TeamSlug};

use crate::ask::AskError;
use crate::calendar::Calendar;
use crate::catalog::Band;
use crate::index::Index;
use crate::index::matrix::Row;
use crate::index::people::Stretch;
use crate::kernels::bands::mask;
use crate::layout::{Narrowed, narrowed};
use crate::scope::Scope;
use crate::spans::whole;

/// The people of a scope: those on the roster on the range's last day (or today), and those who were
/// active or used credits in the range or in the 28 days that end it. Narrowed to a team, those who are in
/// it (or below it) on that day. Sums are the person's own over the range, whatever the team of the day,
/// within the filter's connection and client.
///
/// `rows` are the rows wanted, counted from 0 in that order. Refused where the policy has a floor, and for
/// a model, by which the source does not say who was active.
pub fn people(index: &Index, scope: &Scope, order: PeopleOrder, rows: Range<usize>) -> Result<People, AskError> {
    people_chosen(index, scope, &PeopleChoice { order, ..PeopleChoice::default() }, rows)
}

/// Those of them who are of a band, or whose name or address has a text in it.
pub fn people_chosen(
    index: &Index,
    scope: &Scope,
    choice: &PeopleChoice,
    rows: Range<usize>,
) -> Result<People, AskError> {
    scope.check_persons()?;
    scope.check(Interval::Total, Split::None)?;
    let narrowed = narrowed(index, index.derived(), scope)?;
    let calendar = Calendar::of(index, Dataset::Usage, narrowed.connection, scope.today);
    let span = whole(scope.range);
    let window = span.window(scope.today);
    let mut found = Listing::new(index, &narrowed, scope, window).found();
    let bands = in_bands(&found, |_| true);
    let rostered = Some(in_bands(&found, |one| one.on.on_roster)).filter(|_| found.iter().any(|one| one.on.on_roster));
    found.retain(|one| choice.band.is_none_or(|band| one.band == band));
    if let Some(text) = &choice.find {
        let text = text.trim().to_lowercase();
        let has =
            |(key, name): (String, String)| key.to_lowercase().contains(&text) || name.to_lowercase().contains(&text);
        found.retain(|one| index.person_named(one.person).is_some_and(has));
    }
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let end = rows.end.min(found.len());
    put_first(index, &mut found, choice.order, end);
    let wanted = found.get(rows.start.min(end)..end).unwrap_or_default();
    Ok(People {
        total,
        bands,
        rostered,
        range_state: calendar.state(scope.range, scope.range.ends_in_future(scope.today)),
        window_state: calendar.state(window, scope.range.ends_in_future(scope.today)),
        rows: wanted.iter().filter_map(|one| one.row(index)).collect(),
    })
}

/// How many of those who count are of each band.
fn in_bands(found: &[One], counts: impl Fn(&One) -> bool) -> Vec<(PersonBand, u32)> {
    let of_band = |band: PersonBand| found.iter().filter(|one| one.band == band && counts(one)).count();
    PersonBand::ALL.map(|band| (band, u32::try_from(of_band(band)).unwrap_or(u32::MAX))).to_vec()
}

/// Puts the first so many of an order in their places; what stands behind them is in none.
fn put_first(index: &Index, found: &mut [One], order: PeopleOrder, count: usize) {
    let tie = |a: &One, b: &One| index.handle_of(a.person).cmp(&index.handle_of(b.person));
    let place = |places: &[u32], one: &One| places.get(one.person).copied().unwrap_or(u32::MAX);
    let name = |one: &One| place(index.by_name(), one);
    let team = |one: &One| index.derived().people.teams.get(one.on.team as usize).map(|team| team.title.as_str());
    let mut by = |compare: &dyn Fn(&One, &One) -> Ordering| {
        if count > 0 && count < found.len() {
            found.select_nth_unstable_by(count - 1, compare);
        }
        found.get_mut(..count).unwrap_or_default().sort_by(compare);
    };
    match order {
        PeopleOrder::Credits => by(&|a, b| b.credits.cmp(&a.credits).then_with(|| tie(a, b))),
        PeopleOrder::ActiveDays => by(&|a, b| b.active_days.cmp(&a.active_days).then_with(|| tie(a, b))),
        PeopleOrder::LastDay => by(&|a, b| b.last.cmp(&a.last).then_with(|| tie(a, b))),
        PeopleOrder::Band => by(&|a, b| a.band.cmp(&b.band).then_with(|| tie(a, b))),
        PeopleOrder::Threads => by(&|a, b| b.threads.cmp(&a.threads).then_with(|| tie(a, b))),
        PeopleOrder::Turns => by(&|a, b| b.turns.cmp(&a.turns).then_with(|| tie(a, b))),
        PeopleOrder::Key => by(&|a, b| place(index.by_key(), a).cmp(&place(index.by_key(), b))),
        PeopleOrder::Name => by(&|a, b| name(a).cmp(&name(b))),
        PeopleOrder::Team => by(&|a, b| {
            let place = |one: &One| (team(one).is_none(), team(one), name(one));
            place(a).cmp(&place(b))
        }),
    }
}

/// What is known of one person, before names.
#[derive(Clone, Debug)]
pub(crate) struct One {
    person: usize,
    on: Stretch,
    first: Option<i32>,
    last: Option<i32>,
    active_days: u32,
    credits: i64,
    threads: i64,
    turns: i64,
    band: PersonBand,
    new: bool,
}

impl One {
    pub(crate) fn row(&self, index: &Index) -> Option<PersonRow> {
        let people = &index.derived().people;
        let key = index.key_of(self.person)?;
        let (_, name) = index.person_named(self.person)?;
        let team = people.teams.get(self.on.team as usize);
        Some(PersonRow {
            email: index.email_of(self.person).map(ToString::to_string),
            name: Some(name).filter(|name| name != key.as_str()),
            key: key.as_str().to_owned(),
            on_roster: self.on.on_roster,
            team: team.map_or_else(|| TeamSlug::NO_TEAM.to_owned(), |team| team.slug.to_string()),
            team_title: team.map_or_else(|| "No team".to_owned(), |team| team.title.clone()),
            first_day: self.first.map(Day::from_number),
            last_day: self.last.map(Day::from_number),
            active_days: self.active_days,
            credits: Credits::from_micros(self.credits),
            threads: self.threads,
            turns: self.turns,
            band: self.band,
            new: self.new,
        })
    }
}

pub(crate) struct Listing<'a> {
    index: &'a Index,
    narrowed: &'a Narrowed,
    scope: &'a Scope,
    /// The last day of the window; its first one, all of its days and its weekdays as bits.
    end: i32,
    window: (i32, u64, u64),
}

impl<'a> Listing<'a> {
    pub(crate) fn new(index: &'a Index, narrowed: &'a Narrowed, scope: &'a Scope, window: DateRange) -> Self {
        Self { index, narrowed, scope, end: window.to().number(), window: mask(window) }
    }

    fn found(&self) -> Vec<One> {
        let derived = self.index.derived();
        let sums = self.sums();
        let matrix = derived.activity(self.index, self.narrowed.connection, &self.narrowed.part);
        let one = |(person, sums): (usize, (i64, i64, i64))| self.one(person, matrix.row(person), sums);
        sums.into_iter().enumerate().filter_map(one).collect()
    }

    fn one(&self, person: usize, row: Row<'_>, sums: (i64, i64, i64)) -> Option<One> {
        let one = self.known(person, row, sums);
        let in_range = one.last.is_some_and(|last| last >= self.scope.range.from().number());
        let listed = one.on.on_roster || one.active_days > 0 || in_range || sums != (0, 0, 0);
        Some(one).filter(|one| listed && self.narrowed.has_team(one.on.team))
    }

    /// What is known of a person, listed or not.
    pub(crate) fn known(&self, person: usize, row: Row<'_>, (credits, threads, turns): (i64, i64, i64)) -> One {
        let end = self.end;
        let on = self.index.derived().people.on(person, end);
        let first = row.first().filter(|first| *first <= end);
        let last = row.last_in(i32::MIN, end);
        let (from, days, weekdays) = self.window;
        let active = row.bits_from(from) & days;
        let band = match Band::of((active & weekdays).count_ones()) {
            _ if active == 0 && first.is_some() => PersonBand::Dormant,
            _ if active == 0 => PersonBand::Never,
            Band::Power => PersonBand::Power,
            Band::Regular => PersonBand::Regular,
            Band::Light => PersonBand::Light,
        };
        let new = first.is_some_and(|first| first >= from);
        One { person, on, first, last, active_days: active.count_ones(), credits, threads, turns, band, new }
    }

    /// Credits, threads and turns of each person over the range.
    fn sums(&self) -> Vec<(i64, i64, i64)> {
        let derived = self.index.derived();
        let mut sums = vec![(0i64, 0i64, 0i64); derived.people.len()];
        let range = self.scope.range;
        if let Ok(days) = DateRange::new(range.from(), range.to().min(self.scope.today)) {
            derived.worked.each_work(self.narrowed.connection, &self.narrowed.part, days, |actor, done| {
                let person = derived.people.of_actor(actor);
                if let Some(sum) = person.and_then(|person| sums.get_mut(person)) {
                    let (credits, threads, turns) = done;
                    *sum = (sum.0.saturating_add(credits), sum.1.saturating_add(threads), sum.2.saturating_add(turns));
                }
            });
        }
        sums
    }
}
