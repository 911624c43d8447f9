//! `uptake connection team`: whose workspace a connection is.

use domain::ConnectionName;

use super::{Failure, open};
use crate::care;
use crate::config::Config;

/// What `connection team` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The connection's name.
    #[arg(value_name = "CONNECTION")]
    name: String,
    /// The team or parent, as it stands in addresses.
    #[arg(value_name = "TEAM", required_unless_present = "everybody")]
    team: Option<String>,
    /// It is nobody's in particular.
    #[arg(long, conflicts_with = "team")]
    everybody: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Result<(), Failure> {
    let state = open(config).await?;
    let name = ConnectionName::new(args.name.trim());
    let connection = state.archive.connection_by_name(&name).await?;
    let connection = connection.ok_or_else(|| Failure::no_connection(name.as_str()))?;
    let team = args.team.unwrap_or_default();
    care::assign(&state, None, &connection, &team).await?;
    let whose = if team.trim().is_empty() { "everybody" } else { team.trim() };
    eprintln!("The connection “{name}” is now {whose}’s.");
    Ok(())
}
