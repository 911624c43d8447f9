//! `uptake token create`: a token for the HTTP API, shown once.

use domain::Scope;
use secrecy::ExposeSecret as _;

use super::{Failure, open, print_line};
use crate::config::Config;

/// What `token create` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A name by which you will know it, for example who uses it.
    #[arg(long)]
    name: String,
    /// What it may do: read, persons or admin. Each includes the one before.
    #[arg(long)]
    scope: Scope,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    let name = args.name.trim();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(Failure::other("the token needs a name of at most 80 characters on one line"));
    }
    let state = open(config).await?;
    let token = state.tokens.create(name, args.scope).await?;
    eprintln!("Made the token “{name}” with the scope {}. It is shown once:", args.scope);
    print_line(token.expose_secret())
}
