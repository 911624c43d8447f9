//! The progress of running passes, as a stream of events. Each event is the whole board, so that a listener
//! that missed some has missed nothing; an empty board says that nothing runs.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use collector::Board;
use domain::sync::SyncProgress;
use futures::stream::{self, Stream, StreamExt as _};
use tokio::sync::watch;

use crate::state::AppState;

/// More often than this nobody can read.
const AT_MOST_EVERY: Duration = Duration::from_millis(250);
/// Then the browser asks again by itself, and is asked who it is.
const LASTS: Duration = Duration::from_mins(10);

/// `GET /events/sync`.
pub(super) async fn sync(State(state): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let shutdown = state.shutdown.clone();
    let over = async move {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(LASTS) => {}
        }
    };
    let events = boards(state.collector.progress()).map(|running| Ok(event_of(&running))).take_until(Box::pin(over));
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// The board now, and again whenever it has changed.
fn boards(board: watch::Receiver<Board>) -> impl Stream<Item = Vec<SyncProgress>> {
    stream::unfold((board, true), |(mut board, first)| async move {
        if !first {
            board.changed().await.ok()?;
            tokio::time::sleep(AT_MOST_EVERY).await;
        }
        let running = board.borrow_and_update().values().cloned().collect();
        Some((running, (board, false)))
    })
}

fn event_of(running: &[SyncProgress]) -> Event {
    Event::default().json_data(running).unwrap_or_else(|error| {
        tracing::error!(%error, "the progress cannot be written");
        Event::default().comment("unreadable")
    })
}
