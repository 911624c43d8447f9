//! `uptake connect`: verify, save, fetch the first days.

use std::path::PathBuf;

use archive::Connection;
use collector::SyncTrigger;
use domain::checkup::{Outcome, Probe};

use super::{Failure, open, read_secret, sync};
use crate::config::Config;
use crate::connecting::{Wanted, save, verify};

/// What `connect` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A name for the connection, for example the company's.
    #[arg(long)]
    name: String,
    /// The workspace id: a UUID, from chatgpt.com/admin.
    #[arg(long)]
    workspace: String,
    /// A file with the key, or - for standard input.
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// Save only; a running server, or `uptake sync`, fetches the days.
    #[arg(long)]
    no_sync: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    let key = read_secret(&args.key_file, "the key")?;
    let wanted = Wanted::check(&args.name, &args.workspace, &key)?;
    let state = open(config).await?;
    eprintln!("Asking OpenAI …");
    let probes = verify(&state, &wanted).await?;
    print_probes(&probes);
    let Connection { id, name, .. } = save(&state, None, wanted, &probes).await?;
    eprintln!("Connected “{name}”. The key is saved encrypted.");
    if args.no_sync {
        return Ok(());
    }
    sync::one(&state, id, &name, SyncTrigger::Connect, state.config.sync.backfill_days).await
}

/// The five answers, one a line.
pub(super) fn print_probes(probes: &[Probe]) {
    for probe in probes {
        let said = match &probe.outcome {
            Outcome::Failed { problem, detail } => format!(" [{}] {detail}", problem.code()),
            Outcome::Ok | Outcome::Skipped => String::new(),
        };
        eprintln!("  {:8} {}{said}", probe.mark(), probe.name.title());
    }
}
