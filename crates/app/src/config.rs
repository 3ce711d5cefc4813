//! Bounds and waits of the use cases, in sections. `config.default.toml` documents each value.

use crate::mcp::McpConfig;
use omni_agents::BreakerConfig;
use omni_domain::access::Role;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Bounds and waits of the use cases.
#[derive(Debug, Clone, Default)]
pub struct AppConfig {
    /// Sizes of inbound and outbound data.
    pub limits: LimitsConfig,
    /// Inbound messages.
    pub ingest: IngestConfig,
    /// Outbound messages.
    pub sends: SendsConfig,
    /// Connections of instances.
    pub sessions: SessionsConfig,
    /// Nodes that share a database.
    pub cluster: ClusterConfig,
    /// Background jobs.
    pub jobs: JobsConfig,
    /// Turns of agents.
    pub turns: TurnsConfig,
    /// Requests to agents.
    pub agents: AgentsConfig,
    /// Fetching, converting and reading media.
    pub media: MediaConfig,
    /// Profiles of accounts, as the network shows them.
    pub profiles: ProfilesConfig,
    /// Requests to addresses that callers give.
    pub outbound: OutboundConfig,
    /// API keys.
    pub keys: KeysConfig,
    /// Users, their passwords and their sessions.
    pub auth: AuthConfig,
    /// How long what is kept.
    pub retention: RetentionConfig,
    /// The disks that this server writes to.
    pub disks: DisksConfig,
    /// The MCP server and its clients.
    pub mcp: McpConfig,
    /// Webhooks.
    pub webhooks: WebhooksConfig,
    /// The server's address for others, without a slash at its end. Empty: where it listens.
    pub public_url: String,
}

/// Sizes of inbound and outbound data.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// Largest inbound or outbound file, bytes.
    pub media_bytes: u64,
    /// Longest text of a message, characters.
    pub text_chars: usize,
    /// Largest file that is read, here or by a model, bytes.
    pub processing_bytes: u64,
    /// Stored files of one instance, bytes; 0 is no limit.
    pub media_instance_bytes: u64,
    /// Stored files of one tenant, bytes; 0 is no limit.
    pub media_tenant_bytes: u64,
    /// Memory for reading one document, bytes.
    pub document_memory: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            media_bytes: 100 * 1024 * 1024,
            text_chars: 65_536,
            processing_bytes: 25 * 1024 * 1024,
            document_memory: 256 * 1024 * 1024,
            media_instance_bytes: 20 << 30,
            media_tenant_bytes: 100 << 30,
        }
    }
}

/// Inbound messages.
#[derive(Debug, Clone)]
pub struct IngestConfig {
    /// Largest inbound group written in one transaction.
    pub batch: usize,
    /// Inbound items that wait to be written before sessions are held back.
    pub queue: usize,
}

impl Default for IngestConfig {
    fn default() -> Self {
        Self { batch: 256, queue: 2048 }
    }
}

/// Outbound messages.
#[derive(Debug, Clone)]
pub struct SendsConfig {
    /// How long a send waits for the network before it is answered as `queued`.
    pub wait: Duration,
    /// Attempts of a send before it is failed.
    pub max_attempts: i32,
    /// Sends waiting to be accepted, and as many waiting to be recorded, before callers are held
    /// back.
    pub queue: usize,
    /// How long idempotency keys are kept.
    pub idempotency_keep: Duration,
}

impl Default for SendsConfig {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(10),
            max_attempts: 8,
            queue: 1024,
            idempotency_keep: Duration::from_hours(24),
        }
    }
}

/// Connections of instances.
#[derive(Debug, Clone)]
pub struct SessionsConfig {
    /// How long `connect` waits for a QR, a code or an open connection.
    pub connect_wait: Duration,
    /// Sessions that connect at the same time.
    pub connect_concurrency: usize,
    /// First and shortest pause between reconnects.
    pub reconnect_min: Duration,
    /// Longest pause between reconnects.
    pub reconnect_max: Duration,
    /// How long a node owns an instance without renewing.
    pub lease: Duration,
}

impl Default for SessionsConfig {
    fn default() -> Self {
        Self {
            connect_wait: Duration::from_secs(15),
            connect_concurrency: 32,
            reconnect_min: Duration::from_millis(500),
            reconnect_max: Duration::from_mins(5),
            lease: Duration::from_secs(6),
        }
    }
}

/// Nodes that share a database.
#[derive(Debug, Clone)]
pub struct ClusterConfig {
    /// This node's name for people; empty: its id.
    pub node_name: String,
    /// The instances are compared with the database at least this often.
    pub poll: Duration,
    /// How long the owner of an instance may take for what another node asks.
    pub request_wait: Duration,
    /// Requests to owners that may wait at the same time.
    pub requests: usize,
}

impl Default for ClusterConfig {
    fn default() -> Self {
        Self {
            node_name: String::new(),
            poll: Duration::from_secs(1),
            request_wait: Duration::from_secs(20),
            requests: 256,
        }
    }
}

/// Background jobs.
#[derive(Debug, Clone)]
pub struct JobsConfig {
    /// How long a worker may hold a job without renewal before it is released to another.
    pub lease: Duration,
    /// The longest time that one attempt may take; some kinds declare less.
    pub longest: Duration,
}

impl Default for JobsConfig {
    fn default() -> Self {
        Self { lease: Duration::from_mins(2), longest: Duration::from_hours(1) }
    }
}

/// Turns of agents.
#[derive(Debug, Clone)]
pub struct TurnsConfig {
    /// Attempts of a turn before it is given up.
    pub max_attempts: i32,
    /// Input is gathered for this long at most, however much arrives.
    pub debounce_max_wait: Duration,
    /// Messages given to an agent as history.
    pub history: u32,
    /// Images that one answer links and that are sent as images.
    pub images: usize,
    /// How long an agent may take to answer later, to the reply URL it was given.
    pub reply_url_keep: Duration,
}

impl Default for TurnsConfig {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            debounce_max_wait: Duration::from_secs(30),
            history: 20,
            images: 4,
            reply_url_keep: Duration::from_hours(1),
        }
    }
}

/// Requests to agents.
#[derive(Debug, Clone)]
pub struct AgentsConfig {
    /// Files of one turn that are sent to its agent.
    pub files: usize,
    /// Their total size, bytes.
    pub files_bytes: u64,
    /// Concurrent requests to one provider.
    pub concurrency: usize,
    /// When a provider that fails gets no more requests, and for how long.
    pub breaker: BreakerConfig,
}

impl Default for AgentsConfig {
    fn default() -> Self {
        Self {
            files: 8,
            files_bytes: 20 * 1024 * 1024,
            concurrency: 512,
            breaker: BreakerConfig::default(),
        }
    }
}

/// Fetching, converting and reading media.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// Attempts of a media fetch before it is given up.
    pub max_attempts: i32,
    /// Time for one request to a model that reads media.
    pub processing_timeout: Duration,
    /// Time for extracting the text of one document here.
    pub extraction_timeout: Duration,
    /// The program `omni`, which extracts the text of documents (`omni read-document`) and confines
    /// ffmpeg (`omni confine`), each in a process of its own. `None` extracts in this process, which
    /// a hostile document can end, and starts ffmpeg without limits.
    pub own_program: Option<PathBuf>,
    /// The program that converts voice notes and takes stills of videos: a name in `PATH`, or a
    /// path.
    pub ffmpeg: String,
    /// Time for one such run.
    pub ffmpeg_timeout: Duration,
    /// Memory for one such run, bytes.
    pub ffmpeg_memory: u64,
    /// The folder of files on their way. `None` is the system's own for temporary files.
    pub spool_dir: Option<PathBuf>,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            max_attempts: 6,
            processing_timeout: Duration::from_mins(1),
            extraction_timeout: Duration::from_secs(20),
            own_program: None,
            ffmpeg: "ffmpeg".to_owned(),
            ffmpeg_timeout: Duration::from_mins(1),
            ffmpeg_memory: 1024 * 1024 * 1024,
            spool_dir: None,
        }
    }
}

/// Profiles of accounts, as the network shows them.
#[derive(Debug, Clone)]
pub struct ProfilesConfig {
    /// How long a profile is kept before the network is requested again.
    pub keep: Duration,
    /// Profiles kept per instance.
    pub max: u32,
}

impl Default for ProfilesConfig {
    fn default() -> Self {
        Self { keep: Duration::from_hours(1), max: 10_000 }
    }
}

/// Requests to addresses that callers give.
#[derive(Debug, Clone)]
pub struct OutboundConfig {
    /// Hosts and networks that may be reached although they are private.
    pub allow: Vec<String>,
    /// Time for one fetch.
    pub fetch_timeout: Duration,
    /// Time in which the page of a link is read for its preview.
    pub preview_timeout: Duration,
    /// Bytes of that page that are read.
    pub preview_bytes: usize,
}

impl Default for OutboundConfig {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            fetch_timeout: Duration::from_secs(30),
            preview_timeout: Duration::from_secs(3),
            preview_bytes: 512 * 1024,
        }
    }
}

/// API keys.
#[derive(Debug, Clone)]
pub struct KeysConfig {
    /// Uses of API keys that may wait to be written to the audit log.
    pub audit_queue: usize,
    /// How long the audit log of an API key is kept.
    pub audit_keep: Duration,
}

impl Default for KeysConfig {
    fn default() -> Self {
        Self { audit_queue: 20_000, audit_keep: Duration::from_hours(90 * 24) }
    }
}

/// Users, their passwords and their sessions.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// What hashing a password costs.
    pub passwords: PasswordConfig,
    /// A session that is not used for so long ends.
    pub session_idle: Duration,
    /// A session ends after so long, however much it is used.
    pub session_max: Duration,
    /// Sessions of one user; a further one ends the oldest.
    pub sessions_per_user: u32,
    /// How long an access token is valid.
    pub access_token: Duration,
    /// How long a key signs access tokens. It stays valid until the next but one begins.
    pub signing_key_rotation: Duration,
    /// When attempts to sign in are refused.
    pub lockout: LockoutConfig,
    /// Signing in with an OpenID provider; `None` is not at all.
    pub oidc: Option<OidcConfig>,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            passwords: PasswordConfig::default(),
            session_idle: Duration::from_hours(7 * 24),
            session_max: Duration::from_hours(30 * 24),
            sessions_per_user: 50,
            access_token: Duration::from_mins(10),
            signing_key_rotation: Duration::from_hours(30 * 24),
            lockout: LockoutConfig::default(),
            oidc: None,
        }
    }
}

/// Signing in with an OpenID provider.
#[derive(Clone)]
pub struct OidcConfig {
    /// The provider's address, as its tokens name it.
    pub issuer: String,
    /// This server's id at the provider.
    pub client_id: String,
    /// Its secret there; empty for a public client.
    pub client_secret: String,
    /// Only addresses of these domains; empty is any.
    pub allowed_domains: Vec<String>,
    /// An address without a user becomes a user of the default tenant with this role; `None`: it is
    /// refused.
    pub creates: Option<Role>,
}

impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcConfig").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What hashing a password with argon2id costs, and how many are hashed at the same time.
#[derive(Debug, Clone)]
pub struct PasswordConfig {
    /// Memory of one hash, KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes of one hash.
    pub parallelism: u32,
    /// Hashes at the same time.
    pub concurrency: usize,
    /// Hashes that may wait for their turn; further ones are refused.
    pub queue: usize,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2, parallelism: 1, concurrency: 2, queue: 64 }
    }
}

/// When attempts to sign in are refused.
#[derive(Debug, Clone)]
pub struct LockoutConfig {
    /// Failed attempts of one e-mail address without a pause.
    pub account_attempts: u32,
    /// The same of one client address.
    pub address_attempts: u32,
    /// The first pause. Each further failure doubles it.
    pub pause_min: Duration,
    /// The longest pause.
    pub pause_max: Duration,
    /// A failure is forgotten after so long.
    pub keep: Duration,
    /// E-mail and client addresses whose failures are kept.
    pub max: u32,
}

impl Default for LockoutConfig {
    fn default() -> Self {
        Self {
            account_attempts: 5,
            address_attempts: 30,
            pause_min: Duration::from_secs(1),
            pause_max: Duration::from_mins(15),
            keep: Duration::from_hours(24),
            max: 100_000,
        }
    }
}

/// How long what is kept; `None` is for ever.
#[derive(Debug, Clone)]
pub struct RetentionConfig {
    /// Events of the log.
    pub events: Option<Duration>,
    /// Messages, with their files.
    pub messages: Option<Duration>,
    /// Bytes of files; what is known of them stays with their messages.
    pub media: Option<Duration>,
    /// Turns that ended.
    pub turns: Option<Duration>,
    /// Dead letters.
    pub dead_letters: Option<Duration>,
    /// The histories of settings and of persons.
    pub histories: Option<Duration>,
    /// Files that no row refers to.
    pub orphans: Option<Duration>,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        let days = |days: u64| Some(Duration::from_hours(days * 24));
        Self {
            events: days(365),
            messages: None,
            media: days(365),
            turns: days(90),
            dead_letters: days(90),
            histories: days(365),
            orphans: Some(Duration::from_hours(24)),
        }
    }
}

/// The disks that this server writes to.
#[derive(Debug, Clone)]
pub struct DisksConfig {
    /// Folders on them.
    pub folders: Vec<PathBuf>,
    /// With less free than this a disk is nearly full, bytes.
    pub min_free: u64,
}

impl Default for DisksConfig {
    fn default() -> Self {
        Self { folders: Vec::new(), min_free: 512 << 20 }
    }
}

/// Webhooks.
#[derive(Debug, Clone)]
pub struct WebhooksConfig {
    /// Endpoints of one tenant.
    pub endpoints: u32,
    /// Concurrent requests to one endpoint.
    pub endpoint_concurrency: usize,
    /// Concurrent requests to endpoints that answer promptly.
    pub concurrency: usize,
    /// Concurrent requests to endpoints that fail or are slow, so that they delay only each other.
    pub slow_concurrency: usize,
    /// Deliveries of one endpoint in memory; more wait in the database.
    pub window: usize,
    /// An endpoint that no attempt reaches for this long is disabled.
    pub disable_after: Duration,
    /// How long ended deliveries are kept; `None` is for ever.
    pub keep: Option<Duration>,
}

impl Default for WebhooksConfig {
    fn default() -> Self {
        Self {
            endpoints: 2000,
            endpoint_concurrency: 32,
            concurrency: 256,
            slow_concurrency: 64,
            window: 256,
            disable_after: Duration::from_hours(120),
            keep: Some(Duration::from_hours(30 * 24)),
        }
    }
}
