//! What fails, how far the failure reaches, and what it says.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::Duration;

use archive::{SyncRunState, SyncTrigger};
use collector::{Notification, PassError};
use domain::{ConnectionProblem, Dataset, DateRange};
use openai::SecretString;
use simulator::{Endpoint, Fault, OrgConfig};
use tokio_util::sync::CancellationToken;

use crate::world::{World, small};

async fn problem_of(world: &World) -> ConnectionProblem {
    let error = world.pass().await.unwrap_err();
    let PassError::Failed { failure, .. } = error else { panic!("{error}") };
    let connection = world.archive.connection(world.connection).await.unwrap().unwrap();
    assert_eq!(connection.failure, Some(failure.clone()), "the connection carries the problem");
    let runs = world.archive.sync_runs(Some(world.connection), 1).await.unwrap();
    assert_eq!(runs.first().unwrap().state, SyncRunState::Failed(failure.clone()));
    failure.problem
}

#[tokio::test]
async fn every_problem_has_its_code() {
    use ConnectionProblem as P;
    for (fault, problem, requests) in [
        (Fault::Unauthorized, P::InvalidCredentials, 1),
        (Fault::Forbidden, P::MissingScope, 1),
        (Fault::ForbiddenWorkspace, P::WorkspaceNotFound, 1),
        (Fault::NotFound, P::WorkspaceNotFound, 1),
        (Fault::ServerError, P::UpstreamUnavailable, 3),
        (Fault::Truncated, P::UpstreamUnavailable, 3),
        (Fault::TooMany { retry_after: None }, P::RateLimited, 3),
    ] {
        let world = World::new(small()).await;
        world.simulator.set_fault(fault.clone().always());
        assert_eq!(problem_of(&world).await, problem, "{fault:?}");
        assert_eq!(world.simulator.request_log().len(), requests, "{fault:?}");
        let records = world.archive.day_records(world.connection, Dataset::Usage).await.unwrap();
        assert!(records.is_empty(), "a failure never looks like zero");
    }
}

#[tokio::test]
async fn an_unknown_form_archives_nothing() {
    let world = World::new(small()).await;
    world.simulator.set_fault(Fault::UnexpectedShape.always());
    assert_eq!(problem_of(&world).await, ConnectionProblem::UnexpectedShape);
    for dataset in Dataset::ALL {
        assert!(world.archive.day_records(world.connection, dataset).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn cursors_in_a_circle_archive_nothing_of_that_window() {
    let world = World::with_pages(small(), 40).await;
    world.simulator.set_fault(Fault::RepeatedCursor.always().on(Endpoint::Usage).grouped(false));
    assert_eq!(problem_of(&world).await, ConnectionProblem::UnexpectedShape);
    assert!(world.archive.day_records(world.connection, Dataset::Usage).await.unwrap().is_empty());
    let others = world.archive.day_records(world.connection, Dataset::CodeReviews).await.unwrap();
    assert_eq!(others.len(), 60, "the other datasets are not held up");
}

#[tokio::test]
async fn a_workspace_without_use_is_said_to_be_without() {
    let world = World::new(OrgConfig { users: 0, ..small() }).await;
    assert_eq!(problem_of(&world).await, ConnectionProblem::NoResources);
}

#[tokio::test]
async fn one_failing_endpoint_leaves_the_others_alone() {
    let world = World::new(small()).await;
    world.simulator.set_fault(Fault::ServerError.always().on(Endpoint::CodeReviews));
    assert_eq!(problem_of(&world).await, ConnectionProblem::UpstreamUnavailable);
    let usage = world.archive.day_records(world.connection, Dataset::Usage).await.unwrap();
    assert_eq!(usage.len(), 60);
    world.simulator.clear_faults();
    world.pass().await.unwrap();
    world.assert_true(world.history()).await;
    let connection = world.archive.connection(world.connection).await.unwrap().unwrap();
    assert_eq!(connection.failure, None, "what was wrong is right again");
}

#[tokio::test]
async fn a_key_that_cannot_be_opened_is_a_problem_of_the_connection() {
    let world = World::new(small()).await;
    world.keys.lose(world.connection);
    assert_eq!(problem_of(&world).await, ConnectionProblem::InvalidCredentials);
}

#[tokio::test]
async fn a_pass_can_be_stopped_and_runs_alone() {
    let world = World::new(small()).await;
    world.simulator.set_fault(Fault::Slow { millis: 60_000 }.on(Endpoint::Usage).after(3));
    let mut progress = world.collector.progress();
    let stop = async {
        progress.wait_for(|board| board.values().any(|line| line.done >= 60)).await.unwrap();
        assert!(matches!(world.pass().await, Err(PassError::AlreadyRunning(_))));
        assert!(world.collector.is_running(world.connection));
        assert!(world.collector.cancel(world.connection));
    };
    let (ended, ()) = tokio::join!(world.pass(), stop);
    let Err(PassError::Cancelled { summary }) = ended else { panic!("{ended:?}") };
    assert!(summary.counters.written >= 60);
    assert!(!world.collector.is_running(world.connection) && !world.collector.cancel(world.connection));
    let runs = world.archive.sync_runs(Some(world.connection), 1).await.unwrap();
    assert_eq!(runs.first().unwrap().state, SyncRunState::Cancelled);
}

#[tokio::test]
async fn by_the_clock_or_when_asked_and_none_stops_the_others() {
    let world = World::new(OrgConfig { days: 12, ..small() }).await;
    let broken = world.connect("broken", world.simulator.workspace(), SecretString::from("wrong-key")).await;
    let foreign = world.connect("a foreign one", world.simulator.other_workspace(), world.simulator.key()).await;
    let mut news = world.collector.notifications();
    let shutdown = CancellationToken::new();
    let (collector, stop) = (world.collector.clone(), shutdown.clone());
    let running = tokio::spawn(async move { collector.run_forever(Duration::from_hours(2), stop).await });
    let mut ended = Vec::new();
    while ended.len() < 3 {
        if let Notification::PassEnded { connection, well } = news.recv().await.unwrap() {
            ended.push((connection, well));
        }
    }
    assert_eq!(ended, [(foreign, false), (broken, false), (world.connection, true)]);

    world.collector.request(world.connection, SyncTrigger::Request);
    loop {
        if let Notification::PassEnded { connection, well } = news.recv().await.unwrap() {
            assert_eq!((connection, well), (world.connection, true), "only what was asked for");
            break;
        }
    }
    shutdown.cancel();
    running.await.unwrap();
    let runs = world.archive.sync_runs(Some(world.connection), 5).await.unwrap();
    let triggers: Vec<SyncTrigger> = runs.iter().map(|run| run.trigger).collect();
    assert_eq!(triggers, [SyncTrigger::Request, SyncTrigger::Schedule]);
    world.assert_true(DateRange::ending(world.today(), 12)).await;
}
