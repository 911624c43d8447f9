//! What an answer must look like: which series, which points, which figures.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::DayRows;
use domain::view::{Figure, Number, PointState, Split};
use domain::{ClientFamily, ClientId, ConnectionId, DateRange, Day, DayState, Filter, Interval, Metric, Unit};
use metrics::Ask;

use crate::define::Worth;
use crate::org::{CLIENTS, base};
use crate::truth::{Bucket, Pick, Truth};

/// Metrics that add up over any split.
pub fn is_sum(metric: Metric) -> bool {
    use Metric as M;
    let more = [M::Threads, M::Turns, M::Credits, M::EstimatedCostUsd, M::Reviews, M::ReviewEngaged, M::ReviewReplies];
    let counts = [M::ReviewUpvotes, M::ReviewDownvotes, M::ReviewResponsesComments];
    more.contains(&metric)
        || counts.contains(&metric)
        || metric.unit() == Unit::Tokens
        || metric.name().starts_with("review_comments")
}

pub fn same(a: Figure, b: Figure) -> bool {
    let value = match (a.value, b.value) {
        (Some(Number::Ratio(a)), Some(Number::Ratio(b))) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    };
    value && a.state == b.state
}

pub fn whole_number(figure: Figure) -> i64 {
    match figure.value {
        Some(Number::Count(n)) => n,
        Some(Number::Credits(credits)) => credits.micros(),
        Some(Number::Usd(usd)) => usd.micros(),
        Some(Number::Ratio(ratio)) => panic!("{ratio} is not whole"),
        None => 0,
    }
}

/// The buckets of a range, and the whole range as the last.
pub fn buckets(range: DateRange, by: Interval) -> Vec<Bucket> {
    let start_of = |day: Day| match by {
        Interval::Day => day,
        Interval::Week => day.week_start(),
        Interval::Month => day.month_start(),
        Interval::Total => range.from(),
    };
    let mut found: BTreeMap<Day, Vec<Day>> = BTreeMap::new();
    for day in range.days() {
        found.entry(start_of(day)).or_default().push(day);
    }
    let until = |from: Day, to: Day| -> Vec<Day> {
        let mut days = vec![from];
        while *days.last().unwrap() < to {
            days.push(days.last().unwrap().next());
        }
        days
    };
    let before_range = || until(range.from().plus(-i64::from(range.len_days())), range.from().previous());
    let mut buckets: Vec<Bucket> = found
        .into_iter()
        .map(|(start, days)| {
            let after = days.last().unwrap().next();
            let clipped = days[0] != start || (by != Interval::Total && start_of(after) == start);
            let before = match by {
                Interval::Total => before_range(),
                _ => until(start_of(start.previous()), start.previous()),
            };
            Bucket { start, days, clipped, before }
        })
        .collect();
    let days: Vec<Day> = range.days().collect();
    buckets.push(Bucket { start: range.from(), days, clipped: false, before: before_range() });
    buckets
}

/// What a filter picks, without the teams below the one it asks for.
pub fn pick_of(filter: &Filter) -> Pick {
    let connection = filter.connection.as_ref().map(|name| ConnectionId::new(name.as_str()[1..].parse().unwrap()));
    Pick {
        connection,
        teams: filter.team.as_ref().map(|team| BTreeSet::from([team.to_string()])),
        clients: filter
            .client
            .as_ref()
            .map(|only| CLIENTS.into_iter().map(ClientId::new).filter(|client| only.has(client)).collect()),
        models: filter.model.clone().map(|model| BTreeSet::from([model])),
        nameless: false,
        mapped: BTreeSet::new(),
    }
}

impl Truth<'_> {
    /// Teams that somebody on the roster was ever in, and “no team” where there is such a group.
    pub fn groups(&self) -> Vec<String> {
        let days = || (-80..200).map(|day| base().plus(day));
        let people = || 0..self.people.len();
        let ever =
            |slug: &str| people().any(|person| days().any(|day| self.team(person, day) == (slug.to_owned(), true)));
        let mut groups: Vec<String> = self.org.roster.teams.iter().map(|team| team.slug.to_string()).collect();
        groups.retain(|slug| ever(slug));
        let teamless = self.org.days.iter().any(|((connection, _, day), (state, rows))| {
            let names = crate::truth::names(rows);
            let people = names.iter().filter_map(|(user, email)| self.person(*connection, *user, *email));
            *state != DayState::Gap && people.into_iter().any(|person| self.team(person, *day).0 == "no-team")
        });
        if teamless || ever("no-team") {
            groups.push("no-team".to_owned());
        }
        groups
    }

    /// What a filter picks.
    pub fn pick(&self, filter: &Filter) -> Pick {
        let teams = filter.team.as_ref().map(|team| self.covered(team.as_str()));
        Pick { teams, ..pick_of(filter) }
    }

    /// Clients or models with a line in the days that the metric looks at, within the filter.
    fn used(&self, ask: &Ask, pick: &Pick) -> (BTreeSet<ClientId>, BTreeSet<String>) {
        let back = match ask.metric.name() {
            "wau" => 6,
            "mau" | "adoption_rate" | "power_people" | "regular_people" | "light_people" => 27,
            name if name.starts_with('n') || name.ends_with("_people") && name != "active_people" => 10_000,
            _ => 0,
        };
        let from = ask.range.from().plus(-back);
        let (mut clients, mut models) = (BTreeSet::new(), BTreeSet::new());
        for (connection, day, person, row) in &self.rows {
            let inside = from <= *day && *day <= ask.range.to().min(ask.today);
            let here = pick.connection.is_none_or(|only| only == *connection) && self.in_team(pick, *person, *day);
            if inside && here {
                clients.extend(row.clients.iter().map(|part| part.client.clone()));
                models.extend(row.models.iter().map(|part| part.key.key()));
            }
        }
        clients.retain(|client| pick.clients.as_ref().is_none_or(|only| only.contains(client)));
        models.retain(|model| pick.models.as_ref().is_none_or(|only| only.contains(model)));
        (clients, models)
    }

    fn asked_groups(&self, pick: &Pick) -> Vec<String> {
        let groups = self.groups().into_iter();
        groups.filter(|key| pick.teams.as_ref().is_none_or(|teams| teams.contains(key))).collect()
    }

    /// The series that an answer without a floor has, with what each is about.
    pub fn lines(&self, ask: &Ask) -> Vec<(String, Pick)> {
        let pick = self.pick(&ask.filter);
        let (clients, models) = self.used(ask, &pick);
        match ask.split {
            Split::None => vec![("all".to_owned(), pick)],
            Split::Team => {
                let of = |key: String| Pick { teams: Some(BTreeSet::from([key])), ..pick.clone() };
                self.asked_groups(&pick).into_iter().map(|key| (key.clone(), of(key))).collect()
            }
            Split::Parent => {
                let tops: BTreeSet<String> =
                    self.asked_groups(&pick).iter().map(|key| self.chain(key).last().unwrap().clone()).collect();
                let order = self.org.roster.teams.iter().map(|team| team.slug.to_string());
                let all = order.chain(["no-team".to_owned()]).filter(|key| tops.contains(key));
                let of = |key: &str| {
                    let inside = self.covered(key).into_iter();
                    let teams = inside.filter(|team| pick.teams.as_ref().is_none_or(|only| only.contains(team)));
                    Pick { teams: Some(teams.collect()), ..pick.clone() }
                };
                all.map(|key| (key.clone(), of(&key))).collect()
            }
            Split::Client => {
                let of = |client: ClientId| Pick { clients: Some(BTreeSet::from([client])), ..pick.clone() };
                clients.into_iter().map(|client| (client.to_string(), of(client))).collect()
            }
            Split::ClientFamily => {
                let of_family = |family: ClientFamily| {
                    let clients: BTreeSet<ClientId> =
                        clients.iter().filter(|client| client.family() == family).cloned().collect();
                    (!clients.is_empty())
                        .then(|| (family.key().to_owned(), Pick { clients: Some(clients), ..pick.clone() }))
                };
                ClientFamily::ALL.into_iter().filter_map(of_family).collect()
            }
            Split::Model => {
                let of = |model: String| Pick { models: Some(BTreeSet::from([model])), ..pick.clone() };
                models.into_iter().map(|model| (model.clone(), of(model))).collect()
            }
        }
    }

    /// What is in no series: by bucket, where there is any.
    pub fn unattributed(&self, ask: &Ask, lines: &[(String, Pick)], buckets: &[Bucket]) -> Option<Vec<Figure>> {
        if !is_sum(ask.metric) || ask.split == Split::None {
            return None;
        }
        let pick = self.pick(&ask.filter);
        if ask.split.is_by_team() {
            let owned = |connection: &ConnectionId| lines.iter().any(|(_, pick)| self.owns(pick, *connection));
            let mapped: BTreeSet<ConnectionId> = Self::connections(&pick).into_iter().filter(owned).collect();
            let nameless = Pick { nameless: true, teams: Some(BTreeSet::new()), mapped, ..pick.clone() };
            let figures: Vec<Figure> =
                buckets.iter().map(|bucket| self.figure(ask.metric, &nameless, bucket)).collect();
            let worth = |bucket: &Bucket| match self.worth(ask.metric, &nameless, bucket) {
                Worth::Is(number) => number.as_f64() != 0.0,
                _ => false,
            };
            let of_reviews = crate::define::dataset(ask.metric) != domain::Dataset::Usage;
            let rows = of_reviews && self.nameless_reviews(ask, &nameless, buckets);
            return (pick.teams.is_none() && (rows || (!of_reviews && buckets.iter().any(worth)))).then_some(figures);
        }
        let number = |worth: Worth| match worth {
            Worth::Is(number) => whole_number(Figure { value: Some(number), state: PointState::Settled }),
            _ => 0,
        };
        let rest = |bucket: &Bucket| {
            let parts = lines.iter().map(|(_, pick)| number(self.worth(ask.metric, pick, bucket))).sum::<i64>();
            number(self.worth(ask.metric, &pick, bucket)) - parts
        };
        let figure = |bucket: &Bucket| {
            let whole = self.figure(ask.metric, &pick, bucket);
            let value = whole.value.map(|number| match number {
                Number::Credits(_) => Number::Credits(domain::Credits::from_micros(rest(bucket))),
                Number::Usd(_) => Number::Usd(domain::Usd::from_micros(rest(bucket))),
                _ => Number::Count(rest(bucket)),
            });
            Figure { value, ..whole }
        };
        buckets.iter().any(|bucket| rest(bucket) != 0).then(|| buckets.iter().map(figure).collect())
    }

    fn nameless_reviews(&self, ask: &Ask, pick: &Pick, buckets: &[Bucket]) -> bool {
        let days = &buckets.last().unwrap().days;
        self.org.days.iter().any(|((connection, dataset, day), (state, rows))| {
            let here = pick.connection.is_none_or(|only| only == *connection)
                && *state != DayState::Gap
                && !pick.mapped.contains(connection);
            let inside = *dataset == crate::define::dataset(ask.metric) && days.contains(day) && *day <= ask.today;
            let nameless = |rows: &DayRows| crate::truth::names(rows).contains(&(None, None));
            here && inside && nameless(rows)
        })
    }
}
