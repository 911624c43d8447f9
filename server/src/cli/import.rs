//! `uptake import teams`: read the file, say what it changes, apply it. Never asks.

use std::path::PathBuf;

use archive::AuditEntry;

use super::{Failure, open};
use crate::config::Config;
use crate::roster::{merge, parse, teams_csv};

/// What `import teams` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The CSV file.
    file: PathBuf,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    let unreadable = |why: &dyn std::fmt::Display| {
        Failure::other(format!("{} cannot be read: {why}; nothing has changed", args.file.display()))
    };
    let size = std::fs::metadata(&args.file).map_err(|error| unreadable(&error))?.len();
    if size > teams_csv::LARGEST as u64 {
        return Err(unreadable(&"it is larger than a teams file can be"));
    }
    let bytes = std::fs::read(&args.file).map_err(|error| unreadable(&error))?;
    let file = parse(&bytes)?;
    let state = open(config).await?;
    let (before, _) = state.archive.roster().await?;
    let (after, diff) = merge(&before, &file, state.clock.today())?;
    eprintln!("{diff}");
    if args.dry_run {
        eprintln!("Nothing was changed: this was a dry run.");
    } else if !diff.is_empty() {
        let now = state.clock.now();
        state.archive.replace_roster(&after, now).await?;
        let (added, moved, removed) = diff.counts();
        let entry = AuditEntry {
            at: now,
            account: None,
            action: "import-teams".to_owned(),
            object: "roster".to_owned(),
            detail: format!("{added} added, {moved} moved, {removed} removed, by command"),
        };
        state.archive.add_audit(entry).await?;
    }
    Ok(())
}
