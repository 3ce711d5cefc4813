//! The answers that requests of this process wait for. One reader for all of them: a wake-up that
//! there are answers names none, and costs one query here, or nothing if no request waits.

use crate::app::App;
use omni_bus::{Topic, Wakeups};
use omni_domain::ids::NodeRequestId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Answers are looked for this often, if no wake-up reports any.
const POLL: Duration = Duration::from_millis(500);

/// The requests that wait. Bounded by the permits to ask.
#[derive(Debug, Default)]
pub(in crate::sessions) struct Waiting(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    askers: HashMap<NodeRequestId, oneshot::Sender<String>>,
    /// Whether the reader runs.
    is_read: bool,
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The requests to look for; `None` if none waits, and the reader ends.
    fn ids(&self) -> Option<Vec<NodeRequestId>> {
        let mut state = self.lock();
        if state.askers.is_empty() {
            state.is_read = false;
            return None;
        }
        Some(state.askers.keys().copied().collect())
    }

    /// Wakes the one that asked.
    fn answer(&self, id: NodeRequestId, reply: String) {
        if let Some(asker) = self.lock().askers.remove(&id) {
            // It may have given up just now.
            let _ = asker.send(reply);
        }
    }
}

/// A request that waits, until it is dropped.
pub(super) struct Asker {
    app: App,
    id: NodeRequestId,
    reply: oneshot::Receiver<String>,
}

impl Asker {
    /// Waits from now on: call it before the request is written.
    pub(super) fn new(app: &App, id: NodeRequestId) -> Self {
        let (sender, reply) = oneshot::channel();
        let mut state = app.sessions.waiting.lock();
        state.askers.insert(id, sender);
        if !std::mem::replace(&mut state.is_read, true) {
            tokio::spawn(read(app.clone(), app.bus.wakeups(Topic::Replies)));
        }
        drop(state);
        Self { app: app.clone(), id, reply }
    }

    /// The answer, as it is stored. Waits for ever if there is none.
    pub(super) async fn answered(&mut self) -> String {
        match (&mut self.reply).await {
            Ok(reply) => reply,
            // Nothing else takes the sender.
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.app.sessions.waiting.lock().askers.remove(&self.id);
    }
}

/// Reads answers as long as a request waits.
async fn read(app: App, mut replies: Wakeups) {
    while let Some(ids) = app.sessions.waiting.ids() {
        match app.store.node_replies(&ids).await {
            Ok(found) => {
                for (id, reply) in found {
                    app.sessions.waiting.answer(id, reply);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "answers of other nodes cannot be read; trying again");
            }
        }
        let woken = async {
            if replies.next().await.is_none() {
                // The bus is closed: the server stops.
                std::future::pending::<()>().await;
            }
        };
        let _ = tokio::time::timeout(POLL, woken).await;
    }
}

#[cfg(test)]
mod tests {
    use super::Waiting;
    use omni_domain::ids::NodeRequestId;
    use tokio::sync::oneshot;
    use uuid::Uuid;

    #[test]
    fn an_answer_wakes_the_one_that_asked_and_no_other() {
        let waiting = Waiting::default();
        assert_eq!(waiting.ids(), None);
        let [one, other] = [1, 2].map(|n| NodeRequestId(Uuid::from_u128(n)));
        let ask = |id| {
            let (sender, reply) = oneshot::channel();
            waiting.lock().askers.insert(id, sender);
            reply
        };
        let (mut of_one, mut of_other) = (ask(one), ask(other));
        waiting.answer(one, "done".to_owned());
        assert_eq!(of_one.try_recv().as_deref(), Ok("done"));
        assert!(of_other.try_recv().is_err());
        assert_eq!(waiting.ids(), Some(vec![other]));
        waiting.answer(one, "again".to_owned());
        drop(of_other);
        waiting.answer(other, "late".to_owned());
        assert_eq!(waiting.ids(), None);
    }
}
