//! Figures of a page, as the page shows them: one row a number, whatever kind of figure it is in.

use app::export::Sheet;
use archive::table::{Cell, Column, Kind};

use super::{column, number};
use crate::export::ExportError;
use crate::export::outlet::{Outlet, Sink};
use crate::export::write::Writer;

const COLUMNS: [Column; 6] = [
    column("figure", Kind::Text),
    column("row", Kind::Text),
    column("series", Kind::Text),
    column("value", Kind::Ratio),
    column("state", Kind::Text),
    column("shown", Kind::Text),
];

/// Writes figures, one after another.
pub fn write(sheets: &[Sheet], sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    let mut table = sink.columns(&COLUMNS)?;
    for sheet in sheets {
        for datum in &sheet.numbers {
            let state = if datum.state.is_empty() { Cell::Empty } else { Cell::Text(datum.state) };
            table.row(&[
                Cell::Text(&sheet.title),
                Cell::Text(&datum.row),
                Cell::Text(&datum.series),
                number(datum.value),
                state,
                Cell::Text(&datum.shown),
            ])?;
        }
    }
    Ok(table)
}
