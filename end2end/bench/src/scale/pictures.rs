//! Cost against size, drawn by the crate that draws the product's charts.

use charts::{Curve, CurveChart, curve_chart, standalone};

use super::figures::Size;
use super::questions::QUESTIONS;

/// A chart as a file.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The name of the file, without extension.
    pub name: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// The file.
    pub svg: String,
}

/// Every chart: one for each question that has a budget, the views, the start and the memory.
pub fn pictures(sizes: &[Size]) -> Vec<Picture> {
    let budgeted = QUESTIONS.iter().filter(|question| question.budget.is_some());
    let mut pictures: Vec<Picture> = budgeted
        .map(|question| {
            let ours = curve(sizes, "Uptake", |size| size.answered(question.name).map(|found| found.times.p50));
            let mut curves = vec![ours];
            for query in question.queries {
                let how = if question.queries.first() == Some(query) { "" } else { ", sweep" };
                for (source, title) in [("native", "DuckDB"), ("parquet", "on Parquet")] {
                    let label = format!("{title}{how}");
                    curves.push(curve(sizes, &label, |size| size.peer_ms(query, source, true)));
                }
            }
            picture(question.name, question.title, milliseconds, curves)
        })
        .collect();
    pictures.push(picture("views", "Page by page, nothing cached: 95 of 100 are faster", milliseconds, views(sizes)));
    let start = curve(sizes, "start to ready", |size| Some(size.serve.ready_seconds * 1e3));
    let patch = curve(sizes, "replace a day", |size| Some(size.inside.replace.p50 + size.inside.patch.p50));
    pictures.push(picture(
        "start",
        "Starting on a year, and replacing one day of it",
        milliseconds,
        vec![start, patch],
    ));
    #[expect(clippy::cast_precision_loss, reason = "bytes, for drawing")]
    let memory = |bytes: Option<u64>| bytes.map(|bytes| bytes as f64);
    let whole = curve(sizes, "process", |size| memory(size.serve.bytes));
    let archive = curve(sizes, "archive on disk", |size| memory(Some(size.archive_bytes)));
    pictures.push(picture("memory", "Memory, and the archive on disk", bytes, vec![whole, archive]));
    pictures
}

fn views(sizes: &[Size]) -> Vec<Curve> {
    let names = sizes.first().map(|size| size.inside.views.iter().map(|view| view.name.clone()).collect());
    let names: Vec<String> = names.unwrap_or_default();
    let p95 = |size: &Size, name: &str| {
        let found = size.inside.views.iter().find(|view| view.name == name);
        found.map(|view| view.cold.p95)
    };
    names.iter().map(|name| curve(sizes, name, |size| p95(size, name))).collect()
}

fn curve(sizes: &[Size], label: &str, of: impl Fn(&Size) -> Option<f64>) -> Curve {
    let points = sizes.iter().filter_map(|size| Some((f64::from(size.people), of(size)?))).collect();
    Curve { label: label.to_owned(), points }
}

fn picture(name: &str, title: &str, up: fn(f64) -> String, curves: Vec<Curve>) -> Picture {
    let last = |curve: &Curve| {
        let (people, value) = curve.points.last().copied()?;
        Some(format!("{} {} at {} people", curve.label, up(value), whole(people)))
    };
    let summary = format!("{}.", curves.iter().filter_map(last).collect::<Vec<_>>().join("; "));
    let title = title.to_owned();
    let size = charts::Size { width: 640, height: 280 };
    let alt = format!("{title}, against the number of people: {summary}");
    let chart = CurveChart { id: name.to_owned(), title, summary, curves, across: whole, up, size };
    Picture { name: name.to_owned(), alt, svg: standalone(&curve_chart(&chart)) }
}

/// A whole number with grouped digits.
pub fn whole(value: f64) -> String {
    charts::format::exact(value.round(), domain::Unit::Count)
}

/// A time in milliseconds, as people read it.
pub fn milliseconds(ms: f64) -> String {
    match ms {
        1_000.0.. => format!("{} s", digits(ms / 1_000.0)),
        _ => format!("{} ms", digits(ms)),
    }
}

/// An amount of memory.
pub fn bytes(bytes: f64) -> String {
    match bytes {
        1e9.. => format!("{} GB", digits(bytes / 1e9)),
        _ => format!("{} MB", digits(bytes / 1e6)),
    }
}

/// A number with two or three digits that count.
pub fn digits(value: f64) -> String {
    match value {
        99.5.. => whole(value),
        9.95.. => format!("{value:.0}"),
        0.95.. => trimmed(format!("{value:.1}")),
        _ => trimmed(format!("{value:.3}")),
    }
}

fn trimmed(text: String) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_as_people_read_them() {
        let written = [0.0421, 1.0, 2.34, 41.7, 999.0, 6_400.0, 61_234.0].map(milliseconds);
        assert_eq!(written, ["0.042 ms", "1 ms", "2.3 ms", "42 ms", "999 ms", "6.4 s", "61 s"]);
        assert_eq!([91e6, 1.24e9].map(bytes), ["91 MB", "1.2 GB"]);
    }
}
