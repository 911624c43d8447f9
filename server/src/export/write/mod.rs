//! How rows are written: one file a format. Which rows, and who may see them, is decided in [`super::rows`].

mod escape;
mod json;
mod xlsx;

use std::io::Write;

use archive::table::{Cell, Column, ParquetTable};

use self::json::JsonTable;
use self::xlsx::XlsxTable;
use super::name::Label;
use super::{ExportError, Format};

/// A table that is being written.
pub enum Writer<W: Write + Send> {
    /// CSV.
    Csv(csv::Writer<W>),
    /// JSON.
    Json(JsonTable<W>),
    /// XLSX.
    Xlsx(XlsxTable<W>),
    /// Parquet.
    Parquet(ParquetTable<W>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table.
    pub fn new(format: Format, columns: &[Column], label: &Label, out: W) -> Result<Self, ExportError> {
        Ok(match format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
                writer.write_record(columns.iter().map(|column| column.name))?;
                Self::Csv(writer)
            }
            Format::Json => Self::Json(JsonTable::new(columns, out)?),
            Format::Xlsx => Self::Xlsx(XlsxTable::new(columns, label, out)?),
            Format::Parquet => Self::Parquet(ParquetTable::new(out, columns, &label.notes())?),
        })
    }

    /// Adds a row: one cell a column.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        match self {
            Self::Csv(writer) => csv_row(writer, cells)?,
            Self::Json(table) => table.row(cells)?,
            Self::Xlsx(table) => table.row(cells)?,
            Self::Parquet(table) => table.row(cells)?,
        }
        Ok(())
    }

    /// Ends the table and gives back what it was written to.
    pub fn finish(self) -> Result<W, ExportError> {
        match self {
            Self::Csv(writer) => writer.into_inner().map_err(|error| ExportError::Io(error.into_error())),
            Self::Json(table) => Ok(table.finish()?),
            Self::Xlsx(table) => table.finish(),
            Self::Parquet(table) => Ok(table.finish()?),
        }
    }
}

fn csv_row<W: Write>(writer: &mut csv::Writer<W>, cells: &[Cell<'_>]) -> Result<(), csv::Error> {
    for cell in cells {
        match cell {
            Cell::Empty => writer.write_field("")?,
            Cell::Text(text) => writer.write_field(escape::text(text).as_bytes())?,
            Cell::Day(day) => writer.write_field(day.to_string())?,
            Cell::Count(count) => writer.write_field(count.to_string())?,
            Cell::Amount(micros) => writer.write_field(amount(*micros))?,
            Cell::Ratio(ratio) if ratio.is_finite() => writer.write_field(ratio.to_string())?,
            Cell::Ratio(_) => writer.write_field("")?,
        }
    }
    writer.write_record(None::<&[u8]>)
}

/// An amount with its six decimals.
fn amount(micros: i64) -> String {
    domain::Credits::from_micros(micros).to_string()
}


#[cfg(test)]
mod tests;
