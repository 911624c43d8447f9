//! The work of a pass: window after window from `OpenAI`, day after day into the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use archive::{Archive, DayWrite, Replaced, SyncCounters, SyncTrigger};
use chrono::{DateTime, Utc};
use domain::sync::SyncFailure;
use domain::{ConnectionId, Dataset, DateRange, Day};
use openai::{Analytics, Error, Window, WireNotes};
use tokio_util::sync::CancellationToken;

use crate::collector::{Inner, Notification};
use crate::plan::{Known, PlanSettings, windows};
use crate::progress::Line;
use crate::verdict::{Fared, SEARCHES, Verdict, halves, judge};

/// An empty answer for an older day than this needs a witness.
const BELIEVED_DAYS: i64 = 7;

/// What a pass has come to.
#[derive(Debug, Default)]
pub(crate) struct Fetched {
    pub counters: SyncCounters,
    pub notes: WireNotes,
    /// The first failure.
    pub failure: Option<SyncFailure>,
    /// When `OpenAI` asked us to come back.
    pub retry_at: Option<DateTime<Utc>>,
    /// The earliest day with rows that `OpenAI` gave in this pass, of any dataset: the look-back reaches it.
    pub served_from: Option<Day>,
    /// Whether any row lies in the look-back, stored or fetched.
    pub has_rows: bool,
    /// Whether it was asked to stop.
    pub cancelled: bool,
}

/// One dataset in this pass.
struct Lane {
    known: BTreeSet<Day>,
    first_row: Option<Day>,
    answered: bool,
    left: bool,
    searches_left: u32,
}

/// A pass under way.
pub(crate) struct Fetch<'p> {
    pub inner: &'p Arc<Inner>,
    pub connection: ConnectionId,
    pub trigger: SyncTrigger,
    pub analytics: Analytics,
    pub settings: PlanSettings,
    pub cancel: &'p CancellationToken,
    pub line: &'p Line,
}

impl Fetch<'_> {
    /// Fetches all that is planned; ends early only where asked to, or where nothing further can come.
    pub(crate) async fn run(&self, fetched: &mut Fetched) -> Result<(), archive::ArchiveError> {
        let today = self.inner.clock.today();
        let (mut lanes, mut queue) = self.plan(today, fetched).await?;
        while let Some((dataset, range)) = queue.pop() {
            if self.cancel.is_cancelled() {
                fetched.cancelled = true;
                break;
            }
            let any_answered = lanes.values().any(|lane| lane.answered);
            let Some(lane) = lanes.get_mut(&dataset) else { continue };
            if lane.left {
                self.unplan(fetched, range);
                continue;
            }
            let began = self.inner.clock.now();
            let events = |event| self.line.hear(event);
            let answer = tokio::select! {
                answer = self.analytics.window(dataset, range, &events) => answer,
                () = self.cancel.cancelled() => {
                    fetched.cancelled = true;
                    break;
                }
            };
            match answer {
                Ok(window) => {
                    lane.answered = true;
                    self.keep(dataset, lane, window, began, fetched).await?;
                }
                Err(error) => {
                    let fared = Fared { answered: lane.answered, any_answered, searches_left: lane.searches_left };
                    let verdict = judge(&error, range, fared);
                    tracing::warn!(connection = %self.connection, %dataset, from = %range.from(), to = %range.to(), %error, ?verdict, "a window failed");
                    if self.obey(verdict, &error, (dataset, range), lane, &mut queue, fetched) {
                        break;
                    }
                }
            }
        }
        fetched.counters.requests = self.line.requests();
        Ok(())
    }

    /// The lanes, and the windows of all datasets; the latest windows come out first.
    async fn plan(
        &self,
        today: Day,
        fetched: &mut Fetched,
    ) -> Result<(BTreeMap<Dataset, Lane>, Vec<(Dataset, DateRange)>), archive::ArchiveError> {
        let look_back = DateRange::ending(today, self.settings.backfill_days);
        let insists = self.trigger != SyncTrigger::Schedule;
        let (mut lanes, mut queue) = (BTreeMap::new(), Vec::new());
        for dataset in Dataset::ALL {
            let records = self.archive().day_records(self.connection, dataset).await?;
            fetched.has_rows |= records.iter().any(|record| record.rows > 0 && look_back.contains(record.day));
            let known: Vec<Known> = records
                .iter()
                .map(|record| Known { day: record.day, state: record.state, rows: record.rows })
                .collect();
            let refused = self.inner.refused((self.connection, dataset)).filter(|_| !insists);
            let windows = windows(&known, today, &self.settings).into_iter();
            queue.extend(windows.filter_map(|window| Some((dataset, beyond(refused, window)?))));
            let lane = Lane {
                first_row: records.iter().find(|record| record.rows > 0).map(|record| record.day),
                known: records.iter().map(|record| record.day).collect(),
                answered: false,
                left: false,
                searches_left: SEARCHES,
            };
            lanes.insert(dataset, lane);
        }
        queue.sort_by_key(|(dataset, window)| (window.to(), std::cmp::Reverse(*dataset)));
        fetched.counters.planned = queue.iter().map(|(_, window)| u64::from(window.len_days())).sum();
        self.line.planned(fetched.counters.planned);
        Ok((lanes, queue))
    }

    /// Keeps each day of a window, the latest first, each in a transaction of its own.
    async fn keep(
        &self,
        dataset: Dataset,
        lane: &Lane,
        window: Window,
        began: DateTime<Utc>,
        fetched: &mut Fetched,
    ) -> Result<(), archive::ArchiveError> {
        fetched.notes.add(window.notes);
        fetched.counters.rows_read += window.rows;
        fetched.has_rows |= window.rows > 0;
        let today = self.inner.clock.today();
        let first = window.days.iter().find(|(_, rows)| !rows.is_empty()).map(|(day, _)| *day);
        fetched.served_from = first.into_iter().chain(fetched.served_from).min();
        for (day, rows) in window.days.into_iter().rev() {
            // An answer may be cut off at the look-back without saying so. An empty old day that was never
            // fetched, behind days with rows, stays a gap unless an answer of this pass reaches back further.
            let doubtful = rows.is_empty()
                && !lane.known.contains(&day)
                && today.days_since(day) > BELIEVED_DAYS
                && fetched.served_from.is_none_or(|first| first > day)
                && lane.first_row.is_some_and(|first| first < day);
            if doubtful {
                fetched.counters.suspicious += 1;
                self.line.done();
                continue;
            }
            let now = self.inner.clock.now();
            let write = DayWrite { connection: self.connection, dataset, day, rows: &rows, fetch_began: began, now };
            let connection = self.connection;
            match self.archive().replace_day(write).await? {
                Replaced::Written { .. } => {
                    fetched.counters.written += 1;
                    self.inner.tell(Notification::DayReplaced { connection, dataset, day });
                }
                Replaced::Unchanged => {
                    fetched.counters.unchanged += 1;
                    self.inner.tell(Notification::DayChecked { connection, dataset, day });
                }
                // Another process was later than we are: its rows are on the shelf.
                Replaced::Overtaken => fetched.counters.unchanged += 1,
                Replaced::SuspiciousEmpty => {
                    fetched.counters.suspicious += 1;
                    tracing::warn!(%connection, %dataset, %day, "an empty answer for an old day with rows is not believed");
                }
            }
            self.line.done();
        }
        Ok(())
    }

    /// Does what the verdict says; whether the pass is over.
    fn obey(
        &self,
        verdict: Verdict,
        error: &Error,
        (dataset, range): (Dataset, DateRange),
        lane: &mut Lane,
        queue: &mut Vec<(Dataset, DateRange)>,
        fetched: &mut Fetched,
    ) -> bool {
        if let Verdict::Halve { search } = verdict {
            lane.searches_left = lane.searches_left.saturating_sub(u32::from(search));
            let [later, earlier] = halves(range);
            queue.extend([(dataset, earlier), (dataset, later)]);
            return false;
        }
        self.unplan(fetched, range);
        if verdict == Verdict::LookBackEnds {
            self.inner.note_refused((self.connection, dataset), range.to());
        }
        lane.left |= matches!(verdict, Verdict::LookBackEnds | Verdict::Leave);
        if verdict != Verdict::LookBackEnds {
            let detail = format!("{error} (days {} to {})", range.from(), range.to());
            fetched.failure.get_or_insert(SyncFailure { problem: error.problem(), detail });
            fetched.retry_at = fetched.retry_at.max(error.retry_at());
        }
        verdict == Verdict::End
    }

    /// Takes a window off what is planned.
    fn unplan(&self, fetched: &mut Fetched, range: DateRange) {
        fetched.counters.planned = fetched.counters.planned.saturating_sub(u64::from(range.len_days()));
        self.line.planned(fetched.counters.planned);
    }

    fn archive(&self) -> &Archive {
        &self.inner.archive
    }
}

/// The part of a window behind the last day that was refused before; a pass by the clock asks no further.
fn beyond(refused: Option<Day>, window: DateRange) -> Option<DateRange> {
    let from = refused.map_or(window.from(), |refused| window.from().max(refused.next()));
    DateRange::new(from, window.to()).ok()
}
