//! The lake: the whole archive as Parquet files in folders that `DuckDB`, Spark, Trino or pandas read by themselves,
//! with the roster beside them so that they can compute by team. `docs/lake` has the metrics in SQL over it.
//!
//! ```text
//! DIR/dataset=usage/connection=1/day=2026-11-20/part.parquet   the day's segment, byte for byte
//! DIR/days.parquet          which days there are, with their states: a day without a file is unknown, not zero
//! DIR/connections.parquet   the connections behind the numbers
//! DIR/teams.parquet, people.parquet, memberships.parquet       the roster, with its dates
//! DIR/export.json           when it was made, and by which definitions
//! ```

use std::fs;
use std::io::BufWriter;
use std::path::Path;

use archive::table::{Cell, Column, Kind, ParquetTable};
use archive::{Archive, Connection};
use domain::people::Roster;
use domain::{Dataset, Day};

use super::ExportError;

/// The file by which a folder is known to be such a lake.
pub const MARK: &str = "export.json";

/// What was laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Laid {
    /// Days of all datasets.
    pub days: u64,
    /// Rows in them.
    pub rows: u64,
}

/// Lays the archive out in an empty folder, a day at a time. `today` is written down, because figures of windows
/// depend on it.
pub async fn lay_out(archive: &Archive, folder: &Path, today: Day) -> Result<Laid, ExportError> {
    let connections = archive.connections().await?;
    let mut laid = Laid::default();
    let mut days = Table::new(folder, "days", &DAYS)?;
    for connection in &connections {
        for dataset in Dataset::ALL {
            for record in archive.day_records(connection.id, dataset).await? {
                let Some(payload) = archive.day_payload(connection.id, dataset, record.day).await? else { continue };
                let place = format!("dataset={dataset}/connection={}/day={}", connection.id, record.day);
                let place = folder.join(place);
                fs::create_dir_all(&place)?;
                fs::write(place.join("part.parquet"), &payload)?;
                days.row(&[
                    Cell::Text(dataset.name()),
                    Cell::Count(connection.id.get()),
                    Cell::Day(record.day),
                    Cell::Text(record.state.name()),
                    Cell::Count(i64::try_from(record.rows).unwrap_or(i64::MAX)),
                    Cell::Count(i64::from(record.revision)),
                ])?;
                laid.days += 1;
                laid.rows += record.rows;
            }
        }
    }
    days.finish()?;
    write_connections(folder, &connections)?;
    let (roster, _) = archive.roster().await?;
    write_roster(folder, &roster)?;
    let about = serde_json::json!({
        "uptake": env!("CARGO_PKG_VERSION"),
        "definitions": metrics::DEFINITIONS,
        "today": today.to_string(),
    });
    fs::write(folder.join(MARK), format!("{about}\n"))?;
    Ok(laid)
}

const DAYS: [Column; 6] = [
    column("dataset", Kind::Text),
    column("connection", Kind::Count),
    column("day", Kind::Day),
    column("state", Kind::Text),
    column("rows", Kind::Count),
    column("revision", Kind::Count),
];
const CONNECTIONS: [Column; 3] =
    [column("connection", Kind::Count), column("name", Kind::Text), column("workspace_id", Kind::Text)];
const TEAMS: [Column; 4] = [
    column("team", Kind::Text),
    column("title", Kind::Text),
    column("parent", Kind::Text),
    column("position", Kind::Count),
];
const PEOPLE: [Column; 3] =
    [column("email", Kind::Text), column("name", Kind::Text), column("position", Kind::Count)];
const MEMBERSHIPS: [Column; 5] = [
    column("email", Kind::Text),
    column("team", Kind::Text),
    column("from_day", Kind::Day),
    column("to_day", Kind::Day),
    column("position", Kind::Count),
];

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

struct Table(ParquetTable<BufWriter<fs::File>>);

impl Table {
    fn new(folder: &Path, name: &str, columns: &[Column]) -> Result<Self, ExportError> {
        let file = BufWriter::new(fs::File::create(folder.join(format!("{name}.parquet")))?);
        let notes = [("uptake.definitions", metrics::DEFINITIONS.to_string())];
        Ok(Self(ParquetTable::new(file, columns, &notes)?))
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        Ok(self.0.row(cells)?)
    }

    fn finish(self) -> Result<(), ExportError> {
        self.0.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        Ok(())
    }
}

fn write_connections(folder: &Path, connections: &[Connection]) -> Result<(), ExportError> {
    let mut table = Table::new(folder, "connections", &CONNECTIONS)?;
    for connection in connections {
        let (name, workspace) = (connection.name.as_str(), connection.workspace.as_str());
        table.row(&[Cell::Count(connection.id.get()), Cell::Text(name), Cell::Text(workspace)])?;
    }
    table.finish()
}

fn write_roster(folder: &Path, roster: &Roster) -> Result<(), ExportError> {
    let mut teams = Table::new(folder, "teams", &TEAMS)?;
    for (at, team) in (0i64..).zip(&roster.teams) {
        let parent = team.parent.as_ref().map_or(Cell::Empty, |parent| Cell::Text(parent.as_str()));
        teams.row(&[Cell::Text(team.slug.as_str()), Cell::Text(&team.title), parent, Cell::Count(at)])?;
    }
    teams.finish()?;
    let mut people = Table::new(folder, "people", &PEOPLE)?;
    let mut memberships = Table::new(folder, "memberships", &MEMBERSHIPS)?;
    for (at, person) in (0i64..).zip(&roster.people) {
        let email = Cell::Text(person.email.as_str());
        people.row(&[email, person.name.as_deref().map_or(Cell::Empty, Cell::Text), Cell::Count(at)])?;
        for (at, membership) in (0i64..).zip(&person.memberships) {
            let team = membership.team.as_ref().map_or(Cell::Empty, |team| Cell::Text(team.as_str()));
            let day = |day: Option<Day>| day.map_or(Cell::Empty, Cell::Day);
            memberships.row(&[email, team, day(membership.from), day(membership.to), Cell::Count(at)])?;
        }
    }
    people.finish()?;
    memberships.finish()
}
