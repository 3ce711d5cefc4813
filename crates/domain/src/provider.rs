//! Agent providers: addresses of agents that several instances share.

use crate::clock::Timestamp;
use crate::ids::{ProviderId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// The protocol of a provider.
    pub enum ProviderKind {
        /// Automagik Agents, the protocol of Omni v1.
        AgentApi = "agent_api",
        /// Agno's `AgentOS`.
        Agno = "agno",
        /// Any HTTP API, described by the provider's metadata.
        Custom = "custom",
        /// The OpenAI chat API and its many relatives.
        Openai = "openai",
        /// Anthropic's Messages API.
        Anthropic = "anthropic",
        /// One address that takes each message as JSON.
        Webhook = "webhook",
        /// The built-in agent of Omni; the address is its model's.
        Builtin = "builtin",
    }
}

/// What is known of a provider's health: by the last check, or by what requests to it have shown since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderHealth {
    /// When that was found.
    pub at: Timestamp,
    /// Whether it answered as it should.
    pub healthy: bool,
    /// Why not; holds no key.
    pub error: Option<String>,
}

/// An agent provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// Internal id.
    pub id: ProviderId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Unique in a tenant, 1 to 255 characters.
    pub name: String,
    /// Its protocol.
    pub kind: ProviderKind,
    /// The base of its addresses.
    pub api_url: String,
    /// Its key; sealed while in storage.
    pub api_key: Option<String>,
    /// Milliseconds for one answer, where an instance sets no limit of its own.
    pub default_timeout: u64,
    /// Whether answers are streamed.
    pub default_streaming: bool,
    /// The protocol's own options, an object.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// What is known of its health.
    pub health: Option<ProviderHealth>,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}
