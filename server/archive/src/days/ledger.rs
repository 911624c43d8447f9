//! The ledger: every day since the first one with rows, gaps included, and what follows from it.

use domain::view::DayCounts;
use domain::{ConnectionId, Dataset, DateRange, Day, DayState};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::read::heads;
use super::{DayRecord, LedgerDay};
use crate::entity::day_segment::Column;
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::stored::At;

impl Archive {
    /// The day of the dataset's first row; what lies before it is unknown, not zero.
    pub async fn first_day(&self, connection: ConnectionId, dataset: Dataset) -> Result<Option<Day>, ArchiveError> {
        let first: Option<Option<String>> = heads(connection, dataset)
            .select_only()
            .column_as(Column::Day.min(), "first")
            .filter(Column::Rows.gt(0))
            .into_tuple()
            .one(self.db())
            .await?;
        At("day_segment", "day").parse_opt(first.flatten().as_deref())
    }

    /// Every day from the first one with rows to today, in order. Empty where no row is known.
    pub async fn ledger(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        today: Day,
    ) -> Result<Vec<LedgerDay>, ArchiveError> {
        Ok(with_gaps(&self.day_records(connection, dataset).await?, today))
    }

    /// The days of the ledger, counted by state.
    pub async fn day_counts(
        &self,
        connection: ConnectionId,
        dataset: Dataset,
        today: Day,
    ) -> Result<DayCounts, ArchiveError> {
        let mut counts = DayCounts::default();
        for day in self.ledger(connection, dataset, today).await? {
            match day.state {
                DayState::Settled => counts.settled += 1,
                DayState::Provisional => counts.provisional += 1,
                DayState::Gap => counts.gap += 1,
            }
        }
        Ok(counts)
    }

    /// The last settled `usage` day before which, from the first day on, no day is provisional.
    pub async fn settled_through(&self, connection: ConnectionId) -> Result<Option<Day>, ArchiveError> {
        Ok(last_settled(&self.day_records(connection, Dataset::Usage).await?))
    }
}

fn first_with_rows(records: &[DayRecord]) -> Option<Day> {
    records.iter().find(|record| record.rows > 0).map(|record| record.day)
}

/// `records` sorted by day, with a gap for each day that is missing between the first with rows and today.
fn with_gaps(records: &[DayRecord], today: Day) -> Vec<LedgerDay> {
    let Some(range) = first_with_rows(records).and_then(|first| DateRange::new(first, today).ok()) else {
        return Vec::new();
    };
    let mut known = records.iter().filter(|record| range.contains(record.day)).peekable();
    range
        .days()
        .map(|day| match known.next_if(|record| record.day == day) {
            Some(record) => LedgerDay { day, state: record.state, record: Some(*record) },
            None => LedgerDay { day, state: DayState::Gap, record: None },
        })
        .collect()
}

/// A day that was never fetched is not provisional, and not settled either: it can be passed, not ended on.
fn last_settled(records: &[DayRecord]) -> Option<Day> {
    let first = first_with_rows(records)?;
    records
        .iter()
        .filter(|record| record.day >= first)
        .take_while(|record| record.state == DayState::Settled)
        .last()
        .map(|record| record.day)
}
