//! What the distributor has for the task of an endpoint.

use omni_app::webhooks::Fresh;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// What is new for an endpoint.
#[derive(Debug, Default)]
pub(super) struct News {
    /// New deliveries, with their events.
    pub(super) fresh: VecDeque<Fresh>,
    /// There are deliveries in the database that are not in `fresh`.
    pub(super) behind: bool,
    /// The endpoint may have changed.
    pub(super) changed: bool,
}

/// A bounded queue: what does not fit is read from the database later.
#[derive(Debug)]
pub(super) struct Line {
    news: Mutex<Option<News>>,
    notify: Notify,
    bound: usize,
    /// The endpoint is only probed.
    failing: AtomicBool,
}

impl Line {
    pub(super) fn new(bound: usize) -> Self {
        Self {
            news: Mutex::new(Some(News::default())),
            notify: Notify::new(),
            bound,
            failing: AtomicBool::new(false),
        }
    }

    /// Adds what is new. Returns whether the endpoint's task still runs.
    pub(super) fn add(&self, change: impl FnOnce(&mut News, usize)) -> bool {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(news) = news.as_mut() else { return false };
        change(news, self.bound);
        self.notify.notify_one();
        true
    }

    /// A new delivery.
    pub(super) fn push(&self, fresh: Fresh) -> bool {
        self.add(|news, bound| {
            if news.fresh.len() < bound {
                news.fresh.push_back(fresh);
            } else {
                news.behind = true;
            }
        })
    }

    /// What is new since the last call.
    pub(super) fn take(&self) -> News {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        news.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Waits until there is something new. Cancel-safe.
    pub(super) async fn wait(&self) {
        self.notify.notified().await;
    }

    /// What the endpoint's task keeps of it.
    pub(super) fn set_failing(&self, failing: bool) {
        self.failing.store(failing, Ordering::Relaxed);
    }

    /// Whether the endpoint fails, so that nothing of it is urgent.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// The endpoint's task ends.
    pub(super) fn close(&self) {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn what_is_closed_takes_nothing_more() {
        let line = Line::new(1);
        assert!(line.add(|news, _| news.behind = true));
        assert!(line.take().behind && !line.take().behind);
        line.close();
        assert!(!line.add(|news, _| news.behind = true));
        assert!(!line.take().behind);
    }
}
