//! Keeping wanted instances connected: one owner each, by a lease; one supervisor task each.

mod account_limits;
mod adapters;
mod anywhere;
mod backoff;
mod channel;
mod connected;
pub(crate) mod duplicates;
mod lease;
mod live;
mod mirror;
mod nodes;
pub(crate) mod proxy;
mod reconcile;
mod remote;
mod sendable;
mod share;
mod source;
mod status;
mod status_wait;
mod supervise;
mod tenants;
mod unlink;

pub(crate) use account_limits::restrict;
use anywhere::stop_for_another;
pub(crate) use anywhere::{bring_up, end, reach, refresh, restart, unlink};
pub(crate) use channel::{
    is_started, require_started, restart_channel, start_channel, stop_channel,
};
pub(crate) use connected::connected;
pub(crate) use lease::is_unowned;
pub use live::{InstanceMeta, Live, LiveStatus};
pub(crate) use reconcile::{find, follow_qr, reconcile};
pub(crate) use sendable::sendable;
pub use source::Source;
pub use status::{InstanceStatus, QrCode};
pub(crate) use status_wait::{Enough, wait};
pub(crate) use tenants::follow_tenants;

use crate::app::App;
use crate::error::Error;
use crate::events::CommitObserver;
use crate::system::NodeView;
use omni_channel::Session;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, Instance};
use omni_storage::{Committed, Engine};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The stored state of an instance's session, also of one that is not open, for reading: only the
/// instance's owner changes it.
pub(crate) fn state_of(app: &App, id: InstanceId) -> impl omni_channel::StateStore + use<> {
    let fence = omni_storage::Fence::new(lease::lease_name(id), 0);
    fence.lose();
    adapters::InstanceState::new(app, id, fence)
}

/// How long the sessions may take to end, all together.
const STOP_WAIT: Duration = Duration::from_secs(2);

/// The sessions of this process.
#[derive(Debug)]
pub struct Sessions {
    live: RwLock<HashMap<InstanceId, Arc<Live>>>,
    /// Bounds how many connect at once, so that a restart does not overload the network.
    dial: Arc<Semaphore>,
    /// Networks that an operator stopped on this server.
    stopped: RwLock<HashSet<ChannelType>>,
    inactive: tenants::Inactive,
    stop: CancellationToken,
    tasks: TaskTracker,
    changes: AtomicU64,
    /// What was found when the nodes and their instances were last compared with the database.
    known: tokio::sync::Mutex<reconcile::Known>,
    nodes: RwLock<Vec<NodeView>>,
    /// Whether [`reconcile`] is repeated in this process.
    follows: AtomicBool,
    /// Whether this process counts as a node no more.
    leaves: AtomicBool,
    /// Bounds the requests to other nodes that wait.
    asking: Semaphore,
    /// Those that wait.
    waiting: remote::Waiting,
}

impl Sessions {
    pub(crate) fn new(connect_concurrency: usize, requests: usize) -> Self {
        Self {
            live: RwLock::default(),
            dial: Arc::new(Semaphore::new(connect_concurrency.max(1))),
            stopped: RwLock::default(),
            inactive: tenants::Inactive::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            changes: AtomicU64::new(0),
            known: tokio::sync::Mutex::default(),
            nodes: RwLock::default(),
            follows: AtomicBool::new(false),
            leaves: AtomicBool::new(false),
            asking: Semaphore::new(requests.max(1)),
            waiting: remote::Waiting::default(),
        }
    }

    /// The supervised session of an instance, if this process has one.
    pub fn get(&self, id: InstanceId) -> Option<Arc<Live>> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Every supervised session of this process.
    pub fn all(&self) -> Vec<Arc<Live>> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The nodes that share the database and what each owns, as of a moment ago; empty where a
    /// database has one process.
    pub fn nodes(&self) -> Vec<NodeView> {
        self.nodes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The sessions of the instances that this process owns.
    pub fn held(&self) -> Vec<Arc<Live>> {
        let mut all = self.all();
        all.retain(|live| live.is_held());
        all
    }

    /// The instances whose jobs this process may run: those it owns and that are connected.
    pub fn ready(&self) -> Vec<InstanceId> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        live.values().filter(|live| live.is_ready()).map(|live| live.id).collect()
    }

    /// Every instance this process owns, connected or not.
    pub fn owned(&self) -> Vec<InstanceId> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        live.values().filter(|live| live.is_held()).map(|live| live.id).collect()
    }

    /// The connected session of an instance.
    pub fn session(&self, id: InstanceId) -> Option<Arc<dyn Session>> {
        self.get(id).filter(|live| live.is_ready()).and_then(|live| live.session())
    }

    /// Counts the changes of instances and of their connections that this process has observed: as
    /// long as it stays the same, so does the list of instances.
    pub fn version(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    pub(crate) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// Runs a task of the pipeline that [`stop_all`] waits for.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// A token that ends when the server stops.
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }
}

impl CommitObserver for Sessions {
    fn on_commit(&self, committed: &Committed) {
        if committed.instances {
            self.changed();
        }
    }
}

/// Whether other processes may share the database: one process has a SQLite file.
pub(crate) fn is_shared(app: &App) -> bool {
    app.store.engine() == Engine::Postgres
}

/// Connects the wanted instances, or its share of them, and keeps their leases. Returns how many
/// are wanted.
pub(crate) async fn start(app: &App) -> Result<usize, Error> {
    tenants::begin(app).await?;
    let wanted = app.store.wanted_instances().await?;
    let count = wanted.len();
    let is_shared = is_shared(app);
    app.sessions.follows.store(is_shared, Ordering::Release);
    for instance in wanted {
        ensure(app, &instance);
    }
    if is_shared {
        nodes::join(app).await?;
        reconcile(app).await?;
        app.sessions.spawn(reconcile::keep_reconciled(app.clone()));
        app.sessions.spawn(remote::keep_serving(app.clone()));
    }
    app.sessions.spawn(tenants::keep_following(app.clone()));
    app.sessions.spawn(lease::keep_renewed(app.clone()));
    Ok(count)
}

/// Makes sure that an instance is supervised; wakes its supervisor if it waits for a person.
pub fn ensure(app: &App, instance: &Instance) -> Arc<Live> {
    let (live, is_new) = supervised(app, instance);
    if !is_new {
        live.wake();
    }
    live
}

/// The session of an instance, supervised from now on if it was not, and whether it is new. Where
/// nodes share the instances, [`reconcile`] decides which of them connects it.
fn supervised(app: &App, instance: &Instance) -> (Arc<Live>, bool) {
    let mut sessions = app.sessions.live.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(live) = sessions.get(&instance.id) {
        return (Arc::clone(live), false);
    }
    let (owner, stop) = (owner_of(app, instance), app.sessions.stop.child_token());
    let live = Arc::new(Live::new(instance, owner, app.env.now(), stop));
    if !app.sessions.follows.load(Ordering::Acquire) {
        live.claim();
    }
    sessions.insert(instance.id, Arc::clone(&live));
    drop(sessions);
    app.sessions.changed();
    app.sessions.tasks.spawn(supervise::supervise(app.clone(), Arc::clone(&live)));
    (live, true)
}

/// Ends an instance's session and waits (bounded) until it has flushed its state.
pub async fn stop(app: &App, id: InstanceId) {
    let Some(live) = app.sessions.get(id) else { return };
    live.end().await;
    {
        let mut sessions = app.sessions.live.write().unwrap_or_else(PoisonError::into_inner);
        // Not the session that was begun anew meanwhile.
        if sessions.get(&id).is_some_and(|now| Arc::ptr_eq(now, &live)) {
            sessions.remove(&id);
        }
    }
    app.sessions.changed();
    lease::release(app, &live).await;
}

/// Ends every session: the server stops. Wanted instances stay wanted.
pub(crate) async fn stop_all(app: &App) {
    app.sessions.leaves.store(true, Ordering::Release);
    nodes::leave(app).await;
    app.sessions.stop.cancel();
    app.sessions.tasks.close();
    if tokio::time::timeout(STOP_WAIT, app.sessions.tasks.wait()).await.is_err() {
        tracing::warn!("some sessions did not stop within {STOP_WAIT:?}");
    }
    for live in app.sessions.all() {
        lease::release(app, &live).await;
    }
}

/// The account of an instance, as it was recorded.
fn owner_of(app: &App, instance: &Instance) -> Option<Address> {
    let (id, alt) = (instance.owner_id.clone()?, instance.owner_alt.clone());
    let address = Address { id, alt, phone: None };
    let channel = app.channel(instance.channel).ok();
    let phone = address.all().find_map(|id| channel?.phone_of(id));
    Some(address.with_phone(phone))
}
