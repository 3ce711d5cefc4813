//! Answers that hold until the next commit.
//!
//! Clients that poll ask the same question repeatedly between two writes. On SQLite every write of
//! the file goes through this process (its data folder is locked), so its commits show when an answer is
//! no longer true. On Postgres another node may write, and nothing is kept.

use crate::db::Select;
use crate::options::StoreOptions;
use crate::writer::Counters;
use omni_domain::conversation::{Chat, ChatFacts, LastMessage};
use omni_domain::entry_point::Execution;
use omni_domain::ids::{ChatId, ExecutionId, InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_domain::page::Page;
use omni_domain::turn::Turn;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest time an answer is kept. A commit that takes effect after the writer gave up waiting for
/// it is not counted before the next one.
const MAX_AGE: Duration = Duration::from_secs(1);

/// Most instances that are kept. Nearly every request reads the one that it is about.
const INSTANCES: usize = 256;

/// An execution, and the turn that has its message.
pub(crate) type ExecutionAndTurn = (Execution, Option<Turn>);

/// What is kept of a store that no other process writes.
pub(crate) struct ReadCaches {
    pub(crate) chats: ReadCache<Select, Page<(Chat, ChatFacts)>>,
    pub(crate) last_messages: ReadCache<Vec<ChatId>, HashMap<ChatId, LastMessage>>,
    pub(crate) instances: ReadCache<(TenantId, InstanceId), Option<Instance>>,
    pub(crate) executions: ReadCache<(TenantId, ExecutionId), Option<ExecutionAndTurn>>,
}

impl ReadCaches {
    pub(crate) fn new(options: &StoreOptions, counters: &Arc<Counters>) -> Self {
        let pages = options.kept_pages;
        let instances = if pages == 0 { 0 } else { INSTANCES };
        Self {
            chats: ReadCache::new(pages, Arc::clone(counters)),
            last_messages: ReadCache::new(pages, Arc::clone(counters)),
            instances: ReadCache::new(instances, Arc::clone(counters)),
            executions: ReadCache::new(pages, Arc::clone(counters)),
        }
    }
}

/// The number of the last commit that a reader has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Commit(u64);

struct Kept<K, V> {
    key: K,
    commit: Commit,
    read_at: Instant,
    answer: Arc<V>,
}

/// The answers that were read since the last commit, at most `capacity`.
pub(crate) struct ReadCache<K, V> {
    capacity: usize,
    counters: Arc<Counters>,
    kept: Mutex<VecDeque<Kept<K, V>>>,
}

impl<K: PartialEq, V> ReadCache<K, V> {
    fn new(capacity: usize, counters: Arc<Counters>) -> Self {
        Self { capacity, counters, kept: Mutex::default() }
    }

    /// The answer to `key`: the kept one if nothing was committed since, or what `read` returns.
    pub(crate) async fn get_or_read<E>(
        &self,
        key: K,
        read: impl Future<Output = Result<V, E>>,
    ) -> Result<Arc<V>, E> {
        if let Some(found) = self.find(&key) {
            return Ok(found);
        }
        // Before the reading, so that a commit beside it makes the answer outdated.
        let commit = self.commit();
        let answer = Arc::new(read.await?);
        self.keep(key, commit, Arc::clone(&answer));
        Ok(answer)
    }

    fn commit(&self) -> Commit {
        Commit(self.counters.groups.load(Ordering::Acquire))
    }

    fn find(&self, key: &K) -> Option<Arc<V>> {
        let now = self.commit();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|kept| kept.commit == now && kept.key == *key)?;
        (found.read_at.elapsed() < MAX_AGE).then(|| Arc::clone(&found.answer))
    }

    fn keep(&self, key: K, commit: Commit, answer: Arc<V>) {
        if self.capacity == 0 || commit != self.commit() {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.commit == commit && kept.key != key);
        if kept.len() >= self.capacity {
            kept.pop_front();
        }
        kept.push_back(Kept { key, commit, read_at: Instant::now(), answer });
    }
}

#[cfg(test)]
mod tests {
    use super::ReadCache;
    use crate::writer::Counters;
    use std::convert::Infallible;
    use std::sync::Arc;

    fn cache() -> (ReadCache<u8, u8>, Arc<Counters>) {
        let counters = Arc::<Counters>::default();
        (ReadCache::new(2, Arc::clone(&counters)), counters)
    }

    async fn read(cache: &ReadCache<u8, u8>, key: u8, answer: u8) -> u8 {
        let Ok(answer) = cache.get_or_read(key, async { Ok::<_, Infallible>(answer) }).await;
        *answer
    }

    #[tokio::test]
    async fn an_answer_holds_until_the_next_commit() {
        let (cache, counters) = cache();
        assert_eq!(read(&cache, 1, 10).await, 10);
        assert_eq!(read(&cache, 1, 11).await, 10, "nothing was committed");
        assert_eq!(read(&cache, 2, 20).await, 20, "another question");
        Counters::add(&counters.groups, 1);
        assert_eq!(read(&cache, 1, 11).await, 11);
    }

    #[tokio::test]
    async fn an_answer_that_was_read_beside_a_commit_is_not_kept() {
        let (cache, counters) = cache();
        let beside = async {
            Counters::add(&counters.groups, 1);
            Ok::<_, Infallible>(10)
        };
        assert!(cache.get_or_read(1, beside).await.is_ok_and(|answer| *answer == 10));
        assert_eq!(read(&cache, 1, 11).await, 11);
    }

    #[tokio::test]
    async fn the_oldest_answer_makes_room() {
        let (cache, _counters) = cache();
        for key in 1..=3 {
            read(&cache, key, key).await;
        }
        assert_eq!(cache.find(&1), None);
        assert_eq!((cache.find(&2).as_deref(), cache.find(&3).as_deref()), (Some(&2), Some(&3)));
    }
}
