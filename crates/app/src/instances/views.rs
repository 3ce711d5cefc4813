//! Views of an instance for callers.

use crate::agents::AgentDetails;
use crate::entity_tag::EntityTag;
use crate::sessions::InstanceStatus;
use omni_domain::agent::AgentConfig;
use omni_domain::instance::{ChannelType, ConnectionState, Instance, InstanceConfig};

/// An instance with its agent and its live connection, without secrets.
#[derive(Debug, Clone)]
pub struct InstanceDetails {
    /// The stored instance.
    pub instance: Instance,
    /// What answers its conversations.
    pub agent: Option<AgentDetails>,
    /// The state of both.
    pub tag: EntityTag,
    /// The connection's current state.
    pub status: InstanceStatus,
}

/// A new instance.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct NewInstance {
    /// Unique name, 1 to 255 characters.
    pub name: String,
    /// Its network.
    pub channel: ChannelType,
    /// Its settings.
    pub config: InstanceConfig,
    /// What answers its conversations; the key is in clear.
    pub agent: AgentConfig,
    /// The address of its proxy, with its password in clear.
    pub proxy: Option<String>,
}

/// Which instances to list.
#[derive(Debug, Clone, Default)]
pub struct InstanceQuery {
    /// Only these networks; empty is all.
    pub channels: Vec<ChannelType>,
    /// Only these states; empty is all.
    pub states: Vec<ConnectionState>,
}
