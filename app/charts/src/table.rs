//! A chart's numbers as a table: every line of the input, exact, none left out.

use domain::view::PointState;

use crate::dates::Grain;
use crate::model::{DataTable, Line, LineRole, Parts};
use crate::{format, glyphs, note, pick};

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
    headers
        .extend(parts.band.iter().flat_map(|band| [&band.labels.0, &band.labels.1].map(|label| glyphs::clean(label))));
    let marked = parts.notes.iter().any(|note| note::bucket_of(&days, grain, note.day).is_some());
    if marked {
        headers.push("Marked".to_owned());
    }
    let row = |(bucket, day): (usize, &domain::Day)| {
        let mut cells = vec![grain.name(*day)];
        parts.lines.iter().for_each(|line| push_cells(&mut cells, line, bucket, grain, parts));
        if let Some(band) = parts.band {
            let ends = band.points.get(bucket).copied().flatten();
            let say = |value: Option<f64>| value.map_or_else(nothing, |value| format::exact(value, parts.unit));
            cells.extend([say(ends.map(|(low, _)| low)), say(ends.map(|(_, high)| high))]);
        }
        if marked {
            let here = parts.notes.iter().filter(|note| note::bucket_of(&days, grain, note.day) == Some(bucket));
            cells.push(here.map(|note| glyphs::clean(&note.text)).collect::<Vec<String>>().join("; "));
        }
        cells
    };
    DataTable { headers, rows: days.iter().enumerate().map(row).collect() }
}

fn push_cells(cells: &mut Vec<String>, line: &Line, bucket: usize, grain: Grain, parts: &Parts<'_>) {
    let point = line.points.get(bucket);
    if line.role == LineRole::Compare {
        cells.push(point.map_or_else(nothing, |point| grain.name(point.day)));
    }
    // Days that a forecast is about are not missing, and a forecast has nothing to say about those before.
    let ahead = parts.lines.iter().any(|other| other.role == LineRole::Forecast);
    cells.push(match point {
        None if ahead => nothing(),
        None => format::absent(PointState::Gap).to_owned(),
        Some(point) if point.known().is_none() && line.role == LineRole::Forecast => nothing(),
        Some(point) => format::told(point.known(), point.state, parts.unit),
    });
}

fn nothing() -> String {
    format::NOTHING.to_owned()
}
