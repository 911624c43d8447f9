//! What pages ask: the view models of the dashboards through the server's own ports, and every metric by itself.
//!
//! The caller may not see persons, so that small teams are merged as for most readers, which costs more.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use app::backend::{Backend, Caller};
use domain::view::Split;
use domain::{AccountId, Filter, Interval, Metric, PageQuery, Preset, RangeChoice, Role, TeamSlug};
use metrics::{Index, Policy};

use super::figures::{Asked, Times, View, ms};
use super::questions::over_the_year;
use crate::organisation::{TEAMS, year};

/// Each metric is asked so often, and its median counts.
const TIMES: usize = 3;
/// The floor of readers without the right to see persons.
const FLOOR: u32 = 5;

#[derive(Clone, Copy, Debug)]
enum Page {
    Overview,
    Adoption,
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
    caller: Caller,
    cases: Vec<Case>,
}

impl Views {
    /// Every page, over a month and over a year; with no filter, some teams, and every client.
    pub fn new(index: &Index) -> anyhow::Result<Self> {
        let caller = Caller { account: AccountId::new(1), email: "bench@example.com".parse()?, role: Role::Member };
        let team = |at: u32| Filter { team: index.teams().get(at as usize).map(|team| team.slug.clone()), ..none() };
        let mut filters = vec![none(), team(0), team(TEAMS / 2), team(TEAMS - 1)];
        filters.push(Filter { team: Some(TeamSlug::new(TeamSlug::NO_TEAM)), ..none() });
        let clients = index.clients_by_credits(year()).into_iter();
        filters.extend(clients.map(|client| Filter { client: Some(client), ..none() }));
        let mut cases = Vec::new();
        for page in [Page::Overview, Page::Adoption] {
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
        Ok(Self { caller, cases })
    }

    /// Asks everything twice. Call it after a day was replaced: then nothing of the first round is cached.
    pub async fn ask(&mut self, backend: &Backend) -> anyhow::Result<()> {
        for case in &mut self.cases {
            for round in [&mut case.cold, &mut case.cached] {
                for query in &case.queries {
                    let asked = Instant::now();
                    match case.page {
                        Page::Overview => drop(black_box(backend.dashboards.overview(&self.caller, query).await?)),
                        Page::Adoption => drop(black_box(backend.dashboards.adoption(&self.caller, query).await?)),
                    }
                    round.push(ms(asked.elapsed()));
                }
            }
        }
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

/// Every metric over the year, by day, week and total, with each split that it has.
pub fn metrics(index: &Arc<Index>) -> anyhow::Result<Vec<Asked>> {
    let splits = [Split::None, Split::Team, Split::Client, Split::Model];
    splits.into_iter().map(|split| with_split(index, split)).collect()
}

fn with_split(index: &Index, split: Split) -> anyhow::Result<Asked> {
    let (mut all, mut slowest) = (Vec::new(), (String::new(), 0.0));
    for metric in Metric::ALL.iter().copied().filter(|metric| metrics::splits_of(*metric).contains(&split)) {
        for by in [Interval::Day, Interval::Week, Interval::Total] {
            if !metrics::intervals_of(metric).contains(&by) {
                continue;
            }
            let policy = Policy { floor: Some(FLOOR), strict: false };
            let ask = over_the_year(metric, by, split, policy);
            let mut times = Vec::with_capacity(TIMES);
            for _ in 0..TIMES {
                let asked = Instant::now();
                drop(black_box(metrics::answer(index, &ask)?));
                times.push(ms(asked.elapsed()));
            }
            let median = Times::of(times).p50;
            all.push(median);
            if median > slowest.1 {
                slowest = (format!("{metric} by {by}"), median);
            }
        }
    }
    Ok(Asked { split: split.name().to_owned(), times: Times::of(all), slowest })
}
