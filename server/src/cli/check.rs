//! `uptake check`: is everything that Uptake needs in order? One line each; no secret in any of them, so that the
//! report can be sent to somebody who helps.
//!
//! Of `OpenAI` those endpoints are asked that are read: the analytics of each connection, by the same five questions
//! as when it was made.

use archive::Connection;
use domain::ConnectionProblem;
use domain::checkup::{Outcome, ProbeName};

use super::connect::print_probes;
use super::{Failure, open};
use crate::config::Config;
use crate::state::AppState;

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    match &config.file {
        Some(file) => ok("configuration", &file.display()),
        None => ok("configuration", &"defaults and environment"),
    }
    let state = open(config).await?;
    state.archive.ping().await?;
    ok("database", &state.archive.path().display());
    let connections = state.archive.connections().await?;
    let mut first = check_secret(&state).await?.err();
    first = first.or(check_clock(&state, &connections).err());
    for connection in &connections {
        if let Err(failure) = check_connection(&state, connection).await {
            eprintln!("  FAILED   connection “{}”", connection.name);
            first = first.or(Some(failure));
        }
    }
    // Asking it would prove nothing that anybody needs, and fail where only the other host is let through.
    eprintln!(
        "  not used UPTAKE_OPENAI_BASE_URL: nothing is read from {} yet, so it is not asked",
        state.config.openai.openai_base_url
    );
    if connections.is_empty() {
        eprintln!("  nothing  no workspace is connected yet: use `uptake connect`, or the page /connect");
    }
    first.map_or(Ok(()), Err)
}

/// The secret key must be the one by which everything was sealed that is kept.
async fn check_secret(state: &AppState) -> Result<Result<(), Failure>, Failure> {
    let fit = access::rotation::fit(&state.archive, &state.vault).await?;
    let path = state.vault.path().display();
    if fit.shut.is_empty() {
        ok("secret key file", &path);
        return Ok(Ok(()));
    }
    let shut = fit.shut.join(", ");
    eprintln!("  FAILED   secret key file: {path} does not open {shut}");
    Ok(Err(Failure::other(format!(
        "the secret key file {path} does not open {shut}: put the file back by which they were sealed, or paste the keys \
         again and make shared links again"
    ))))
}

/// The clock must not be behind what was written already; the rest of it OpenAI's certificates have checked.
fn check_clock(state: &AppState, connections: &[Connection]) -> Result<(), Failure> {
    let now = state.clock.now();
    let latest = connections.iter().flat_map(|one| [Some(one.created_at), one.last_ok_sync]).flatten().max();
    match latest.filter(|latest| *latest > now + chrono::TimeDelta::minutes(5)) {
        None => {
            ok("clock", &now.format("%Y-%m-%d %H:%M:%S UTC"));
            Ok(())
        }
        Some(latest) => Err(Failure::other(format!(
            "the clock says {now}, but something was written at {latest}: set the clock right, or days are counted wrongly"
        ))),
    }
}

async fn check_connection(state: &AppState, connection: &Connection) -> Result<(), Failure> {
    eprintln!("Connection “{}”, workspace {}:", connection.name, connection.workspace);
    if !connection.has_key() {
        eprintln!("  nothing  no key: it is disconnected; put one in on its page under /connect to read it again");
        return Ok(());
    }
    let key = state.vault.open_key(&connection.workspace, &connection.sealed_key)?;
    ok("key", &format!("can be opened; ends with {}", connection.key_last_four));
    let probes = state.openai.analytics(key, connection.workspace.clone()).probe(state.clock.today()).await;
    print_probes(&probes);
    let failed = probes.iter().find_map(|probe| match &probe.outcome {
        // No reviews is fine; no usage is worth a non-zero exit of a check.
        Outcome::Failed { problem, .. }
            if *problem == ConnectionProblem::NoResources && probe.name == ProbeName::ReviewRows =>
        {
            None
        }
        Outcome::Failed { problem, detail } => Some(Failure::connection(*problem, detail)),
        _ => None,
    });
    failed.map_or(Ok(()), Err)
}

fn ok(what: &str, detail: &dyn std::fmt::Display) {
    eprintln!("  ok       {what}: {detail}");
}
