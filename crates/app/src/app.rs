//! The parts every use case works with.

use crate::access::RuleCache;
use crate::error::{Error, Hint, Message};
use crate::jobs::settle::Settler;
use crate::logs::LogRing;
use crate::messages::fresh::Fresh;
use crate::messages::outbox::Outbox;
use crate::messages::waiters::Waiters;
use crate::metrics::Metrics;
use crate::net::guard::Guard;
use crate::secrets::Sealer;
use crate::services::{ApiService, BusService, ChannelService, Services};
use crate::sessions::Sessions;
use crate::system::LastCheck;
use crate::turns::{ReplyRoute, Turns};
use crate::{inbound, keys, mcp};
use omni_agents::{AgentClients, AgentDirectory, BreakerConfig, GateConfig, Gates, MediaModels};
use omni_blobs::BlobStore;
use omni_bus::Bus;
use omni_channel::Channel;
use omni_domain::instance::ChannelType;
use omni_domain::{Env, Timestamp};
use omni_storage::Store;
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
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
    /// A quiet time ends after this at the latest, whatever comes.
    pub debounce_max_wait: Duration,
    /// Questions that one provider is asked side by side.
    pub provider_concurrency: usize,
    /// When a provider that fails is left alone, and for how long.
    pub breaker: BreakerConfig,
    /// Messages given to an agent as context.
    pub agent_history: u32,
    /// Largest inbound group written in one transaction.
    pub ingest_batch: usize,
    /// Inbound items waiting to be written before sessions are held back.
    pub ingest_queue: usize,
    /// Sends waiting to be accepted, and as many waiting to be recorded, before callers are held
    /// back.
    pub send_queue: usize,
    /// Sessions dialling at once.
    pub connect_concurrency: usize,
    /// First and longest pause between reconnects.
    pub reconnect_min: Duration,
    /// See `reconnect_min`.
    pub reconnect_max: Duration,
    /// A connection without a sign of life for this long is not called connected.
    pub silence_limit: Duration,
    /// How long an agent may take to answer later, to the reply URL it was given.
    pub reply_url_keep: Duration,
    /// The server's address for others, without a slash at its end. Empty: where it listens.
    pub public_url: String,
    /// How long idempotency keys are remembered.
    pub idempotency_keep: Duration,
    /// Hosts and networks that outbound requests may reach although they are private.
    pub outbound_allow: Vec<String>,
    /// Time for one outbound fetch.
    pub fetch_timeout: Duration,
    /// Largest file that is read, here or by a model, bytes.
    pub processing_max_bytes: u64,
    /// Time for one question to a model that reads media.
    pub processing_timeout: Duration,
    /// Time to read the words out of one document here.
    pub extraction_timeout: Duration,
    /// The program that reads documents (`omni read-document`), each in a process of its own.
    /// `None` reads them in this one, which a hostile document can end.
    pub document_reader: Option<PathBuf>,
    /// Memory for reading one document, bytes.
    pub document_memory: u64,
    /// Requests per minute and key; 0 is no limit.
    pub rate_limit_per_minute: u32,
    /// Uses of API keys that may wait to be written to their audit log.
    pub key_audit_queue: usize,
    /// How long the audit log of an API key is kept.
    pub key_audit_keep: Duration,
    /// The MCP server and its clients.
    pub mcp: mcp::McpConfig,
    /// How long what the network told of somebody is good.
    pub profile_keep: Duration,
    /// People per instance of whom that is kept.
    pub profiles_max: u32,
    /// The program that converts voice notes and takes stills of videos: a name in `PATH`, or a
    /// path.
    pub ffmpeg: String,
    /// Time for one such run.
    pub ffmpeg_timeout: Duration,
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
            job_lease: Duration::from_mins(2),
            instance_lease: Duration::from_secs(30),
            debounce_max_wait: Duration::from_secs(30),
            provider_concurrency: 512,
            breaker: BreakerConfig::default(),
            agent_history: 20,
            ingest_batch: 256,
            ingest_queue: 2048,
            send_queue: 1024,
            connect_concurrency: 32,
            reconnect_min: Duration::from_millis(500),
            reconnect_max: Duration::from_mins(5),
            silence_limit: Duration::from_mins(1),
            reply_url_keep: Duration::from_hours(1),
            public_url: String::new(),
            idempotency_keep: Duration::from_hours(24),
            outbound_allow: Vec::new(),
            fetch_timeout: Duration::from_secs(30),
            processing_max_bytes: 25 * 1024 * 1024,
            processing_timeout: Duration::from_mins(1),
            extraction_timeout: Duration::from_secs(20),
            document_reader: None,
            document_memory: 256 * 1024 * 1024,
            rate_limit_per_minute: 0,
            key_audit_queue: 20_000,
            mcp: mcp::McpConfig::default(),
            key_audit_keep: Duration::from_hours(90 * 24),
            profile_keep: Duration::from_hours(1),
            profiles_max: 10_000,
            ffmpeg: "ffmpeg".to_owned(),
            ffmpeg_timeout: Duration::from_mins(1),
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
    pub key_cache: keys::KeyCache,
    pub key_audit: keys::AuditLog,
    pub services: Services,
    pub rule_cache: RuleCache,
    pub turns: Turns,
    pub metrics: Metrics,
    pub ingest: inbound::Ingestor,
    pub(crate) outbox: Outbox,
    pub(crate) settler: Settler,
    pub(crate) fresh: Fresh,
    pub waiters: Waiters,
    pub last_check: LastCheck,
    pub mcp: mcp::Slot,
    pub reply_route: ReplyRoute,
    listening_at: OnceLock<String>,
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
        let agents = AgentClients::new(guard.patient().clone());
        let directory = AgentDirectory::new(guard.client().clone());
        let models = MediaModels::new(guard.client().clone());
        let sessions = Sessions::new(parts.config.connect_concurrency);
        let send_queue = parts.config.send_queue;
        let ingest = inbound::Ingestor::new(parts.config.ingest_queue);
        let turns = Turns::new(parts.config.provider_concurrency);
        let started_at = parts.env.now();
        // Turns that find no place at their provider wait in the queue, not here.
        let gate = GateConfig {
            concurrency: parts.config.provider_concurrency.max(1),
            breaker: parts.config.breaker,
            ..GateConfig::default()
        };
        let gates = Gates::new(gate, Arc::clone(&parts.env.clock));
        let key_audit = keys::AuditLog::new(parts.config.key_audit_queue);
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
                logs: parts.logs,
                database_uri: parts.database_uri,
                started_at,
                guard,
                agents,
                gates,
                directory,
                models,
                sessions,
                key_cache: keys::KeyCache::default(),
                key_audit,
                services: Services::new(),
                rule_cache: RuleCache::default(),
                turns,
                metrics: Metrics::default(),
                ingest,
                outbox: Outbox::new(send_queue),
                settler: Settler::new(send_queue),
                fresh: Fresh::default(),
                waiters: Waiters::default(),
                last_check: LastCheck::default(),
                mcp: mcp::Slot::default(),
                reply_route: ReplyRoute::default(),
                listening_at: OnceLock::new(),
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

    /// Says where the server listens, for when no public address is configured. The system may
    /// have chosen the port, so this is known late; only the first word counts.
    pub fn set_listening_at(&self, url: String) {
        let _ = self.listening_at.set(url);
    }

    /// The server's address for others, without a slash at its end.
    pub fn public_url(&self) -> &str {
        match self.listening_at.get() {
            Some(url) if self.config.public_url.is_empty() => url,
            _ => &self.config.public_url,
        }
    }

    /// The channel of this type.
    pub fn channel(&self, kind: ChannelType) -> crate::Result<&Arc<dyn Channel>> {
        self.channels.get(&kind).ok_or_else(|| {
            let message = Message::from(format!("this server has no channel `{kind}`"));
            Error::not_supported(message.hint(Hint::ListChannels))
        })
    }
}
