//! A table as a workbook. Rows go to a temporary file as they come; the workbook is put together in another at the
//! end, because its index stands at its end and its first part is written last. Memory does not grow with the rows.
//!
//! A sheet takes 1,048,576 rows; what is more goes on in the next.

use std::io::{Seek as _, SeekFrom, Write};

use archive::table::{Cell, Column, Kind};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::escape;
use crate::export::ExportError;
use crate::export::name::Label;

/// Rows of a sheet, its first line included.
const SHEET_ROWS: u32 = 1_048_576;

struct Styles {
    head: Format,
    day: Format,
    count: Format,
    amount: Format,
}

/// A workbook that is being written.
pub struct XlsxTable<W> {
    out: W,
    workbook: Workbook,
    sheet: Worksheet,
    sheets: u32,
    next_row: u32,
    rows_a_sheet: u32,
    columns: Vec<Column>,
    styles: Styles,
}

impl<W: Write> XlsxTable<W> {
    pub fn new(columns: &[Column], label: &Label, out: W) -> Result<Self, ExportError> {
        Self::with_sheets_of(SHEET_ROWS, columns, label, out)
    }

    pub(super) fn with_sheets_of(rows: u32, columns: &[Column], label: &Label, out: W) -> Result<Self, ExportError> {
        let mut workbook = Workbook::new();
        let properties = DocProperties::new()
            .set_title(&label.title)
            .set_author("Uptake")
            // Not the present moment: equal rows give equal bytes.
            .set_creation_datetime(&date(label.range.to())?);
        workbook.set_properties(&properties);
        let styles = Styles {
            head: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            count: Format::new().set_num_format("0"),
            amount: Format::new().set_num_format("0.000000"),
        };
        let sheet = new_sheet(&mut workbook, columns, &styles, 1)?;
        let columns = columns.to_vec();
        Ok(Self { out, workbook, sheet, sheets: 1, next_row: 1, rows_a_sheet: rows, columns, styles })
    }

    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        if self.next_row >= self.rows_a_sheet {
            self.sheets += 1;
            let next = new_sheet(&mut self.workbook, &self.columns, &self.styles, self.sheets)?;
            self.workbook.push_worksheet(std::mem::replace(&mut self.sheet, next));
            self.next_row = 1;
        }
        let (sheet, row, styles) = (&mut self.sheet, self.next_row, &self.styles);
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => drop(sheet.write_string(row, column, escape::text(text))?),
                Cell::Day(day) => drop(sheet.write_datetime_with_format(row, column, &date(*day)?, &styles.day)?),
                Cell::Count(count) => drop(sheet.write_number_with_format(row, column, float(*count), &styles.count)?),
                Cell::Amount(micros) => {
                    sheet.write_number_with_format(row, column, float(*micros) / 1e6, &styles.amount)?;
                }
                Cell::Ratio(ratio) if ratio.is_finite() => drop(sheet.write_number(row, column, *ratio)?),
                Cell::Ratio(_) | Cell::Empty => {}
            }
        }
        self.next_row += 1;
        Ok(())
    }

    pub fn finish(mut self) -> Result<W, ExportError> {
        self.workbook.push_worksheet(self.sheet);
        let mut file = std::io::BufWriter::new(tempfile::tempfile()?);
        self.workbook.save_to_writer(&mut file)?;
        let mut file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        std::io::copy(&mut file, &mut self.out)?;
        Ok(self.out)
    }
}

fn new_sheet(
    workbook: &mut Workbook,
    columns: &[Column],
    styles: &Styles,
    number: u32,
) -> Result<Worksheet, ExportError> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    sheet.set_name(if number == 1 { "Rows".to_owned() } else { format!("Rows {number}") })?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0u16..).zip(columns) {
        let width = match column.kind {
            Kind::Text => 24.0,
            Kind::Day => 12.0,
            Kind::Count | Kind::Amount | Kind::Ratio => 16.0,
        };
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, column.name, &styles.head)?;
    }
    Ok(sheet)
}

fn date(day: domain::Day) -> Result<ExcelDateTime, ExportError> {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1900);
    Ok(ExcelDateTime::from_ymd(year, part(day.month()), part(day.day_of_month()))?)
}

/// Excel knows floats only: beyond nine thousand million million it loses the last digits, and says so nowhere.
#[expect(clippy::cast_precision_loss, reason = "the format has no other numbers")]
fn float(number: i64) -> f64 {
    number as f64
}
