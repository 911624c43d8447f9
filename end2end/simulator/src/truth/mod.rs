//! The organisation's own totals, from the same facts as the rows but never through their JSON:
//! integers, each field rounded once, half-even, to a millionth (METRICS.md, facts).
//!
//! Team sums use the team of the day; people count in the team of their last active day in the range.
//! What a metric makes of these is not decided here.

mod sums;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{Credits, DateRange, Day, TeamSlug};

pub use sums::{DaySums, Part, PersonSums, Sums, TeamSums, Truth};

use self::sums::rounded;
use crate::facts::{Responses, Reviews, Spend, UsageFacts};
use crate::organisation::{EmailShown, Organisation, Person, age};

/// One day's facts in sums that ranges are put together from.
#[derive(Debug)]
struct Entry {
    day: DaySums,
    people: Vec<(usize, Sums)>,
    without_person: Sums,
    client_people: BTreeMap<&'static str, BTreeSet<usize>>,
}

/// Days that were summed before.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<HashMap<(Day, i64), Arc<Entry>>>);

impl Ledger {
    fn entry(&self, organisation: &Organisation, day: Day, now: DateTime<Utc>) -> Arc<Entry> {
        let key = (day, age(day, now).unwrap_or(-1));
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
        known.unwrap_or_else(|| {
            let entry = Arc::new(sum_up(organisation, day, now));
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&entry));
            entry
        })
    }
}

impl Truth {
    /// The totals of an organisation over a range at a moment.
    pub fn tell(organisation: &Organisation, ledger: &Ledger, range: DateRange, now: DateTime<Utc>) -> Self {
        let mut truth = Self::empty(organisation, range, now);
        let mut people: BTreeMap<usize, PersonSums> = BTreeMap::new();
        let mut client_people: BTreeMap<&'static str, BTreeSet<usize>> = BTreeMap::new();
        for day in range.days() {
            let entry = ledger.entry(organisation, day, now);
            truth.add_day(&entry.day);
            truth.without_person.add(entry.without_person);
            for (at, sums) in &entry.people {
                let team = team_of(organisation, *at, day);
                truth.teams.entry(team.clone()).or_default().sums.add(*sums);
                let person = people.entry(*at).or_default();
                person.sums.add(*sums);
                if sums.is_active() {
                    person.active_days.push((day, team));
                }
            }
            for (client, seen) in &entry.client_people {
                client_people.entry(client).or_default().extend(seen);
            }
        }
        let counts = client_people.into_iter().map(|(client, seen)| (client.to_owned(), seen.len() as u64));
        truth.client_people = counts.collect();
        for person in people.values().filter(|person| !person.active_days.is_empty()) {
            truth.active_people += 1;
            if let Some((_, team)) = person.active_days.last() {
                truth.teams.entry(team.clone()).or_default().active_people += 1;
            }
        }
        let keyed = |(at, sums): (usize, PersonSums)| organisation.people().get(at).map(|person| (key(person), sums));
        truth.people = people.into_iter().filter_map(keyed).collect();
        truth
    }

    /// Distinct people who are active inside a part of the range.
    pub fn active_people(&self, within: DateRange) -> u64 {
        let active = |person: &&PersonSums| person.active_days.iter().any(|(day, _)| within.contains(*day));
        self.people.values().filter(active).count() as u64
    }

    /// The day of the range; `None` outside.
    pub fn day(&self, day: Day) -> Option<&DaySums> {
        self.days.iter().find(|sums| sums.day == day)
    }

    fn empty(organisation: &Organisation, range: DateRange, now: DateTime<Utc>) -> Self {
        let mut teams: BTreeMap<String, TeamSums> = BTreeMap::new();
        let mut roster = 0;
        for stint in organisation.people().iter().filter_map(|person| person.stint_on(range.to())) {
            roster += 1;
            teams.entry(slug(organisation, stint.team)).or_default().roster += 1;
        }
        Self {
            range,
            now,
            totals: Sums::default(),
            active_people: 0,
            roster,
            clients: BTreeMap::new(),
            client_people: BTreeMap::new(),
            models: BTreeMap::new(),
            unattributed: Part::default(),
            unattributed_models: Credits::ZERO,
            teams,
            without_person: Sums::default(),
            people: BTreeMap::new(),
            days: Vec::new(),
        }
    }

    fn add_day(&mut self, day: &DaySums) {
        self.totals.add(day.sums);
        for (client, part) in &day.clients {
            self.clients.entry(client.clone()).or_default().add(*part);
        }
        for (model, credits) in &day.models {
            *self.models.entry(model.clone()).or_default() += *credits;
        }
        self.unattributed.add(day.unattributed);
        self.unattributed_models += day.unattributed_models;
        self.days.push(day.clone());
    }
}

fn key(person: &Person) -> String {
    let id = person.ids.first().map(|(id, ..)| id.to_string());
    if person.email_shown == EmailShown::Never { id.unwrap_or_default() } else { person.email.clone() }
}

/// The key of the person's team on a day. Who never shows an e-mail cannot be found on the roster.
fn team_of(organisation: &Organisation, at: usize, day: Day) -> String {
    let known = organisation.people().get(at).filter(|person| person.email_shown != EmailShown::Never);
    slug(organisation, known.and_then(|person| person.stint_on(day)).and_then(|stint| stint.team))
}

fn slug(organisation: &Organisation, team: Option<usize>) -> String {
    let team = team.and_then(|team| organisation.teams().get(team));
    team.map_or_else(|| TeamSlug::NO_TEAM.to_owned(), |team| team.slug.to_string())
}

fn sum_up(organisation: &Organisation, day: Day, now: DateTime<Utc>) -> Entry {
    let rows = organisation.usage(day, now);
    let mut entry = Entry {
        day: empty_day(organisation, day, now),
        people: Vec::new(),
        without_person: Sums::default(),
        client_people: BTreeMap::new(),
    };
    let mut nanos = 0;
    for row in &rows {
        nanos += row.totals.spend.nanos;
        entry.add_row(organisation, row);
    }
    entry.day.workspace_credits = rounded(Spend { nanos, ..Spend::default() });
    let active = entry.people.iter().filter(|(_, sums)| sums.is_active());
    entry.day.active_people = active.map(|(person, _)| person).collect::<BTreeSet<_>>().len() as u64;
    entry
}

impl Entry {
    fn add_row(&mut self, organisation: &Organisation, row: &UsageFacts) {
        let (sums, mut clients, mut models) = (Sums::of(row.totals), Part::default(), Credits::ZERO);
        let person = row.who.as_ref().map(|who| who.person);
        for client in &row.clients {
            let part = Part::of(client.work);
            clients.add(part);
            self.day.clients.entry(client.client.to_owned()).or_default().add(part);
            if let Some(person) = person.filter(|_| part.threads + part.turns > 0) {
                self.client_people.entry(client.client).or_default().insert(person);
            }
        }
        for model in row.models.iter().flatten() {
            let name = model.speed.map_or_else(|| model.model.to_owned(), |speed| format!("{}:{speed}", model.model));
            models += rounded(model.spend);
            *self.day.models.entry(name).or_default() += rounded(model.spend);
        }
        self.day.sums.add(sums);
        self.day.unattributed.add(sums.part.less(clients));
        self.day.unattributed_models += sums.part.credits - models;
        let Some(person) = person else {
            self.without_person.add(sums);
            self.day.without_person.add(sums.part);
            return;
        };
        self.day.teams.entry(team_of(organisation, person, row.day)).or_default().add(sums.part);
        // Someone with two ids has two rows on some days.
        match self.people.last_mut().filter(|(last, _)| *last == person) {
            Some((_, known)) => known.add(sums),
            None => self.people.push((person, sums)),
        }
    }
}

/// A day without usage, with its reviews.
fn empty_day(organisation: &Organisation, day: Day, now: DateTime<Utc>) -> DaySums {
    let mut reviews = Reviews::default();
    for row in organisation.reviews(day, now) {
        reviews.reviews += row.counts.reviews;
        for (sum, more) in reviews.priorities.iter_mut().zip(row.counts.priorities) {
            *sum += more;
        }
    }
    let responses = organisation.responses(day, now);
    let total = |field: fn(&Responses) -> u64| responses.iter().map(|row| field(&row.counts)).sum();
    DaySums {
        day,
        sums: Sums::default(),
        active_people: 0,
        clients: BTreeMap::new(),
        models: BTreeMap::new(),
        unattributed: Part::default(),
        unattributed_models: Credits::ZERO,
        teams: BTreeMap::new(),
        without_person: Part::default(),
        workspace_credits: Credits::ZERO,
        reviews: reviews.reviews,
        review_comments: reviews.priorities,
        response_reviews: total(|counts| counts.reviews),
        response_comments: total(|counts| counts.comments),
        engaged: total(|counts| counts.engaged),
        replies: total(|counts| counts.replies),
        upvotes: total(|counts| counts.upvotes),
        downvotes: total(|counts| counts.downvotes),
    }
}
