//! A chart's numbers as a table: every line of the input, exact, none left out.

use domain::metric::Unit;
use domain::view::PointState;

use crate::dates::Grain;
use crate::model::{ChartPoint, DataTable, Line, LineRole, Parts};
use crate::{format, glyphs, pick};

/// The table; its first column names the bucket.
pub(crate) fn table(parts: &Parts<'_>) -> DataTable {
    let days = pick::days(parts.lines);
    let grain = Grain::of(&days);
    let mut headers = vec![grain.heading().to_owned()];
    for line in parts.lines {
        if line.role == LineRole::Compare {
            headers.push("Compared with".to_owned());
        }
        headers.push(glyphs::clean(&line.label));
    }
    let row = |(bucket, day): (usize, &domain::Day)| {
        let mut cells = vec![grain.name(*day)];
        parts.lines.iter().for_each(|line| push_cells(&mut cells, line, bucket, grain, parts.unit));
        cells
    };
    DataTable { headers, rows: days.iter().enumerate().map(row).collect() }
}

fn push_cells(cells: &mut Vec<String>, line: &Line, bucket: usize, grain: Grain, unit: Unit) {
    let point = line.points.get(bucket);
    if line.role == LineRole::Compare {
        cells.push(point.map_or_else(|| format::NOTHING.to_owned(), |point| grain.name(point.day)));
    }
    cells.push(point.map_or_else(|| format::absent(PointState::Gap).to_owned(), |point| cell(point, unit)));
}

fn cell(point: &ChartPoint, unit: Unit) -> String {
    let Some(value) = point.known() else { return format::absent(point.state).to_owned() };
    let exact = format::exact(value, unit);
    match point.state {
        PointState::Provisional => format!("{exact} (provisional)"),
        PointState::Partial => format!("{exact} (incomplete)"),
        _ => exact,
    }
}
