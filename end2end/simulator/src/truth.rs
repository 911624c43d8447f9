//! The organisation's own totals, from the same facts as the rows but never through their JSON:
//! integers, each field rounded once, half-even, to a millionth (METRICS.md, facts).
//!
//! Team sums use the team of the day; people count in the team of their last active day in the range.
//! What a metric makes of these is not decided here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{Credits, DateRange, Day, TeamSlug, Usd};
use serde::{Deserialize, Serialize};

use crate::dice::count;
use crate::facts::{Responses, Reviews, Spend, UsageFacts, Work};
use crate::organisation::{EmailShown, Organisation, Person, age};

/// Threads, turns and credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Threads.
    pub threads: i64,
    /// Turns.
    pub turns: i64,
    /// Credits in millionths.
    pub credits: Credits,
}

/// Sums over rows of `usage`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Rows.
    pub rows: u64,
    /// Threads, turns, credits.
    #[serde(flatten)]
    pub part: Part,
    /// The estimate in millionths of a dollar.
    pub estimated_cost_usd: Usd,
    /// Credits of the rows that carry the estimate.
    pub estimated_credits: Credits,
    /// Uncached input tokens.
    pub uncached_input_tokens: u64,
    /// Cached input tokens.
    pub cached_input_tokens: u64,
    /// Output tokens.
    pub output_tokens: u64,
    /// Credits of the rows that carry tokens.
    pub token_credits: Credits,
}

/// A team's, or no team's, part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSums {
    /// Sums by the team of the day.
    #[serde(flatten)]
    pub sums: Sums,
    /// Distinct active people, in the team of their last active day.
    pub active_people: u64,
    /// People on its roster on the last day.
    pub roster: u64,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySums {
    /// The UTC day.
    pub day: Day,
    /// Everything.
    #[serde(flatten)]
    pub sums: Sums,
    /// Distinct active people.
    pub active_people: u64,
    /// By client id.
    pub clients: BTreeMap<String, Part>,
    /// Credits by `model` or `model:speed`.
    pub models: BTreeMap<String, Credits>,
    /// Totals less clients.
    pub unattributed: Part,
    /// Totals less models.
    pub unattributed_models: Credits,
    /// By team, `no-team` for people without one. Rows without a person are in neither.
    pub teams: BTreeMap<String, Part>,
    /// Rows without a person.
    pub without_person: Part,
    /// The credits field of the workspace's row; rounded once, so it may differ from the rows' sum.
    pub workspace_credits: Credits,
    /// Reviews: reviews, comments by priority.
    pub reviews: u64,
    /// Comments of priority 0, 1, 2.
    pub review_comments: [u64; 3],
    /// Reviews on pull requests merged that day.
    pub response_reviews: u64,
    /// Comments on them.
    pub response_comments: u64,
    /// Comments with a reply or a reaction.
    pub engaged: u64,
    /// Replies.
    pub replies: u64,
    /// Upvotes.
    pub upvotes: u64,
    /// Downvotes.
    pub downvotes: u64,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSums {
    /// Everything.
    #[serde(flatten)]
    pub sums: Sums,
    /// Active days, in order, each with the team of the day (`no-team` where there is none).
    pub active_days: Vec<(Day, String)>,
}

/// The organisation's totals over a range as they show at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The days asked for.
    pub range: DateRange,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Everything.
    pub totals: Sums,
    /// Distinct active people.
    pub active_people: u64,
    /// People on the roster on the last day.
    pub roster: u64,
    /// By client id.
    pub clients: BTreeMap<String, Part>,
    /// Distinct active people by client id.
    pub client_people: BTreeMap<String, u64>,
    /// Credits by `model` or `model:speed`.
    pub models: BTreeMap<String, Credits>,
    /// Totals less clients.
    pub unattributed: Part,
    /// Totals less models.
    pub unattributed_models: Credits,
    /// By team, `no-team` for people without one. Rows without a person are in neither.
    pub teams: BTreeMap<String, TeamSums>,
    /// Rows without a person.
    pub without_person: Sums,
    /// By person: the e-mail in lower case, or the id where no row gives an e-mail.
    pub people: BTreeMap<String, PersonSums>,
    /// Day by day, days without rows included.
    pub days: Vec<DaySums>,
}

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

impl Part {
    fn of(work: Work) -> Self {
        Self { threads: count(work.threads), turns: count(work.turns), credits: rounded(work.spend) }
    }

    fn add(&mut self, more: Self) {
        self.threads += more.threads;
        self.turns += more.turns;
        self.credits += more.credits;
    }

    fn less(self, part: Self) -> Self {
        Self {
            threads: self.threads - part.threads,
            turns: self.turns - part.turns,
            credits: self.credits - part.credits,
        }
    }
}

impl Sums {
    fn of(work: Work) -> Self {
        let part = Part::of(work);
        let (estimate, tokens) = (work.spend.estimate_cents, work.spend.tokens.unwrap_or_default());
        let credits_if = |known: bool| if known { part.credits } else { Credits::ZERO };
        Self {
            rows: 1,
            part,
            estimated_cost_usd: Usd::from_micros(estimate.unwrap_or(0) * 10_000),
            estimated_credits: credits_if(estimate.is_some()),
            uncached_input_tokens: tokens.uncached,
            cached_input_tokens: tokens.cached,
            output_tokens: tokens.output,
            token_credits: credits_if(work.spend.tokens.is_some()),
        }
    }

    /// Whether threads or turns were counted (METRICS.md 1).
    pub fn is_active(&self) -> bool {
        self.part.threads + self.part.turns > 0
    }

    fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.part.add(more.part);
        self.estimated_cost_usd += more.estimated_cost_usd;
        self.estimated_credits += more.estimated_credits;
        self.uncached_input_tokens += more.uncached_input_tokens;
        self.cached_input_tokens += more.cached_input_tokens;
        self.output_tokens += more.output_tokens;
        self.token_credits += more.token_credits;
    }
}

/// Thousand-millionths to millionths, half-even.
fn rounded(spend: Spend) -> Credits {
    let (whole, rest) = (spend.nanos.div_euclid(1000), spend.nanos.rem_euclid(1000));
    Credits::from_micros(whole + i64::from(rest > 500 || (rest == 500 && whole.rem_euclid(2) == 1)))
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
