//! Passes by the clock, or when someone asks: connections in turn, one pass at a time, and one that fails
//! does not stop the others.

use std::collections::HashMap;
use std::time::Duration;

use archive::{Connection, SyncTrigger};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{ConnectionId, ConnectionProblem};
use tokio_util::sync::CancellationToken;

use crate::collector::Collector;
use crate::pass::{PassError, PassSummary};

/// What may pass by itself is tried again after so long, or sooner where passes are more frequent.
const SOON: Duration = Duration::from_mins(10);
/// However long `OpenAI` asks us to wait, a day is enough.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);
/// No two passes are further apart, whatever is set: beyond it the calendar runs out.
const LONGEST_EVERY: TimeDelta = TimeDelta::days(366);
/// The clock is looked at this often, since a machine may sleep and wake.
const LOOK: Duration = Duration::from_mins(1);

/// When each connection is due.
#[derive(Debug, Default)]
struct Timetable(HashMap<ConnectionId, DateTime<Utc>>);

impl Timetable {
    /// When a connection is due: after its last pass here, else `every` after its last good one.
    fn due(&self, connection: &Connection, every: TimeDelta, now: DateTime<Utc>) -> DateTime<Utc> {
        self.0.get(&connection.id).copied().unwrap_or_else(|| match (&connection.failure, connection.last_ok_sync) {
            (None, Some(last)) => last + every,
            _ => now,
        })
    }

    fn note(
        &mut self,
        connection: ConnectionId,
        ended: &Result<PassSummary, PassError>,
        every: TimeDelta,
        now: DateTime<Utc>,
    ) {
        let soon = TimeDelta::from_std(SOON).unwrap_or_default().min(every);
        let (pause, asked) = match ended {
            Err(PassError::Failed { failure, retry_at, .. }) => match failure.problem {
                ConnectionProblem::UpstreamUnavailable | ConnectionProblem::RateLimited => (soon, *retry_at),
                _ => (every, *retry_at),
            },
            Err(PassError::Archive(_) | PassError::AlreadyRunning(_)) => (soon, None),
            _ => (every, None),
        };
        let asked = asked.map_or(now, |asked| asked.min(now + LONGEST_WAIT));
        self.0.insert(connection, (now + pause).max(asked));
    }
}

impl Collector {
    /// Makes passes until `shutdown`: each connection every `every`, and whenever [`Collector::request`] asks.
    /// A pass under way at shutdown stops at the next day. A connection that rests is left alone.
    pub async fn run_forever(&self, every: Duration, shutdown: CancellationToken) {
        let mut timetable = Timetable::default();
        while !shutdown.is_cancelled() {
            let pause = self.round(&mut timetable, every, &shutdown).await;
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One turn through the connections; how long there is nothing to do after it.
    async fn round(&self, timetable: &mut Timetable, every: Duration, shutdown: &CancellationToken) -> Duration {
        let every = TimeDelta::from_std(every).unwrap_or(TimeDelta::MAX).min(LONGEST_EVERY);
        let connections = match self.inner.archive.connections().await {
            Ok(connections) => connections,
            Err(error) => {
                tracing::error!(%error, "the connections cannot be read; trying again in a minute");
                return LOOK;
            }
        };
        let read: Vec<&Connection> = connections.iter().filter(|connection| connection.rests_since.is_none()).collect();
        for connection in &read {
            if shutdown.is_cancelled() {
                return Duration::ZERO;
            }
            let now = self.inner.clock.now();
            let due = timetable.due(connection, every, now) <= now;
            let asked = self.inner.take_request(connection.id);
            let Some(trigger) = asked.or(due.then_some(SyncTrigger::Schedule)) else { continue };
            let ended = self.run_pass(connection.id, trigger, shutdown).await;
            timetable.note(connection.id, &ended, every, self.inner.clock.now());
        }
        let now = self.inner.clock.now();
        let next = read.iter().map(|connection| timetable.due(connection, every, now)).min();
        next.map_or(LOOK, |next| (next - now).to_std().unwrap_or_default().clamp(Duration::from_secs(1), LOOK))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::sync::SyncFailure;

    fn failed(problem: ConnectionProblem, retry_at: Option<DateTime<Utc>>) -> Result<PassSummary, PassError> {
        let failure = SyncFailure { problem, detail: String::new() };
        Err(PassError::Failed { failure, summary: Box::default(), retry_at })
    }

    #[test]
    fn what_may_pass_is_tried_soon_and_not_before_it_is_asked_for() {
        let now: DateTime<Utc> = "2026-11-20T12:00:00Z".parse().unwrap();
        let (every, id) = (TimeDelta::hours(2), ConnectionId::new(1));
        let hour = TimeDelta::hours(1);
        for (ended, pause) in [
            (Ok(PassSummary::default()), every),
            (failed(ConnectionProblem::UpstreamUnavailable, None), TimeDelta::minutes(10)),
            (failed(ConnectionProblem::RateLimited, Some(now + hour)), hour),
            (failed(ConnectionProblem::RateLimited, Some(now + hour * 5_000)), TimeDelta::days(1)),
            (failed(ConnectionProblem::InvalidCredentials, None), every),
            (failed(ConnectionProblem::NoResources, None), every),
        ] {
            let mut timetable = Timetable::default();
            timetable.note(id, &ended, every, now);
            assert_eq!(timetable.0.get(&id), Some(&(now + pause)), "{ended:?}");
        }
    }
}
