//! How often links are opened: a count and a time, and nothing about anybody. Counts are gathered and written at most
//! once a minute a link, so that a link that many open costs the database little.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archive::Archive;
use chrono::{DateTime, Utc};
use domain::LinkId;
use tokio::sync::MutexGuard;
use tokio_util::sync::CancellationToken;

/// How long counts are gathered after one was written.
const GATHERED: Duration = Duration::from_mins(1);

/// What has not been written yet.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    times: u64,
    last: DateTime<Utc>,
}

/// Counts of a process.
#[derive(Clone, Debug)]
pub struct Opens {
    archive: Archive,
    shutdown: CancellationToken,
    /// A link stands here from a write until a minute after.
    waiting: Arc<Mutex<HashMap<LinkId, Waiting>>>,
    /// Held while counts go from what waits to what is written.
    moving: Arc<tokio::sync::Mutex<()>>,
}

impl Opens {
    /// Counts that are kept in an archive; what is left is written when the process ends.
    pub fn new(archive: Archive, shutdown: CancellationToken) -> Self {
        Self { archive, shutdown, waiting: Arc::default(), moving: Arc::default() }
    }

    /// Counts that a link was opened. The first is written at once, what comes within a minute after it together.
    pub fn note(&self, id: &LinkId, at: DateTime<Utc>) {
        let first = self.with(|waiting| match waiting.get_mut(id) {
            Some(gathered) => {
                gathered.times += 1;
                gathered.last = at;
                false
            }
            None => waiting.insert(id.clone(), Waiting { times: 1, last: at }).is_none(),
        });
        if first {
            let (opens, id) = (self.clone(), id.clone());
            tokio::spawn(async move { opens.write_and_gather(&id).await });
        }
    }

    /// While this is held nothing is written, so that what is written and what waits can be read one after the other
    /// and added up.
    pub async fn still(&self) -> MutexGuard<'_, ()> {
        self.moving.lock().await
    }

    /// How often a link was opened beyond what is written.
    pub fn waiting(&self, id: &LinkId) -> u64 {
        self.with(|waiting| waiting.get(id).map_or(0, |gathered| gathered.times))
    }

    /// When a link was last opened, where that is not written yet.
    pub fn last(&self, id: &LinkId) -> Option<DateTime<Utc>> {
        self.with(|waiting| waiting.get(id).filter(|gathered| gathered.times > 0).map(|gathered| gathered.last))
    }

    async fn write_and_gather(&self, id: &LinkId) {
        while self.write(id).await {
            tokio::select! {
                () = tokio::time::sleep(GATHERED) => {}
                () = self.shutdown.cancelled() => {}
            }
        }
    }

    /// Writes what waits; false where nothing did. What could not be written waits on, unless the process ends.
    async fn write(&self, id: &LinkId) -> bool {
        let _still = self.still().await;
        let Some(gathered) = self.take(id) else { return false };
        if let Err(error) = self.archive.note_share_link_opened(id, gathered.times, gathered.last).await {
            tracing::warn!(%error, times = gathered.times, "could not note that a shared link was opened");
            if !self.shutdown.is_cancelled() {
                self.give_back(id, gathered);
            }
        }
        true
    }

    fn give_back(&self, id: &LinkId, gathered: Waiting) {
        self.with(|waiting| {
            let now = waiting.entry(id.clone()).or_insert(Waiting { times: 0, ..gathered });
            now.times += gathered.times;
        });
    }

    /// What is to be written now. Where nothing is, the link is not gathered any more.
    fn take(&self, id: &LinkId) -> Option<Waiting> {
        self.with(|waiting| {
            let gathered = waiting.get_mut(id)?;
            let taken = *gathered;
            if taken.times == 0 {
                waiting.remove(id);
                return None;
            }
            gathered.times = 0;
            Some(taken)
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut HashMap<LinkId, Waiting>) -> T) -> T {
        look(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use sea_orm::{ConnectionTrait as _, Database};

    #[tokio::test]
    async fn what_could_not_be_written_is_counted_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("uptake.db");
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let archive = Archive::open(file.to_str().unwrap(), now).await.unwrap();
        let database = Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
        let opens = Opens::new(archive, CancellationToken::new());
        let id = LinkId::new("0".repeat(32));
        opens.with(|waiting| waiting.insert(id.clone(), Waiting { times: 3, last: now }));
        database.execute_unprepared("ALTER TABLE share_link RENAME TO away").await.unwrap();
        assert!(opens.write(&id).await);
        assert_eq!((opens.waiting(&id), opens.last(&id)), (3, Some(now)));
        database.execute_unprepared("ALTER TABLE away RENAME TO share_link").await.unwrap();
        assert!(opens.write(&id).await);
        assert_eq!((opens.waiting(&id), opens.last(&id)), (0, None));
        assert!(!opens.write(&id).await, "it is not gathered any more");
    }
}
