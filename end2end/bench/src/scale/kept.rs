//! Organisations that are kept between runs: a real archive, and beside it the same days as Parquet files and the
//! roster as CSV, as another engine reads them. Made once for each size, seed and edition of the organisation.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use archive::{Archive, AuditEntry, Connection, DayWrite, NewConnection, Replaced};
use chrono::{DateTime, Utc};
use domain::fact::DayRows;
use domain::people::Roster;
use domain::{ConnectionId, ConnectionName, Dataset, Day};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::organisation::{EDITION, Organisation, year};

/// What an organisation was made from; written last, so that a folder with it is whole.
const MADE_FROM: &str = "made-from.json";
/// The hour of the last day at which everything was fetched: the last days may still be revised, as in real life.
const FETCHED_AT_HOUR: u64 = 18;

/// A kept organisation.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
    made_from: MadeFrom,
}

/// What an organisation is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct MadeFrom {
    people: u32,
    seed: u64,
    edition: u32,
}

/// The moment at which everything was fetched, and some minutes after it.
pub fn fetched_at(minutes_later: u64) -> DateTime<Utc> {
    year().to().start() + Duration::from_secs(FETCHED_AT_HOUR * 3_600 + minutes_later * 60)
}

impl Kept {
    /// The organisation of that size and seed below a folder; made where it is not there.
    pub async fn prepare(base: &Path, people: u32, seed: u64) -> anyhow::Result<Self> {
        let folder = std::path::absolute(base)?.join(format!("people-{people}-seed-{seed}-edition-{EDITION}"));
        let kept = Self { folder, made_from: MadeFrom { people, seed, edition: EDITION } };
        if !kept.folder.join(MADE_FROM).exists() {
            let began = Instant::now();
            kept.make().await.with_context(|| format!("making {}", kept.folder.display()))?;
            eprintln!("made {people} people x {} days in {:.0} s", year().len_days(), began.elapsed().as_secs_f64());
        }
        Ok(kept)
    }

    /// One that was prepared.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join(MADE_FROM);
        let text =
            fs::read_to_string(&file).with_context(|| format!("{} is no kept organisation", folder.display()))?;
        Ok(Self { folder: folder.to_owned(), made_from: serde_json::from_str(&text)? })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The data folder of the installation.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The archive's file.
    pub fn database(&self) -> PathBuf {
        self.data().join("uptake.db")
    }

    /// Where the Parquet files lie.
    pub fn parquet(&self) -> PathBuf {
        self.folder.join("parquet")
    }

    /// The roster's memberships.
    pub fn memberships(&self) -> PathBuf {
        self.folder.join("memberships.csv")
    }

    /// The organisation that it was made from.
    pub fn organisation(&self) -> anyhow::Result<Organisation> {
        Organisation::new(self.made_from.people, self.made_from.seed)
    }

    /// Opens the archive.
    pub async fn archive(&self) -> anyhow::Result<Archive> {
        let path = self.database();
        let path = path.to_str().context("a path that is no text")?;
        Ok(Archive::open(path, fetched_at(0)).await?)
    }

    /// Rows of `usage`.
    pub async fn rows(&self) -> anyhow::Result<u64> {
        let archive = self.archive().await?;
        let connection = connection(&archive).await?;
        let rows = archive.day_records(connection.id, Dataset::Usage).await?.iter().map(|record| record.rows).sum();
        archive.close().await?;
        Ok(rows)
    }

    async fn make(&self) -> anyhow::Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(self.data())?;
        let organisation = self.organisation()?;
        let archive = self.archive().await?;
        let (action, object, detail) = ("connect".to_owned(), "main".to_owned(), String::new());
        let entry = AuditEntry { at: fetched_at(0), account: None, action, object, detail };
        let connection = archive.add_connection(new_connection()?, entry).await?;
        let roster = organisation.roster();
        archive.replace_roster(&roster, fetched_at(0)).await?;
        fs::write(self.memberships(), memberships_csv(&roster)?)?;
        self.fill(&organisation, &archive, connection.id).await?;
        archive.close().await?;
        Ok(fs::write(self.folder.join(MADE_FROM), serde_json::to_string(&self.made_from)?)?)
    }

    /// Every day of every dataset, by as many workers as there are cores.
    async fn fill(
        &self,
        organisation: &Organisation,
        archive: &Archive,
        connection: ConnectionId,
    ) -> anyhow::Result<()> {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let mut filling = JoinSet::new();
        for worker in 0..workers {
            let (kept, organisation, archive) = (self.clone(), organisation.clone(), archive.clone());
            filling.spawn(async move {
                for day in year().days().skip(worker).step_by(workers) {
                    for dataset in Dataset::ALL {
                        let rows = organisation.day(dataset, day);
                        write_day(&archive, connection, dataset, day, &rows, 0).await?;
                        kept.lay_out(&archive, connection, dataset, day).await?;
                    }
                }
                anyhow::Ok(())
            });
        }
        while let Some(filled) = filling.join_next().await {
            filled??;
        }
        Ok(())
    }

    /// Puts a day's Parquet file where other engines look for it.
    async fn lay_out(
        &self,
        archive: &Archive,
        connection: ConnectionId,
        dataset: Dataset,
        day: Day,
    ) -> anyhow::Result<()> {
        let payload = archive.day_payload(connection, dataset, day).await?.context("a day that is not there")?;
        let folder = self.parquet().join(format!("dataset={}", dataset.name())).join(format!("day={day}"));
        fs::create_dir_all(&folder)?;
        Ok(fs::write(folder.join("part.parquet"), payload)?)
    }
}

/// The one connection of a kept organisation.
pub async fn connection(archive: &Archive) -> anyhow::Result<Connection> {
    archive.connections().await?.into_iter().next().context("an archive without a connection")
}

/// Writes a day as if it was fetched some minutes after all others.
pub async fn write_day(
    archive: &Archive,
    connection: ConnectionId,
    dataset: Dataset,
    day: Day,
    rows: &DayRows,
    minutes_later: u64,
) -> anyhow::Result<()> {
    let now = fetched_at(minutes_later);
    let done = archive.replace_day(DayWrite { connection, dataset, day, rows, fetch_began: now, now }).await?;
    ensure!(matches!(done, Replaced::Written { .. } | Replaced::Unchanged), "{day} was not written: {done:?}");
    Ok(())
}

/// A connection whose key opens nothing, so that nobody is asked anything.
fn new_connection() -> anyhow::Result<NewConnection> {
    Ok(NewConnection {
        name: ConnectionName::new("main"),
        workspace: "00000000-0000-4000-8000-000000000000".parse()?,
        sealed_key: vec![0],
        key_last_four: "none".to_owned(),
        now: fetched_at(0),
    })
}

/// One line a stay of somebody in a team.
fn memberships_csv(roster: &Roster) -> anyhow::Result<String> {
    let mut csv = "email,team,from_day,to_day\n".to_owned();
    let text = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    for person in &roster.people {
        for stay in &person.memberships {
            if let Some(team) = &stay.team {
                writeln!(csv, "{},{team},{},{}", person.email, text(stay.from), text(stay.to))?;
            }
        }
    }
    Ok(csv)
}
