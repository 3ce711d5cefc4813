//! Agent providers: addresses of agents that several instances share.

use crate::clock::Timestamp;
use crate::ids::{ProviderId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// Which protocol a provider speaks. The seed names the first three.
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
        /// The agent that Omni brings along; the address is its model's.
        Builtin = "builtin",
    }
}

/// What the last health check saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderHealth {
    /// When it was asked.
    pub at: Timestamp,
    /// Whether it answered as it should.
    pub healthy: bool,
    /// Why not; holds no key.
    pub error: Option<String>,
}

/// An agent provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// Ours.
    pub id: ProviderId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Unique in a tenant, 1 to 255 characters.
    pub name: String,
    /// How it is spoken to.
    pub kind: ProviderKind,
    /// The address that the protocol's paths are put after.
    pub api_url: String,
    /// Its key; sealed while in storage.
    pub api_key: Option<String>,
    /// Milliseconds for one answer, where an instance sets no time of its own.
    pub default_timeout: u64,
    /// Ask for answers piece by piece.
    pub default_streaming: bool,
    /// The protocol's own options, an object.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// The last health check.
    pub health: Option<ProviderHealth>,
    /// Made.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}
