//! Segments: a day's rows as Parquet, and back. Flat columns for totals, lists of structs for clients and models,
//! so that `DuckDB`, Spark, Trino or pandas read the archive with no help from us.
//!
//! Whether two days are equal is told by a hash over the rows themselves ([`canonical`]), not over the file: a newer
//! Parquet writer must not make every day look changed.

mod canonical;
mod columns;
mod reviews;
#[cfg(test)]
mod tests;
mod usage;
mod usage_columns;

use arrow_array::{RecordBatch, StructArray};
use bytes::Bytes;
use domain::Dataset;
use domain::fact::{DayColumns, DayRows, ReviewResponseRow, ReviewRow, UsageRow};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::error::ArchiveError;
use canonical::sort;
use columns::{Columns, Source};

/// The name under which a file says which columns it has.
const SCHEMA_KEY: &str = "uptake.schema_version";
/// The columns of today. A newer file is not read: it may mean something else.
const SCHEMA_VERSION: u32 = 1;
/// Rows decoded at once.
const BATCH: usize = 8192;
/// The place of `user_id`, by which rows are sorted.
const USER_COLUMN: i32 = 1;

/// A row that can stand in a segment.
trait SegmentRow: Sized {
    /// Names the kind of row in the hash, so that an empty day of one dataset is none of another.
    const KIND: &'static str;

    /// The person, by whom rows are sorted.
    fn person(&self) -> (Option<&str>, Option<&str>);

    /// Appends every field in a fixed order and form.
    fn canonical(&self, out: &mut Vec<u8>);

    /// The rows as columns.
    fn encode(rows: &[&Self]) -> Result<Columns, ArchiveError>;

    /// The columns as rows, appended to `out`.
    fn decode(source: &Source<'_>, out: &mut Vec<Self>) -> Result<(), ArchiveError>;
}

/// A day's rows in canonical order, and their hash.
pub(crate) enum Sorted<'a> {
    Usage(Vec<&'a UsageRow>, [u8; 32]),
    Reviews(Vec<&'a ReviewRow>, [u8; 32]),
    ReviewResponses(Vec<&'a ReviewResponseRow>, [u8; 32]),
}

impl<'a> Sorted<'a> {
    /// Sorts and hashes.
    pub fn new(rows: &'a DayRows) -> Self {
        match rows {
            DayRows::Usage(rows) => {
                let (rows, hash) = sort(rows);
                Self::Usage(rows, hash)
            }
            DayRows::Reviews(rows) => {
                let (rows, hash) = sort(rows);
                Self::Reviews(rows, hash)
            }
            DayRows::ReviewResponses(rows) => {
                let (rows, hash) = sort(rows);
                Self::ReviewResponses(rows, hash)
            }
        }
    }

    /// Equal for equal rows, in whatever order they came.
    pub fn hash(&self) -> [u8; 32] {
        match self {
            Self::Usage(_, hash) | Self::Reviews(_, hash) | Self::ReviewResponses(_, hash) => *hash,
        }
    }
}

/// The rows as a Parquet file.
pub(crate) fn encode(rows: &Sorted<'_>) -> Result<Vec<u8>, ArchiveError> {
    let columns = match rows {
        Sorted::Usage(rows, _) => UsageRow::encode(rows)?,
        Sorted::Reviews(rows, _) => ReviewRow::encode(rows)?,
        Sorted::ReviewResponses(rows, _) => ReviewResponseRow::encode(rows)?,
    };
    write(&columns.into_batch()?)
}

/// The rows of a Parquet file that [`encode`] has written, now or in an earlier version.
pub(crate) fn decode(dataset: Dataset, payload: Bytes) -> Result<DayRows, ArchiveError> {
    Ok(match dataset {
        Dataset::Usage | Dataset::UsageWorkspace => DayRows::Usage(read(payload)?),
        Dataset::CodeReviews => DayRows::Reviews(read(payload)?),
        Dataset::CodeReviewResponses => DayRows::ReviewResponses(read(payload)?),
    })
}

/// The same as columns.
pub(crate) fn decode_columns(dataset: Dataset, payload: Bytes) -> Result<DayColumns, ArchiveError> {
    Ok(match dataset {
        Dataset::Usage | Dataset::UsageWorkspace => DayColumns::Usage(Box::new(usage_columns::read(payload)?)),
        Dataset::CodeReviews => DayColumns::Reviews(read(payload)?),
        Dataset::CodeReviewResponses => DayColumns::ReviewResponses(read(payload)?),
    })
}

fn failed(error: impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Segment(error.to_string())
}

fn write(batch: &RecordBatch) -> Result<Vec<u8>, ArchiveError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(failed)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(vec![KeyValue::new(SCHEMA_KEY.to_owned(), SCHEMA_VERSION.to_string())]))
        .set_sorting_columns(Some(vec![SortingColumn {
            column_idx: USER_COLUMN,
            descending: false,
            nulls_first: true,
        }]))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).map_err(failed)?;
    writer.write(batch).map_err(failed)?;
    writer.into_inner().map_err(failed)
}

fn read<R: SegmentRow>(payload: Bytes) -> Result<Vec<R>, ArchiveError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(payload).map_err(failed)?;
    check_version(builder.metadata().file_metadata().key_value_metadata())?;
    let mut rows = Vec::with_capacity(usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0));
    for batch in builder.with_batch_size(BATCH).build().map_err(failed)? {
        let batch = StructArray::from(batch.map_err(failed)?);
        R::decode(&Source::new(&batch), &mut rows)?;
    }
    Ok(rows)
}

fn check_version(metadata: Option<&Vec<KeyValue>>) -> Result<(), ArchiveError> {
    let version = metadata
        .and_then(|pairs| pairs.iter().find(|pair| pair.key == SCHEMA_KEY))
        .and_then(|pair| pair.value.as_deref());
    match version.map(str::parse::<u32>) {
        Some(Ok(version)) if version <= SCHEMA_VERSION => Ok(()),
        Some(Ok(version)) => Err(failed(format!("its columns are of version {version}, from a newer Uptake"))),
        Some(Err(_)) | None => Err(failed("it does not say which version its columns are of")),
    }
}
