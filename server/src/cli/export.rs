//! `uptake export`: the bytes of the API's exports, into a file or to standard output; and the whole archive as a
//! folder of Parquet files. What is half written is never found under its name.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{DateRange, Day, TeamSlug};

use super::{Failure, open};
use crate::config::Config;
use crate::export::{Detail, Download, ExportError, Format, Order, Topic, What, lake, prepare};
use crate::state::{AppState, Keeper};

/// What `export` takes.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Threads, turns, credits and tokens by person and day.
    Usage(RowsArgs),
    /// Code reviews and what people did with their comments, by day.
    Reviews(RowsArgs),
    /// The whole archive and the roster as a folder of Parquet files, for DuckDB, Spark or pandas.
    Archive(ArchiveArgs),
}

/// What `export usage` and `export reviews` take.
#[derive(Debug, clap::Args)]
pub(super) struct RowsArgs {
    /// How it is written: csv, json, xlsx or parquet.
    #[arg(long)]
    format: Format,
    /// The file to write, or `-` for standard output.
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// First day, YYYY-MM-DD (default: the archive's first).
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Last day, included (default: today).
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// Only this team, by its slug; `no-team` for people in none.
    #[arg(long, value_name = "SLUG")]
    team: Option<String>,
    /// How fine the rows of usage are: total, client or model.
    #[arg(long, default_value = "total")]
    detail: Detail,
    /// Write over a file that is there already.
    #[arg(long)]
    force: bool,
}

/// What `export archive` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ArchiveArgs {
    /// The folder to make.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace a folder that an earlier export made.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(config: Config, command: Command) -> Result<(), Failure> {
    match command {
        Command::Usage(args) => rows(config, Topic::Usage, args).await,
        Command::Reviews(args) => rows(config, Topic::Reviews, args).await,
        Command::Archive(args) => archive(config, &args).await,
    }
}

async fn rows(config: Config, topic: Topic, args: RowsArgs) -> Result<(), Failure> {
    let to_stdout = args.out.as_os_str() == "-";
    if !to_stdout && !args.force && args.out.exists() {
        return Err(taken(&args.out, "choose another name, or add --force to write over it"));
    }
    let state = open(config).await?;
    // Who is one person, and in which team, follows from all rows together.
    Keeper::new(state.archive.clone(), Arc::clone(&state.index)).look().await?;
    let range = range(&state, args.from, args.to)?;
    let what = What::Rows { topic, detail: args.detail, range, team: args.team.map(TeamSlug::new) };
    // Whoever can run this reads the database anyway.
    let order = Order { what, format: args.format, policy: access::Policy { floor: None } };
    let ready = prepare(&state, order).await?;
    let name = ready.file_name().to_owned();
    let download = ready.begin();
    if to_stdout {
        let mut out = std::io::stdout().lock();
        let bytes = drain(download, &mut out).await?;
        eprintln!("{name}: {bytes} bytes.");
        return Ok(());
    }
    let bytes = into_file(download, &args.out).await?;
    eprintln!("Wrote {} ({bytes} bytes), which the API calls {name}.", args.out.display());
    Ok(())
}

fn range(state: &AppState, from: Option<Day>, to: Option<Day>) -> Result<DateRange, Failure> {
    let to = to.unwrap_or_else(|| state.clock.today());
    let Some(from) = from.or_else(|| state.index.snapshot().first_day()) else {
        return Err(Failure::other(
            "the archive has no day with rows yet: use `uptake sync` first, or say --from and --to",
        ));
    };
    DateRange::new(from, to).map_err(|error| Failure::other(format!("--to: {error}")))
}

async fn drain(mut download: Download, out: &mut impl std::io::Write) -> Result<u64, Failure> {
    let unwritable = |error: std::io::Error| Failure::other(format!("the export cannot be written: {error}"));
    let mut bytes = 0;
    while let Some(piece) = download.next().await {
        let piece = piece?;
        out.write_all(&piece).map_err(unwritable)?;
        bytes += piece.len() as u64;
    }
    out.flush().map_err(unwritable)?;
    Ok(bytes)
}

/// Writes beside the file and renames, so that a failure leaves what was there.
async fn into_file(download: Download, path: &Path) -> Result<u64, Failure> {
    let unwritable = |error: std::io::Error| Failure::other(format!("{} cannot be written: {error}", path.display()));
    let folder = archive::files::folder_of(path);
    let mut beside = tempfile::Builder::new().prefix(".uptake-export-").tempfile_in(folder).map_err(unwritable)?;
    let bytes = drain(download, beside.as_file_mut()).await?;
    beside.as_file().sync_all().map_err(unwritable)?;
    beside.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(bytes)
}

async fn archive(config: Config, args: &ArchiveArgs) -> Result<(), Failure> {
    let out = &args.out;
    let unwritable = |error: std::io::Error| Failure::other(format!("{} cannot be written: {error}", out.display()));
    let there = out.exists() && fs::read_dir(out).map_err(unwritable)?.next().is_some();
    if there && !args.force {
        return Err(taken(out, "choose another folder, or add --force to replace what an earlier export made"));
    }
    if there && !out.join(lake::MARK).is_file() {
        return Err(taken(out, "and no export made it: choose another folder"));
    }
    let state = open(config).await?;
    let folder = archive::files::folder_of(out);
    let beside = tempfile::Builder::new().prefix(".uptake-export-").tempdir_in(folder).map_err(unwritable)?;
    let laid = lake::lay_out(&state.archive, beside.path(), state.clock.today()).await?;
    if there {
        // Moved into the temporary folder's place only after all is laid out; gone when that is dropped.
        let old = tempfile::Builder::new().prefix(".uptake-export-").tempdir_in(folder).map_err(unwritable)?;
        fs::rename(out, old.path().join("old")).map_err(unwritable)?;
        fs::rename(beside.keep(), out).map_err(unwritable)?;
    } else {
        fs::rename(beside.keep(), out).map_err(unwritable)?;
    }
    eprintln!("Laid out {} days ({} rows) in {}.", laid.days, laid.rows, out.display());
    Ok(())
}

fn taken(path: &Path, way_out: &str) -> Failure {
    Failure::other(format!("{} is there already: {way_out}", path.display()))
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        Self::other(error.to_string())
    }
}
