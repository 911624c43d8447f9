//! The page with the figures: docs/BENCHMARKS.md, and its charts. Everything on it is measured or follows from
//! what was measured; nothing is written by hand.

use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use super::budgets::budgets;
use super::figures::{Size, Times};
use super::machine::Machine;
use super::pictures::{Picture, bytes, digits, milliseconds, pictures, whole};
use super::questions::{QUESTIONS, Question};
use crate::organisation::{TEAMS, year};

/// Where the page and its charts are written, from the root of the repository.
const PAGE: &str = "docs/BENCHMARKS.md";
const PICTURES: &str = "docs/benchmarks";

/// The page and its charts.
pub struct Report {
    /// Markdown.
    pub page: String,
    pictures: Vec<Picture>,
}

impl Report {
    /// Writes the page and its charts, and removes charts that it does not name any more.
    pub fn write(&self) -> anyhow::Result<()> {
        if Path::new(PICTURES).exists() {
            fs::remove_dir_all(PICTURES)?;
        }
        fs::create_dir_all(PICTURES)?;
        for picture in &self.pictures {
            fs::write(Path::new(PICTURES).join(format!("{}.svg", picture.name)), format!("{}\n", picture.svg))?;
        }
        let before = fs::read_to_string(PAGE).unwrap_or_default();
        Ok(fs::write(PAGE, format!("{}{}", self.page, browser_section(&before)))?)
    }
}

/// The section that `make quality` has put into the page that is there, with its markers.
fn browser_section(page: &str) -> String {
    let found = page.find("<!-- quality:").and_then(|at| page.get(at..));
    found.map(|section| format!("\n{section}")).unwrap_or_default()
}

/// The report on sizes, smallest first; `arenas` is what the environment says of them, `command` the one that repeats it.
pub fn report(sizes: &[Size], machine: Machine, arenas: Option<&str>, command: &str) -> anyhow::Result<Report> {
    let pictures = if sizes.len() > 1 { pictures(sizes) } else { Vec::new() };
    let mut page = String::new();
    head(&mut page, sizes, machine, command)?;
    if let Some(largest) = sizes.last() {
        budget_table(&mut page, largest)?;
    }
    sizes.iter().rev().try_for_each(|size| peer_table(&mut page, size))?;
    view_table(&mut page, sizes)?;
    metric_table(&mut page, sizes)?;
    index_table(&mut page, sizes, arenas)?;
    if !pictures.is_empty() {
        page.push_str("\n## Cost against size\n\nBoth axes are logarithmic: a straight line that rises by one step to the right by one step is a cost that\ngrows as the organisation does. DuckDB runs with one thread here, as Uptake answers with one.\n");
        for picture in &pictures {
            write!(page, "\n![{}](benchmarks/{}.svg)\n", picture.alt, picture.name)?;
        }
    }
    how(&mut page, sizes)?;
    Ok(Report { page, pictures })
}

fn head(page: &mut String, sizes: &[Size], machine: Machine, command: &str) -> fmt::Result {
    let memory = machine
        .memory_bytes
        .map_or("memory unknown".to_owned(), |memory| format!("{} GiB of memory", memory.div_ceil(1 << 30)));
    let people: Vec<String> = sizes.iter().map(|size| whole(f64::from(size.people))).collect();
    let peer = sizes.last().map(|size| size.peer.version.as_str()).unwrap_or_default();
    write!(
        page,
        "# Benchmarks\n\nThis page is written by the benchmark itself. Repeat it with\n\n```\n{command}\n```\n\n\
         Organisations of {} people over {} days, with {TEAMS} teams, 4 clients and 6 models, on a machine with\n\
         {} cores and {memory}; the peer is DuckDB {peer}, in the same run. Machines differ: the ratios are what to compare.\n",
        people.join(", "),
        year().len_days(),
        machine.cores,
    )
}

fn budget_table(page: &mut String, size: &Size) -> fmt::Result {
    let people = whole(f64::from(size.people));
    write!(page, "\n## Budgets at {people} people\n\n| what | budget | measured | |\n|---|---|---|---|\n")?;
    for budget in budgets(size) {
        let verdict = match budget.met {
            Some(true) => "met",
            Some(false) => "**not met**",
            None => "not known",
        };
        writeln!(page, "| {} | {} | {} | {verdict} |", budget.what, budget.most, budget.measured)?;
    }
    Ok(())
}

fn peer_table(page: &mut String, size: &Size) -> fmt::Result {
    write!(
        page,
        "\n## Beside DuckDB at {} people\n\n{} rows, one a person and day. Medians; the ratio is to DuckDB's own table with one thread.\n\n\
         | question, over the year | Uptake | DuckDB, own table, 1 thread | all threads | DuckDB, Parquet, 1 thread | all threads | ratio |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
        whole(f64::from(size.people)),
        charts::format::exact_number(
            domain::view::Number::Count(i64::try_from(size.rows).unwrap_or(i64::MAX)),
            domain::Unit::Count
        ),
    )?;
    for question in &QUESTIONS {
        for query in question.queries {
            peer_row(page, size, question, query)?;
        }
    }
    Ok(())
}

fn peer_row(page: &mut String, size: &Size, question: &Question, query: &str) -> fmt::Result {
    let ours = size.answered(question.name).map(|found| found.times.p50);
    let text = |time: Option<f64>| time.map_or("–".to_owned(), milliseconds);
    let peer = |source, one| size.peer_ms(query, source, one);
    let ratio = ours.zip(peer("native", true)).map_or("–".to_owned(), |(ours, peer)| ratio(ours, peer));
    let plain = question.queries.first() == Some(&query);
    let title = if plain { question.title.to_owned() } else { format!("{}, by a sweep over changes", question.title) };
    writeln!(
        page,
        "| {title} | {} | {} | {} | {} | {} | {ratio} |",
        text(ours),
        text(peer("native", true)),
        text(peer("native", false)),
        text(peer("parquet", true)),
        text(peer("parquet", false)),
    )
}

/// `1/40`, or `1.3` where we are slower.
pub fn ratio(ours: f64, peer: f64) -> String {
    if ours <= 0.0 || peer <= 0.0 {
        return "–".to_owned();
    }
    if ours < peer { format!("1/{}", digits(peer / ours)) } else { digits(ours / peer) }
}

fn view_table(page: &mut String, sizes: &[Size]) -> fmt::Result {
    page.push_str(
        "\n## Pages\n\nThe view model of a page through the server's own port, for a reader who may not see persons, compared with\n\
         the period before: without a filter, for teams of several sizes, and for each client. Cold is the first time since\n\
         a day was replaced, cached is the second.\n\n\
         | people | page | cold p50 | cold p95 | cached p50 | cached p95 |\n|--:|---|--:|--:|--:|--:|\n",
    );
    for size in sizes {
        for view in &size.inside.views {
            let Times { p50, p95, .. } = view.cold;
            writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} |",
                whole(f64::from(size.people)),
                view.name,
                milliseconds(p50),
                milliseconds(p95),
                milliseconds(view.cached.p50),
                milliseconds(view.cached.p95)
            )?;
        }
    }
    Ok(())
}

fn metric_table(page: &mut String, sizes: &[Size]) -> fmt::Result {
    page.push_str(
        "\n## Every metric over the year\n\nEach metric of the API by day, week and total, with nothing cached. The times are over all of these questions.\n\n\
         | people | split | questions | p50 | p95 | slowest |\n|--:|---|--:|--:|--:|---|\n",
    );
    for size in sizes {
        for asked in &size.inside.metrics {
            let (name, took) = &asked.slowest;
            writeln!(
                page,
                "| {} | {} | {} | {} | {} | `{name}`, {} |",
                whole(f64::from(size.people)),
                asked.split,
                asked.times.count,
                milliseconds(asked.times.p50),
                milliseconds(asked.times.p95),
                milliseconds(*took)
            )?;
        }
    }
    Ok(())
}

fn index_table(page: &mut String, sizes: &[Size], arenas: Option<&str>) -> fmt::Result {
    let arenas = arenas.map(|most| format!(", with `MALLOC_ARENA_MAX={most}`")).unwrap_or_default();
    write!(
        page,
        "\n## The index\n\n`uptake serve` on the archive, from the start of the process until `/readyz` says so (files in the system's cache),\n\
         and its whole memory then{arenas}. Filling and patching are measured in a process of their own, by the server's own keeper; a\n\
         day is replaced durably before it is patched, and what the process then takes is told without the rows that were\n\
         waiting to be written.\n\n\
         | people | archive | start to ready | processor time | memory, ready | memory, peak | fill the index | memory it adds | replace a day | patch the index | memory after replacing days |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    )?;
    let memory = |of: Option<u64>| of.map_or("not known".to_owned(), |of| bytes(real(of)));
    for size in sizes {
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            whole(f64::from(size.people)),
            bytes(real(size.archive_bytes)),
            milliseconds(size.serve.ready_seconds * 1e3),
            size.serve.processor_seconds.map_or("not known".to_owned(), |worked| milliseconds(worked * 1e3)),
            memory(size.serve.bytes),
            memory(size.serve.peak_bytes),
            milliseconds(size.inside.build_seconds * 1e3),
            memory(size.inside.index_bytes),
            milliseconds(size.inside.replace.p50),
            milliseconds(size.inside.patch.p50),
            memory(size.inside.used_bytes)
        )?;
    }
    Ok(())
}

fn how(page: &mut String, sizes: &[Size]) -> fmt::Result {
    let load: Vec<String> = sizes
        .iter()
        .map(|size| {
            let Size { people, peer, .. } = size;
            let (took, size) = (milliseconds(peer.load_seconds * 1e3), bytes(real(peer.database_bytes)));
            format!("{took} and {size} at {} people", whole(f64::from(*people)))
        })
        .collect();
    write!(
        page,
        "\n## How\n\n\
         - The organisation follows from a seed (`end2end/bench/src/organisation.rs`): people join and lapse, work on weekdays, change\n  teams; a few take very many credits. It is kept in `target/bench-data`: a real archive, and its days as Parquet files.\n\
         - Both sides give the same answers to the last figure, or the run fails.\n\
         - DuckDB reads the archive's Parquet files joined with the roster, and besides a table of its own that is prepared for these\n  questions: people as numbers, the team of the day joined already, sorted by day. Filling it took {}. The queries\n  are in `end2end/bench/duckdb`; where a second way to say the same is faster, it is measured, too.\n\
         - DuckDB's answer is made into a table inside DuckDB, so that turning rows into Python's objects is not counted. Ours is\n  the whole answer as pages and the API get it, with states and totals. Each is asked several times; the median counts.\n\
         - Uptake answers a question with one thread.\n",
        load.join(", ")
    )
}

/// For words and drawings.
#[expect(clippy::cast_precision_loss, reason = "for words and drawings")]
fn real(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_parts_of_the_peers_time() {
        assert_eq!(ratio(2.0, 1_000.0), "1/500");
        assert_eq!(ratio(2.0, 3.0), "1/1.5");
        assert_eq!(ratio(3.0, 2.0), "1.5");
        assert_eq!(ratio(3.0, 0.0), "–");
    }
}
