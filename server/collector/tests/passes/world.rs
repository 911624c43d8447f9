//! A simulated organisation, an archive in a temporary folder, and a collector between them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archive::{Archive, AuditEntry, NewConnection, SyncTrigger};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use collector::{Collector, KeyError, Keys, PassError, PassSummary, PlanSettings};
use domain::fact::DayRows;
use domain::{Clock, ConnectionId, ConnectionName, Credits, Dataset, DateRange, Day, WorkspaceId};
use openai::{Client, RetrySettings, SecretString, Settings};
use simulator::{OrgConfig, Simulator};
use tokio_util::sync::CancellationToken;

/// The simulator's clock.
struct SimulatedClock(Arc<Simulator>);

impl fmt::Debug for SimulatedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimulatedClock")
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

/// Keys by connection, in the clear.
#[derive(Default)]
pub struct KeyRing(Mutex<HashMap<ConnectionId, SecretString>>);

impl KeyRing {
    pub fn lose(&self, connection: ConnectionId) {
        self.0.lock().unwrap().remove(&connection);
    }
}

#[async_trait]
impl Keys for KeyRing {
    async fn open(&self, connection: ConnectionId) -> Result<SecretString, KeyError> {
        self.0.lock().unwrap().get(&connection).cloned().ok_or_else(|| KeyError("it is not on the ring".to_owned()))
    }
}

pub struct World {
    pub simulator: Arc<Simulator>,
    pub archive: Archive,
    pub collector: Collector,
    pub connection: ConnectionId,
    pub keys: Arc<KeyRing>,
    folder: tempfile::TempDir,
    page_limit: u32,
}

/// A small organisation with two months of history.
pub fn small() -> OrgConfig {
    OrgConfig { users: 14, teams: 3, days: 60, lookback_days: Some(60), ..OrgConfig::default() }
}

impl World {
    pub async fn new(config: OrgConfig) -> Self {
        Self::with_pages(config, 5_000).await
    }

    /// With so many rows a page.
    pub async fn with_pages(config: OrgConfig, page_limit: u32) -> Self {
        let simulator = Arc::new(Simulator::start(config).await.unwrap());
        let folder = tempfile::tempdir().unwrap();
        let (archive, keys) = (open(&folder, &simulator).await, Arc::new(KeyRing::default()));
        let collector = build(&simulator, &archive, &keys, page_limit);
        let connection = ConnectionId::new(0);
        let mut world = Self { simulator, archive, collector, connection, keys, folder, page_limit };
        let (workspace, key) = (world.simulator.workspace(), world.simulator.key());
        world.connection = world.connect("main", workspace, key).await;
        world
    }

    pub async fn connect(&self, name: &str, workspace: WorkspaceId, key: SecretString) -> ConnectionId {
        let new = NewConnection {
            name: ConnectionName::new(name),
            workspace,
            sealed_key: vec![1, 2, 3],
            key_last_four: "abcd".to_owned(),
            now: self.simulator.now(),
        };
        let (action, object, detail) = ("connect".to_owned(), name.to_owned(), String::new());
        let entry = AuditEntry { at: new.now, account: None, action, object, detail };
        let id = self.archive.add_connection(new, entry).await.unwrap().id;
        self.keys.0.lock().unwrap().insert(id, key);
        id
    }

    /// The process dies and another starts on the same file.
    pub async fn restart(&mut self) {
        self.archive = open(&self.folder, &self.simulator).await;
        self.collector = build(&self.simulator, &self.archive, &self.keys, self.page_limit);
    }

    pub async fn pass(&self) -> Result<PassSummary, PassError> {
        self.collector.run_pass(self.connection, SyncTrigger::Command, &CancellationToken::new()).await
    }

    pub fn today(&self) -> Day {
        Day::of(self.simulator.now())
    }

    pub fn advance(&self, days: i64) {
        self.simulator.advance_to(self.simulator.now() + TimeDelta::days(days));
    }

    pub async fn rows(&self, dataset: Dataset, day: Day) -> Option<DayRows> {
        self.archive.load_day(self.connection, dataset, day).await.unwrap()
    }

    /// Every figure of every day in the archive is the simulator's own, to the last millionth.
    pub async fn assert_true(&self, range: DateRange) {
        let truth = self.simulator.truth_over(range);
        assert!(truth.totals.part.credits > Credits::ZERO, "a test on nothing proves nothing");
        for day in truth.days {
            let DayRows::Usage(rows) = self.rows(Dataset::Usage, day.day).await.unwrap() else { panic!() };
            let credits: Credits = rows.iter().map(|row| row.totals.spend.credits).sum();
            let turns: u64 = rows.iter().map(|row| row.totals.turns).sum();
            assert_eq!((rows.len() as u64, credits), (day.sums.rows, day.sums.part.credits), "{}", day.day);
            assert_eq!(i64::try_from(turns).unwrap(), day.sums.part.turns, "{}", day.day);
            let DayRows::Usage(rows) = self.rows(Dataset::UsageWorkspace, day.day).await.unwrap() else { panic!() };
            let credits: Credits = rows.iter().map(|row| row.totals.spend.credits).sum();
            assert_eq!(credits, day.workspace_credits, "{}", day.day);
            let DayRows::Reviews(rows) = self.rows(Dataset::CodeReviews, day.day).await.unwrap() else { panic!() };
            assert_eq!(rows.iter().map(|row| row.reviews).sum::<u64>(), day.reviews, "{}", day.day);
            let rows = self.rows(Dataset::CodeReviewResponses, day.day).await.unwrap();
            let DayRows::ReviewResponses(rows) = rows else { panic!() };
            assert_eq!(rows.iter().map(|row| row.engaged).sum::<u64>(), day.engaged, "{}", day.day);
        }
    }

    /// The whole history of the simulator.
    pub fn history(&self) -> DateRange {
        DateRange::new(self.simulator.config().first_day(), self.today()).unwrap()
    }
}

async fn open(folder: &tempfile::TempDir, simulator: &Simulator) -> Archive {
    let path = folder.path().join("uptake.db");
    Archive::open(path.to_str().unwrap(), simulator.now()).await.unwrap()
}

fn build(simulator: &Arc<Simulator>, archive: &Archive, keys: &Arc<KeyRing>, page_limit: u32) -> Collector {
    let mut settings = Settings::at(simulator.base_url());
    settings.page_limit = page_limit;
    settings.retry = RetrySettings {
        repeats: 2,
        first_delay: Duration::from_millis(1),
        max_delay: Duration::from_millis(2),
        ..RetrySettings::default()
    };
    let clock = Arc::new(SimulatedClock(Arc::clone(simulator)));
    let client = Client::new(settings, clock.clone()).unwrap();
    Collector::new(archive.clone(), client, keys.clone(), clock, PlanSettings::default())
}
