//! `uptake user create`: an account, with a password from standard input or a link to choose one.

use std::path::Path;

use domain::{Email, Role};
use secrecy::ExposeSecret as _;

use super::{Failure, open, print_line, read_secret};
use crate::config::Config;

/// What `user create` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The e-mail address.
    #[arg(long)]
    email: Email,
    /// What the account may do: admin, leader, team-lead or member.
    #[arg(long)]
    role: Role,
    /// Read the password from standard input, one line.
    #[arg(long)]
    password_stdin: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    let password = if args.password_stdin { Some(read_secret(Path::new("-"), "the password")?) } else { None };
    let state = open(config).await?;
    let account = state.accounts.create(&args.email, args.role, password.as_ref()).await?;
    eprintln!("Made an account for {} ({}).", account.email, account.role);
    if password.is_none() {
        let token = state.links.for_password(account.id).await?;
        eprintln!("Send this link to its owner: it works once, within a week, to choose a password.");
        let url = state.config.http.url_for_people(state.config.http.addr);
        print_line(&format!("{url}/set-up/{}", token.expose_secret()))?;
    }
    Ok(())
}
