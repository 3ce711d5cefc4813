//! One supervised session: its state, and the handle to it.

mod meta;
mod ownership;
mod status;

pub use meta::InstanceMeta;
pub(super) use ownership::Elsewhere;
pub use status::LiveStatus;

use super::account_limits::AccountLimits;
use super::mirror::LastReport;
use omni_channel::{Liveness, Session};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ConnectionState, Instance};
use ownership::Held;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, OnceCell, watch};
use tokio_util::sync::CancellationToken;

const END_WAIT: Duration = Duration::from_secs(10);

/// A supervised session.
pub struct Live {
    /// Its instance.
    pub id: InstanceId,
    meta: RwLock<Arc<InstanceMeta>>,
    status: watch::Sender<LiveStatus>,
    session: RwLock<Option<Arc<dyn Session>>>,
    /// The token under which this process owns the instance, and the session was opened.
    held: RwLock<Option<Held>>,
    /// The owner, while it is another node.
    elsewhere: RwLock<Option<Elsewhere>>,
    /// Whether this process should own it.
    claimed: AtomicBool,
    claim_changed: Notify,
    /// Whether it is being ended because it is no longer wanted.
    pub(super) ending: AtomicBool,
    /// What limits its account.
    pub(super) limits: AccountLimits,
    /// The last state that was reported to the other nodes.
    pub(super) reported: Mutex<Option<LastReport>>,
    /// Whether the account was unlinked on the network.
    pub(super) unlinked: OnceCell<()>,
    run: Mutex<CancellationToken>,
    again: AtomicBool,
    /// Whether it is ended for another one of the same instance.
    replaced: AtomicBool,
    wake: Notify,
    pub(super) stop: CancellationToken,
    pub(super) ended: CancellationToken,
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Live {
    pub(super) fn new(
        instance: &Instance,
        owner: Option<Address>,
        now: Timestamp,
        stop: CancellationToken,
    ) -> Self {
        let status = LiveStatus {
            state: ConnectionState::Connecting,
            since: now,
            message: None,
            qr: None,
            pairing_code: None,
            passkey: None,
            owner,
            profile_name: instance.profile_name.clone(),
            connected_at: None,
        };
        Self {
            id: instance.id,
            meta: RwLock::new(Arc::new(InstanceMeta::of(instance))),
            status: watch::Sender::new(status),
            session: RwLock::new(None),
            held: RwLock::new(None),
            elsewhere: RwLock::new(None),
            claimed: AtomicBool::new(false),
            claim_changed: Notify::new(),
            ending: AtomicBool::new(false),
            limits: AccountLimits::default(),
            reported: Mutex::default(),
            unlinked: OnceCell::new(),
            run: Mutex::new(CancellationToken::new()),
            again: AtomicBool::new(false),
            replaced: AtomicBool::new(false),
            wake: Notify::new(),
            stop,
            ended: CancellationToken::new(),
        }
    }

    /// The instance's facts, as of its last change.
    pub fn meta(&self) -> Arc<InstanceMeta> {
        Arc::clone(&self.meta.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Applies changed settings. Returns whether how fast it may write has changed.
    pub(super) fn refresh(&self, instance: &Instance) -> bool {
        let meta = Arc::new(InstanceMeta::of(instance));
        let mut known = self.meta.write().unwrap_or_else(PoisonError::into_inner);
        let repaces = known.pacing != meta.pacing;
        *known = meta;
        repaces
    }

    /// Its current state.
    pub fn status(&self) -> LiveStatus {
        self.status.borrow().clone()
    }

    /// Follows its state.
    pub fn watch(&self) -> watch::Receiver<LiveStatus> {
        self.status.subscribe()
    }

    /// Whether messages can be sent from here now.
    pub fn is_ready(&self) -> bool {
        self.is_held() && self.status.borrow().state == ConnectionState::Connected
    }

    /// The session's handle, once it is open and as long as this process owns the instance.
    pub fn session(&self) -> Option<Arc<dyn Session>> {
        if !self.is_held() {
            return None;
        }
        self.session.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the connection works, by the session's own judgement.
    pub fn liveness(&self) -> Liveness {
        self.session().map_or(Liveness::NONE, |session| session.liveness())
    }

    pub(super) fn set_session(&self, session: Option<Arc<dyn Session>>) {
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// A token for the next run; cancelling it ends that run only.
    pub(super) fn begin_run(&self) -> CancellationToken {
        let token = self.stop.child_token();
        *self.run.lock().unwrap_or_else(PoisonError::into_inner) = token.clone();
        self.again.store(false, Ordering::Release);
        token
    }

    /// Ends the present run; the supervisor begins another at once.
    pub fn restart(&self) {
        self.again.store(true, Ordering::Release);
        self.run.lock().unwrap_or_else(PoisonError::into_inner).cancel();
        self.wake();
    }

    /// It is ended for another one of the same instance, which connects at once.
    pub(super) fn replace(&self) {
        self.replaced.store(true, Ordering::Release);
    }

    /// Whether the present run was asked to end.
    pub(super) fn is_run_ended(&self) -> bool {
        self.run.lock().unwrap_or_else(PoisonError::into_inner).is_cancelled()
    }

    /// Whether the instance will be connected again without a person, once its session is closed.
    pub(super) fn returns(&self) -> bool {
        !self.stop.is_cancelled() || self.replaced.load(Ordering::Acquire)
    }

    pub(super) fn wants_another_run(&self) -> bool {
        self.again.load(Ordering::Acquire)
    }

    /// Ends a wait for a person or for the next attempt.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Forgets who woke it while there was nothing to wait for.
    pub(super) fn forget_wake(&self) {
        let mut woken = std::pin::pin!(self.wake.notified());
        woken.as_mut().enable();
    }

    /// Ends the supervisor and waits, bounded.
    pub(super) async fn end(&self) {
        self.stop.cancel();
        if tokio::time::timeout(END_WAIT, self.ended.cancelled()).await.is_err() {
            tracing::warn!(instance.id = %self.id, "the session did not stop within {END_WAIT:?}");
        }
    }
}
