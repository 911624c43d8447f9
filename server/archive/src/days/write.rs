//! Replacing a day: encode, decide, and write in one transaction.

use chrono::{DateTime, Utc};
use domain::fact::DayRows;
use domain::{Dataset, Day};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tokio::runtime::{Handle, RuntimeFlavor};

use super::read::find_record;
use super::{ContentHash, DayRecord, DayTotals, DayWrite, Replaced, day_state};
use crate::entity::{day_revision, day_segment};
use crate::error::{ArchiveError, is_dangling};
use crate::open::{Archive, WriteTx};
use crate::segments::{self, Sorted};
use crate::stored::{count, unix};

/// Days back from today within which an empty answer may replace rows.
const EMPTY_BELIEVED_DAYS: i64 = 7;

impl Archive {
    /// Keeps a fetched day, whole, in one transaction.
    ///
    /// Equal rows write no segment: only the moments and the state are noted. An empty answer never replaces the
    /// rows of a day that is older than seven days.
    ///
    /// # Errors
    /// Where a row belongs to another day or dataset, or there is no such connection. Then nothing has changed.
    pub async fn replace_day(&self, new: DayWrite<'_>) -> Result<Replaced, ArchiveError> {
        check(&new)?;
        let sorted = compute(|| Sorted::new(new.rows));
        let (hash, totals) = (ContentHash(sorted.hash()), totals(new.rows));
        let known = find_record(self.db(), new.connection, new.dataset, new.day).await?;
        // Encoded before the transaction begins, so that others wait for the write only.
        let mut payload = match decide(known.as_ref(), &new, hash) {
            Replaced::Written { .. } => Some(compute(|| segments::encode(&sorted))?),
            _ => None,
        };
        let write = self.write().await?;
        let known = find_record(write.db(), new.connection, new.dataset, new.day).await?;
        let done = decide(known.as_ref(), &new, hash);
        match done {
            Replaced::Written { revision } => {
                let payload = match payload.take() {
                    Some(payload) => payload,
                    None => compute(|| segments::encode(&sorted))?,
                };
                let head = Head { revision, hash, totals };
                put(&write, &new, known.as_ref(), head, payload).await?;
            }
            Replaced::Unchanged => {
                let fetched = known.map_or(new.fetch_began, |known| later(known.fetched_at, &new));
                note(&write, &new, |update| {
                    update
                        .col_expr(day_segment::Column::State, Expr::value(day_state(new.day, fetched).name()))
                        .col_expr(day_segment::Column::FetchedAt, Expr::value(unix(fetched)))
                        .col_expr(day_segment::Column::CheckedAt, Expr::value(unix(new.now)))
                        .col_expr(day_segment::Column::SuspiciousAt, Expr::value(None::<i64>))
                })
                .await?;
            }
            Replaced::SuspiciousEmpty => {
                note(&write, &new, |update| {
                    update.col_expr(day_segment::Column::SuspiciousAt, Expr::value(Some(unix(new.now))))
                })
                .await?;
            }
            Replaced::Overtaken => return Ok(done),
        }
        write.commit().await?;
        Ok(done)
    }
}

/// What goes with the rows of a revision.
struct Head {
    revision: u32,
    hash: ContentHash,
    totals: DayTotals,
}

fn check(new: &DayWrite<'_>) -> Result<(), ArchiveError> {
    let fits = matches!(
        (new.dataset, new.rows),
        (Dataset::Usage | Dataset::UsageWorkspace, DayRows::Usage(_))
            | (Dataset::CodeReviews, DayRows::Reviews(_))
            | (Dataset::CodeReviewResponses, DayRows::ReviewResponses(_))
    );
    if !fits {
        return Err(ArchiveError::WrongRows { dataset: new.dataset, day: new.day });
    }
    let stranger = |day: Day| (day != new.day).then_some(day);
    let found = match new.rows {
        DayRows::Usage(rows) => rows.iter().find_map(|row| stranger(row.day)),
        DayRows::Reviews(rows) => rows.iter().find_map(|row| stranger(row.day)),
        DayRows::ReviewResponses(rows) => rows.iter().find_map(|row| stranger(row.day)),
    };
    match found {
        Some(found) => Err(ArchiveError::RowOfAnotherDay { dataset: new.dataset, day: new.day, found }),
        None => Ok(()),
    }
}

/// What a fetch means for what is known. Pure; `known` must be read in the transaction that writes.
fn decide(known: Option<&DayRecord>, new: &DayWrite<'_>, hash: ContentHash) -> Replaced {
    let Some(known) = known else { return Replaced::Written { revision: 1 } };
    if known.content_hash == hash {
        return Replaced::Unchanged;
    }
    // A moment in the future is no evidence: the clock was wrong then.
    if new.fetch_began < known.fetched_at && known.fetched_at <= new.now {
        return Replaced::Overtaken;
    }
    let old = Day::of(new.now).days_since(new.day) > EMPTY_BELIEVED_DAYS;
    if new.rows.is_empty() && known.rows > 0 && old {
        return Replaced::SuspiciousEmpty;
    }
    Replaced::Written { revision: known.revision.saturating_add(1) }
}

/// The later beginning of two fetches that found the same; a moment in the future does not count.
fn later(known: DateTime<Utc>, new: &DayWrite<'_>) -> DateTime<Utc> {
    if known > new.now { new.fetch_began } else { known.max(new.fetch_began) }
}

async fn put(
    write: &WriteTx,
    new: &DayWrite<'_>,
    known: Option<&DayRecord>,
    head: Head,
    payload: Vec<u8>,
) -> Result<(), ArchiveError> {
    if let Some(known) = known {
        keep_revision(write, new, known).await?;
    }
    let row = day_segment::ActiveModel {
        connection_id: Set(new.connection.get()),
        dataset: Set(new.dataset.name().to_owned()),
        day: Set(new.day.to_string()),
        revision: Set(i64::from(head.revision)),
        state: Set(day_state(new.day, new.fetch_began).name().to_owned()),
        rows: Set(count(new.rows.len())),
        content_hash: Set(head.hash.0.to_vec()),
        totals: Set(totals_text(head.totals)?),
        fetched_at: Set(unix(new.fetch_began)),
        checked_at: Set(unix(new.now)),
        suspicious_at: Set(None),
        payload: Set(payload),
    };
    let replace = OnConflict::columns([
        day_segment::Column::ConnectionId,
        day_segment::Column::Dataset,
        day_segment::Column::Day,
    ])
    .update_columns([
        day_segment::Column::Revision,
        day_segment::Column::State,
        day_segment::Column::Rows,
        day_segment::Column::ContentHash,
        day_segment::Column::Totals,
        day_segment::Column::FetchedAt,
        day_segment::Column::CheckedAt,
        day_segment::Column::SuspiciousAt,
        day_segment::Column::Payload,
    ])
    .to_owned();
    day_segment::Entity::insert(row).on_conflict(replace).exec_without_returning(write.db()).await.map_err(
        |error| if is_dangling(&error) { ArchiveError::NoSuchConnection(new.connection) } else { error.into() },
    )?;
    Ok(())
}

/// Keeps what a day was, before it is replaced.
async fn keep_revision(write: &WriteTx, new: &DayWrite<'_>, known: &DayRecord) -> Result<(), ArchiveError> {
    let before = day_revision::ActiveModel {
        connection_id: Set(new.connection.get()),
        dataset: Set(new.dataset.name().to_owned()),
        day: Set(new.day.to_string()),
        revision: Set(i64::from(known.revision)),
        rows: Set(count(known.rows)),
        content_hash: Set(known.content_hash.0.to_vec()),
        totals: Set(totals_text(known.totals)?),
        fetched_at: Set(unix(known.fetched_at)),
        replaced_at: Set(unix(new.now)),
    };
    day_revision::Entity::insert(before).exec_without_returning(write.db()).await?;
    Ok(())
}

async fn note(
    write: &WriteTx,
    new: &DayWrite<'_>,
    set: impl FnOnce(sea_orm::UpdateMany<day_segment::Entity>) -> sea_orm::UpdateMany<day_segment::Entity>,
) -> Result<(), ArchiveError> {
    set(day_segment::Entity::update_many())
        .filter(day_segment::Column::ConnectionId.eq(new.connection.get()))
        .filter(day_segment::Column::Dataset.eq(new.dataset.name()))
        .filter(day_segment::Column::Day.eq(new.day.to_string()))
        .exec(write.db())
        .await?;
    Ok(())
}

fn totals(rows: &DayRows) -> DayTotals {
    let sum = |counts: &mut dyn Iterator<Item = u64>| counts.fold(0, u64::saturating_add);
    match rows {
        DayRows::Usage(rows) => DayTotals::Usage {
            threads: sum(&mut rows.iter().map(|row| row.totals.threads)),
            turns: sum(&mut rows.iter().map(|row| row.totals.turns)),
            credits: rows.iter().map(|row| row.totals.spend.credits).sum(),
        },
        DayRows::Reviews(rows) => DayTotals::Reviews {
            reviews: sum(&mut rows.iter().map(|row| row.reviews)),
            comments: sum(&mut rows.iter().map(|row| row.comments)),
        },
        DayRows::ReviewResponses(rows) => DayTotals::ReviewResponses {
            comments: sum(&mut rows.iter().map(|row| row.comments)),
            engaged: sum(&mut rows.iter().map(|row| row.engaged)),
        },
    }
}

fn totals_text(totals: DayTotals) -> Result<String, ArchiveError> {
    serde_json::to_string(&totals).map_err(|error| ArchiveError::Segment(error.to_string()))
}

/// Runs a long computation without holding up the other tasks of this thread, where the runtime can do that.
fn compute<T>(work: impl FnOnce() -> T) -> T {
    let many = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if many { tokio::task::block_in_place(work) } else { work() }
}
