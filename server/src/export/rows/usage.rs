//! Usage by person and day: totals, or the parts of each row by client or by model.
//!
//! What a row's parts leave of its total is a part of its own, `unattributed`, so that each file adds up to the same.

use archive::table::{Cell, Column, Kind};
use domain::fact::{ClientUsage, DayRows, ModelUsage, Spend, UsageRow};
use domain::{Credits, Dataset, Usd};

use super::persons::{DayOfRows, Shelf, Whose};
use super::{column, text};
use crate::export::outlet::{Outlet, Sink};
use crate::export::write::Writer;
use crate::export::{Detail, ExportError};

/// The columns of [`head`].
pub const WHOSE: [Column; 7] = [
    column("day", Kind::Day),
    column("connection", Kind::Text),
    column("email", Kind::Text),
    column("user_id", Kind::Text),
    column("name", Kind::Text),
    column("team", Kind::Text),
    column("team_title", Kind::Text),
];
const CLIENT: [Column; 1] = [column("client", Kind::Text)];
const MODEL: [Column; 2] = [column("model", Kind::Text), column("speed", Kind::Text)];
const WORK: [Column; 2] = [column("threads", Kind::Count), column("turns", Kind::Count)];
const SPEND: [Column; 7] = [
    column("credits", Kind::Amount),
    column("estimated_cost_usd", Kind::Amount),
    column("uncached_input_tokens", Kind::Count),
    column("cached_input_tokens", Kind::Count),
    column("output_tokens", Kind::Count),
    column("total_tokens", Kind::Count),
    column("state", Kind::Text),
];
/// The part of a row that none of its parts has.
const UNATTRIBUTED: &str = "unattributed";

/// Writes the rows of a shelf.
pub fn write(shelf: &Shelf, detail: Detail, sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    let columns: Vec<Column> = match detail {
        Detail::Total => WHOSE.into_iter().chain(WORK).chain(SPEND).collect(),
        Detail::Client => WHOSE.into_iter().chain(CLIENT).chain(WORK).chain(SPEND).collect(),
        Detail::Model => WHOSE.into_iter().chain(MODEL).chain(SPEND).collect(),
    };
    let mut table = sink.columns(&columns)?;
    shelf.each_day(&[Dataset::Usage], |of| {
        let DayRows::Usage(rows) = &of.rows else { return Ok(()) };
        for row in rows {
            let named = (row.user_id.as_ref(), row.email.as_ref());
            let Some(whose) = shelf.whose(&of, named, None) else { continue };
            for part in parts(row, detail) {
                let mut cells = Vec::with_capacity(columns.len());
                cells.extend(head(&of, &whose));
                cells.extend(part.cells(detail, of.state.name()));
                table.row(&cells)?;
            }
        }
        Ok(())
    })?;
    Ok(table)
}

/// The cells that say when, where and who.
pub fn head<'a>(of: &'a DayOfRows<'_>, whose: &Whose<'a>) -> [Cell<'a>; 7] {
    [
        Cell::Day(of.day),
        Cell::Text(of.connection.name.as_str()),
        text(whose.email),
        text(whose.user),
        text(whose.name),
        text(whose.team),
        text(whose.team_title),
    ]
}

/// A row of the file: a row of the archive or a part of it. Signed, because what is left of a total may be negative.
struct Part<'a> {
    key: &'a str,
    speed: Option<&'a str>,
    work: [i64; 2],
    credits: Credits,
    cost: Option<Usd>,
    tokens: [Option<i64>; 4],
}

impl<'a> Part<'a> {
    fn new(key: &'a str, speed: Option<&'a str>, work: [u64; 2], of: &Spend) -> Self {
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let tokens = [of.uncached_input_tokens, of.cached_input_tokens, of.output_tokens, of.total_tokens];
        Self {
            key,
            speed,
            work: work.map(signed),
            credits: of.credits,
            cost: of.estimated_cost_usd,
            tokens: tokens.map(|tokens| tokens.map(signed)),
        }
    }

    /// Takes a part away. What the whole does not have, nothing remains of.
    fn subtract(&mut self, part: &Self) {
        for (work, of_part) in self.work.iter_mut().zip(part.work) {
            *work = work.saturating_sub(of_part);
        }
        self.credits = self.credits - part.credits;
        self.cost = self.cost.map(|cost| cost - part.cost.unwrap_or_default());
        for (tokens, of_part) in self.tokens.iter_mut().zip(part.tokens) {
            *tokens = tokens.map(|tokens| tokens.saturating_sub(of_part.unwrap_or_default()));
        }
    }

    fn is_nothing(&self, detail: Detail) -> bool {
        self.credits == Credits::ZERO && (detail == Detail::Model || self.work == [0, 0])
    }

    fn cells(&self, detail: Detail, state: &'static str) -> Vec<Cell<'a>> {
        let mut cells = Vec::with_capacity(11);
        match detail {
            Detail::Total => {}
            Detail::Client => cells.push(Cell::Text(self.key)),
            Detail::Model => cells.extend([Cell::Text(self.key), text(self.speed)]),
        }
        if detail != Detail::Model {
            cells.extend(self.work.map(Cell::Count));
        }
        cells.push(Cell::Amount(self.credits.micros()));
        cells.push(self.cost.map_or(Cell::Empty, |cost| Cell::Amount(cost.micros())));
        cells.extend(self.tokens.map(|tokens| tokens.map_or(Cell::Empty, Cell::Count)));
        cells.push(Cell::Text(state));
        cells
    }
}

fn parts<'a>(row: &'a UsageRow, detail: Detail) -> Vec<Part<'a>> {
    let total = &row.totals;
    let mut rest = Part::new(UNATTRIBUTED, None, [total.threads, total.turns], &total.spend);
    let mut parts: Vec<Part<'_>> = match detail {
        Detail::Total => return vec![rest],
        Detail::Client => {
            let part = |of: &'a ClientUsage| {
                Part::new(of.client.as_str(), None, [of.work.threads, of.work.turns], &of.work.spend)
            };
            row.clients.iter().map(part).collect()
        }
        Detail::Model => {
            let part = |of: &'a ModelUsage| Part::new(&of.key.model, of.key.speed.as_deref(), [0, 0], &of.spend);
            row.models.iter().map(part).collect()
        }
    };
    for part in &parts {
        rest.subtract(part);
    }
    if !rest.is_nothing(detail) {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use domain::fact::Work;
    use domain::{ClientId, Day};

    fn work(threads: u64, credits: i64, tokens: Option<u64>) -> Work {
        let spend = Spend { credits: Credits::from_micros(credits), output_tokens: tokens, ..Spend::default() };
        Work { threads, turns: 2 * threads, spend }
    }

    #[test]
    fn parts_and_what_is_left_add_up_to_the_total() {
        let client = |name: &str, work| ClientUsage { client: ClientId::new(name), work };
        let row = UsageRow {
            day: Day::from_number(20_000),
            user_id: None,
            email: None,
            totals: work(5, 1_000_000, Some(90)),
            clients: vec![client("A", work(2, 700_000, Some(40))), client("B", work(2, 400_000, None))],
            models: Vec::new(),
            attribution: None,
        };
        let parts_of = parts(&row, Detail::Client);
        assert_eq!(parts_of.iter().map(|part| part.key).collect::<Vec<_>>(), ["A", "B", "unattributed"]);
        assert_eq!(parts_of.iter().map(|part| part.credits.micros()).sum::<i64>(), 1_000_000);
        assert_eq!((parts_of[2].work, parts_of[2].credits.micros()), ([1, 2], -100_000));
        // Not available stays not available, and nothing is left of what the total does not say.
        assert_eq!((parts_of[1].tokens[2], parts_of[2].tokens[2], parts_of[2].tokens[0]), (None, Some(50), None));
        // Models are not told here: all of it is unattributed.
        assert_eq!(parts(&row, Detail::Model).len(), 1);
        assert_eq!(parts(&row, Detail::Total)[0].work, [5, 10]);
    }
}
