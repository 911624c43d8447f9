//! What pages ask: the view models of the dashboards through the server's own ports, and every metric by itself.
//!
//! The caller may not see persons, so that small teams are merged as for most readers, which costs more.

use std::hint::black_box;
use std::time::{Duration, Instant};

use app::backend::{Backend, Caller, Dashboards};
use app::error::AppError;
use domain::view::{PeopleOrder, Split};
use domain::{
    AccountId, ClientFilter, Credits, Email, Filter, Interval, Metric, PageQuery, Preset, RangeChoice, Role, TeamSlug,
};
use metrics::{AskError, Index, Policy};

use super::figures::{Asked, Times, View, ms};
use super::questions::the_year;
use crate::organisation::{TEAMS, year};

/// Each metric is asked so often, and its median counts.
const TIMES: usize = 3;
/// Whatever is slow is asked less often: no more rounds of the pages, and no more repeats of a metric, after so long.
const ROUNDS_FOR: Duration = Duration::from_mins(1);
const REPEATS_FOR: Duration = Duration::from_secs(1);
/// The floor of readers without the right to see persons.
const FLOOR: u32 = 5;

#[derive(Clone, Copy, Debug)]
enum Page {
    Overview,
    Adoption,
    Credits,
    Reviews,
    Teams,
    Team,
    People,
}

impl Page {
    const ALL: [Self; 7] =
        [Self::Overview, Self::Adoption, Self::Credits, Self::Reviews, Self::Teams, Self::Team, Self::People];

    /// Asks for the page's view model; `person` may see persons.
    async fn ask(
        self,
        of: &dyn Dashboards,
        anyone: &Caller,
        person: &Caller,
        query: &PageQuery,
    ) -> Result<(), AppError> {
        match self {
            Self::Overview => drop(black_box(of.overview(anyone, query).await?)),
            Self::Adoption => drop(black_box(of.adoption(anyone, query).await?)),
            Self::Credits => drop(black_box(of.credits(anyone, query).await?)),
            Self::Reviews => drop(black_box(of.reviews(anyone, query).await?)),
            Self::Teams => drop(black_box(of.teams(anyone, query).await?)),
            Self::Team => {
                let team = query.filter.team.clone().unwrap_or_else(|| TeamSlug::new(TeamSlug::NO_TEAM));
                drop(black_box(of.team(anyone, &team, query).await?));
            }
            Self::People => drop(black_box(of.people(person, query).await?)),
        }
        Ok(())
    }
}

/// One page over one range, asked with several filters.
struct Case {
    page: Page,
    name: String,
    queries: Vec<PageQuery>,
    cold: Vec<f64>,
    cached: Vec<f64>,
}

/// Pages and ranges, asked again and again.
pub struct Views {
    anyone: Caller,
    person: Caller,
    cases: Vec<Case>,
    spent: Duration,
}

impl Views {
    /// Every page, over a month and over a year; with no filter, some teams, and every client.
    pub fn new(index: &Index) -> anyhow::Result<Self> {
        let email: Email = "bench@example.com".parse()?;
        let caller = |role| Caller { account: AccountId::new(1), email: email.clone(), role };
        let (anyone, person) = (caller(Role::Member), caller(Role::Admin));
        let team = |at: u32| Filter { team: index.teams().get(at as usize).map(|team| team.slug.clone()), ..none() };
        let mut filters = vec![none(), team(0), team(TEAMS / 2), team(TEAMS - 1)];
        filters.push(Filter { team: Some(TeamSlug::new(TeamSlug::NO_TEAM)), ..none() });
        let clients = index.clients_by_credits(year()).into_iter();
        filters.extend(clients.map(|client| Filter { client: Some(ClientFilter::One(client)), ..none() }));
        let mut cases = Vec::new();
        for page in Page::ALL {
            for (preset, range) in [(Preset::Month, "28 days"), (Preset::Year, "a year")] {
                let query = |filter: &Filter| PageQuery {
                    range: RangeChoice::Preset(preset),
                    compare: true,
                    filter: filter.clone(),
                    ..PageQuery::default()
                };
                let queries = filters.iter().map(query).collect();
                let name = format!("{page:?}, {range}");
                cases.push(Case { page, name, queries, cold: Vec::new(), cached: Vec::new() });
            }
        }
        Ok(Self { anyone, person, cases, spent: Duration::ZERO })
    }

    /// Asks everything twice. Call it after a day was replaced: then nothing of the first round is cached.
    pub async fn ask(&mut self, backend: &Backend) -> anyhow::Result<()> {
        if self.spent > ROUNDS_FOR {
            return Ok(());
        }
        let began = Instant::now();
        for case in &mut self.cases {
            for round in [&mut case.cold, &mut case.cached] {
                for query in &case.queries {
                    let asked = Instant::now();
                    case.page.ask(backend.dashboards.as_ref(), &self.anyone, &self.person, query).await?;
                    round.push(ms(asked.elapsed()));
                }
            }
        }
        self.spent += began.elapsed();
        Ok(())
    }

    /// What was found.
    pub fn found(self) -> Vec<View> {
        let view = |case: Case| View { name: case.name, cold: Times::of(case.cold), cached: Times::of(case.cached) };
        self.cases.into_iter().map(view).collect()
    }
}

fn none() -> Filter {
    Filter::default()
}

/// Every metric over the year, by day, week and total, with each split that it has; and what is no series.
pub fn metrics(index: &Index) -> anyhow::Result<Vec<Asked>> {
    let policy = Policy { floor: Some(FLOOR), strict: false };
    let splits = [Split::None, Split::Team, Split::Client, Split::Model];
    let mut all: Vec<Asked> =
        splits.into_iter().map(|split| with_split(index, split, policy)).collect::<anyhow::Result<_>>()?;
    all.push(others(index, policy)?);
    Ok(all)
}

fn with_split(index: &Index, split: Split, policy: Policy) -> anyhow::Result<Asked> {
    let mut asked = Asking::default();
    for metric in Metric::ALL.iter().copied().filter(|metric| metrics::splits_of(*metric).contains(&split)) {
        for by in [Interval::Day, Interval::Week, Interval::Total] {
            if metrics::intervals_of(metric).contains(&by) {
                let ask = the_year(policy).ask(metric, by, split);
                asked.time(&format!("{metric} by {by}"), || metrics::answer(index, &ask))?;
            }
        }
    }
    Ok(asked.found(split.name()))
}

/// Questions whose answers are no series. Nobody but those who may see persons is shown people.
fn others(index: &Index, policy: Policy) -> anyhow::Result<Asked> {
    let (scope, persons) = (the_year(policy), the_year(Policy::default()));
    let mut asked = Asking::default();
    asked.time("retention", || metrics::retention(index, &scope))?;
    asked.time("credit change", || metrics::credit_change(index, &scope))?;
    asked.time("forecast", || metrics::forecast(index, &scope, None))?;
    asked.time("spikes", || metrics::spikes(index, &scope, Credits::ZERO))?;
    asked.time("attribution by day and team", || metrics::attribution(index, &scope, Interval::Day, Split::Team))?;
    asked.time("people", || metrics::people(index, &persons, PeopleOrder::Credits, 0..100))?;
    Ok(asked.found("none: no series"))
}

/// Questions of one kind, timed one by one.
#[derive(Default)]
struct Asking {
    medians: Vec<f64>,
    slowest: (String, f64),
}

impl Asking {
    fn time<T>(&mut self, name: &str, ask: impl Fn() -> Result<T, AskError>) -> anyhow::Result<()> {
        let (mut times, began) = (Vec::with_capacity(TIMES), Instant::now());
        while times.is_empty() || (times.len() < TIMES && began.elapsed() < REPEATS_FOR) {
            let asked = Instant::now();
            drop(black_box(ask()?));
            times.push(ms(asked.elapsed()));
        }
        let median = Times::of(times).p50;
        self.medians.push(median);
        if median > self.slowest.1 {
            self.slowest = (name.to_owned(), median);
        }
        Ok(())
    }

    fn found(self, split: &str) -> Asked {
        Asked { split: split.to_owned(), times: Times::of(self.medians), slowest: self.slowest }
    }
}
