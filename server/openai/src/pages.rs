//! Windows: page after page until the end, and all or nothing.
//!
//! A cursor that comes a second time, or that `OpenAI` refuses in the middle, spoils the window: what it
//! gave is thrown away and the window begun again. Stopping there would cut the data off in silence.

use std::collections::{BTreeMap, HashSet};

use backon::BackoffBuilder;
use chrono::{DateTime, TimeDelta, Utc};
use domain::fact::{DayRows, ReviewResponseRow, ReviewRow, UsageRow};
use domain::{ConnectionProblem, Dataset, DateRange, Day};

use crate::client::{Analytics, Question, endpoint};
use crate::error::Error;
use crate::models::{Anonymous, Page, Row, decode, sort_and_merge};
use crate::notes::WireNotes;

/// Every row of a window, by day. A day without rows is there, and empty.
#[derive(Clone, Debug)]
pub struct Window {
    /// The rows of each day of the window, sorted by person.
    pub days: BTreeMap<Day, DayRows>,
    /// What this version does not know.
    pub notes: WireNotes,
    /// Pages read.
    pub pages: u32,
    /// Rows in all days together.
    pub rows: u64,
}

/// What happens while a window is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchEvent {
    /// A request is sent, for the first time or again.
    Request,
    /// A page has come.
    Page {
        /// Rows on it.
        rows: u64,
    },
    /// A request failed and will be repeated.
    Waiting {
        /// When.
        until: DateTime<Utc>,
        /// Why.
        problem: ConnectionProblem,
    },
    /// The window was spoilt by its cursors and begins again; rows told of so far do not count.
    Restart {
        /// Rows thrown away.
        discarded: u64,
    },
}

/// Who listens to events.
type Events<'e> = &'e (dyn Fn(FetchEvent) + Send + Sync);

/// How an attempt at a window ends early.
enum Spoilt {
    /// The cursors are broken: begin again.
    Cursor { reason: String, discarded: u64 },
    /// Beginning again would not help.
    Failed(Error),
}

impl From<Error> for Spoilt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

struct Collected<R> {
    rows: Vec<R>,
    notes: WireNotes,
    pages: u32,
}

impl Analytics {
    /// Reads every row of the days in `range`, which may end with the running day.
    ///
    /// Fails as a whole: a row outside the range or not one day long, two different rows for one person
    /// and day, or a figure that cannot be read give [`Error::Shape`] and no rows.
    pub async fn window(&self, dataset: Dataset, range: DateRange, events: Events<'_>) -> Result<Window, Error> {
        match dataset {
            Dataset::Usage => self
                .rows(dataset, range, Anonymous::EachCounts, events)
                .await
                .map(|rows| days(range, rows, DayRows::Usage, usage_day)),
            Dataset::UsageWorkspace => self
                .rows(dataset, range, Anonymous::OneADay, events)
                .await
                .map(|rows| days(range, rows, DayRows::Usage, usage_day)),
            Dataset::CodeReviews => {
                let rows = self.rows(dataset, range, Anonymous::OneADay, events).await;
                rows.map(|rows| days(range, rows, DayRows::Reviews, |row: &ReviewRow| row.day))
            }
            Dataset::CodeReviewResponses => {
                let rows = self.rows(dataset, range, Anonymous::OneADay, events).await;
                rows.map(|rows| days(range, rows, DayRows::ReviewResponses, |row: &ReviewResponseRow| row.day))
            }
        }
    }

    /// All rows, sorted and each once, after as many attempts as broken cursors cost.
    async fn rows<R: Row>(
        &self,
        dataset: Dataset,
        range: DateRange,
        anonymous: Anonymous,
        events: Events<'_>,
    ) -> Result<Collected<R>, Error> {
        let endpoint = endpoint(dataset);
        let attempts = self.settings().retry.window_attempts.max(1);
        let mut pauses = self.backoff(attempts - 1).build();
        loop {
            let (reason, discarded) = match self.attempt::<R>(dataset, range, events).await {
                Ok(mut all) => {
                    all.notes.repeated_rows =
                        sort_and_merge(&mut all.rows, anonymous).map_err(|shape| Error::Shape { endpoint, shape })?;
                    return Ok(all);
                }
                Err(Spoilt::Failed(error)) => return Err(error),
                Err(Spoilt::Cursor { reason, discarded }) => (reason, discarded),
            };
            events(FetchEvent::Restart { discarded });
            let Some(pause) = pauses.next() else {
                return Err(Error::BrokenCursor { endpoint, reason, attempts });
            };
            let until = self.now() + TimeDelta::from_std(pause).unwrap_or_default();
            tracing::warn!(endpoint, reason, %until, "the window's cursors are broken: it begins again");
            events(FetchEvent::Waiting { until, problem: ConnectionProblem::UnexpectedShape });
            tokio::time::sleep(pause).await;
        }
    }

    /// One walk from the first page to the last.
    async fn attempt<R: Row>(
        &self,
        dataset: Dataset,
        range: DateRange,
        events: Events<'_>,
    ) -> Result<Collected<R>, Spoilt> {
        let question = Self::question(dataset, range, self.settings().page_limit);
        let most = if range.len_days() > 1 { self.settings().max_window_rows } else { u64::MAX };
        let mut all = Collected { rows: Vec::new(), notes: WireNotes::default(), pages: 0 };
        let mut seen = HashSet::new();
        let mut cursor: Option<String> = None;
        loop {
            let so_far = count(all.rows.len());
            let page = match self.page::<R>(&question, cursor.as_deref(), range, events).await {
                Ok(page) => page,
                // The first page passed with the same parameters: it is the cursor that is refused.
                Err(error @ Error::Status { status: 400 | 404 | 410 | 422, .. }) if cursor.is_some() => {
                    return Err(Spoilt::Cursor {
                        reason: format!("a cursor was refused ({error})"),
                        discarded: so_far,
                    });
                }
                Err(error) => return Err(error.into()),
            };
            events(FetchEvent::Page { rows: count(page.rows.len()) });
            all.rows.extend(page.rows);
            all.notes.add(page.notes);
            all.pages += 1;
            if count(all.rows.len()) > most {
                return Err(Error::TooManyRows { endpoint: endpoint(dataset), limit: most }.into());
            }
            let Some(next) = page.next else { return Ok(all) };
            if !seen.insert(next.clone()) {
                return Err(Spoilt::Cursor {
                    reason: "a cursor came twice".to_owned(),
                    discarded: count(all.rows.len()),
                });
            }
            cursor = Some(next);
        }
    }

    pub(crate) fn question(dataset: Dataset, range: DateRange, limit: u32) -> Question {
        Question {
            dataset,
            start: range.from().start_unix(),
            end: range.to().end_unix(),
            limit: limit.clamp(1, 30_000),
        }
    }

    /// One page, repeated until it comes whole. Decoding a large page takes a while and runs beside the
    /// threads that answer people.
    async fn page<R: Row>(
        &self,
        question: &Question,
        cursor: Option<&str>,
        range: DateRange,
        events: Events<'_>,
    ) -> Result<Page<R>, Error> {
        let endpoint = endpoint(question.dataset);
        self.ask(question, cursor, events, |body| async move {
            let decoded = tokio::task::spawn_blocking(move || decode::<R>(&body, range)).await;
            match decoded {
                Ok(page) => page.map_err(|bad| bad.at(endpoint)),
                Err(stopped) => Err(Error::Unreachable { endpoint, reason: format!("reading the answer: {stopped}") }),
            }
        })
        .await
    }
}

fn usage_day(row: &UsageRow) -> Day {
    row.day
}

/// Deals the rows out to the window's days.
fn days<R>(range: DateRange, all: Collected<R>, wrap: fn(Vec<R>) -> DayRows, day: fn(&R) -> Day) -> Window {
    let rows = count(all.rows.len());
    let mut by_day: BTreeMap<Day, Vec<R>> = range.days().map(|day| (day, Vec::new())).collect();
    for row in all.rows {
        by_day.entry(day(&row)).or_default().push(row);
    }
    let days = by_day.into_iter().map(|(day, rows)| (day, wrap(rows))).collect();
    Window { days, notes: all.notes, pages: all.pages, rows }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
