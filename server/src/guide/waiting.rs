//! The wait for `OpenAI`: keys that lack their scope are tested by themselves every few hours, until they work. When
//! is written into each guide, so that a restart forgets nothing and does not ask all at once. Keys that nobody looks
//! after are removed in time.

use std::time::Duration;

use chrono::TimeDelta;
use domain::guide::Draft;
use domain::sync::Moment;
use rand::RngExt as _;

use super::{GuideError, key};
use crate::state::AppState;

/// A key is tested again after so long, and up to `SPREAD` more: many installations ask, not all at the same minute.
const EVERY: TimeDelta = TimeDelta::hours(4);
/// See [`EVERY`].
const SPREAD: TimeDelta = TimeDelta::minutes(25);
/// The clock is looked at this often, since a machine may sleep and wake.
const LOOK: Duration = Duration::from_mins(1);

/// When a key that is tested now is tested again.
pub(super) fn next_test(state: &AppState) -> Moment {
    let more = rand::rng().random_range(0..=SPREAD.num_seconds());
    Moment(state.clock.now().timestamp() + EVERY.num_seconds() + more)
}

/// Whether its key is to be tested now.
fn is_due(draft: &Draft, now: Moment) -> bool {
    draft.waits() && draft.kept.as_ref().is_some_and(|kept| kept.next_test <= now)
}

/// Removes every key whose time is over, and tests those whose time has come; how many were tested. One that cannot be
/// tested does not stop the others.
pub async fn round(state: &AppState) -> Result<usize, GuideError> {
    let now = Moment(state.clock.now().timestamp());
    let guides = state.archive.guides().await?;
    let over = |draft: &Draft| draft.forgets_at().is_some_and(|then| then <= now);
    for guide in guides.iter().filter(|guide| over(&guide.draft)) {
        if let Err(error) = key::forget(state, guide.id).await {
            tracing::warn!(guide = guide.id, %error, "a key that nobody looked after could not be removed");
        }
    }
    let due = |draft: &Draft| !over(draft) && is_due(draft, now);
    let due: Vec<i64> = guides.iter().filter(|guide| due(&guide.draft)).map(|guide| guide.id).collect();
    for id in &due {
        if state.shutdown.is_cancelled() {
            break;
        }
        if let Err(error) = key::test(state, None, *id).await {
            tracing::warn!(guide = id, %error, "a key that waits for its scope could not be tested");
        }
    }
    Ok(due.len())
}

/// Tests keys when their time comes, until the state's shutdown.
pub async fn run(state: AppState) {
    while !state.shutdown.is_cancelled() {
        tokio::select! {
            // A test that is cut off has changed nothing.
            () = state.shutdown.cancelled() => return,
            done = round(&state) => {
                if let Err(error) = done {
                    tracing::warn!(%error, "keys that wait for their scope could not be looked through");
                }
            }
        }
        tokio::select! {
            () = state.shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
