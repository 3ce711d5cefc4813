//! Pages that hold until the next commit.
//!
//! Clients that poll a list ask the same question again and again between two writes. On SQLite every
//! write of the file goes through this process (its data folder is locked), so its commits say when an
//! answer is no longer true. On Postgres another node may write, and nothing is kept.

use crate::db::Select;
use crate::writer::Counters;
use omni_domain::page::Page;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest time a page is kept. A commit that takes effect after the writer gave up waiting for it
/// is not counted before the next one.
const MAX_AGE: Duration = Duration::from_secs(1);

/// The number of the last commit that a reader has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Commit(u64);

struct Kept<T> {
    select: Select,
    commit: Commit,
    read_at: Instant,
    page: Arc<Page<T>>,
}

/// The pages that were read since the last commit, at most `capacity`.
pub(crate) struct ReadCache<T> {
    capacity: usize,
    counters: Arc<Counters>,
    kept: Mutex<VecDeque<Kept<T>>>,
}

impl<T> ReadCache<T> {
    pub(crate) fn new(capacity: usize, counters: Arc<Counters>) -> Self {
        Self { capacity, counters, kept: Mutex::default() }
    }

    /// The last commit: asked before a page is read, so that a commit in between makes it outdated.
    pub(crate) fn commit(&self) -> Commit {
        Commit(self.counters.groups.load(Ordering::Acquire))
    }

    /// The page of this statement, if nothing was committed since it was read.
    pub(crate) fn find(&self, select: &Select) -> Option<Arc<Page<T>>> {
        let now = self.commit();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|kept| kept.commit == now && kept.select == *select)?;
        (found.read_at.elapsed() < MAX_AGE).then(|| Arc::clone(&found.page))
    }

    /// Keeps the page that was read after `commit`.
    pub(crate) fn keep(&self, select: Select, commit: Commit, page: Arc<Page<T>>) {
        if self.capacity == 0 || commit != self.commit() {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.commit == commit && kept.select != select);
        if kept.len() >= self.capacity {
            kept.pop_front();
        }
        kept.push_back(Kept { select, commit, read_at: Instant::now(), page });
    }
}

#[cfg(test)]
mod tests {
    use super::{Commit, ReadCache};
    use crate::db::Select;
    use crate::writer::Counters;
    use omni_domain::page::Page;
    use std::sync::Arc;

    fn of(number: i64) -> Select {
        let mut select = Select::new("SELECT ");
        select.bind(number);
        select
    }

    fn page(number: i64) -> Arc<Page<i64>> {
        Arc::new(Page { items: vec![number], next: None })
    }

    fn cache() -> (ReadCache<i64>, Arc<Counters>) {
        let counters = Arc::<Counters>::default();
        (ReadCache::new(2, Arc::clone(&counters)), counters)
    }

    fn kept(cache: &ReadCache<i64>, number: i64) -> Option<i64> {
        cache.find(&of(number)).map(|page| page.items[0])
    }

    #[test]
    fn a_page_holds_until_the_next_commit() {
        let (cache, counters) = cache();
        cache.keep(of(1), cache.commit(), page(1));
        assert_eq!(kept(&cache, 1), Some(1));
        assert_eq!(kept(&cache, 2), None, "another statement");
        Counters::add(&counters.groups, 1);
        assert_eq!(kept(&cache, 1), None);
    }

    #[test]
    fn a_page_that_was_read_beside_a_commit_is_not_kept() {
        let (cache, counters) = cache();
        let before: Commit = cache.commit();
        Counters::add(&counters.groups, 1);
        cache.keep(of(1), before, page(1));
        assert_eq!(kept(&cache, 1), None);
    }

    #[test]
    fn the_oldest_page_makes_room() {
        let (cache, _counters) = cache();
        for number in 1..=3 {
            cache.keep(of(number), cache.commit(), page(number));
        }
        assert_eq!([1, 2, 3].map(|number| kept(&cache, number)), [None, Some(2), Some(3)]);
    }
}
