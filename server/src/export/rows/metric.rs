//! A metric as its chart shows it: one row a point, and the state that the chart draws by.

use archive::table::{Cell, Column, Kind};
use domain::Unit;
use domain::view::MetricAnswer;

use super::{cell, column};
use crate::export::ExportError;
use crate::export::outlet::{Outlet, Sink};
use crate::export::write::Writer;

/// Writes answers, one after another.
pub fn write(answers: &[MetricAnswer], sink: Sink) -> Result<Writer<Outlet>, ExportError> {
    let kind = answers.first().map_or(Kind::Count, |answer| kind(answer.metric.unit()));
    let columns: [Column; 6] = [
        column("metric", Kind::Text),
        column("start", Kind::Day),
        column("key", Kind::Text),
        column("title", Kind::Text),
        column("value", kind),
        column("state", Kind::Text),
    ];
    let mut table = sink.columns(&columns)?;
    for answer in answers {
        for series in &answer.series {
            for point in &series.points {
                table.row(&[
                    Cell::Text(answer.metric.name()),
                    Cell::Day(point.start),
                    Cell::Text(&series.key),
                    Cell::Text(&series.title),
                    cell(point.figure),
                    Cell::Text(point.figure.state.name()),
                ])?;
            }
        }
    }
    Ok(table)
}

fn kind(unit: Unit) -> Kind {
    match unit {
        Unit::People | Unit::Count | Unit::Tokens => Kind::Count,
        Unit::Credits | Unit::Usd => Kind::Amount,
        Unit::Share | Unit::Ratio => Kind::Ratio,
    }
}
