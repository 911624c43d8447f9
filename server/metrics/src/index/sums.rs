//! Sums over stretches of days, by team and code: what can be asked for, and what is kept of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{ConnectionId, Dataset, Day};

use super::column::ReviewCounts;
use super::derived::Derived;
use super::matrix::Days;
use super::memo::Memo;
use super::rollup::{By, Measure};

/// Whether sums tell teams apart. Where a question is about all of them there is far less to add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Teams {
    Apart,
    Together,
}

/// A measure of rows of `usage` over some days, of one connection or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Summed {
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) by: By,
    pub(crate) teams: Teams,
    pub(crate) measure: Measure,
    pub(crate) days: Days,
}

/// Everything that a dataset about reviews counts over some days of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reviewed {
    pub(crate) dataset: Dataset,
    pub(crate) connection: ConnectionId,
    pub(crate) days: Days,
}

/// Stretches of more days than that are added up from weeks.
const LONG: i32 = 14;

/// What is summed over some days.
pub(crate) trait Over: Copy {
    /// The days, as day numbers.
    fn days(&self) -> Days;
}

impl Over for Summed {
    fn days(&self) -> Days {
        self.days
    }
}

impl Over for Reviewed {
    fn days(&self) -> Days {
        self.days
    }
}

/// The sums of one version of the index. The place of a line is its code times the number of teams, and its team; its
/// code where teams are not told apart.
#[derive(Debug, Default)]
pub(crate) struct KeptSums {
    usage: Memo<Summed, i64>,
    /// The place of a line is its team.
    reviews: Memo<Reviewed, ReviewCounts>,
}

impl KeptSums {
    /// The sums of the version before that look at days before these alone: the first day whose rows of `usage` have
    /// changed, and the first whose rows about reviews have.
    pub(crate) fn carried(&self, usage: i32, reviews: i32) -> Self {
        Self {
            usage: self.usage.carried(|of| of.days.1 < usage),
            reviews: self.reviews.carried(|of| of.days.1 < reviews),
        }
    }

    /// Bytes that they take.
    pub(crate) fn bytes(&self) -> usize {
        self.usage.bytes() + self.reviews.bytes()
    }
}

impl Derived {
    /// Sums over days, each by code and team, in the order in which they were asked for.
    pub(crate) fn sums(&self, asked: &[Summed]) -> Vec<Arc<[i64]>> {
        kept(&self.sums.usage, asked, |missing| self.add_up_by_weeks(missing))
    }

    /// Makes the weekly sums that most others are added up from.
    pub(crate) fn warm_weeks(&self) {
        let Some((first, last)) = self.days_with_rows() else { return };
        let days = (first.number(), last.number());
        let measured = |by| Measure::ALL.map(|measure| (by, measure));
        let apart = [By::Nothing, By::Client].into_iter().flat_map(measured);
        let apart = apart.chain([Measure::Rows, Measure::Credits].map(|measure| (By::Model, measure)));
        let of = |(by, measure)| Summed { connection: None, by, teams: Teams::Apart, measure, days };
        self.sums(&apart.map(of).collect::<Vec<_>>());
    }

    /// The sums of weeks are kept and serve every longer stretch that they lie in.
    fn add_up_by_weeks(&self, asked: &[Summed]) -> Vec<Vec<i64>> {
        let pieces: Vec<(Vec<Summed>, Vec<Summed>)> = asked.iter().map(|of| pieces(*of)).collect();
        let weeks: Vec<Summed> = pieces.iter().flat_map(|(weeks, _)| weeks.iter().copied()).collect();
        let rest: Vec<Summed> = pieces.iter().flat_map(|(_, rest)| rest.iter().copied()).collect();
        let mut weekly = self.sums.usage.get(&weeks, |missing| self.add_up(missing)).into_iter();
        let mut daily = self.add_up(&rest).into_iter();
        let whole = |(weeks, rest): &(Vec<Summed>, Vec<Summed>)| {
            let mut sum = Vec::new();
            weekly.by_ref().take(weeks.len()).for_each(|week| add_to(&mut sum, &week));
            daily.by_ref().take(rest.len()).for_each(|days| add_to(&mut sum, &days));
            sum
        };
        pieces.iter().map(whole).collect()
    }

    /// One of these by code, over the teams that `has` picks; of [`Measure::Rows`] it has every code with a line.
    pub(crate) fn sums_by_code(&self, of: Summed, has: impl Fn(u32) -> bool) -> BTreeMap<u32, i64> {
        let found = self.sums(&[of]);
        let lines = found.iter().flat_map(|sums| (0u32..).zip(sums.chunks(self.teams_told(of.teams))));
        let mut by_code = BTreeMap::new();
        for (code, teams) in lines {
            for (_, value) in (0u32..).zip(teams).filter(|(team, value)| **value != 0 && has(*team)) {
                let sum: &mut i64 = by_code.entry(code).or_default();
                *sum = sum.saturating_add(*value);
            }
        }
        by_code
    }

    /// The same of reviews, each by team.
    pub(crate) fn reviewed(&self, asked: &[Reviewed]) -> Vec<Arc<[ReviewCounts]>> {
        kept(&self.sums.reviews, asked, |missing| self.add_reviews_up(missing))
    }

    /// So many places has a code.
    pub(crate) fn teams_told(&self, teams: Teams) -> usize {
        match teams {
            Teams::Apart => self.people.team_codes(),
            Teams::Together => 1,
        }
    }

    fn add_up(&self, asked: &[Summed]) -> Vec<Vec<i64>> {
        let teams = self.people.team_codes();
        let mut sums: Vec<Vec<i64>> = vec![Vec::new(); asked.len()];
        let Some((from, to)) = bounds(asked) else { return sums };
        let by_day = by_day(asked, from, to);
        for (connection, day, rollup) in self.rollups(from, to) {
            // What one day's section says of a measure goes to every stretch that has the day.
            let mut read: Vec<(By, Measure, Vec<i64>)> = Vec::new();
            let here = usize::try_from(day.days_since(from)).ok().and_then(|at| by_day.get(at));
            for at in here.into_iter().flatten() {
                let Some((of, sum)) = asked.get(*at).zip(sums.get_mut(*at)) else { continue };
                if of.connection.is_some_and(|only| only != connection) {
                    continue;
                }
                let section = rollup.section(of.by);
                if of.teams == Teams::Together {
                    add_to(sum, &section.whole(of.measure));
                    continue;
                }
                let at = read.iter().position(|(by, measure, _)| (*by, *measure) == (of.by, of.measure));
                let at = at.unwrap_or_else(|| {
                    read.push((of.by, of.measure, section.measure(of.measure)));
                    read.len() - 1
                });
                let values = read.get(at).map(|(.., values)| values.as_slice()).unwrap_or_default();
                let codes = section.keys().iter().map(|(_, code)| *code as usize + 1).max().unwrap_or(0);
                if sum.is_empty() {
                    *sum = vec![0; codes * teams];
                } else if sum.len() < codes * teams {
                    sum.resize(codes * teams, 0);
                }
                for ((team, code), value) in section.keys().iter().zip(values) {
                    if let Some(sum) = sum.get_mut(*code as usize * teams + *team as usize) {
                        *sum = sum.saturating_add(*value);
                    }
                }
            }
        }
        sums
    }

    fn add_reviews_up(&self, asked: &[Reviewed]) -> Vec<Vec<ReviewCounts>> {
        let mut sums = vec![Vec::new(); asked.len()];
        let Some((from, to)) = bounds(asked) else { return sums };
        let by_day = by_day(asked, from, to);
        for (dataset, connection, day, teams) in self.reviews(from, to) {
            let here = usize::try_from(day.days_since(from)).ok().and_then(|at| by_day.get(at));
            for at in here.into_iter().flatten() {
                let Some((of, sum)) = asked.get(*at).zip(sums.get_mut(*at)) else { continue };
                if (of.dataset, of.connection) != (dataset, connection) {
                    continue;
                }
                sum.resize(self.people.team_codes(), ReviewCounts::default());
                for (team, counts) in teams {
                    sum.get_mut(*team as usize).into_iter().for_each(|sum| sum.add(counts));
                }
            }
        }
        sums
    }
}

/// Single days are as quick to read again as to look up: they are not kept.
fn kept<K: Over + Eq + std::hash::Hash, V>(
    memo: &Memo<K, V>,
    asked: &[K],
    make: impl Fn(&[K]) -> Vec<Vec<V>>,
) -> Vec<Arc<[V]>> {
    let (single, longer): (Vec<K>, Vec<K>) = asked.iter().partition(|of| of.days().0 == of.days().1);
    let mut days = if single.is_empty() { Vec::new() } else { make(&single) }.into_iter().map(Arc::from);
    let mut runs = memo.get(&longer, make).into_iter();
    let next = |of: &K| if of.days().0 == of.days().1 { days.next() } else { runs.next() };
    asked.iter().map(next).map(Option::unwrap_or_default).collect()
}

/// The whole ISO weeks of a long stretch of days, and what is left of it before and behind them; a short one is left
/// as it is.
fn pieces(of: Summed) -> (Vec<Summed>, Vec<Summed>) {
    let (from, to) = of.days;
    if to - from < LONG {
        return (Vec::new(), vec![of]);
    }
    let monday = Day::from_number(from + 6).week_start().number();
    let count = usize::try_from((to - monday + 1) / 7).unwrap_or(0);
    let starts = (0i32..).map(|week| monday + week * 7).take(count);
    let weeks: Vec<Summed> = starts.map(|start| Summed { days: (start, start + 6), ..of }).collect();
    let behind = weeks.last().map_or(monday, |week| week.days.1 + 1);
    let edges = [(from, monday - 1), (behind, to)].into_iter().filter(|(from, to)| from <= to);
    (weeks, edges.map(|days| Summed { days, ..of }).collect())
}

fn add_to(sum: &mut Vec<i64>, other: &[i64]) {
    if sum.is_empty() {
        sum.extend_from_slice(other);
        return;
    }
    if other.len() > sum.len() {
        sum.resize(other.len(), 0);
    }
    sum.iter_mut().zip(other).for_each(|(sum, value)| *sum = sum.saturating_add(*value));
}

/// Which of these look at each day.
fn by_day<K: Over>(asked: &[K], from: Day, to: Day) -> Vec<Vec<usize>> {
    let mut days = vec![Vec::new(); usize::try_from(to.days_since(from) + 1).unwrap_or(0)];
    for (at, of) in asked.iter().enumerate() {
        let (first, last) = of.days();
        for day in first..=last {
            if let Some(day) = usize::try_from(day - from.number()).ok().and_then(|day| days.get_mut(day)) {
                day.push(at);
            }
        }
    }
    days
}

fn bounds<K: Over>(asked: &[K]) -> Option<(Day, Day)> {
    let from = asked.iter().map(|of| of.days().0).min()?;
    let to = asked.iter().map(|of| of.days().1).max()?;
    (from <= to).then(|| (Day::from_number(from), Day::from_number(to)))
}
