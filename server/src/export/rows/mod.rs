//! What is written: which rows, and with which columns. How they are written is in [`super::write`].

pub mod metric;
pub mod page;
pub mod persons;
pub mod reviews;
pub mod teams;
pub mod usage;

use std::sync::Arc;

use archive::table::{Cell, Column, Kind};
use domain::view::{Figure, MetricAnswer, Number};
use metrics::{Ask, Index};

use super::ExportError;

/// Asks the index, away from the threads that serve.
pub async fn answered(index: Arc<Index>, asks: Vec<Ask>) -> Result<Vec<MetricAnswer>, ExportError> {
    let answers = tokio::task::spawn_blocking(move || {
        asks.iter().map(|ask| metrics::answer(&index, ask)).collect::<Result<Vec<_>, _>>()
    });
    Ok(answers.await.map_err(|_| ExportError::CutOff)??)
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// A figure as a cell: empty where it is not known, not available, or not shown.
fn cell(figure: Figure) -> Cell<'static> {
    number(figure.value)
}

/// A number as a cell.
fn number(number: Option<Number>) -> Cell<'static> {
    match number {
        None => Cell::Empty,
        Some(Number::Count(count)) => Cell::Count(count),
        Some(Number::Credits(credits)) => Cell::Amount(credits.micros()),
        Some(Number::Usd(usd)) => Cell::Amount(usd.micros()),
        Some(Number::Ratio(ratio)) => Cell::Ratio(ratio),
    }
}

/// Counts; what does not fit is as many as can be counted.
fn counts<const N: usize>(counts: [u64; N]) -> [Cell<'static>; N] {
    counts.map(|n| Cell::Count(i64::try_from(n).unwrap_or(i64::MAX)))
}

fn text(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, Cell::Text)
}
