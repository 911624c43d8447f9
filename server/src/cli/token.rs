//! `uptake token create`, `list` and `revoke`: tokens for the HTTP API. A token is shown once, when it is made.

use std::time::Duration;

use archive::TokenRow;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Scope;
use secrecy::ExposeSecret as _;

use super::{Failure, open, print_line};
use crate::config::{Config, parse_duration};

/// What `token create` takes.
#[derive(Debug, clap::Args)]
pub(super) struct CreateArgs {
    /// A name by which you will know it, for example who uses it.
    #[arg(long)]
    name: String,
    /// What it may do: read, persons or admin. Each includes the one before.
    #[arg(long)]
    scope: Scope,
    /// After how long it ends, like 90d; never unless said.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    expires_in: Option<Duration>,
}

/// What `token list` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Those too that were revoked.
    #[arg(long)]
    all: bool,
}

/// What `token revoke` takes.
#[derive(Debug, clap::Args)]
pub(super) struct RevokeArgs {
    /// Its name, or its number as `token list` shows it.
    #[arg(value_name = "NAME-or-ID")]
    token: String,
}

pub(super) async fn create(config: Config, args: CreateArgs) -> Result<(), Failure> {
    let name = args.name.trim();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(Failure::other("the token needs a name of at most 80 characters on one line"));
    }
    let state = open(config).await?;
    let ends = args.expires_in.map(|lasts| end_of(state.clock.now(), lasts)).transpose()?;
    let token = state.tokens.create_until(name, args.scope, None, ends).await?;
    let until = ends.map_or_else(String::new, |end| format!(", until {}", minute(end)));
    eprintln!("Made the token “{name}” with the scope {}{until}. It is shown once:", args.scope);
    print_line(token.expose_secret())
}

fn end_of(now: DateTime<Utc>, lasts: Duration) -> Result<DateTime<Utc>, Failure> {
    let end = TimeDelta::from_std(lasts).ok().filter(|lasts| !lasts.is_zero() && *lasts <= TimeDelta::days(36_500));
    end.and_then(|lasts| now.checked_add_signed(lasts))
        .ok_or_else(|| Failure::other("--expires-in must be more than nothing and at most a hundred years: write it like 90d"))
}

pub(super) async fn list(config: Config, args: ListArgs) -> Result<(), Failure> {
    let state = open(config).await?;
    let now = state.clock.now();
    let rows: Vec<TokenRow> =
        state.tokens.all().await?.into_iter().filter(|row| args.all || row.revoked_at.is_none()).collect();
    if rows.is_empty() {
        eprintln!("There is no token. Make one with `uptake token create --name NAME --scope read`.");
        return Ok(());
    }
    let mut table = vec![["ID", "NAME", "SCOPE", "CREATED", "LAST USED", "MADE BY", "STATE"].map(str::to_owned)];
    for row in rows {
        let made_by = match row.made_by {
            None => "command line".to_owned(),
            Some(id) => state.accounts.live(id).await?.map_or_else(|| format!("account {id}"), |one| one.email.to_string()),
        };
        table.push([
            row.id.to_string(),
            row.name.clone(),
            row.scope.to_string(),
            minute(row.created_at),
            row.last_used_at.map_or_else(|| "never".to_owned(), minute),
            made_by,
            state_of(&row, now),
        ]);
    }
    print_line(&aligned(&table))
}

pub(super) async fn revoke(config: Config, args: RevokeArgs) -> Result<(), Failure> {
    let state = open(config).await?;
    let missing = || {
        Failure::other(format!(
            "there is no live token “{0}”, or it is the name of one and the number of another (then #{0} means the \
             number): `uptake token list` shows them",
            args.token
        ))
    };
    let found = state.tokens.find(&args.token).await?.ok_or_else(missing)?;
    let revoked = state.tokens.revoke(found.id, "on the command line").await?.ok_or_else(missing)?;
    eprintln!("Revoked the token “{}” (number {}). It does not work any more.", revoked.name, revoked.id);
    Ok(())
}

fn state_of(row: &TokenRow, now: DateTime<Utc>) -> String {
    match (row.revoked_at, row.expires_at) {
        (Some(at), _) => format!("revoked {}", minute(at)),
        (None, Some(end)) if end <= now => format!("ended {}", minute(end)),
        (None, Some(end)) => format!("until {}", minute(end)),
        (None, None) => "live".to_owned(),
    }
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Columns as wide as their longest entry.
fn aligned<const N: usize>(table: &[[String; N]]) -> String {
    let width = |column: usize| table.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(widths).map(|(text, width)| format!("{text:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    table.iter().map(line).collect::<Vec<_>>().join("\n")
}
