//! A table as one JSON array of objects, row by row. Amounts are numbers with six decimals, empty cells null.

use std::io::Write;

use archive::table::{Cell, Column};

use super::amount;

/// An array that is being written.
pub struct JsonTable<W> {
    out: W,
    /// What stands before each value: a comma, its name, a colon.
    keys: Vec<String>,
    any: bool,
}

impl<W: Write> JsonTable<W> {
    pub fn new(columns: &[Column], mut out: W) -> std::io::Result<Self> {
        out.write_all(b"[")?;
        let key = |(at, column): (usize, &Column)| format!("{}\"{}\":", if at == 0 { "" } else { "," }, column.name);
        Ok(Self { out, keys: columns.iter().enumerate().map(key).collect(), any: false })
    }

    pub fn row(&mut self, cells: &[Cell<'_>]) -> std::io::Result<()> {
        self.out.write_all(if std::mem::replace(&mut self.any, true) { b",\n{" } else { b"\n{" })?;
        for (key, cell) in self.keys.iter().zip(cells) {
            self.out.write_all(key.as_bytes())?;
            match cell {
                Cell::Text(text) => serde_json::to_writer(&mut self.out, text)?,
                Cell::Day(day) => write!(self.out, "\"{day}\"")?,
                Cell::Count(count) => write!(self.out, "{count}")?,
                Cell::Amount(micros) => self.out.write_all(amount(*micros).as_bytes())?,
                Cell::Ratio(ratio) if ratio.is_finite() => serde_json::to_writer(&mut self.out, ratio)?,
                Cell::Ratio(_) | Cell::Empty => self.out.write_all(b"null")?,
            }
        }
        self.out.write_all(b"}")
    }

    pub fn finish(mut self) -> std::io::Result<W> {
        self.out.write_all(b"\n]\n")?;
        Ok(self.out)
    }
}
