//! The index follows the archive, whoever writes it.

use std::sync::Arc;

use archive::Archive;
use collector::SyncTrigger;
use domain::people::{Membership, Person, Roster, Team};
use domain::view::{ReviewBasis, Split};
use domain::{Dataset, DateRange, DayState, Filter, Interval, Metric, TeamSlug};
use metrics::{Ask, Policy};
use server::connecting;
use server::state::{IndexStore, Keeper};
use simulator::OrgConfig;
use tokio_util::sync::CancellationToken;

use crate::house::Plan;

fn small() -> OrgConfig {
    OrgConfig { users: 12, teams: 2, days: 20, ..OrgConfig::default() }
}

#[tokio::test]
async fn what_a_pass_writes_is_in_the_index_and_a_fresh_index_is_the_same() {
    let (state, _folder, simulator) = Plan::default().with("backfill_days", "20").simulated(small()).state().await;
    let simulator = simulator.unwrap();
    let mut keeper = Keeper::new(state.archive.clone(), Arc::clone(&state.index));
    keeper.look().await.unwrap();
    assert_eq!(state.index.snapshot().first_day(), None);

    let workspace = simulator.workspace();
    let connection = connecting::connect(&state, None, "Acme", workspace.as_str(), simulator.key()).await.unwrap();
    let never = CancellationToken::new();
    state.collector.run_pass(connection.id, SyncTrigger::Command, &never).await.unwrap();
    let before = state.index.snapshot();
    keeper.look().await.unwrap();
    let index = state.index.snapshot();
    assert!(before.first_day().is_none(), "who looks at the old one goes on seeing it");
    assert_eq!(index.first_day(), state.archive.first_day(connection.id, Dataset::Usage).await.unwrap());
    assert_eq!(index.settled_through(), state.archive.settled_through(connection.id).await.unwrap());
    assert!(index.first_day().is_some() && index.settled_through().is_some());

    let fresh = Arc::new(IndexStore::default());
    Keeper::new(state.archive.clone(), Arc::clone(&fresh)).look().await.unwrap();
    let range = DateRange::ending(state.clock.today(), 20);
    assert_eq!(fresh.snapshot().clients_by_credits(range), index.clients_by_credits(range));
    assert_eq!(fresh.snapshot().people(), index.people());

    let version = index.version();
    keeper.look().await.unwrap();
    assert_eq!(state.index.snapshot().version(), version, "nothing was written, nothing changes");
}

#[tokio::test]
async fn reviews_of_nobody_are_the_team_s_whose_connection_it_is() {
    let (state, _folder, simulator) = Plan::default().with("backfill_days", "20").simulated(small()).state().await;
    let simulator = simulator.unwrap();
    let file = server::roster::parse(simulator.teams_csv().as_bytes()).unwrap();
    let (roster, _) = server::roster::merge(&Roster::default(), &file, state.clock.today()).unwrap();
    state.archive.replace_roster(&roster, state.clock.now()).await.unwrap();
    let workspace = simulator.workspace();
    let connection = connecting::connect(&state, None, "Acme", workspace.as_str(), simulator.key()).await.unwrap();
    state.collector.run_pass(connection.id, SyncTrigger::Command, &CancellationToken::new()).await.unwrap();
    let mut keeper = Keeper::new(state.archive.clone(), Arc::clone(&state.index));
    keeper.look().await.unwrap();
    let ask = Ask {
        metric: Metric::Reviews,
        range: DateRange::ending(state.clock.today(), 20),
        by: Interval::Total,
        split: Split::Team,
        filter: Filter::default(),
        policy: Policy::default(),
        today: state.clock.today(),
    };
    // A parent without people of its own is no line.
    let lines = metrics::answer(&state.index.snapshot(), &ask).unwrap().series;
    let team = lines.iter().find_map(|line| roster.teams.iter().find(|team| team.slug.as_str() == line.key));
    let team = team.unwrap().slug.clone();
    let of_team = || {
        let index = state.index.snapshot();
        let answer = metrics::answer(&index, &ask).unwrap();
        let of =
            |key: &str| answer.series.iter().find(|series| series.key == key).and_then(|series| series.total.value);
        let basis = metrics::review_basis(&index, &ask).unwrap();
        let basis = basis.into_iter().find(|(key, _)| key == team.as_str()).unwrap().1;
        (of(team.as_str()), of("unattributed"), basis)
    };
    let whole = metrics::answer(&state.index.snapshot(), &Ask { split: Split::None, ..ask.clone() }).unwrap();
    let whole = whole.series.first().unwrap().total.value;
    assert!(whole.is_some_and(|number| number.as_f64() > 0.0));
    let (reviews, unattributed, basis) = of_team();
    assert_eq!((reviews, unattributed, basis), (None, whole, ReviewBasis::NotKnown), "not known, and not zero");

    server::care::assign(&state, None, &connection, team.as_str()).await.unwrap();
    keeper.look().await.unwrap();
    let (reviews, _, basis) = of_team();
    assert_eq!((reviews, basis), (whole, ReviewBasis::Connection));
}

#[tokio::test]
async fn what_another_process_writes_is_noticed() {
    let (state, _folder, _) = Plan::default().state().await;
    let mut keeper = Keeper::new(state.archive.clone(), Arc::clone(&state.index));
    keeper.look().await.unwrap();
    assert!(state.index.snapshot().teams().is_empty());
    let path = state.archive.path().to_str().unwrap().to_owned();
    let other = Archive::open(&path, state.clock.now()).await.unwrap();
    let slug = TeamSlug::new("web");
    let member = Membership { team: Some(slug.clone()), from: None, to: None };
    let roster = Roster {
        teams: vec![Team { slug, title: "Web".to_owned(), parent: None }],
        people: vec![Person { email: "alex@example.com".parse().unwrap(), name: None, memberships: vec![member] }],
    };
    other.replace_roster(&roster, state.clock.now()).await.unwrap();
    keeper.look().await.unwrap();
    let index = state.index.snapshot();
    assert_eq!(index.teams().len(), 1);
    assert_eq!(index.roster_size(state.clock.today(), None), Some(1));
}

#[tokio::test]
async fn a_running_server_shows_a_pass_without_being_asked() {
    let house = Plan::default().with("backfill_days", "20").simulated(small()).build().await;
    let simulator = house.simulator();
    let workspace = simulator.workspace();
    let saved = connecting::connect(&house.state, None, "Acme", workspace.as_str(), simulator.key()).await.unwrap();
    let mut board = house.state.collector.notifications();
    house.state.collector.request(saved.id, SyncTrigger::Request);
    let ended = loop {
        if let collector::Notification::PassEnded { well, .. } = board.recv().await.unwrap() {
            break well;
        }
    };
    assert!(ended);
    let records = house.state.archive.day_records(saved.id, Dataset::Usage).await.unwrap();
    assert!(records.iter().any(|record| record.state == DayState::Settled));
    house.until_indexed().await;
    assert!(house.state.index.snapshot().first_day().is_some());
}

#[tokio::test]
async fn a_limit_of_memory_leaves_out_the_oldest_days_and_says_so() {
    // People enough that rows take more than what an index takes in any case.
    let organisation = OrgConfig { users: 500, ..small() };
    let (state, _folder, simulator) = Plan::default().with("backfill_days", "20").simulated(organisation).state().await;
    let simulator = simulator.unwrap();
    let workspace = simulator.workspace();
    let connection = connecting::connect(&state, None, "Acme", workspace.as_str(), simulator.key()).await.unwrap();
    let never = CancellationToken::new();
    state.collector.run_pass(connection.id, SyncTrigger::Command, &never).await.unwrap();
    let load = async |limit| {
        let store = Arc::new(IndexStore::default());
        Keeper::new(state.archive.clone(), Arc::clone(&store)).within(limit).look().await.unwrap();
        store
    };
    let all = load(None).await;
    assert_eq!(all.memory().left_out_before, None);
    assert!(all.memory().bytes > 10_000, "{:?}", all.memory());

    let limit = all.memory().bytes * 2 / 3;
    let some = load(Some(limit)).await;
    let first = some.memory().left_out_before.unwrap();
    assert!(some.memory().bytes <= limit, "{:?}", some.memory());
    assert!(all.snapshot().first_day().unwrap() < first && some.snapshot().first_day().unwrap() >= first);
    // What is in memory is as it was; the other days are as unknown as those before the archive began.
    let range = DateRange::new(first, state.clock.today()).unwrap();
    assert_eq!(some.snapshot().clients_by_credits(range), all.snapshot().clients_by_credits(range));

    let little = load(Some(1)).await;
    assert!(little.is_ready(), "the newest day stays, whatever it takes");
    assert_eq!(little.memory().left_out_before, Some(state.clock.today()));
}
