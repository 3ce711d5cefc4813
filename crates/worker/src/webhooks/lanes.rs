//! How many requests are sent at the same time, over all endpoints.

use omni_app::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// An endpoint that takes longer is slow.
const SLOW: Duration = Duration::from_secs(1);

/// Requests to endpoints that answer promptly, and to all others, have permits of their own: any
/// number of dead or slow endpoints delays only each other.
#[derive(Debug)]
pub(super) struct Lanes {
    prompt: Arc<Semaphore>,
    slow: Arc<Semaphore>,
}

impl Lanes {
    pub(super) fn new(app: &App) -> Self {
        let config = &app.config.webhooks;
        Self {
            prompt: Arc::new(Semaphore::new(config.concurrency.max(1))),
            slow: Arc::new(Semaphore::new(config.slow_concurrency.max(1))),
        }
    }

    /// A permit for one request; `None` never happens, because the lanes are not closed.
    pub(super) async fn permit(&self, is_prompt: bool) -> Option<OwnedSemaphorePermit> {
        let lane = if is_prompt { &self.prompt } else { &self.slow };
        Arc::clone(lane).acquire_owned().await.ok()
    }
}

/// Whether an endpoint answers promptly, by its latest attempt.
pub(super) fn is_prompt(delivered: bool, took: Duration) -> bool {
    delivered && took < SLOW
}
