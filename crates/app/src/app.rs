//! The parts every use case works with.

use crate::access::RuleCache;
use crate::account_state::LabelOrder;
use crate::caches::Caches;
use crate::config::AppConfig;
use crate::error::{Error, Hint, Message};
use crate::jobs::settle::Settler;
use crate::logs::LogRing;
use crate::media::{FileRoute, MediaUsage};
use crate::messages::fresh::Fresh;
use crate::messages::outbox::Outbox;
use crate::messages::waiters::Waiters;
use crate::metrics::Metrics;
use crate::net::guard::Guard;
use crate::queue::Queue;
use crate::queue::lanes::Lanes;
use crate::secrets::Sealer;
use crate::services::{ApiService, BusService, ChannelService, Services};
use crate::sessions::Sessions;
use crate::sign_in::OidcProvider;
use crate::simulation::Simulation;
use crate::system::{LastCheck, LastDiskCheck};
use crate::turns::{ReplyRoute, Turns};
use crate::users::Hasher;
use crate::webhooks::Webhooks;
use crate::{authentication, inbound, jobs, keys, mcp};
use omni_agents::{AgentClients, AgentDirectory, GateConfig, Gates, MediaModels};
use omni_blobs::BlobStore;
use omni_bus::Bus;
use omni_channel::Channel;
use omni_domain::instance::ChannelType;
use omni_domain::{Env, PhoneNumber, Timestamp};
use omni_storage::Store;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The channels this build has, by type.
pub type Channels = HashMap<ChannelType, Arc<dyn Channel>>;

/// The parts of an [`App`].
#[derive(Debug)]
pub struct AppParts {
    /// The database.
    pub store: Store,
    /// Bytes of media.
    pub blobs: BlobStore,
    /// Wake-ups and fan-out.
    pub bus: Bus,
    /// The networks.
    pub channels: Channels,
    /// Seals secrets at rest.
    pub sealer: Sealer,
    /// Time and ids.
    pub env: Env,
    /// Bounds and waits.
    pub config: AppConfig,
    /// This process among those that share the database.
    pub node: String,
    /// Where its data folder is, so that a copy of the folder is noticed; `None` where no other process
    /// shares the database.
    pub home: Option<String>,
    /// The server's version, as `/info` returns it.
    pub version: &'static str,
    /// `production`, `development` or `sandbox`.
    pub environment: String,
    /// The latest log lines of this process.
    pub logs: LogRing,
    /// The database's URL without its password.
    pub database_uri: String,
}

/// Everything a use case needs; cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// What an [`App`] shares.
#[expect(missing_debug_implementations, reason = "its parts hold keys; `App` has its own")]
pub struct Inner {
    pub store: Store,
    pub blobs: BlobStore,
    pub bus: Bus,
    pub channels: Channels,
    pub sealer: Sealer,
    pub env: Env,
    pub config: AppConfig,
    pub node: String,
    pub home: Option<String>,
    pub version: &'static str,
    pub environment: String,
    pub logs: LogRing,
    pub database_uri: String,
    pub started_at: Timestamp,
    pub guard: Guard,
    pub agents: AgentClients,
    pub gates: Gates,
    pub directory: AgentDirectory,
    pub models: MediaModels,
    pub sessions: Sessions,
    pub caches: Caches,
    pub key_cache: authentication::KeyCache,
    pub key_audit: keys::AuditLog,
    pub signing_keys: authentication::SigningKeys,
    pub hasher: Hasher,
    pub(crate) oidc: OidcProvider,
    pub services: Services,
    pub rule_cache: RuleCache,
    pub(crate) label_order: LabelOrder,
    pub turns: Turns,
    pub metrics: Metrics,
    pub ingest: inbound::Ingestor,
    pub(crate) queue: Queue,
    pub lanes: Lanes,
    pub(crate) outbox: Outbox,
    pub(crate) settler: Settler,
    pub(crate) fresh: Fresh,
    pub waiters: Waiters,
    pub last_check: LastCheck,
    pub last_disk_check: LastDiskCheck,
    pub(crate) media_usage: MediaUsage,
    pub mcp: mcp::Slot,
    pub reply_route: ReplyRoute,
    pub file_route: FileRoute,
    pub webhooks: Webhooks,
    pub simulation: Simulation,
    listening_at: OnceLock<String>,
    leaving: AtomicBool,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("node", &self.inner.node).finish_non_exhaustive()
    }
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl App {
    /// Puts the parts together. Starts nothing: [`crate::lifecycle::start`] and the worker do.
    pub fn new(parts: AppParts) -> Self {
        let guard = Guard::new(&parts.config.outbound.allow, parts.config.outbound.fetch_timeout);
        let agents = AgentClients::new(guard.patient().clone());
        let directory = AgentDirectory::new(guard.client().clone());
        let models = MediaModels::new(guard.client().clone());
        let sessions =
            Sessions::new(parts.config.sessions.connect_concurrency, parts.config.cluster.requests);
        let caches = Caches::new(parts.config.cluster.cache, parts.store.engine());
        let send_queue = parts.config.sends.queue;
        let queue = Queue::new(jobs::attempts(&parts.config));
        let ingest = inbound::Ingestor::new(parts.config.ingest.queue);
        let started_at = parts.env.now();
        let gate = GateConfig {
            concurrency: parts.config.agents.concurrency.max(1),
            breaker: parts.config.agents.breaker,
            ..GateConfig::default()
        };
        let gates = Gates::new(gate, Arc::clone(&parts.env.clock));
        let hasher = Hasher::new(&parts.config.auth.passwords);
        let key_audit = keys::AuditLog::new(parts.config.keys.audit_queue);
        let app = Self {
            inner: Arc::new(Inner {
                store: parts.store,
                blobs: parts.blobs,
                bus: parts.bus,
                channels: parts.channels,
                sealer: parts.sealer,
                env: parts.env,
                config: parts.config,
                node: parts.node,
                home: parts.home,
                version: parts.version,
                environment: parts.environment,
                logs: parts.logs,
                database_uri: parts.database_uri,
                started_at,
                guard,
                agents,
                gates,
                directory,
                models,
                sessions,
                caches,
                key_cache: authentication::KeyCache::default(),
                key_audit,
                signing_keys: authentication::SigningKeys::default(),
                hasher,
                oidc: OidcProvider::default(),
                services: Services::new(),
                rule_cache: RuleCache::default(),
                label_order: LabelOrder::default(),
                turns: Turns::default(),
                metrics: Metrics::default(),
                ingest,
                queue,
                lanes: Lanes::default(),
                outbox: Outbox::new(send_queue),
                settler: Settler::new(send_queue),
                fresh: Fresh::default(),
                waiters: Waiters::default(),
                last_check: LastCheck::default(),
                last_disk_check: LastDiskCheck::default(),
                media_usage: MediaUsage::default(),
                mcp: mcp::Slot::default(),
                reply_route: ReplyRoute::default(),
                file_route: FileRoute::default(),
                webhooks: Webhooks::default(),
                simulation: Simulation::default(),
                listening_at: OnceLock::new(),
                leaving: AtomicBool::new(false),
            }),
        };
        crate::events::publish::wire(&app);
        app.services.register("omni-api", Arc::new(ApiService));
        app.services.register("nats", Arc::new(BusService::new(started_at)));
        for kind in app.channels.keys() {
            let service = ChannelService::new(*kind, started_at);
            app.services.register(kind.as_str(), Arc::new(service));
        }
        app
    }

    pub(crate) fn downgrade(&self) -> std::sync::Weak<Inner> {
        Arc::downgrade(&self.inner)
    }

    /// Sets where the server listens, for when no public address is configured. The system may
    /// have chosen the port, so this is known late; only the first call has an effect.
    pub fn set_listening_at(&self, url: String) {
        let _ = self.listening_at.set(url);
    }

    /// The server stops soon: it answers as before, but its health asks for no more requests.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    /// Whether the server stops soon.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// This node's name for people.
    pub fn node_name(&self) -> &str {
        let name = &self.config.cluster.node_name;
        if name.is_empty() { &self.node } else { name }
    }

    /// The server's address for others, without a slash at its end.
    pub fn public_url(&self) -> &str {
        match self.listening_at.get() {
            Some(url) if self.config.public_url.is_empty() => url,
            _ => &self.config.public_url,
        }
    }

    /// The path below which others reach this server, without a slash at its end: `/omni`, where a
    /// proxy adds it; empty, where none is configured.
    pub fn public_path(&self) -> &str {
        let url = self.config.public_url.split_once("://").map_or("", |(_, rest)| rest);
        url.find('/').map_or(self.config.base_path.as_str(), |at| url[at..].trim_end_matches('/'))
    }

    /// The phone number in a text that a person wrote: a number, or an address of any channel.
    pub(crate) fn phone_in(&self, text: &str) -> Option<PhoneNumber> {
        let of_address = self.channels.values().find_map(|channel| channel.phone_of(text));
        of_address.or_else(|| PhoneNumber::parse(text))
    }

    /// The channel of this type.
    pub fn channel(&self, kind: ChannelType) -> crate::Result<&Arc<dyn Channel>> {
        self.channels.get(&kind).ok_or_else(|| {
            let message = Message::from(format!("this server has no channel `{kind}`"));
            Error::not_supported(message.hint(Hint::ListChannels))
        })
    }
}
