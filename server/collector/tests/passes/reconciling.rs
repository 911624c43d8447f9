//! What a pass leaves behind is what the provider has, whatever happened on the way.
#![expect(clippy::unwrap_used, reason = "tests")]

use archive::{Replaced, SyncRunState, SyncTrigger};
use chrono::TimeDelta;
use collector::Notification;
use domain::{Dataset, DateRange, DayState};
use simulator::{Endpoint, Fault, LookBackPolicy, OrgConfig, RetryAfter, ReviewShape};
use tokio_util::sync::CancellationToken;

use crate::world::{World, small};

#[tokio::test]
async fn a_backfill_is_the_truth_to_the_last_millionth() {
    for reviews in [ReviewShape::Workspace, ReviewShape::PerPerson] {
        let world = World::with_pages(OrgConfig { reviews, ..small() }, 50).await;
        let summary = world.pass().await.unwrap();
        world.assert_true(world.history()).await;
        assert_eq!(summary.counters.written, 4 * 60);
        assert_eq!(summary.counters.planned, 4 * 60, "what lies beyond the look-back is no longer planned");
        let sent = world.simulator.request_log().len() as u64;
        assert_eq!(summary.counters.requests, sent);

        let runs = world.archive.sync_runs(Some(world.connection), 5).await.unwrap();
        assert!(
            matches!(&runs[..], [run] if matches!(run.state, SyncRunState::Ok(_)) && run.counters == summary.counters)
        );
        let connection = world.archive.connection(world.connection).await.unwrap().unwrap();
        assert_eq!((connection.last_ok_sync, connection.failure), (Some(world.simulator.now()), None));
        assert!(world.collector.progress().borrow().is_empty(), "the board is wiped");
    }
}

#[tokio::test]
async fn a_second_pass_reads_the_last_days_again_and_writes_nothing() {
    let world = World::new(small()).await;
    world.pass().await.unwrap();
    let summary = world.pass().await.unwrap();
    assert_eq!((summary.counters.written, summary.counters.unchanged), (0, 4 * 8));
}

#[tokio::test]
async fn killed_in_the_middle_it_goes_on_where_it_stopped() {
    let mut world = World::with_pages(small(), 50).await;
    let mut news = world.collector.notifications();
    let (collector, connection) = (world.collector.clone(), world.connection);
    let pass =
        tokio::spawn(
            async move { collector.run_pass(connection, SyncTrigger::Command, &CancellationToken::new()).await },
        );
    for _ in 0..130 {
        assert!(matches!(news.recv().await.unwrap(), Notification::DayReplaced { .. }));
    }
    pass.abort();
    assert!(pass.await.unwrap_err().is_cancelled());
    world.restart().await;

    let kept = world.archive.day_records(world.connection, Dataset::Usage).await.unwrap();
    assert!(!kept.is_empty() && kept.len() < 60, "{}", kept.len());
    world.simulator.clear_request_log();
    world.pass().await.unwrap();
    world.assert_true(world.history()).await;
    // Settled days that are there already are not asked for again.
    let oldest_trailing = world.today().plus(-7);
    let settled = kept.iter().filter(|record| record.state == DayState::Settled && record.day < oldest_trailing);
    let asked: Vec<DateRange> = world
        .simulator
        .request_log()
        .iter()
        .filter(|request| request.endpoint == Endpoint::Usage && !request.params.contains_key("group"))
        .map(|request| {
            let day = |name: &str, less: i64| {
                domain::Day::from_unix(request.params.get(name).unwrap().parse::<i64>().unwrap() - less).unwrap()
            };
            DateRange::new(day("start_time", 0), day("end_time", 1)).unwrap()
        })
        .collect();
    let again = settled.filter(|record| asked.iter().any(|range| range.contains(record.day))).count();
    assert!(again <= 1, "one day bears witness for the gap behind it; {again} were read again");
    let runs = world.archive.sync_runs(Some(world.connection), 5).await.unwrap();
    assert!(runs.iter().any(|run| matches!(run.state, SyncRunState::Ok(_))));
}

#[tokio::test]
async fn asked_to_wait_it_waits_and_says_so() {
    let world = World::new(small()).await;
    let patience = Fault::TooMany { retry_after: Some(RetryAfter::Seconds(1)) };
    world.simulator.set_fault(patience.on(Endpoint::Usage).after(2));
    let mut progress = world.collector.progress();
    let until = world.simulator.now() + TimeDelta::seconds(1);
    let told = async {
        let waiting = |board: &collector::Board| board.values().any(|line| line.waiting_until.is_some());
        let board = progress.wait_for(waiting).await.unwrap();
        board.values().find_map(|line| line.waiting_until).unwrap()
    };
    let (told, passed) = tokio::join!(told, world.pass());
    assert_eq!(told.0, until.timestamp());
    passed.unwrap();
    world.assert_true(world.history()).await;
}

#[tokio::test]
async fn hiccups_on_the_way_leave_no_trace() {
    let world = World::with_pages(small(), 25).await;
    world.simulator.set_fault(Fault::RepeatedCursor.on(Endpoint::Usage).page(2));
    world.simulator.set_fault(Fault::ServerError.on(Endpoint::Usage).after(3));
    world.simulator.set_fault(Fault::Cut.on(Endpoint::CodeReviews));
    world.simulator.set_fault(Fault::Truncated.on(Endpoint::Usage).page(3));
    world.simulator.set_fault(Fault::EmptyPage.on(Endpoint::Usage).page(4));
    world.simulator.set_fault(Fault::UnexpectedShape.on(Endpoint::CodeReviewResponses));
    let summary = world.pass().await.unwrap();
    world.assert_true(world.history()).await;
    let hit = world.simulator.request_log().iter().filter(|request| request.fault.is_some()).count();
    assert_eq!(hit, 6, "every fault was met");
    assert_eq!(summary.counters.written, 4 * 60);
}

#[tokio::test]
async fn late_data_changes_provisional_days_until_they_settle() {
    let world = World::new(small()).await;
    world.pass().await.unwrap();
    let late = world.today();
    world.advance(1);
    let mut news = world.collector.notifications();
    let summary = world.pass().await.unwrap();
    world.assert_true(world.history()).await;
    let record = world.archive.day_record(world.connection, Dataset::Usage, late).await.unwrap().unwrap();
    assert_eq!((record.state, record.revision), (DayState::Provisional, 2));
    let (connection, dataset) = (world.connection, Dataset::Usage);
    let mut replaced = 0;
    let mut told = false;
    while let Ok(heard) = news.try_recv() {
        replaced += u64::from(matches!(heard, Notification::DayReplaced { .. }));
        told |= heard == Notification::DayReplaced { connection, dataset, day: late };
    }
    assert!(told && replaced == summary.counters.written);

    world.advance(4);
    world.pass().await.unwrap();
    let record = world.archive.day_record(world.connection, Dataset::Usage, late).await.unwrap().unwrap();
    assert_eq!(record.state, DayState::Settled);
    world.assert_true(world.history()).await;
}

#[tokio::test]
async fn an_empty_answer_does_not_wipe_out_an_old_day() {
    let world = World::new(small()).await;
    world.pass().await.unwrap();
    let late = world.today();
    let before = world.rows(Dataset::Usage, late).await.unwrap();
    world.advance(9);
    world.simulator.set_fault(Fault::EmptyOldDays.always());
    let summary = world.pass().await.unwrap();
    assert!(summary.counters.suspicious >= 4, "{summary}");
    assert_eq!(world.rows(Dataset::Usage, late).await.unwrap(), before);
    let record = world.archive.day_record(world.connection, Dataset::Usage, late).await.unwrap().unwrap();
    assert!(record.suspicious_at.is_some() && record.state == DayState::Provisional);
    world.simulator.clear_faults();
    world.pass().await.unwrap();
    world.assert_true(world.history()).await;
}

#[tokio::test]
async fn beyond_the_look_back_nothing_is_made_up() {
    let world = World::new(OrgConfig { lookback_days: Some(40), ..small() }).await;
    let summary = world.pass().await.unwrap();
    let records = world.archive.day_records(world.connection, Dataset::Usage).await.unwrap();
    let oldest = records.first().unwrap().day;
    assert_eq!(world.today().days_since(oldest), 39, "the last day that is given is found, whatever the windows");
    assert_eq!(summary.counters.planned, 4 * 40);

    // By the clock, what was refused is not asked for again and again.
    world.simulator.clear_request_log();
    let never = CancellationToken::new();
    world.collector.run_pass(world.connection, SyncTrigger::Schedule, &never).await.unwrap();
    assert_eq!(world.simulator.request_log().len(), 4);
    world.simulator.clear_request_log();
    world.advance(1);
    world.collector.run_pass(world.connection, SyncTrigger::Schedule, &never).await.unwrap();
    assert!(world.simulator.request_log().len() > 4, "a day later it is");

    // Cut off in silence: what was not fetched in time stays a gap, and is no zero.
    let clamped = LookBackPolicy::Clamp;
    let world = World::new(OrgConfig { lookback_days: Some(20), lookback_policy: clamped, ..small() }).await;
    world.pass().await.unwrap();
    let missed = world.today().plus(5);
    world.advance(45);
    let summary = world.pass().await.unwrap();
    assert!(summary.counters.suspicious > 0);
    assert!(world.rows(Dataset::Usage, missed).await.is_none());
    let lately = DateRange::ending(world.today(), 15);
    world.assert_true(lately).await;
}

#[tokio::test]
async fn two_processes_do_not_undo_each_other() {
    let world = World::new(small()).await;
    world.pass().await.unwrap();
    let late = world.today();
    let rows = world.rows(Dataset::Usage, late).await.unwrap();
    let stale = archive::DayWrite {
        connection: world.connection,
        dataset: Dataset::Usage,
        day: late,
        rows: &domain::fact::DayRows::Usage(Vec::new()),
        fetch_began: world.simulator.now() - TimeDelta::minutes(5),
        now: world.simulator.now(),
    };
    assert_eq!(world.archive.replace_day(stale).await.unwrap(), Replaced::Overtaken);
    assert_eq!(world.rows(Dataset::Usage, late).await.unwrap(), rows);
}
