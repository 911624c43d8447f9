//! Answers that were computed once and are given again as long as nothing that they depend on has changed: the
//! rows, the roster, the running day, what the reader may see, the question. Pages and the HTTP API share them.
//!
//! Equal questions that come at the same time are computed once. Settings of the process are
//! read at start and need no place in the key; the tags of two processes never agree. What an admin settles while it
//! runs stands in the question's text, where the answer rests on it.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::Day;
use metrics::{Index, Policy};
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

/// An answer that nobody has asked for so long is forgotten, whatever room there is.
const IDLE: Duration = Duration::from_mins(15);
/// What an entry costs besides its answer, in bytes.
const OVERHEAD: usize = 512;

/// All that an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The index's version.
    pub index: u64,
    /// The roster's version.
    pub roster: u64,
    /// The running UTC day.
    pub today: Day,
    /// What the reader may see.
    pub policy: Policy,
    /// What is asked, in one canonical text.
    pub question: String,
}

impl Key {
    /// The key of a question to an index.
    pub fn of(index: &Index, today: Day, policy: Policy, question: String) -> Self {
        Self { index: index.version(), roster: index.roster_version(), today, policy, question }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered<E> {
    /// The question cannot be answered, and why.
    Refused(E),
    /// A fault of ours, for the log.
    Broken(String),
}

#[derive(Clone)]
struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    weight: u32,
}

/// The answers of a process.
pub struct Answers {
    kept: Cache<(TypeId, Key), Kept>,
    /// Makes tags differ between processes, whose versions count different things.
    process: [u8; 16],
    computed: AtomicU64,
    at_once: Arc<Semaphore>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("computed", &self.computed()).finish_non_exhaustive()
    }
}

impl Answers {
    /// An empty cache that holds at most so many bytes of answers.
    pub fn holding(bytes: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let kept = Cache::builder().max_capacity(bytes).weigher(|_, kept: &Kept| kept.weight).time_to_idle(IDLE);
        Self {
            // Answers of an earlier version were asked for often and never will be again: how often says nothing.
            kept: kept.eviction_policy(EvictionPolicy::lru()).build(),
            process: rand::random(),
            computed: AtomicU64::new(0),
            // More at once would only make each of them slower, and take the memory of all of them.
            at_once: Arc::new(Semaphore::new(cores)),
        }
    }

    /// How many answers were computed since the process began.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// A tag that changes with everything that the key names, without quotes. It tells nothing of the key.
    pub fn tag(&self, key: &Key) -> String {
        let Key { index, roster, today, policy, question } = key;
        let mut hash = Sha256::new();
        hash.update(self.process);
        hash.update(format!("{index} {roster} {today} {policy:?} {question}"));
        hash.finalize().iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
            use fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The answer to a question: a kept one, one that is being computed just now, or a new one. `size` says
    /// how many bytes it takes. Refusals are not kept.
    pub async fn get<T, E>(
        &self,
        key: Key,
        size: fn(&T) -> usize,
        compute: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<Arc<T>, Unanswered<E>>
    where
        T: Send + Sync + 'static,
        E: Clone + Send + Sync + 'static,
    {
        let make = async {
            let broken = |why: &dyn fmt::Display| Unanswered::Broken(why.to_string());
            let permit = Arc::clone(&self.at_once).acquire_owned().await.map_err(|why| broken(&why))?;
            self.computed.fetch_add(1, Ordering::Relaxed);
            // Off the threads that serve requests. The permit goes along: who asked may be gone before it ends.
            let computing = tokio::task::spawn_blocking(move || {
                let answer = compute();
                drop(permit);
                answer
            });
            let value = computing.await.map_err(|why| broken(&why))?.map_err(Unanswered::Refused)?;
            let weight = u32::try_from(size(&value).saturating_add(OVERHEAD)).unwrap_or(u32::MAX);
            Ok(Kept { value: Arc::new(value), weight })
        };
        let kept = self.kept.try_get_with((TypeId::of::<T>(), key), make).await;
        let kept = kept.map_err(|why: Arc<Unanswered<E>>| Unanswered::clone(&why))?;
        kept.value.downcast().map_err(|_| Unanswered::Broken("an answer of another kind was kept".to_owned()))
    }
}

/// How many bytes a view takes, about: those of its JSON.
pub fn json_size<T: Serialize>(view: &T) -> usize {
    let mut count = Count(0);
    match serde_json::to_writer(&mut count, view) {
        Ok(()) => count.0,
        // What cannot be written is not worth its room.
        Err(_) => usize::MAX,
    }
}

struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn key(question: &str) -> Key {
        let today = "2026-11-20".parse().unwrap();
        Key { index: 1, roster: 1, today, policy: Policy { floor: Some(5), strict: false }, question: question.into() }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn equal_questions_at_once_are_computed_once() {
        let answers = Arc::new(Answers::holding(1 << 20));
        let asking = (0..100).map(|_| {
            let answers = Arc::clone(&answers);
            tokio::spawn(async move { answers.get(key("a"), |_| 1, || Ok::<_, ()>(7)).await.unwrap() })
        });
        for answer in futures::future::join_all(asking).await {
            assert_eq!(*answer.unwrap(), 7);
        }
        assert_eq!(answers.computed(), 1);
    }

    #[tokio::test]
    async fn whatever_the_key_names_makes_another_answer() {
        let answers = Answers::holding(1 << 20);
        let first = key("a");
        let others = [
            Key { index: 2, ..first.clone() },
            Key { roster: 2, ..first.clone() },
            Key { today: first.today.next(), ..first.clone() },
            Key { policy: Policy { floor: None, strict: false }, ..first.clone() },
            Key { policy: Policy { floor: Some(5), strict: true }, ..first.clone() },
            key("b"),
        ];
        answers.get(first.clone(), |_| 1, || Ok::<_, ()>(0)).await.unwrap();
        for (n, other) in others.iter().enumerate() {
            assert_ne!(answers.tag(other), answers.tag(&first));
            assert_eq!(*answers.get(other.clone(), |_| 1, move || Ok::<_, ()>(n + 1)).await.unwrap(), n + 1);
        }
        assert_eq!(*answers.get(first.clone(), |_| 1, || Err::<i32, _>(())).await.unwrap(), 0);
        assert_eq!(answers.tag(&first).len(), 32);
        assert_ne!(answers.tag(&first), Answers::holding(1).tag(&first), "another process");
    }

    #[tokio::test]
    async fn refusals_and_faults_are_not_kept() {
        let answers = Answers::holding(1 << 20);
        let refused = answers.get(key("a"), |_: &i32| 1, || Err("no")).await;
        assert_eq!(refused.unwrap_err(), Unanswered::Refused("no"));
        let broken =
            answers.get(key("a"), |_: &i32| 1, || -> Result<i32, &str> { Ok(std::hint::black_box(None).unwrap()) });
        assert!(matches!(broken.await, Err(Unanswered::Broken(_))));
        assert_eq!(*answers.get(key("a"), |_| 1, || Ok::<_, &str>(3)).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn room_is_bounded() {
        let answers = Answers::holding(10_000);
        for n in 0..200 {
            answers.get(key(&n.to_string()), Vec::len, || Ok::<_, ()>(vec![0u8; 500])).await.unwrap();
        }
        answers.kept.run_pending_tasks().await;
        assert!(answers.kept.weighted_size() <= 10_000);
        assert_eq!(json_size(&[1, 2, 3]), 7);
    }
}
