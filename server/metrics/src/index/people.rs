//! Who is one person, and in which team when: connected components of ids and addresses, and their
//! memberships by day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::people::{Roster, Team};
use domain::{Day, TeamSlug};

use super::Index;
use super::codes::{Handle, NOBODY};
use super::ranks::Ranks;

/// From a day on, until the next stretch: the team, and whether the person is on the roster at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stretch {
    /// Day number of the first day.
    pub(crate) from: i32,
    /// Code of the team.
    pub(crate) team: u32,
    pub(crate) on_roster: bool,
}

/// A person's teams over time, in order; the first stretch begins before any day.
pub(crate) type Plan = Vec<Stretch>;

/// Everybody who has a row or stands on the roster.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Teams by code: the roster's, then those that only memberships name.
    pub(crate) teams: Vec<Team>,
    /// Each team with the teams above it, nearest first, by code.
    chains: Vec<Vec<u32>>,
    /// Whether anybody on the roster was ever a member, by code; the last one is “no team”.
    pub(crate) inhabited: Vec<bool>,
    /// The person of each actor; [`NOBODY`] where no row names the actor any more.
    of_actor: Vec<u32>,
    /// The person of each handle; [`NOBODY`] where neither a row nor the roster has it any more.
    of_handle: Vec<u32>,
    /// The plan of each person.
    plan_of: Vec<u32>,
    plans: Vec<Plan>,
    /// The handle that names each person: the least address, else the least id.
    names: Vec<u32>,
    /// Each person's first entry on the roster with a name, or else the first; [`NOBODY`] without any.
    entries: Vec<u32>,
    /// Their order by name and by key; the roster that they were joined with has their names.
    pub(super) ranks: Ranks,
}

impl People {
    /// Number of people.
    pub(crate) fn len(&self) -> usize {
        self.plan_of.len()
    }

    /// Code of “no team”.
    pub(crate) fn no_team(&self) -> u32 {
        u32::try_from(self.teams.len()).unwrap_or(NOBODY - 1)
    }

    /// Code of rows that name nobody.
    pub(crate) fn unknown(&self) -> u32 {
        self.no_team() + 1
    }

    /// The code of a team by its slug, `no-team` included.
    pub(crate) fn team_named(&self, slug: &TeamSlug) -> Option<u32> {
        let no_team = (slug.as_str() == TeamSlug::NO_TEAM).then(|| self.no_team());
        let found = || (0u32..).zip(&self.teams).find(|(_, team)| team.slug == *slug).map(|(code, _)| code);
        no_team.or_else(found)
    }

    /// The topmost team above a team; itself where it has no parent.
    pub(crate) fn top_of(&self, team: u32) -> u32 {
        self.chains.get(team as usize).and_then(|chain| chain.last()).copied().unwrap_or(team)
    }

    /// A team and every team below it, as codes in order.
    pub(crate) fn covered_by(&self, team: u32) -> Vec<u32> {
        if team >= self.no_team() {
            return vec![team];
        }
        let chains = (0u32..).zip(&self.chains);
        chains.filter(|(_, chain)| chain.contains(&team)).map(|(code, _)| code).collect()
    }

    /// Number of codes of teams, “no team” and “unknown” included.
    pub(crate) fn team_codes(&self) -> usize {
        self.teams.len() + 2
    }

    /// The person behind an actor.
    pub(crate) fn of_actor(&self, actor: u32) -> Option<usize> {
        self.of_actor.get(actor as usize).filter(|person| **person != NOBODY).map(|person| *person as usize)
    }

    /// The person behind a handle.
    pub(crate) fn of_handle(&self, handle: u32) -> Option<usize> {
        self.of_handle.get(handle as usize).filter(|person| **person != NOBODY).map(|person| *person as usize)
    }

    /// A person's teams over time.
    pub(crate) fn plan(&self, person: usize) -> &[Stretch] {
        let plan = self.plan_of.get(person).and_then(|plan| self.plans.get(*plan as usize));
        plan.map(Vec::as_slice).unwrap_or_default()
    }

    /// The person's team, where it is the same on every day.
    pub(crate) fn only_team(&self, person: usize) -> Option<u32> {
        match self.plan(person) {
            [only] => Some(only.team),
            _ => None,
        }
    }

    /// What holds for a person on a day.
    pub(crate) fn on(&self, person: usize, day: i32) -> Stretch {
        let found = self.plan(person).iter().rev().find(|stretch| stretch.from <= day);
        found.copied().unwrap_or(Stretch { from: i32::MIN, team: self.no_team(), on_roster: false })
    }

    /// Code of an actor's team on a day.
    pub(crate) fn team_of_actor(&self, actor: u32, day: i32) -> u32 {
        self.of_actor(actor).map_or(self.unknown(), |person| self.on(person, day).team)
    }

    /// Whether there are days on which a person is in no team.
    pub(crate) fn may_be_teamless(&self, person: usize) -> bool {
        self.plan(person).iter().any(|stretch| stretch.team == self.no_team())
    }

    /// The handle by which each person is named.
    pub(crate) fn names(&self) -> &[u32] {
        &self.names
    }

    /// A person's place on the roster: of several entries the first with a name, or else the first.
    pub(crate) fn entry(&self, person: usize) -> Option<usize> {
        self.entries.get(person).filter(|entry| **entry != NOBODY).map(|entry| *entry as usize)
    }

    /// Whether every actor that `earlier` knew is in the same teams on the same days as then.
    pub(crate) fn agrees_with(&self, earlier: &Self) -> bool {
        let actors = u32::try_from(earlier.of_actor.len()).unwrap_or(NOBODY);
        (0..actors).all(|actor| match (earlier.of_actor(actor), self.of_actor(actor)) {
            (Some(then), Some(now)) => earlier.plan(then) == self.plan(now),
            _ => true,
        })
    }

    /// Whether those whom `earlier` knew, by a row or by the roster, are the same people as then: none of them became
    /// one, or two. Rows may join two of the roster who have none themselves.
    pub(crate) fn are_still(&self, earlier: &Self) -> bool {
        let (mut now_of, mut then_of) = (vec![NOBODY; earlier.len()], vec![NOBODY; self.len()]);
        let is = |of: &mut Vec<u32>, at: u32, person: u32| match of.get_mut(at as usize) {
            Some(slot) if *slot == NOBODY || *slot == person => {
                *slot = person;
                true
            }
            _ => false,
        };
        let actors = earlier.of_actor.iter().zip(&self.of_actor);
        let pairs = actors.chain(earlier.of_handle.iter().zip(&self.of_handle));
        for (then, now) in pairs.filter(|(then, now)| **then != NOBODY && **now != NOBODY) {
            if !is(&mut now_of, *then, *now) || !is(&mut then_of, *now, *then) {
                return false;
            }
        }
        true
    }

    /// Joins the index's rows and roster into people.
    pub(crate) fn of(index: &Index) -> Self {
        let teams = teams_of(&index.roster);
        let codes: HashMap<&TeamSlug, u32> = teams.iter().map(|team| &team.slug).zip(0u32..).collect();
        let (person_of_handle, of_actor, count) = components(index);
        let mut entries: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, person) in index.roster.people.iter().enumerate() {
            let handle = index.handles.find(&Handle::Email(person.email.clone()));
            let person = handle.and_then(|handle| person_of_handle.get(handle as usize));
            entries.entry(person.copied().unwrap_or(NOBODY)).or_default().push(at);
        }
        let no_team = u32::try_from(teams.len()).unwrap_or(NOBODY - 1);
        let away: Plan = vec![Stretch { from: i32::MIN, team: no_team, on_roster: false }];
        let mut plan_of = vec![0; count];
        let mut plans = vec![away];
        let mut entry_of = vec![NOBODY; count];
        let mut known: HashMap<Plan, u32> = HashMap::new();
        for (person, entries) in &entries {
            let plan = plan_of_entries(&index.roster, entries, &codes, no_team);
            let next = u32::try_from(plans.len()).unwrap_or(0);
            let code = *known.entry(plan).or_insert_with_key(|plan| {
                plans.push(plan.clone());
                next
            });
            if let Some(slot) = plan_of.get_mut(*person as usize) {
                *slot = code;
            }
            let named = |at: &&usize| index.roster.people.get(**at).is_some_and(|person| person.name.is_some());
            let entry = entries.iter().find(named).or(entries.first()).and_then(|at| u32::try_from(*at).ok());
            if let Some((slot, entry)) = entry_of.get_mut(*person as usize).zip(entry) {
                *slot = entry;
            }
        }
        let mut inhabited = vec![false; teams.len() + 1];
        for stretch in plans.iter().flatten().filter(|stretch| stretch.on_roster) {
            if let Some(slot) = inhabited.get_mut(stretch.team as usize) {
                *slot = true;
            }
        }
        let names = names(index, &person_of_handle, count);
        let chains = chains(&teams, &codes);
        Self {
            teams,
            chains,
            inhabited,
            of_actor,
            of_handle: person_of_handle,
            plan_of,
            plans,
            names,
            entries: entry_of,
            ranks: Ranks::default(),
        }
    }
}

/// The roster's teams, and behind them those that only memberships and parents name.
fn teams_of(roster: &Roster) -> Vec<Team> {
    let mut teams = roster.teams.clone();
    let listed: BTreeSet<&TeamSlug> = roster.teams.iter().map(|team| &team.slug).collect();
    let named = roster.people.iter().flat_map(|person| &person.memberships).filter_map(|member| member.team.as_ref());
    let parents = roster.teams.iter().filter_map(|team| team.parent.as_ref());
    let unlisted: BTreeSet<&TeamSlug> = named.chain(parents).filter(|slug| !listed.contains(slug)).collect();
    teams.extend(unlisted.into_iter().map(|slug| Team { slug: slug.clone(), title: slug.to_string(), parent: None }));
    teams
}

/// Each team with the teams above it, nearest first. Where parents run in a circle nobody is on top: then
/// a team stands alone.
fn chains(teams: &[Team], codes: &HashMap<&TeamSlug, u32>) -> Vec<Vec<u32>> {
    let parents: Vec<Option<u32>> =
        teams.iter().map(|team| team.parent.as_ref().and_then(|slug| codes.get(slug)).copied()).collect();
    let parent = |team: u32| parents.get(team as usize).copied().flatten();
    let chain = |team: u32| {
        let mut chain = vec![team];
        while let Some(above) = chain.last().copied().and_then(parent) {
            if chain.contains(&above) {
                return vec![team];
            }
            chain.push(above);
        }
        chain
    };
    (0u32..).take(teams.len()).map(chain).collect()
}

/// The person of each handle, the person of each actor, and the number of people.
fn components(index: &Index) -> (Vec<u32>, Vec<u32>, usize) {
    let mut parents: Vec<u32> = (0u32..).take(index.handles.len()).collect();
    let live = |actor: u32| index.mentions.get(actor as usize).is_some_and(|mentions| *mentions > 0);
    for (_, actor) in index.actors.iter().filter(|(code, _)| live(*code)) {
        if let (Some(user), Some(email)) = (actor.user, actor.email) {
            let (user, email) = (root(&mut parents, user), root(&mut parents, email));
            if let Some(parent) = parents.get_mut(user as usize) {
                *parent = email;
            }
        }
    }
    let mut person_of_root = vec![NOBODY; parents.len()];
    let mut count = 0u32;
    let mut person_of = |parents: &mut Vec<u32>, handle: u32| {
        let root = root(parents, handle);
        let Some(person) = person_of_root.get_mut(root as usize) else { return NOBODY };
        if *person == NOBODY {
            *person = count;
            count += 1;
        }
        *person
    };
    let mut of_actor = vec![NOBODY; index.actors.len()];
    for (code, actor) in index.actors.iter().filter(|(code, _)| live(*code)) {
        if let (Some(slot), Some(handle)) = (of_actor.get_mut(code as usize), actor.email.or(actor.user)) {
            *slot = person_of(&mut parents, handle);
        }
    }
    for person in &index.roster.people {
        if let Some(handle) = index.handles.find(&Handle::Email(person.email.clone())) {
            person_of(&mut parents, handle);
        }
    }
    let handles = 0..u32::try_from(index.handles.len()).unwrap_or(NOBODY);
    let roots: Vec<u32> = handles.map(|handle| root(&mut parents, handle)).collect();
    let person_of_handle =
        roots.into_iter().map(|root| person_of_root.get(root as usize).copied().unwrap_or(NOBODY)).collect();
    (person_of_handle, of_actor, count as usize)
}

/// The handle that stands for a handle's component; shortens the way for the next look.
fn root(parents: &mut [u32], mut handle: u32) -> u32 {
    while let Some(parent) = parents.get(handle as usize).copied().filter(|parent| *parent != handle) {
        let above = parents.get(parent as usize).copied().unwrap_or(parent);
        if let Some(slot) = parents.get_mut(handle as usize) {
            *slot = above;
        }
        handle = parent;
    }
    handle
}

/// The teams over time of a person whom the roster lists under these entries.
///
/// Several entries are one person where rows join their addresses. On a day on which more than one
/// covers, the first in the roster's order that names a team decides.
fn plan_of_entries(roster: &Roster, entries: &[usize], codes: &HashMap<&TeamSlug, u32>, no_team: u32) -> Plan {
    let people: Vec<_> = entries.iter().filter_map(|at| roster.people.get(*at)).collect();
    let mut borders: BTreeSet<i32> = BTreeSet::new();
    for membership in people.iter().flat_map(|person| &person.memberships) {
        borders.extend(membership.from.map(Day::number));
        borders.extend(membership.to.map(|to| to.next().number()));
    }
    let before = borders.first().map_or(0, |first| first - 1);
    let mut plan: Plan = Vec::new();
    for (from, day) in std::iter::once((i32::MIN, before)).chain(borders.into_iter().map(|day| (day, day))) {
        let day = Day::from_number(day);
        let covering: Vec<_> = people.iter().filter_map(|person| person.membership_on(day)).collect();
        let team = covering.iter().find_map(|membership| codes.get(membership.team.as_ref()?).copied());
        let next = Stretch { from, team: team.unwrap_or(no_team), on_roster: !covering.is_empty() };
        let same = plan.last().is_some_and(|last| (last.team, last.on_roster) == (next.team, next.on_roster));
        if !same {
            plan.push(next);
        }
    }
    plan
}

/// The least handle of each person; addresses come before ids.
fn names(index: &Index, person_of_handle: &[u32], count: usize) -> Vec<u32> {
    let mut names: Vec<Option<(u32, &Handle)>> = vec![None; count];
    for ((code, handle), person) in index.handles.iter().zip(person_of_handle) {
        if let Some(name) = names.get_mut(*person as usize)
            && name.is_none_or(|(_, least)| handle < least)
        {
            *name = Some((code, handle));
        }
    }
    names.into_iter().map(|name| name.map_or(NOBODY, |(code, _)| code)).collect()
}
