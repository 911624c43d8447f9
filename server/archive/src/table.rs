//! A plain table as a Parquet file, written row by row: for exports, which want the columns that analysts know and
//! not those that days are kept in. What the columns are is the caller's business; nobody else names Arrow.
//!
//! Memory is bounded by one row group: `GROUP` rows, compressed as they come.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use domain::Day;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::error::ArchiveError;

/// Rows that are handed to the writer at once.
const BATCH: usize = 4096;
/// Rows of a row group: what is held in memory, encoded, before it is written.
const GROUP: usize = 32_768;
/// Digits of an amount, six of them decimals: as many as 64 bits have.
const DIGITS: (u8, i8) = (19, 6);

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A UTC day.
    Day,
    /// A whole number.
    Count,
    /// Credits or dollars: six decimals, exact.
    Amount,
    /// A share or a quotient.
    Ratio,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, in the file's first line and in the schema.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
}

/// One cell. Every column may be empty: not available is not zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not available, or it does not apply.
    Empty,
    /// Text.
    Text(&'a str),
    /// A UTC day.
    Day(Day),
    /// A whole number.
    Count(i64),
    /// Millionths of a credit or of a dollar.
    Amount(i64),
    /// A share or a quotient.
    Ratio(f64),
}

enum Builder {
    Text(StringBuilder),
    Day(Date32Builder),
    Count(Int64Builder),
    Amount(Decimal128Builder),
    Ratio(Float64Builder),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Day => Self::Day(Date32Builder::new()),
            Kind::Count => Self::Count(Int64Builder::new()),
            Kind::Amount => Self::Amount(Decimal128Builder::new().with_data_type(data_type(Kind::Amount))),
            Kind::Ratio => Self::Ratio(Float64Builder::new()),
        }
    }

    /// Whether the cell fits the column.
    fn push(&mut self, cell: Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Text(to), Cell::Text(text)) => to.append_value(text),
            (Self::Text(to), Cell::Empty) => to.append_null(),
            (Self::Day(to), Cell::Day(day)) => to.append_value(day.number()),
            (Self::Day(to), Cell::Empty) => to.append_null(),
            (Self::Count(to), Cell::Count(count)) => to.append_value(count),
            (Self::Count(to), Cell::Empty) => to.append_null(),
            (Self::Amount(to), Cell::Amount(micros)) => to.append_value(i128::from(micros)),
            (Self::Amount(to), Cell::Empty) => to.append_null(),
            (Self::Ratio(to), Cell::Ratio(ratio)) => to.append_value(ratio),
            (Self::Ratio(to), Cell::Empty) => to.append_null(),
            _ => return false,
        }
        true
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(of) => ArrayBuilder::finish(of),
            Self::Day(of) => ArrayBuilder::finish(of),
            Self::Count(of) => ArrayBuilder::finish(of),
            Self::Amount(of) => ArrayBuilder::finish(of),
            Self::Ratio(of) => ArrayBuilder::finish(of),
        }
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Day => DataType::Date32,
        Kind::Count => DataType::Int64,
        Kind::Amount => DataType::Decimal128(DIGITS.0, DIGITS.1),
        Kind::Ratio => DataType::Float64,
    }
}

/// A Parquet file that is being written. Equal rows give equal bytes.
pub struct ParquetTable<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    columns: Vec<Column>,
    builders: Vec<Builder>,
    waiting: usize,
    in_group: usize,
}

impl<W: Write + Send> std::fmt::Debug for ParquetTable<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetTable").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a file with these columns; `notes` become its key-value metadata.
    pub fn new(out: W, columns: &[Column], notes: &[(&str, String)]) -> Result<Self, ArchiveError> {
        let fields: Vec<Field> = columns.iter().map(|of| Field::new(of.name, data_type(of.kind), true)).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let notes = notes.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(failed)?))
            .set_key_value_metadata(Some(notes))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(failed)?;
        let builders = columns.iter().map(|column| Builder::new(column.kind)).collect();
        Ok(Self { writer, schema, columns: columns.to_vec(), builders, waiting: 0, in_group: 0 })
    }

    /// Adds a row: one cell a column, each of the column's kind or empty.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ArchiveError> {
        if cells.len() != self.columns.len() {
            return Err(failed(format!("a row has {} cells for {} columns", cells.len(), self.columns.len())));
        }
        for ((builder, column), cell) in self.builders.iter_mut().zip(&self.columns).zip(cells) {
            if !builder.push(*cell) {
                return Err(failed(format!("the column {} cannot hold {cell:?}", column.name)));
            }
        }
        self.waiting += 1;
        if self.waiting >= BATCH { self.write_waiting() } else { Ok(()) }
    }

    /// Ends the file and gives back what it was written to.
    pub fn finish(mut self) -> Result<W, ArchiveError> {
        self.write_waiting()?;
        self.writer.into_inner().map_err(failed)
    }

    fn write_waiting(&mut self) -> Result<(), ArchiveError> {
        if self.waiting == 0 {
            return Ok(());
        }
        let arrays = self.builders.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(failed)?;
        self.writer.write(&batch).map_err(failed)?;
        self.in_group += std::mem::take(&mut self.waiting);
        if self.in_group >= GROUP {
            self.in_group = 0;
            self.writer.flush().map_err(failed)?;
        }
        Ok(())
    }
}

fn failed(error: impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Table(error.to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type};
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use proptest::option;
    use proptest::prelude::*;

    const COLUMNS: [Column; 5] = [
        Column { name: "text", kind: Kind::Text },
        Column { name: "day", kind: Kind::Day },
        Column { name: "count", kind: Kind::Count },
        Column { name: "amount", kind: Kind::Amount },
        Column { name: "ratio", kind: Kind::Ratio },
    ];

    type Row = (Option<String>, Option<i32>, Option<i64>, Option<i64>, Option<f64>);

    fn write(rows: &[Row]) -> Vec<u8> {
        let mut table = ParquetTable::new(Vec::new(), &COLUMNS, &[("uptake.note", "as told".to_owned())]).unwrap();
        for (text, day, count, amount, ratio) in rows {
            let cells = [
                text.as_deref().map_or(Cell::Empty, Cell::Text),
                day.map_or(Cell::Empty, |day| Cell::Day(Day::from_number(day))),
                count.map_or(Cell::Empty, Cell::Count),
                amount.map_or(Cell::Empty, Cell::Amount),
                ratio.map_or(Cell::Empty, Cell::Ratio),
            ];
            table.row(&cells).unwrap();
        }
        table.finish().unwrap()
    }

    fn read(file: Vec<u8>) -> Vec<Row> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap().build().unwrap();
        let mut rows = Vec::new();
        for batch in reader {
            let batch = batch.unwrap();
            let texts = batch.column(0).as_string::<i32>();
            let days = batch.column(1).as_primitive::<Date32Type>();
            let counts = batch.column(2).as_primitive::<Int64Type>();
            let amounts = batch.column(3).as_primitive::<Decimal128Type>();
            let ratios = batch.column(4).as_primitive::<Float64Type>();
            let amount = |micros: i128| i64::try_from(micros).unwrap();
            let each = texts.iter().zip(days).zip(counts).zip(amounts).zip(ratios);
            rows.extend(each.map(|((((text, day), count), micros), ratio)| {
                (text.map(ToOwned::to_owned), day, count, micros.map(amount), ratio)
            }));
        }
        rows
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in proptest::collection::vec(
            (option::of("\\PC{0,12}"), option::of(0i32..40_000), option::of(any::<i64>()), option::of(any::<i64>()),
             option::of(-1e12f64..1e12)), 0..40,
        )) {
            prop_assert_eq!(read(write(&rows)), rows);
        }
    }

    #[test]
    fn many_rows_are_several_groups_and_equal_rows_equal_bytes() {
        let rows: Vec<Row> = (0..70_000).map(|n| (Some(format!("row {n}")), Some(1), Some(n), None, None)).collect();
        let file = write(&rows);
        assert_eq!(file, write(&rows));
        let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
        let groups: Vec<i64> =
            builder.metadata().row_groups().iter().map(parquet::file::metadata::RowGroupMetaData::num_rows).collect();
        assert_eq!(groups, [32_768, 32_768, 4_464]);
        let notes = builder.metadata().file_metadata().key_value_metadata().unwrap();
        assert!(notes.iter().any(|note| note.key == "uptake.note" && note.value.as_deref() == Some("as told")));
    }

    #[test]
    fn a_cell_of_another_kind_is_refused_by_name() {
        let mut table = ParquetTable::new(Vec::new(), &COLUMNS, &[]).unwrap();
        let wrong = [Cell::Count(1), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
        assert!(table.row(&wrong).unwrap_err().to_string().contains("column text"));
        assert!(table.row(&[Cell::Empty]).is_err());
    }
}
