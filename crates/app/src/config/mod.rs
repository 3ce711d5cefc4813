//! Bounds and waits of the use cases, in sections: a file each, with its values. `config.default.toml`
//! documents each value.

mod ai;
mod auth;
mod cluster;
mod keys;
mod limits;
mod media;
mod outbound;
mod pacing;
mod pipeline;
mod replies;
mod retention;
mod webhooks;

pub use ai::AiConfig;
pub use auth::{AuthConfig, LockoutConfig, OidcConfig, PasswordConfig};
pub use cluster::{ClusterConfig, SessionsConfig};
pub use keys::KeysConfig;
pub use limits::LimitsConfig;
pub use media::{MediaConfig, ProfilesConfig};
pub use outbound::OutboundConfig;
pub use pacing::{NumberChecksConfig, PacingDefaults};
pub use pipeline::{AgentsConfig, IngestConfig, JobsConfig, SendsConfig, TurnsConfig};
pub use replies::RepliesConfig;
pub use retention::{DisksConfig, RetentionConfig};
pub use webhooks::WebhooksConfig;

use crate::mcp::McpConfig;

/// Bounds and waits of the use cases.
#[derive(Debug, Clone, Default)]
pub struct AppConfig {
    /// Sizes of inbound and outbound data.
    pub limits: LimitsConfig,
    /// Inbound messages.
    pub ingest: IngestConfig,
    /// Outbound messages.
    pub sends: SendsConfig,
    /// How fast instances may write, where they do not set it themselves.
    pub pacing: PacingDefaults,
    /// Questions to networks about numbers.
    pub number_checks: NumberChecksConfig,
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
    /// The last AI layer.
    pub ai: AiConfig,
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
    /// Quick replies, scheduled messages and saved views.
    pub replies: RepliesConfig,
    /// Webhooks.
    pub webhooks: WebhooksConfig,
    /// The server's address for others, without a slash at its end. Empty: where it listens.
    pub public_url: String,
    /// The path below which the server is reached, where `public_url` has none: `/omni`. Empty: none.
    pub base_path: String,
}
