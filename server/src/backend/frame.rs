//! The frame of a dashboard page: which days, how cut, how fresh, what there is to filter by.

use app::error::AppError;
use domain::sync::Moment;
use domain::view::{Choice, Frame, Freshness};
use domain::{DateRange, Interval, PageQuery};
use metrics::Index;

use super::errors;
use crate::state::AppState;

/// The frame of a page that is asked for now.
pub async fn frame(state: &AppState, query: &PageQuery) -> Result<Frame, AppError> {
    let (index, today) = (state.index.snapshot(), state.clock.today());
    let range = query.range.resolve(today, index.first_day());
    let intervals = Interval::sensible(range);
    let by = query.by.filter(|by| intervals.contains(by)).unwrap_or_else(|| suitable(range));
    Ok(Frame {
        query: query.clone(),
        range,
        previous: range.prev(),
        by,
        intervals,
        today,
        now: Moment(state.clock.now().timestamp()),
        freshness: freshness(state, &index).await?,
        teams: teams(&index),
        clients: clients(&index, range),
    })
}

/// The interval that a range is shown in unless the reader chooses: some dozens of buckets.
fn suitable(range: DateRange) -> Interval {
    match range.len_days() {
        0..=62 => Interval::Day,
        63..=400 => Interval::Week,
        _ => Interval::Month,
    }
}

async fn freshness(state: &AppState, index: &Index) -> Result<Freshness, AppError> {
    let connections = state.archive.connections().await.map_err(errors::archive)?;
    Ok(Freshness {
        connected: !connections.is_empty(),
        first_day: index.first_day(),
        settled_through: index.settled_through(),
        // The numbers of a page are as fresh as its stalest connection.
        last_sync: connections.iter().map(|c| c.last_ok_sync).min().flatten().map(|at| Moment(at.timestamp())),
        failure: connections.into_iter().find_map(|connection| connection.failure),
        running: state.collector.progress().borrow().values().cloned().collect(),
    })
}

fn teams(index: &Index) -> Vec<Choice> {
    let choice = |team: &domain::people::Team| Choice { key: team.slug.to_string(), title: team.title.clone() };
    index.teams().iter().map(choice).collect()
}

fn clients(index: &Index, range: DateRange) -> Vec<Choice> {
    let clients = index.clients_by_credits(range);
    clients.iter().map(|client| Choice { key: client.to_string(), title: client.title() }).collect()
}
