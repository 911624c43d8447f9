//! Small organisations, made by proptest: people under several names, dated memberships, gaps, fields
//! that are missing, clients that nobody knows, two connections.

use std::collections::BTreeMap;

use domain::fact::{
    ClientUsage, CodeAttribution, DayRows, ModelKey, ModelUsage, ReviewResponseRow, ReviewRow, Spend, UsageRow, Work,
};
use domain::people::{Membership, Person, Roster, Team};
use domain::{
    ClientFilter, ClientId, ConnectionId, ConnectionName, Credits, Dataset, DateRange, Day, DayState, Email, Filter,
    Interval, TeamSlug, Usd, UserId,
};
use metrics::Index;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Days that an organisation may have rows on.
pub const DAYS: i64 = 40;
const EMAILS: [&str; 7] = [
    "ana@example.com",
    "zoë@example.com",
    "ünal@example.com",
    "李雷@example.com",
    "bo@example.com",
    "eve@example.com",
    "никита@example.com",
];
pub const CLIENTS: [&str; 4] = ["CODEX_CLI", "CODEX_IDE_VSCODE", "CODEX_SERVICE_EXEC", "CODEX_TOASTER"];
const MODELS: [(&str, Option<&str>); 3] = [("gpt-a", None), ("gpt-a", Some("fast")), ("gpt-b", Some("standard"))];
const TEAMS: [(&str, &str); 4] = [("data", "Data"), ("empty", "Empty"), ("größe", "Größe"), ("unit", "Unit")];
/// Who is below whom, by place in [`TEAMS`]: nobody, a unit, a unit in a unit, and a circle.
const PARENTS: [[Option<usize>; 4]; 4] = [
    [None, None, None, None],
    [Some(3), None, Some(3), None],
    [Some(2), Some(3), Some(3), None],
    [Some(2), Some(0), Some(0), None],
];

pub type Key = (ConnectionId, Dataset, Day);

/// An organisation: who is in it, and what was fetched.
#[derive(Clone)]
pub struct Org {
    pub roster: Roster,
    pub days: BTreeMap<Key, (DayState, DayRows)>,
    pub today: Day,
    /// Whose each connection is.
    pub owners: BTreeMap<ConnectionId, TeamSlug>,
}

/// A line a row, or a failing organisation is pages long.
impl std::fmt::Debug for Org {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "today {}, owners {:?}", self.today, self.owners)?;
        self.roster.teams.iter().try_for_each(|team| writeln!(f, "{team:?}"))?;
        self.roster.people.iter().try_for_each(|person| writeln!(f, "{person:?}"))?;
        for ((connection, dataset, day), (state, rows)) in &self.days {
            writeln!(f, "{connection} {dataset} {day} {state}: {} rows", rows.len())?;
            match rows {
                DayRows::Usage(rows) => rows.iter().try_for_each(|row| writeln!(f, "    {row:?}"))?,
                DayRows::Reviews(rows) => rows.iter().try_for_each(|row| writeln!(f, "    {row:?}"))?,
                DayRows::ReviewResponses(rows) => rows.iter().try_for_each(|row| writeln!(f, "    {row:?}"))?,
            }
        }
        Ok(())
    }
}

impl Org {
    /// The same with every day of use fetched and settled, and the same days once more before the first.
    pub fn whole(mut self) -> Self {
        let usage: Vec<_> = keys().into_iter().filter(|(_, dataset, _)| *dataset == Dataset::Usage).collect();
        for (connection, dataset, day) in usage {
            let fetched = self.days.remove(&(connection, dataset, day));
            let rows = fetched.map_or(DayRows::Usage(Vec::new()), |(_, rows)| rows);
            let before = day.plus(-DAYS);
            let mut earlier = rows.clone();
            if let DayRows::Usage(rows) = &mut earlier {
                for row in rows {
                    row.day = before;
                }
            }
            self.days.insert((connection, dataset, day), (DayState::Settled, rows));
            self.days.insert((connection, dataset, before), (DayState::Settled, earlier));
        }
        self
    }

    /// An index filled in order.
    pub fn index(&self) -> Index {
        let mut index = Index::empty();
        name_connections(&mut index, self);
        index.set_roster(&self.roster, 1);
        for ((connection, dataset, day), (state, rows)) in &self.days {
            index.replace_day(*connection, *dataset, *day, *state, rows);
        }
        index
    }
}

pub fn name_connections(index: &mut Index, org: &Org) {
    for id in (1..=2).map(ConnectionId::new) {
        index.set_connection(id, ConnectionName::new(format!("c{id}")));
        index.set_connection_owner(id, org.owners.get(&id).cloned());
    }
}

/// A Friday in the second half of a month, so that ranges cross weeks and months.
pub fn base() -> Day {
    Day::from_ymd(2026, 2, 20).unwrap()
}

fn spend() -> impl Strategy<Value = Spend> {
    let tokens = || option::weighted(0.7, 0u64..1_000);
    (0i64..5_000_000, option::weighted(0.7, 0i64..900_000), tokens(), tokens(), tokens()).prop_map(
        |(credits, cost, uncached, cached, output)| Spend {
            credits: Credits::from_micros(if credits < 700_000 { 0 } else { credits }),
            estimated_cost_usd: cost.map(Usd::from_micros),
            uncached_input_tokens: uncached,
            cached_input_tokens: cached,
            output_tokens: output,
            ..Spend::default()
        },
    )
}

fn work() -> impl Strategy<Value = Work> {
    (0u64..3, 0u64..4, spend()).prop_map(|(threads, turns, spend)| Work { threads, turns, spend })
}

fn who() -> impl Strategy<Value = (Option<UserId>, Option<Email>)> {
    (option::weighted(0.8, 0usize..6), option::weighted(0.6, 0usize..EMAILS.len())).prop_map(|(user, email)| {
        (user.map(|user| UserId::new(format!("user-{user}"))), email.map(|email| EMAILS[email].parse().unwrap()))
    })
}

fn usage_row(day: Day) -> impl Strategy<Value = UsageRow> {
    let clients = vec((0usize..CLIENTS.len(), work()), 0..3);
    let models = vec((0usize..MODELS.len(), spend()), 0..3);
    let attribution = option::weighted(0.3, attribution());
    (who(), work(), clients, models, attribution).prop_map(
        move |((user_id, email), totals, clients, models, attribution)| UsageRow {
            day,
            user_id,
            email,
            totals,
            clients: clients
                .into_iter()
                .map(|(client, work)| ClientUsage { client: ClientId::new(CLIENTS[client]), work })
                .collect(),
            models: models
                .into_iter()
                .map(|(model, spend)| {
                    let (model, speed) = MODELS[model];
                    ModelUsage { key: ModelKey { model: model.to_owned(), speed: speed.map(ToOwned::to_owned) }, spend }
                })
                .collect(),
            attribution,
        },
    )
}

fn attribution() -> impl Strategy<Value = CodeAttribution> {
    let count = || option::weighted(0.7, 0u64..50);
    (0u64..90, count(), count(), count(), count(), count()).prop_map(
        |(lines_added, lines_removed, lines_committed, lines_committed_total, commits_with_codex, commits_total)| {
            CodeAttribution {
                lines_added,
                lines_removed,
                lines_committed,
                lines_committed_total,
                commits_with_codex,
                commits_total,
            }
        },
    )
}

fn review_row(day: Day) -> impl Strategy<Value = ReviewRow> {
    (option::weighted(0.6, who()), 0u64..4, 0u64..9, 0u64..3, 0u64..3).prop_map(
        move |(who, reviews, comments, p0, p1)| {
            let (user_id, email) = who.unwrap_or_default();
            ReviewRow { day, user_id, email, reviews, comments, p0, p1, p2: comments / 2 }
        },
    )
}

fn response_row(day: Day) -> impl Strategy<Value = ReviewResponseRow> {
    (option::weighted(0.6, who()), 0u64..60, 0u64..40, 0u64..25, 0u64..25).prop_map(
        move |(who, comments, engaged, upvotes, downvotes)| {
            let (user_id, email) = who.unwrap_or_default();
            ReviewResponseRow {
                day,
                user_id,
                email,
                reviews: 3,
                comments,
                replies: engaged / 3,
                reactions: upvotes + downvotes,
                engaged: if engaged == 39 { comments + 1 } else { engaged.min(comments) },
                // Now and then a row contradicts itself.
                reacted: if upvotes == 24 { comments + 1 } else { upvotes.min(comments) },
                upvoted: upvotes,
                downvoted: downvotes,
                reacted_other: 0,
                replied: if downvotes == 24 { comments + 1 } else { (engaged / 4).min(comments) },
                upvotes,
                downvotes,
                other_reactions: 0,
            }
        },
    )
}

/// What was fetched for one day of one dataset.
pub fn fetched(dataset: Dataset, day: Day) -> impl Strategy<Value = (DayState, DayRows)> {
    let rows = match dataset {
        Dataset::CodeReviews => vec(review_row(day), 0..3).prop_map(DayRows::Reviews).boxed(),
        Dataset::CodeReviewResponses => vec(response_row(day), 0..3).prop_map(DayRows::ReviewResponses).boxed(),
        _ => vec(usage_row(day), 0..4).prop_map(DayRows::Usage).boxed(),
    };
    let state = prop_oneof![8 => Just(DayState::Settled), 1 => Just(DayState::Provisional), 1 => Just(DayState::Gap)];
    (state, rows)
}

/// The keys of all days that an organisation may have.
pub fn keys() -> Vec<Key> {
    let datasets = [Dataset::Usage, Dataset::CodeReviews, Dataset::CodeReviewResponses];
    let mut keys = Vec::new();
    for connection in 1..=2 {
        for dataset in datasets {
            keys.extend((0..DAYS).map(|day| (ConnectionId::new(connection), dataset, base().plus(day))));
        }
    }
    keys
}

fn person(email: usize) -> impl Strategy<Value = Person> {
    let team = || option::weighted(0.8, prop_oneof![4 => Just(0usize), 4 => Just(2), 1 => Just(3)]);
    let end = || option::weighted(0.4, 0i64..DAYS);
    (end(), vec((team(), 1i64..15), 1..3), end()).prop_map(move |(from, stretches, to)| {
        let mut memberships = Vec::new();
        let mut next = from.map(|day| base().plus(day - 5));
        let last = stretches.len() - 1;
        for (at, (team, len)) in stretches.into_iter().enumerate() {
            let team = team.map(|team: usize| TeamSlug::new(TEAMS[team].0));
            let end = if at == last {
                to.map(|to| next.unwrap_or(base()).plus(to))
            } else {
                Some(next.unwrap_or(base()).plus(len))
            };
            memberships.push(Membership { team, from: next, to: end });
            next = end.map(Day::next);
        }
        Person { email: EMAILS[email].parse().unwrap(), name: None, memberships }
    })
}

fn roster() -> impl Strategy<Value = Roster> {
    let people: Vec<_> = (0..EMAILS.len()).map(|email| option::weighted(0.7, person(email))).collect();
    let teams = prop::sample::select(PARENTS.to_vec()).prop_map(|parents| {
        let team = |((slug, title), parent): ((&str, &str), Option<usize>)| Team {
            slug: TeamSlug::new(slug),
            title: title.to_owned(),
            parent: parent.map(|parent: usize| TeamSlug::new(TEAMS[parent].0)),
        };
        TEAMS.into_iter().zip(parents).map(team).collect::<Vec<Team>>()
    });
    (people, teams, 0u32..7).prop_map(|(people, teams, nobody)| {
        let mut people: Vec<Person> = people.into_iter().flatten().filter(|_| nobody > 0).collect();
        people.sort_by(|a, b| a.email.cmp(&b.email));
        Roster { teams, people }
    })
}

/// An organisation.
pub fn org() -> impl Strategy<Value = Org> {
    let one = |key: Key| option::weighted(0.85, fetched(key.1, key.2)).prop_map(move |fetched| Some((key, fetched?)));
    let days: Vec<_> = keys().into_iter().map(one).collect();
    // The second connection may begin later, and the first rows may be missing.
    let owner = || option::weighted(0.4, prop::sample::select(TEAMS.to_vec()));
    (roster(), days, 0i64..20, DAYS - 6..DAYS + 3, (owner(), owner())).prop_map(
        |(roster, days, late, today, owners)| Org {
            roster,
            days: days
                .into_iter()
                .flatten()
                .filter(|((connection, _, day), _)| connection.get() == 1 || *day >= base().plus(late))
                .collect(),
            today: base().plus(today),
            owners: [(1, owners.0), (2, owners.1)]
                .into_iter()
                .filter_map(|(id, owner)| Some((ConnectionId::new(id), TeamSlug::new(owner?.0))))
                .collect(),
        },
    )
}

/// Days to ask for, which may reach beyond both ends.
pub fn range() -> impl Strategy<Value = DateRange> {
    (-4i64..DAYS + 4, 1u32..26).prop_map(|(to, len)| DateRange::ending(base().plus(to), len))
}

pub fn interval() -> impl Strategy<Value = Interval> {
    prop_oneof![Just(Interval::Day), Just(Interval::Week), Just(Interval::Month), Just(Interval::Total)]
}

/// What to narrow to; mostly nothing.
pub fn filter() -> impl Strategy<Value = Filter> {
    let team =
        prop_oneof![Just("data"), Just("größe"), Just("no-team"), Just("empty"), Just("unit")].prop_map(TeamSlug::new);
    // A client, or a family of two, one or no client.
    let keys = [CLIENTS.as_slice(), &["cli", "ide", "other", "desktop"]].concat();
    let client = prop::sample::select(keys).prop_map(ClientFilter::new);
    let model = (0usize..MODELS.len()).prop_map(|model| {
        let (model, speed) = MODELS[model];
        speed.map_or(model.to_owned(), |speed| format!("{model}:{speed}"))
    });
    let part = prop_oneof![
        4 => Just((None, None)),
        2 => client.prop_map(|client| (Some(client), None)),
        1 => model.prop_map(|model| (None, Some(model))),
    ];
    let connection = (1i64..=2).prop_map(|id| ConnectionName::new(format!("c{id}")));
    (option::weighted(0.3, team), part, option::weighted(0.3, connection))
        .prop_map(|(team, (client, model), connection)| Filter { team, client, model, connection })
}
