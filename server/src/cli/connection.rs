//! `uptake connection team`: whose workspace a connection is.

use archive::AuditEntry;
use domain::{ConnectionName, TeamSlug};

use super::{Failure, open};
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
    let team = args.team.map(TeamSlug::new);
    if let Some(team) = &team {
        let (roster, _) = state.archive.roster().await?;
        let known = roster.teams.iter().any(|one| one.slug == *team);
        if !known {
            let known: Vec<&str> = roster.teams.iter().map(|team| team.slug.as_str()).collect();
            let known = if known.is_empty() {
                "there are none yet: `uptake import teams`".to_owned()
            } else {
                known.join(", ")
            };
            return Err(Failure::other(format!("there is no team “{team}”. Teams: {known}")));
        }
    }
    state.archive.set_connection_team(connection.id, team.as_ref()).await?;
    let whose = team.map_or_else(|| "everybody".to_owned(), |team| team.to_string());
    let (action, object) = ("connection team".to_owned(), name.to_string());
    let entry = AuditEntry { at: state.clock.now(), account: None, action, object, detail: whose.clone() };
    state.archive.add_audit(entry).await?;
    eprintln!("The connection “{name}” is now {whose}’s.");
    Ok(())
}
