//! The parts every use case works with.

use crate::messages::waiters::Waiters;
use crate::net::guard::Guard;
use crate::secrets::Sealer;
use crate::sessions::Sessions;
use crate::{inbound, keys};
use omni_agents::AgentClients;
use omni_blobs::BlobStore;
use omni_bus::Bus;
use omni_channel::Channel;
use omni_domain::instance::ChannelType;
use omni_domain::{Env, Timestamp};
use omni_storage::Store;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The channels this build has, by type.
pub type Channels = HashMap<ChannelType, Arc<dyn Channel>>;

/// Bounds and waits of the use cases. `config.default.toml` documents each.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// Largest file in or out, bytes.
    pub media_max_bytes: u64,
    /// Longest text of a message, characters.
    pub text_max_chars: usize,
    /// How long a send waits for the network before it is answered as `queued`.
    pub send_wait: Duration,
    /// How long `connect` waits for a QR, a code or an open connection.
    pub connect_wait: Duration,
    /// Tries of a send before it is failed.
    pub send_max_attempts: i32,
    /// Tries of an agent turn before it is given up.
    pub turn_max_attempts: i32,
    /// Tries of a media fetch before it is given up.
    pub media_max_attempts: i32,
    /// How long a worker may hold a job before it is handed to another.
    pub job_lease: Duration,
    /// How long a node owns an instance without renewing.
    pub instance_lease: Duration,
    /// Messages given to an agent as context.
    pub agent_history: u32,
    /// Largest inbound group written in one transaction.
    pub ingest_batch: usize,
    /// Inbound items waiting to be written before sessions are held back.
    pub ingest_queue: usize,
    /// Sessions dialling at once.
    pub connect_concurrency: usize,
    /// First and longest pause between reconnects.
    pub reconnect_min: Duration,
    /// See `reconnect_min`.
    pub reconnect_max: Duration,
    /// A connection without a sign of life for this long is not called connected.
    pub silence_limit: Duration,
    /// How long idempotency keys are remembered.
    pub idempotency_keep: Duration,
    /// Hosts and networks that outbound requests may reach although they are private.
    pub outbound_allow: Vec<String>,
    /// Time for one outbound fetch.
    pub fetch_timeout: Duration,
    /// Requests per minute and key; 0 is no limit.
    pub rate_limit_per_minute: u32,
}

impl Default for AppConfig {
    fn default() -> Self {
        Self {
            media_max_bytes: 100 * 1024 * 1024,
            text_max_chars: 65_536,
            send_wait: Duration::from_secs(10),
            connect_wait: Duration::from_secs(15),
            send_max_attempts: 8,
            turn_max_attempts: 4,
            media_max_attempts: 6,
            job_lease: Duration::from_secs(120),
            instance_lease: Duration::from_secs(30),
            agent_history: 20,
            ingest_batch: 256,
            ingest_queue: 2048,
            connect_concurrency: 32,
            reconnect_min: Duration::from_millis(500),
            reconnect_max: Duration::from_secs(300),
            silence_limit: Duration::from_secs(60),
            idempotency_keep: Duration::from_secs(24 * 3600),
            outbound_allow: Vec::new(),
            fetch_timeout: Duration::from_secs(30),
            rate_limit_per_minute: 0,
        }
    }
}

/// What an [`App`] is made of.
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
    /// The server's version, as `/info` shows it.
    pub version: &'static str,
    /// `production`, `development` or `sandbox`.
    pub environment: String,
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
    pub version: &'static str,
    pub environment: String,
    pub started_at: Timestamp,
    pub guard: Guard,
    pub agents: AgentClients,
    pub sessions: Sessions,
    pub key_cache: keys::KeyCache,
    pub ingest: inbound::Ingestor,
    pub waiters: Waiters,
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
    /// Puts the parts together. Starts nothing: [`crate::sessions::start`] and the worker do.
    pub fn new(parts: AppParts) -> Self {
        let guard = Guard::new(&parts.config.outbound_allow, parts.config.fetch_timeout);
        let agents = AgentClients::new(guard.client().clone());
        let sessions = Sessions::new(parts.config.connect_concurrency);
        let ingest = inbound::Ingestor::new(parts.config.ingest_queue);
        let started_at = parts.env.now();
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
                version: parts.version,
                environment: parts.environment,
                started_at,
                guard,
                agents,
                sessions,
                key_cache: keys::KeyCache::default(),
                ingest,
                waiters: Waiters::default(),
            }),
        };
        crate::events::publish::wire(&app);
        app
    }

    pub(crate) fn downgrade(&self) -> std::sync::Weak<Inner> {
        Arc::downgrade(&self.inner)
    }

    /// The channel of this type.
    pub fn channel(&self, kind: ChannelType) -> crate::Result<&Arc<dyn Channel>> {
        self.channels.get(&kind).ok_or_else(|| {
            crate::Error::NotSupported(format!(
                "this server has no channel `{kind}`; see GET /api/v2/instances/supported-channels"
            ))
        })
    }
}
