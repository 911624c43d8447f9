//! The client against the simulated provider, which shares no code with it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use domain::checkup::Outcome;
use domain::clock::FixedClock;
use domain::{Credits, Dataset, DateRange, Day, WorkspaceId};
use openai::{Analytics, Client, SecretString, Settings};
use simulator::{Fault, OrgConfig, Simulator};

use crate::support::impatient;

async fn simulator(users: u32) -> Simulator {
    Simulator::start(OrgConfig { users, teams: 3, days: 40, ..OrgConfig::default() }).await.unwrap()
}

fn analytics(simulator: &Simulator, key: SecretString, workspace: WorkspaceId) -> Analytics {
    let mut settings = Settings::at(simulator.base_url());
    settings.retry = impatient();
    settings.page_limit = 25;
    Client::new(settings, Arc::new(FixedClock(simulator.now()))).unwrap().analytics(key, workspace)
}

#[tokio::test]
async fn the_probes_tell_its_keys_apart() {
    let simulator = simulator(12).await;
    let (own, other) = (simulator.workspace(), simulator.other_workspace());
    for (key, workspace, expected) in [
        (simulator.key(), &own, ["ok", "ok", "ok", "ok", "ok"]),
        (
            SecretString::from("sk-admin-none"),
            &own,
            ["invalid_credentials", "skipped", "skipped", "skipped", "skipped"],
        ),
        (simulator.key_without_scope(), &own, ["ok", "missing_scope", "skipped", "skipped", "skipped"]),
        (simulator.key_of_another_workspace(), &own, ["ok", "skipped", "workspace_not_found", "skipped", "skipped"]),
        (simulator.key(), &other, ["ok", "skipped", "workspace_not_found", "skipped", "skipped"]),
    ] {
        let probes = analytics(&simulator, key, workspace.clone()).probe(Day::of(simulator.now())).await;
        let outcomes = probes.iter().map(|probe| match &probe.outcome {
            Outcome::Ok => "ok",
            Outcome::Skipped => "skipped",
            Outcome::Failed { problem, .. } => problem.code(),
        });
        assert_eq!(outcomes.collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn an_organisation_without_use_has_no_resources() {
    let simulator = simulator(0).await;
    let probes = analytics(&simulator, simulator.key(), simulator.workspace()).probe(Day::of(simulator.now())).await;
    assert_eq!(probes.iter().filter(|probe| probe.outcome == Outcome::Ok).count(), 3);
}

#[tokio::test]
async fn what_a_later_version_adds_changes_no_figure() {
    let simulator = simulator(12).await;
    let range = DateRange::ending(Day::of(simulator.now()), 30);
    let analytics = analytics(&simulator, simulator.key(), simulator.workspace());
    simulator.set_fault(Fault::UnknownFields.always());
    let window = analytics.window(Dataset::Usage, range, &|_| {}).await.unwrap();
    assert!(window.pages > 3, "{}", window.pages);
    let fields: Vec<&str> = window.notes.unknown_fields.keys().map(String::as_str).collect();
    assert!(fields.contains(&"data[].totals.reasoning_tokens") && fields.contains(&"request_id"), "{fields:?}");
    assert!(window.notes.unknown_values.contains_key("speed=ludicrous"));
    let usage = window.days.values().filter_map(|rows| match rows {
        domain::fact::DayRows::Usage(rows) => Some(rows),
        _ => None,
    });
    let credits: Credits = usage.flatten().map(|row| row.totals.spend.credits).sum();
    assert_eq!(credits, simulator.truth_over(range).totals.part.credits);
}
