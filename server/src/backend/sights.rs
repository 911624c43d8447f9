//! What the archive sees of a rollout by itself: the first day of a kind of client, of reviews, of each team; and how
//! many people a connection is about. For readers who may see small groups, too.

use std::collections::BTreeMap;

use app::error::AppError;
use domain::people::Team;
use domain::rollout::{Entry, ITEMS, Item, Sight};
use domain::view::{Number, RolloutRow, Series, Split, TeamSeen};
use domain::{ClientFamily, ConnectionName, DateRange, Day, Filter, Interval, Metric};
use metrics::{Ask, Index, Policy};

use super::errors;

/// Clients on people's own machines.
const LOCAL: [ClientFamily; 3] = [ClientFamily::Cli, ClientFamily::Ide, ClientFamily::Desktop];

/// Everything from the first day to today; `None` while there is no day.
fn all_days(index: &Index, today: Day) -> Option<DateRange> {
    DateRange::new(index.first_day()?, today).ok()
}

fn ask(metric: Metric, range: DateRange, by: Interval, split: Split, today: Day) -> Ask {
    let policy = Policy { floor: None, strict: false };
    Ask { metric, range, by, split, filter: Filter::default(), policy, today }
}

/// Distinct people who were active in a connection; `None` while there is no day.
pub(super) fn people_of(index: &Index, connection: &ConnectionName, today: Day) -> Result<Option<u32>, AppError> {
    let known = index.connections().contains(connection);
    let Some(range) = all_days(index, today).filter(|_| known) else { return Ok(None) };
    let filter = Filter { connection: Some(connection.clone()), ..Filter::default() };
    let question = Ask { filter, ..ask(Metric::ActivePeople, range, Interval::Total, Split::None, today) };
    let answer = metrics::answer(index, &question).map_err(errors::ask)?;
    let total = answer.series.first().and_then(|series| series.total.value);
    Ok(total.and_then(|number| match number {
        Number::Count(people) => u32::try_from(people).ok(),
        _ => None,
    }))
}

/// Where a series first has something.
fn first(series: &Series) -> Option<Day> {
    let some = |number: Number| number.as_f64() > 0.0;
    series.points.iter().find(|point| point.figure.value.is_some_and(some)).map(|point| point.start)
}

/// The first day of each line of a split. First the month of each, then the day within it: a few small questions
/// however long the archive is.
fn first_days(index: &Index, metric: Metric, split: Split, today: Day) -> Result<BTreeMap<String, Day>, AppError> {
    let Some(range) = all_days(index, today) else { return Ok(BTreeMap::new()) };
    let answer = |range, by| metrics::answer(index, &ask(metric, range, by, split, today)).map_err(errors::ask);
    let mut months: BTreeMap<Day, Vec<String>> = BTreeMap::new();
    for series in answer(range, Interval::Month)?.series {
        if let Some(month) = first(&series) {
            months.entry(month.month_start()).or_default().push(series.key);
        }
    }
    let mut days = BTreeMap::new();
    for (month, keys) in months {
        let end = month.next_month_start().previous().min(range.to());
        let Ok(within) = DateRange::new(month.max(range.from()), end) else { continue };
        for series in answer(within, Interval::Day)?.series.into_iter().filter(|series| keys.contains(&series.key)) {
            days.extend(first(&series).map(|day| (series.key, day)));
        }
    }
    Ok(days)
}

/// Whether a team is another one or lies below it.
fn is_within(one: &Team, other: &Team, all: &[Team]) -> bool {
    let mut at = Some(one);
    // A roster without circles is checked where it comes in; so many steps are enough for any.
    for _ in 0..=all.len() {
        let Some(team) = at else { return false };
        if team.slug == other.slug {
            return true;
        }
        at = team.parent.as_ref().and_then(|parent| all.iter().find(|team| team.slug == *parent));
    }
    false
}

/// The list of the rollout with what the archive sees, and each team of the roster.
pub(super) fn rollout(
    index: &Index,
    kept: Vec<(String, Entry)>,
    today: Day,
) -> Result<(Vec<RolloutRow>, Vec<TeamSeen>), AppError> {
    let clients = first_days(index, Metric::ActivePeople, Split::ClientFamily, today)?;
    let reviews = first_days(index, Metric::Reviews, Split::None, today)?;
    let by_team = first_days(index, Metric::ActivePeople, Split::Team, today)?;
    // A team that nobody is in has nobody who could begin.
    let inhabited = |team: &&Team| index.roster_size(today, Some(&team.slug)).is_some_and(|people| people > 0);
    let began = |team: &Team| {
        let within = index.teams().iter().filter(|one| is_within(one, team, index.teams()));
        within.filter_map(|one| by_team.get(one.slug.as_str()).copied()).min()
    };
    let teams: Vec<TeamSeen> = index
        .teams()
        .iter()
        .filter(inhabited)
        .map(|team| TeamSeen { title: team.title.clone(), day: began(team) })
        .collect();
    let seen = |sight: Sight| match sight {
        Sight::Local => LOCAL.iter().filter_map(|family| clients.get(family.key()).copied()).min(),
        Sight::Cloud => clients.get(ClientFamily::CloudWeb.key()).copied(),
        Sight::Review => reviews.values().copied().min(),
        // The day on which the last of them began.
        Sight::Teams => {
            let days: Option<Vec<Day>> = teams.iter().map(|team| team.day).collect();
            days.and_then(|days| days.into_iter().max())
        }
    };
    let mut kept: BTreeMap<String, Entry> = kept.into_iter().collect();
    let row = |item: &Item| RolloutRow {
        name: item.name.to_owned(),
        entry: kept.remove(item.name).unwrap_or_default(),
        seen: item.sight.and_then(seen),
    };
    let rows = ITEMS.iter().map(row).collect();
    Ok((rows, teams))
}
