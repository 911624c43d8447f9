//! The oracle: every definition by loops and sets over raw rows, as obvious as it is slow.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use domain::fact::{DayRows, Spend, UsageRow};
use domain::view::{Figure, PointState};
use domain::{ClientId, ConnectionId, Dataset, Day, DayState, Email, TeamSlug, UserId};

use crate::org::Org;

/// Whose and which part of rows a line is about.
#[derive(Clone, Debug, Default)]
pub struct Pick {
    pub connection: Option<ConnectionId>,
    /// Keys of teams, `no-team` included; rows that name nobody are in none.
    pub teams: Option<BTreeSet<String>>,
    pub clients: Option<BTreeSet<ClientId>>,
    /// Keys of models.
    pub models: Option<BTreeSet<String>>,
    /// Only rows that name nobody, of connections that no team owns.
    pub nameless: bool,
    /// With `nameless`: connections whose reviews are some team's.
    pub mapped: BTreeSet<ConnectionId>,
}

/// One bucket, or the whole range.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub start: Day,
    pub days: Vec<Day>,
    pub clipped: bool,
    pub before: Vec<Day>,
}

/// Numbers of one line of a row.
pub struct Line {
    pub threads: u64,
    pub turns: u64,
    pub spend: Spend,
}

/// Raw rows with people in them.
pub struct Truth<'a> {
    pub org: &'a Org,
    /// Handles of each person.
    pub people: Vec<BTreeSet<String>>,
    pub rows: Vec<(ConnectionId, Day, Option<usize>, &'a UsageRow)>,
    /// What was looked up before: the same loops over and over would take minutes.
    teams: RefCell<HashMap<(usize, Day), (String, bool)>>,
    activity: RefCell<HashMap<String, Rc<Activity>>>,
    begun: RefCell<HashMap<(Dataset, ConnectionId), Option<Day>>>,
}

/// Active days by person.
pub type Activity = BTreeMap<usize, BTreeSet<Day>>;

pub fn value(state: PointState, value: Option<domain::view::Number>) -> Figure {
    Figure { value, state }
}

fn handles(connection: ConnectionId, user: Option<&UserId>, email: Option<&Email>) -> BTreeSet<String> {
    let user = user.map(|user| format!("{connection}/{user}"));
    user.into_iter().chain(email.map(ToString::to_string)).collect()
}

impl<'a> Truth<'a> {
    pub fn of(org: &'a Org) -> Self {
        let mut people: Vec<BTreeSet<String>> = Vec::new();
        let mut meet = |met: BTreeSet<String>| {
            if met.is_empty() {
                return;
            }
            let (same, mut rest): (Vec<_>, Vec<_>) = people.drain(..).partition(|person| !person.is_disjoint(&met));
            rest.push(same.into_iter().flatten().chain(met).collect());
            people = rest;
        };
        for ((connection, _, _), (state, rows)) in &org.days {
            if *state == DayState::Gap {
                continue;
            }
            for (user, email) in names(rows) {
                meet(handles(*connection, user, email));
            }
        }
        org.roster.people.iter().for_each(|person| meet(BTreeSet::from([person.email.to_string()])));
        let mut truth = Self {
            org,
            people,
            rows: Vec::new(),
            teams: RefCell::default(),
            activity: RefCell::default(),
            begun: RefCell::default(),
        };
        for ((connection, _, day), (state, rows)) in &org.days {
            if let (DayRows::Usage(rows), false) = (rows, *state == DayState::Gap) {
                for row in rows {
                    let person = truth.person(*connection, row.user_id.as_ref(), row.email.as_ref());
                    truth.rows.push((*connection, *day, person, row));
                }
            }
        }
        truth
    }

    pub fn person(&self, connection: ConnectionId, user: Option<&UserId>, email: Option<&Email>) -> Option<usize> {
        let met = handles(connection, user, email);
        self.people.iter().position(|person| !person.is_disjoint(&met))
    }

    /// The key of a person's team on a day, and whether the person is on the roster then.
    pub fn team(&self, person: usize, day: Day) -> (String, bool) {
        self.teams.borrow_mut().entry((person, day)).or_insert_with(|| self.find_team(person, day)).clone()
    }

    fn find_team(&self, person: usize, day: Day) -> (String, bool) {
        let entries = self.org.roster.people.iter().filter(|entry| self.people[person].contains(entry.email.as_str()));
        let covering: Vec<_> = entries.filter_map(|entry| entry.membership_on(day)).collect();
        let team = covering.iter().find_map(|membership| membership.team.clone());
        (team.map_or(TeamSlug::NO_TEAM.to_owned(), |team| team.to_string()), !covering.is_empty())
    }

    /// A team and the teams above it, nearest first; alone where parents run in a circle.
    pub fn chain(&self, key: &str) -> Vec<String> {
        let mut chain = vec![key.to_owned()];
        loop {
            let last = chain.last().unwrap();
            let team = self.org.roster.teams.iter().find(|team| team.slug.as_str() == last);
            match team.and_then(|team| team.parent.as_ref()).map(ToString::to_string) {
                None => return chain,
                Some(parent) if chain.contains(&parent) => return vec![key.to_owned()],
                Some(parent) => chain.push(parent),
            }
        }
    }

    /// A team and all teams below it.
    pub fn covered(&self, key: &str) -> BTreeSet<String> {
        let all = self.org.roster.teams.iter().map(|team| team.slug.to_string()).chain([key.to_owned()]);
        all.filter(|team| self.chain(team).iter().any(|above| above == key)).collect()
    }

    /// Whether reviews that name nobody are the pick's, because it has all teams of the connection's owner.
    pub fn owns(&self, pick: &Pick, connection: ConnectionId) -> bool {
        let owner = self.org.owners.get(&connection).map(|owner| self.covered(owner.as_str()));
        owner.zip(pick.teams.as_ref()).is_some_and(|(owner, teams)| owner.is_subset(teams))
    }

    pub fn in_team(&self, pick: &Pick, person: Option<usize>, day: Day) -> bool {
        let Some(teams) = &pick.teams else { return true };
        match person {
            None => pick.nameless,
            Some(person) => !pick.nameless && teams.contains(&self.team(person, day).0),
        }
    }

    /// The lines of a row that a pick is about.
    pub fn parts(pick: &Pick, row: &UsageRow) -> Vec<Line> {
        if let Some(clients) = &pick.clients {
            let parts = row.clients.iter().filter(|part| clients.contains(&part.client));
            let line = |work: domain::fact::Work| Line { threads: work.threads, turns: work.turns, spend: work.spend };
            return parts.map(|part| line(part.work)).collect();
        }
        if let Some(models) = &pick.models {
            let parts = row.models.iter().filter(|part| models.contains(&part.key.key()));
            return parts.map(|part| Line { threads: 0, turns: 0, spend: part.spend }).collect();
        }
        vec![Line { threads: row.totals.threads, turns: row.totals.turns, spend: row.totals.spend }]
    }

    /// Days on which each person was active, whatever the team.
    pub fn active_days(&self, pick: &Pick) -> Rc<Activity> {
        let key = format!("{:?}", (pick.connection, &pick.clients, &pick.models));
        let mut known = self.activity.borrow_mut();
        Rc::clone(known.entry(key).or_insert_with(|| Rc::new(self.find_active_days(pick))))
    }

    fn find_active_days(&self, pick: &Pick) -> Activity {
        let mut days = Activity::new();
        for (connection, day, person, row) in &self.rows {
            let counts = pick.connection.is_none_or(|only| only == *connection) && *day <= self.org.today;
            let active = if pick.models.is_some() {
                !Self::parts(pick, row).is_empty()
            } else {
                Self::parts(pick, row).iter().any(|line| line.threads + line.turns > 0)
            };
            if let (Some(person), true) = (person, counts && active) {
                days.entry(*person).or_default().insert(*day);
            }
        }
        days
    }

    /// The first day of a dataset of one connection.
    pub fn first_of(&self, dataset: Dataset, connection: ConnectionId) -> Option<Day> {
        let mut known = self.begun.borrow_mut();
        *known.entry((dataset, connection)).or_insert_with(|| self.find_first_of(dataset, connection))
    }

    fn find_first_of(&self, dataset: Dataset, connection: ConnectionId) -> Option<Day> {
        let days = self.org.days.iter().filter(|((of, set, _), _)| *of == connection && *set == dataset);
        let with_rows = days.filter(|(_, (state, rows))| *state != DayState::Gap && !rows.is_empty());
        with_rows.map(|((_, _, day), _)| *day).min()
    }

    pub fn connections(pick: &Pick) -> Vec<ConnectionId> {
        (1..=2).map(ConnectionId::new).filter(|id| pick.connection.is_none_or(|only| only == *id)).collect()
    }

    pub fn first(&self, dataset: Dataset, pick: &Pick) -> Option<Day> {
        Self::connections(pick).into_iter().filter_map(|id| self.first_of(dataset, id)).min()
    }

    /// The states of a day in the connections that have begun.
    fn states(&self, dataset: Dataset, pick: &Pick, day: Day) -> Vec<DayState> {
        let begun = |id: &ConnectionId| self.first_of(dataset, *id).is_some_and(|first| first <= day);
        let state = |id| self.org.days.get(&(id, dataset, day)).map_or(DayState::Gap, |(state, _)| *state);
        if day > self.org.today {
            return Vec::new();
        }
        Self::connections(pick).into_iter().filter(begun).map(state).collect()
    }

    pub fn knows(&self, dataset: Dataset, pick: &Pick, day: Day) -> bool {
        self.states(dataset, pick, day).iter().any(|state| *state != DayState::Gap)
    }

    pub fn state(&self, dataset: Dataset, pick: &Pick, days: &[Day], cut: bool) -> PointState {
        let states: Vec<Vec<DayState>> = days.iter().map(|day| self.states(dataset, pick, *day)).collect();
        let any = |state: DayState| states.iter().flatten().any(|of| *of == state);
        if states.iter().flatten().all(|state| *state == DayState::Gap) {
            PointState::Gap
        } else if cut || any(DayState::Gap) || states.iter().any(Vec::is_empty) {
            PointState::Partial
        } else if any(DayState::Provisional) {
            PointState::Provisional
        } else {
            PointState::Settled
        }
    }

    /// The last settled day before which, from the first on, none is provisional; the least of all.
    pub fn settled_through(&self, pick: &Pick) -> Option<Day> {
        let mut least: Option<Option<Day>> = None;
        for id in Self::connections(pick) {
            let Some(first) = self.first_of(Dataset::Usage, id) else { continue };
            let mut through = None;
            for ((of, dataset, day), (state, _)) in &self.org.days {
                if *of != id || *dataset != Dataset::Usage || *day < first {
                    continue;
                }
                match state {
                    DayState::Settled => through = Some(*day),
                    DayState::Provisional => break,
                    DayState::Gap => {}
                }
            }
            least = Some(least.map_or(through, |least| least.min(through)));
        }
        least.flatten()
    }
}

/// Who stands in rows.
pub fn names(rows: &DayRows) -> Vec<(Option<&UserId>, Option<&Email>)> {
    match rows {
        DayRows::Usage(rows) => rows.iter().map(|row| (row.user_id.as_ref(), row.email.as_ref())).collect(),
        DayRows::Reviews(rows) => rows.iter().map(|row| (row.user_id.as_ref(), row.email.as_ref())).collect(),
        DayRows::ReviewResponses(rows) => rows.iter().map(|row| (row.user_id.as_ref(), row.email.as_ref())).collect(),
    }
}
