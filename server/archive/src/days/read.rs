//! Reading days: what is known of them, and their rows, one day or a run of days with bounded memory.

use std::collections::VecDeque;

use bytes::Bytes;
use domain::fact::{DayColumns, DayRows};
use domain::{ConnectionId, Dataset, DateRange, Day, DayState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use tokio::task::JoinHandle;

use super::{ContentHash, DayRecord, DayRevision};
use crate::entity::day_revision;
use crate::entity::day_segment::{Column, Entity};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::segments;
use crate::stored::At;

/// Days that a [`DayReader`] decodes ahead of its caller: it holds this many in memory, and no more.
const AHEAD: usize = 3;

/// A row of `day_segment` without its payload.
#[derive(FromQueryResult)]
struct HeadRow {
    day: String,
    revision: i64,
    state: String,
    rows: i64,
    content_hash: Vec<u8>,
    totals: String,
    fetched_at: i64,
    checked_at: i64,
    suspicious_at: Option<i64>,
}

impl Archive {
    /// Every fetched day of a dataset, by day.
    pub async fn day_records(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
    ) -> Result<Vec<DayRecord>, ArchiveError> {
        let rows = heads(connection, dataset).order_by_asc(Column::Day).into_model::<HeadRow>().all(self.db()).await?;
        rows.into_iter().map(record).collect()
    }

    /// What is known of one day; `None` where it was never fetched.
    pub async fn day_record(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
    ) -> Result<Option<DayRecord>, ArchiveError> {
        find_record(self.db(), connection, dataset, day).await
    }

    /// What a day was before it was replaced, oldest first.
    pub async fn day_revisions(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
    ) -> Result<Vec<DayRevision>, ArchiveError> {
        let rows = day_revision::Entity::find()
            .filter(day_revision::Column::ConnectionId.eq(connection.get()))
            .filter(day_revision::Column::Dataset.eq(dataset.name()))
            .filter(day_revision::Column::Day.eq(day.to_string()))
            .order_by_asc(day_revision::Column::Revision)
            .all(self.db())
            .await?;
        rows.into_iter().map(revision).collect()
    }

    /// The rows of a day, sorted by person; `None` where it was never fetched.
    pub async fn load_day(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
    ) -> Result<Option<DayRows>, ArchiveError> {
        self.decoded(connection, dataset, day, segments::decode).await
    }

    /// The same as columns: what is counted from it, with far less memory taken and given back.
    pub async fn load_day_columns(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
    ) -> Result<Option<DayColumns>, ArchiveError> {
        self.decoded(connection, dataset, day, segments::decode_columns).await
    }

    async fn decoded<T: Send + 'static>(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
        decode: fn(Dataset, Bytes) -> Result<T, ArchiveError>,
    ) -> Result<Option<T>, ArchiveError> {
        let Some(payload) = self.day_payload(connection, dataset, day).await? else { return Ok(None) };
        let decoded = tokio::task::spawn_blocking(move || decode(dataset, payload))
            .await
            .map_err(|error| ArchiveError::CutOff(error.to_string()))?;
        let damaged = |reason| ArchiveError::DamagedSegment { connection, dataset, day, reason };
        decoded.map(Some).map_err(|error| match error {
            ArchiveError::Segment(reason) => damaged(reason),
            other => other,
        })
    }

    /// The day as the Parquet file that it is kept as; `None` where it was never fetched.
    pub async fn day_payload(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
    ) -> Result<Option<Bytes>, ArchiveError> {
        let payload: Option<Vec<u8>> = heads(connection, dataset)
            .select_only()
            .column(Column::Payload)
            .filter(Column::Day.eq(day.to_string()))
            .into_tuple()
            .one(self.db())
            .await?;
        Ok(payload.map(Bytes::from))
    }

    /// Reads the fetched days of a range in order, a few ahead, with memory for a few days only.
    pub async fn load_days(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        range: DateRange,
    ) -> Result<DayReader, ArchiveError> {
        let days: Vec<String> = heads(connection, dataset)
            .select_only()
            .column(Column::Day)
            .filter(Column::Day.between(range.from().to_string(), range.to().to_string()))
            .order_by_asc(Column::Day)
            .into_tuple()
            .all(self.db())
            .await?;
        let at = At("day_segment", "day");
        let left = days.iter().map(|day| at.parse(day)).collect::<Result<VecDeque<Day>, _>>()?;
        let mut reader = DayReader { archive: self.clone(), connection, dataset, left, ahead: VecDeque::new() };
        reader.read_ahead();
        Ok(reader)
    }
}

/// A day that is being read.
type Loading = JoinHandle<Result<Option<DayRows>, ArchiveError>>;

/// Hands out the days of a range one after another. Dropped early, it stops reading.
pub struct DayReader {
    archive: Archive,
    connection: ConnectionId,
    dataset: Dataset,
    left: VecDeque<Day>,
    ahead: VecDeque<(Day, Loading)>,
}

impl std::fmt::Debug for DayReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DayReader")
            .field("connection", &self.connection)
            .field("dataset", &self.dataset)
            .field("days_left", &self.days_left())
            .finish_non_exhaustive()
    }
}

impl DayReader {
    /// The next day and its rows; `None` after the last.
    ///
    /// # Errors
    /// Where a stored day cannot be read. The next call goes on with the day after it.
    pub async fn next(&mut self) -> Result<Option<(Day, DayRows)>, ArchiveError> {
        while let Some((day, task)) = self.ahead.front_mut() {
            let day = *day;
            let loaded = task.await;
            self.ahead.pop_front();
            self.read_ahead();
            if let Some(rows) = loaded.map_err(|error| ArchiveError::CutOff(error.to_string()))?? {
                return Ok(Some((day, rows)));
            }
        }
        Ok(None)
    }

    /// Days that are still to come.
    pub fn days_left(&self) -> usize {
        self.left.len() + self.ahead.len()
    }

    fn read_ahead(&mut self) {
        while self.ahead.len() < AHEAD
            && let Some(day) = self.left.pop_front()
        {
            let (archive, connection, dataset) = (self.archive.clone(), self.connection, self.dataset);
            let task = tokio::spawn(async move { archive.load_day(connection, dataset, day).await });
            self.ahead.push_back((day, task));
        }
    }
}

impl Drop for DayReader {
    fn drop(&mut self) {
        for (_, task) in &self.ahead {
            task.abort();
        }
    }
}

/// What is known of one day, as `db` sees it: inside a transaction, that is what the transaction will replace.
pub(super) async fn find_record(
    db: &impl ConnectionTrait,
    connection: ConnectionId,
    dataset: Dataset,
    day: Day,
) -> Result<Option<DayRecord>, ArchiveError> {
    heads(connection, dataset)
        .filter(Column::Day.eq(day.to_string()))
        .into_model::<HeadRow>()
        .one(db)
        .await?
        .map(record)
        .transpose()
}

/// The days of a dataset, every column but the payload.
pub(super) fn heads(connection: ConnectionId, dataset: Dataset) -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([
            Column::Day,
            Column::Revision,
            Column::State,
            Column::Rows,
            Column::ContentHash,
            Column::Totals,
            Column::FetchedAt,
            Column::CheckedAt,
            Column::SuspiciousAt,
        ])
        .filter(Column::ConnectionId.eq(connection.get()))
        .filter(Column::Dataset.eq(dataset.name()))
}

fn record(row: HeadRow) -> Result<DayRecord, ArchiveError> {
    let at = |column| At("day_segment", column);
    let state = match row.state.as_str() {
        "settled" => DayState::Settled,
        "provisional" => DayState::Provisional,
        other => return Err(at("state").damaged(format!("“{other}” is no state of a fetched day"))),
    };
    Ok(DayRecord {
        day: at("day").parse(&row.day)?,
        state,
        rows: at("rows").number(row.rows)?,
        revision: at("revision").number(row.revision)?,
        content_hash: ContentHash(at("content_hash").hash(&row.content_hash)?),
        totals: serde_json::from_str(&row.totals).map_err(|error| at("totals").damaged(error))?,
        fetched_at: at("fetched_at").moment(row.fetched_at)?,
        checked_at: at("checked_at").moment(row.checked_at)?,
        suspicious_at: at("suspicious_at").moment_opt(row.suspicious_at)?,
    })
}

fn revision(row: day_revision::Model) -> Result<DayRevision, ArchiveError> {
    let at = |column| At("day_revision", column);
    Ok(DayRevision {
        revision: at("revision").number(row.revision)?,
        rows: at("rows").number(row.rows)?,
        content_hash: ContentHash(at("content_hash").hash(&row.content_hash)?),
        totals: serde_json::from_str(&row.totals).map_err(|error| at("totals").damaged(error))?,
        fetched_at: at("fetched_at").moment(row.fetched_at)?,
        replaced_at: at("replaced_at").moment(row.replaced_at)?,
    })
}
