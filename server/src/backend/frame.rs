//! The frame of a dashboard page: which days, how cut, how fresh, what there is to filter by.

use app::error::AppError;
use archive::Connection;
use chrono::{DateTime, Utc};
use domain::sync::Moment;
use domain::view::{Choice, Frame, Freshness, Split, Standing};
use domain::{DateRange, Day, Filter, Interval, Metric, PageQuery};
use metrics::{Ask, Index, Policy};

use super::connections::state_of;
use super::errors;
use crate::state::AppState;

/// The frame of a page that is asked for at a moment of a day.
pub fn frame(
    index: &Index,
    policy: Policy,
    query: &PageQuery,
    allowed: Option<DateRange>,
    (today, now): (Day, Moment),
    freshness: Freshness,
) -> Frame {
    let strict = policy.strict && policy.floor.is_some();
    let asked = query.range.resolve(today, index.first_day());
    let range = if strict { whole_weeks(asked, allowed).unwrap_or(asked) } else { asked };
    let intervals = if strict { vec![Interval::Week] } else { Interval::sensible(range) };
    let usual = if strict { Interval::Week } else { suitable(range) };
    let by = query.by.filter(|by| intervals.contains(by)).unwrap_or(usual);
    Frame {
        query: query.clone(),
        range,
        previous: range.prev(),
        by,
        intervals,
        today,
        now,
        freshness,
        teams: teams(index),
        clients: clients(index, range),
        marked: Vec::new(),
        allowed,
    }
}

/// The ISO weeks that end in a range: under the strict policy groups are given in whole weeks only. There is at least
/// one, unless only some days are allowed and hold none.
pub fn whole_weeks(range: DateRange, allowed: Option<DateRange>) -> Option<DateRange> {
    let to = range.to().next().week_start().previous();
    let from = range.from().week_start().min(to.week_start());
    let from = match allowed {
        Some(allowed) if from < allowed.from() => first_monday(allowed),
        _ => from,
    };
    DateRange::new(from, to).ok()
}

/// The first Monday on or after the first day of a range.
pub fn first_monday(range: DateRange) -> Day {
    range.from().plus(6).week_start()
}

/// The interval that a range is shown in unless the reader chooses: some dozens of buckets.
fn suitable(range: DateRange) -> Interval {
    match range.len_days() {
        0..=62 => Interval::Day,
        63..=400 => Interval::Week,
        _ => Interval::Month,
    }
}

/// How fresh the numbers are, just now.
pub async fn freshness(state: &AppState, index: &Index) -> Result<Freshness, AppError> {
    let connections = state.archive.connections().await.map_err(errors::archive)?;
    let progress = state.collector.progress().borrow().clone();
    // The numbers of a page are as fresh as its stalest connection; those that rest do not grow stale.
    let rests = |connection: &&Connection| connection.rests_since.is_some();
    let all_rest = connections.iter().all(|connection| rests(&connection));
    let read = || connections.iter().filter(|connection| all_rest || !rests(connection));
    let moment = |at: DateTime<Utc>| Moment(at.timestamp());
    let standing = |connection: &Connection| Standing {
        name: connection.name.clone(),
        state: state_of(connection, progress.contains_key(&connection.id)),
        last_sync: connection.last_ok_sync.map(moment),
        problem: connection.failure.as_ref().map(|failure| failure.problem),
    };
    Ok(Freshness {
        connected: !connections.is_empty(),
        first_day: index.first_day(),
        settled_through: index.settled_through(),
        last_sync: read().map(|connection| connection.last_ok_sync).min().flatten().map(moment),
        failure: read().find_map(|connection| connection.failure.clone()),
        connections: connections.iter().map(standing).collect(),
        running: progress.into_values().collect(),
    })
}

/// The teams of the roster to choose from.
pub fn teams(index: &Index) -> Vec<Choice> {
    let choice = |team: &domain::people::Team| Choice { key: team.slug.to_string(), title: team.title.clone() };
    index.teams().iter().map(choice).collect()
}

/// The clients that used credits in a range, most credits first.
pub fn clients(index: &Index, range: DateRange) -> Vec<Choice> {
    let clients = index.clients_by_credits(range);
    clients.iter().map(|client| Choice { key: client.to_string(), title: client.title() }).collect()
}

/// The models that used credits in a range, most credits first.
pub fn models(index: &Index, range: DateRange, today: Day) -> Vec<Choice> {
    let policy = Policy { floor: None, strict: false };
    let (by, split, filter) = (Interval::Total, Split::Model, Filter::default());
    let ask = Ask { metric: Metric::Credits, range, by, split, filter, policy, today };
    let mut series = metrics::answer(index, &ask).map(|answer| answer.series).unwrap_or_default();
    series.retain(|one| one.key != "unattributed");
    let credits = |one: &domain::view::Series| one.total.value.map_or(0.0, domain::view::Number::as_f64);
    series.sort_by(|a, b| credits(b).total_cmp(&credits(a)));
    series.into_iter().map(|one| Choice { key: one.key, title: one.title }).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn strict_pages_show_whole_weeks() {
        for (from, to, whole) in [
            ("2026-11-02", "2026-11-15", "2 to 15 November 2026"),
            ("2026-11-04", "2026-11-18", "2 to 15 November 2026"),
            ("2026-11-18", "2026-11-19", "9 to 15 November 2026"),
            ("2026-11-22", "2026-11-22", "16 to 22 November 2026"),
        ] {
            let range = DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
            assert_eq!(whole_weeks(range, None).unwrap().in_words(), whole, "{from} {to}");
        }
    }

    #[test]
    fn whole_weeks_lie_within_the_days_that_are_allowed() {
        let range = |from: &str, to: &str| DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        let days = range("2026-11-18", "2026-11-19");
        assert_eq!(whole_weeks(days, Some(days)), None);
        let window = range("2026-11-03", "2026-11-20");
        assert_eq!(whole_weeks(days, Some(window)), Some(range("2026-11-09", "2026-11-15")));
        assert_eq!(whole_weeks(window, Some(window)), Some(range("2026-11-09", "2026-11-15")));
        let whole = range("2026-11-02", "2026-11-15");
        assert_eq!(whole_weeks(whole, Some(whole)), Some(whole));
    }
}
