//! Which node owns the instance of a session.

use super::Live;
use omni_channel::Evidence;
use omni_storage::Fence;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

/// A lease, and until when it is certainly valid.
#[derive(Debug, Clone)]
pub(super) struct Held {
    fence: Arc<Fence>,
    /// `None` where no other process can acquire it.
    until: Option<Instant>,
}

impl Held {
    fn is_valid(&self) -> bool {
        !self.fence.is_lost() && self.until.is_none_or(|until| Instant::now() < until)
    }
}

/// What is known of an instance that another node owns.
#[derive(Debug, Clone)]
pub(in crate::sessions) struct Elsewhere {
    /// The owner.
    pub(in crate::sessions) node: String,
    /// Its lease is valid until then, if it is not renewed.
    pub(in crate::sessions) until: Instant,
    /// Whether the connection works, by the judgement of its session.
    pub(in crate::sessions) is_alive: bool,
    /// The evidence of it, as of the last report.
    pub(in crate::sessions) evidence: Evidence,
}

impl Live {
    /// Whether this process owns the instance, by a lease that is still valid.
    pub fn is_held(&self) -> bool {
        self.held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .is_some_and(Held::is_valid)
    }

    /// The node that owns the instance, if it is another one and its lease is valid.
    pub fn owner_elsewhere(&self) -> Option<String> {
        self.elsewhere().map(|owner| owner.node)
    }

    pub(in crate::sessions) fn elsewhere(&self) -> Option<Elsewhere> {
        let owner = self.elsewhere.read().unwrap_or_else(PoisonError::into_inner).clone();
        owner.filter(|owner| !self.is_held() && Instant::now() < owner.until)
    }

    /// When the lease of the node that owns the instance ends, if it is not renewed; `None` if no other
    /// node owns it.
    pub(in crate::sessions) fn elsewhere_until(&self) -> Option<Instant> {
        if self.is_held() {
            return None;
        }
        let owner = self.elsewhere.read().unwrap_or_else(PoisonError::into_inner);
        owner.as_ref().map(|owner| owner.until).filter(|until| Instant::now() < *until)
    }

    /// Records who owns the instance; `None` if no other node does.
    pub(in crate::sessions) fn set_elsewhere(&self, owner: Option<Elsewhere>) {
        *self.elsewhere.write().unwrap_or_else(PoisonError::into_inner) = owner;
    }

    /// Whether this process should own the instance.
    pub(in crate::sessions) fn is_claimed(&self) -> bool {
        self.claimed.load(Ordering::Acquire)
    }

    /// This process should own the instance: the supervisor acquires it.
    pub(in crate::sessions) fn claim(&self) {
        if !self.claimed.swap(true, Ordering::AcqRel) {
            self.claim_changed.notify_one();
        }
    }

    /// Waits until it may have to be owned, or a caller wakes it.
    pub(in crate::sessions) async fn claim_changed(&self) {
        tokio::select! {
            () = self.claim_changed.notified() => {}
            () = self.wake.notified() => {}
        }
    }

    /// This process need not own the instance.
    pub(in crate::sessions) fn unclaim(&self) {
        self.claimed.store(false, Ordering::Release);
    }

    /// Closes the session and releases the lease, for another node.
    pub(in crate::sessions) fn hand_over(&self) {
        self.unclaim();
        self.restart();
    }

    /// The fencing token under which this process owns the instance; `None` if it does not.
    pub fn fence(&self) -> Option<Arc<Fence>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| Arc::clone(&held.fence))
    }

    /// This process owns the instance, at this epoch. A session of an earlier epoch is dropped: the
    /// owner in between has changed the state that it caches.
    pub(in crate::sessions) fn own(
        &self,
        lease: &str,
        epoch: i64,
        until: Option<Instant>,
    ) -> Arc<Fence> {
        let held = self.fence().filter(|held| held.epoch() == epoch && !held.is_lost());
        let fence = held.unwrap_or_else(|| {
            if let Some(earlier) = self.disown() {
                earlier.lose();
            }
            Fence::new(lease, epoch)
        });
        let held = Held { fence: Arc::clone(&fence), until };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        fence
    }

    /// The lease was renewed.
    pub(in crate::sessions) fn prolong(&self, fence: &Arc<Fence>, until: Option<Instant>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_mut().filter(|held| Arc::ptr_eq(&held.fence, fence)) {
            held.until = until;
        }
    }

    /// This process does not own the instance any more. Returns the token that it had.
    pub(in crate::sessions) fn disown(&self) -> Option<Arc<Fence>> {
        self.set_session(None);
        let held = self.held.write().unwrap_or_else(PoisonError::into_inner).take();
        held.map(|held| held.fence)
    }
}
