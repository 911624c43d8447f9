//! Code reviews, and what people did with their comments: two kinds of rows that are never divided by each other,
//! because the one is counted by the day of the review and the other by that of the merge.

use archive::table::{Cell, Column, Kind};
use domain::fact::{DayRows, ReviewResponseRow, ReviewRow};
use domain::{Dataset, Email, UserId};

use super::persons::{DayOfRows, Shelf, Whose};
use super::usage::{WHOSE, head};
use super::{column, counts};
use crate::export::ExportError;
use crate::export::outlet::{Outlet, Sink};
use crate::export::write::Writer;

/// What stands behind [`WHOSE`].
const COLUMNS: [Column; 16] = [
    column("kind", Kind::Text),
    column("reviews", Kind::Count),
    column("comments", Kind::Count),
    column("p0", Kind::Count),
    column("p1", Kind::Count),
    column("p2", Kind::Count),
    column("engaged", Kind::Count),
    column("replied", Kind::Count),
    column("reacted", Kind::Count),
    column("upvoted", Kind::Count),
    column("downvoted", Kind::Count),
    column("replies", Kind::Count),
    column("reactions", Kind::Count),
    column("upvotes", Kind::Count),
    column("downvotes", Kind::Count),
    column("state", Kind::Text),
];

/// Writes the rows of a shelf.
pub fn write(shelf: &Shelf, sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    let columns: Vec<Column> = WHOSE.into_iter().chain(COLUMNS).collect();
    let mut table = sink.columns(&columns)?;
    shelf.each_day(&[Dataset::CodeReviews, Dataset::CodeReviewResponses], |of| {
        let mut put = |named: (Option<&UserId>, Option<&Email>), kind: Dataset, numbers: &[Cell<'static>]| {
            let whose = shelf.whose(&of, named, of.connection.team.as_ref());
            whose.map_or(Ok(()), |whose| table.row(&cells(&of, &whose, kind, numbers)))
        };
        match &of.rows {
            DayRows::Reviews(rows) => rows
                .iter()
                .try_for_each(|row| put((row.user_id.as_ref(), row.email.as_ref()), Dataset::CodeReviews, &made(row))),
            DayRows::ReviewResponses(rows) => rows.iter().try_for_each(|row| {
                put((row.user_id.as_ref(), row.email.as_ref()), Dataset::CodeReviewResponses, &answered(row))
            }),
            DayRows::Usage(_) => Ok(()),
        }
    })?;
    Ok(table)
}

fn cells<'a>(of: &'a DayOfRows<'_>, whose: &Whose<'a>, kind: Dataset, numbers: &[Cell<'static>]) -> Vec<Cell<'a>> {
    let mut cells = head(of, whose).to_vec();
    cells.push(Cell::Text(kind.name()));
    cells.extend(numbers);
    cells.push(Cell::Text(of.state.name()));
    cells
}

fn made(row: &ReviewRow) -> Vec<Cell<'static>> {
    let mut cells = counts([row.reviews, row.comments, row.p0, row.p1, row.p2]).to_vec();
    cells.extend([Cell::Empty; 9]);
    cells
}

fn answered(row: &ReviewResponseRow) -> Vec<Cell<'static>> {
    let mut cells = counts([row.reviews, row.comments]).to_vec();
    cells.extend([Cell::Empty; 3]);
    cells.extend(counts([row.engaged, row.replied, row.reacted, row.upvoted, row.downvoted]));
    cells.extend(counts([row.replies, row.reactions, row.upvotes, row.downvotes]));
    cells
}
