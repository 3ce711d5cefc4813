//! One supervised session: its state, and the handle to it.

use super::account_limits::AccountLimits;
use super::mirror::LastReport;
use super::status::{InstanceStatus, QrCode};
use omni_channel::{Evidence, Liveness, PasskeyStep, Session, StatusUpdate};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::conversation_settings::ConversationConfig;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::{CallConfig, ChannelType, ConnectionState, Instance, MessagingConfig};
use omni_domain::pacing::PacingConfig;
use omni_storage::Fence;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OnceCell, watch};
use tokio_util::sync::CancellationToken;

const END_WAIT: Duration = Duration::from_secs(10);

/// The facts of an instance that the pipeline needs for each message.
#[derive(Debug, Clone)]
pub struct InstanceMeta {
    /// Internal id.
    pub id: InstanceId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Its network.
    pub channel: ChannelType,
    /// Its name.
    pub name: String,
    /// Whether an agent answers.
    pub agent_on: bool,
    /// How messages are gathered.
    pub messaging: MessagingConfig,
    /// How conversations are held.
    pub conversation: ConversationConfig,
    /// How fast it may write.
    pub pacing: PacingConfig,
    /// How calls are answered.
    pub calls: CallConfig,
}

impl InstanceMeta {
    pub(crate) fn of(instance: &Instance) -> Self {
        Self {
            id: instance.id,
            tenant_id: instance.tenant_id,
            channel: instance.channel,
            name: instance.name.clone(),
            agent_on: instance.agent.is_some_and(|agent| agent.answers),
            messaging: instance.config.messaging.clone(),
            conversation: instance.config.conversation.clone(),
            pacing: instance.config.pacing.clone(),
            calls: instance.config.calls.clone(),
        }
    }
}

/// The state of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveStatus {
    /// The state it reported.
    pub state: ConnectionState,
    /// When it began.
    pub since: Timestamp,
    /// Why, for people.
    pub message: Option<String>,
    /// The QR to scan.
    pub qr: Option<QrCode>,
    /// The code to type.
    pub pairing_code: Option<QrCode>,
    /// What the link waits for, on an account that is protected with a passkey.
    pub passkey: Option<PasskeyStep>,
    /// The account.
    pub owner: Option<Address>,
    /// The account's name.
    pub profile_name: Option<String>,
    /// When it was connected.
    pub connected_at: Option<Timestamp>,
}

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
    /// Whether it is being ended because no one wants it any more.
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

/// A lease, and until when it is certainly valid.
#[derive(Debug, Clone)]
struct Held {
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
pub(super) struct Elsewhere {
    /// The owner.
    pub(super) node: String,
    /// Its lease is valid until then, if it is not renewed.
    pub(super) until: Instant,
    /// Whether the connection works, by the judgement of its session.
    pub(super) is_alive: bool,
    /// The evidence of it, as of the last report.
    pub(super) evidence: Evidence,
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

    pub(super) fn elsewhere(&self) -> Option<Elsewhere> {
        let owner = self.elsewhere.read().unwrap_or_else(PoisonError::into_inner).clone();
        owner.filter(|owner| !self.is_held() && Instant::now() < owner.until)
    }

    /// When the lease of the node that owns the instance ends, if it is not renewed; `None` if no other
    /// node owns it.
    pub(super) fn elsewhere_until(&self) -> Option<Instant> {
        if self.is_held() {
            return None;
        }
        let owner = self.elsewhere.read().unwrap_or_else(PoisonError::into_inner);
        owner.as_ref().map(|owner| owner.until).filter(|until| Instant::now() < *until)
    }

    /// Records who owns the instance; `None` if no other node does.
    pub(super) fn set_elsewhere(&self, owner: Option<Elsewhere>) {
        *self.elsewhere.write().unwrap_or_else(PoisonError::into_inner) = owner;
    }

    /// Whether this process should own the instance.
    pub(super) fn is_claimed(&self) -> bool {
        self.claimed.load(Ordering::Acquire)
    }

    /// This process should own the instance: the supervisor acquires it.
    pub(super) fn claim(&self) {
        if !self.claimed.swap(true, Ordering::AcqRel) {
            self.claim_changed.notify_one();
        }
    }

    /// Waits until it may have to be owned, or a caller wakes it.
    pub(super) async fn claim_changed(&self) {
        tokio::select! {
            () = self.claim_changed.notified() => {}
            () = self.wake.notified() => {}
        }
    }

    /// This process need not own the instance.
    pub(super) fn unclaim(&self) {
        self.claimed.store(false, Ordering::Release);
    }

    /// Closes the session and releases the lease, for another node.
    pub(super) fn hand_over(&self) {
        self.unclaim();
        self.restart();
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

    /// The fencing token under which this process owns the instance; `None` if it does not.
    pub fn fence(&self) -> Option<Arc<Fence>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| Arc::clone(&held.fence))
    }

    /// This process owns the instance, at this epoch. A session of an earlier epoch is dropped: the
    /// owner in between has changed the state that it caches.
    pub(super) fn own(&self, lease: &str, epoch: i64, until: Option<Instant>) -> Arc<Fence> {
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
    pub(super) fn prolong(&self, fence: &Arc<Fence>, until: Option<Instant>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_mut().filter(|held| Arc::ptr_eq(&held.fence, fence)) {
            held.until = until;
        }
    }

    /// This process does not own the instance any more. Returns the token that it had.
    pub(super) fn disown(&self) -> Option<Arc<Fence>> {
        self.set_session(None);
        let held = self.held.write().unwrap_or_else(PoisonError::into_inner).take();
        held.map(|held| held.fence)
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

    /// Applies a report; returns the new status if it differs from the old one.
    pub(super) fn apply(
        &self,
        update: StatusUpdate,
        now: Timestamp,
    ) -> Option<(LiveStatus, LiveStatus)> {
        let mut change = None;
        self.status.send_if_modified(|status| {
            let before = status.clone();
            if status.state != update.state {
                status.state = update.state;
                status.since = now;
            }
            status.message = update.message;
            status.qr = update.qr.map(|(code, expires_at)| QrCode { code, expires_at });
            status.pairing_code =
                update.pairing_code.map(|(code, expires_at)| QrCode { code, expires_at });
            status.passkey = update.passkey;
            if update.owner.is_some() {
                status.owner = update.owner;
            }
            if update.profile_name.is_some() {
                status.profile_name = update.profile_name;
            }
            status.connected_at = match status.state {
                ConnectionState::Connected => status.connected_at.or(Some(now)),
                _ => None,
            };
            change = Some((before, status.clone()));
            true
        });
        change
    }

    /// Shows a warning while it is connected; the status with it.
    pub(super) fn warn(&self, text: &str) -> Option<LiveStatus> {
        let mut warned = None;
        self.status.send_if_modified(|status| {
            if status.state != ConnectionState::Connected {
                return false;
            }
            status.message = Some(text.to_owned());
            warned = Some(status.clone());
            true
        });
        warned
    }

    /// Shows the status that the owner reports. Returns whether it differs from the one before.
    pub(super) fn show(&self, shown: LiveStatus) -> bool {
        self.status.send_if_modified(|status| {
            let differs = *status != shown;
            *status = shown;
            differs
        })
    }

    /// Deletes the account: the phone removed this device.
    pub(super) fn clear_owner(&self) {
        self.status.send_modify(|status| {
            status.owner = None;
            status.connected_at = None;
        });
    }

    /// The status for callers: a connection that its session does not judge to be alive is not
    /// called connected.
    pub fn report(&self, now: Timestamp) -> InstanceStatus {
        let status = self.status();
        let elsewhere = self.elsewhere();
        let (is_alive, evidence) = if let Some(owner) = &elsewhere {
            (owner.is_alive, owner.evidence)
        } else {
            let liveness = self.liveness();
            (liveness.is_alive(), liveness.evidence)
        };
        let mut state = status.state;
        let mut message = status.message;
        if state == ConnectionState::Connected && !is_alive {
            state = ConnectionState::Reconnecting;
            let is_owned = elsewhere.is_some() || self.is_held();
            let why = if is_owned {
                "the network has been silent; reconnecting"
            } else {
                "no node owns this instance at present; one acquires it within seconds"
            };
            message = Some(why.to_owned());
        }
        let current = |code: Option<QrCode>| code.filter(|code| code.expires_at > now);
        InstanceStatus {
            instance_id: self.id,
            state,
            since: status.since,
            message,
            connected: state == ConnectionState::Connected,
            connected_at: status.connected_at.filter(|_| state == ConnectionState::Connected),
            owner_id: status.owner.map(|owner| owner.id),
            profile_name: status.profile_name,
            evidence,
            qr: current(status.qr),
            pairing_code: current(status.pairing_code),
            restriction: None,
            ban: None,
            passkey: status.passkey,
        }
    }
}
