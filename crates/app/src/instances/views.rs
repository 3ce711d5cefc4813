//! What callers learn of an instance.

use omni_channel::Evidence;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, ConnectionState, Instance, InstanceConfig};
use omni_domain::rules::AccessMode;
use serde_json::Value;

/// An instance with its live connection. Secrets in `instance.config` are never included; the
/// flags tell whether they are set.
#[derive(Debug, Clone)]
pub struct InstanceDetails {
    /// The stored instance, its secrets removed.
    pub instance: Instance,
    /// Whether `agent.apiKey` is set.
    pub has_agent_key: bool,
    /// What the connection is doing now.
    pub status: InstanceStatus,
}

/// What an instance's connection is doing, by evidence.
#[derive(Debug, Clone)]
pub struct InstanceStatus {
    /// Which instance.
    pub instance_id: InstanceId,
    /// What it is doing.
    pub state: ConnectionState,
    /// Since when.
    pub since: Timestamp,
    /// Why, and what to do, for people.
    pub message: Option<String>,
    /// Whether it is connected, by evidence.
    pub connected: bool,
    /// Since when it is connected.
    pub connected_at: Option<Timestamp>,
    /// The account's address.
    pub owner_id: Option<String>,
    /// The account's name.
    pub profile_name: Option<String>,
    /// What speaks for it.
    pub evidence: Evidence,
    /// The QR to scan, if it waits for one.
    pub qr: Option<QrCode>,
    /// The code to type, if one was asked for.
    pub pairing_code: Option<QrCode>,
}

/// A QR text or pairing code, and when it stops working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// The text to draw, or the code to type.
    pub code: String,
    /// Not after.
    pub expires_at: Timestamp,
}

/// A new instance.
#[derive(Debug, Clone)]
pub struct NewInstance {
    /// Unique name, 1 to 255 characters.
    pub name: String,
    /// Its network.
    pub channel: ChannelType,
    /// Its settings.
    pub config: InstanceConfig,
}

/// Changes to an instance. Each group is merged member by member; `null` resets a member to its
/// default.
#[derive(Debug, Clone, Default)]
pub struct InstancePatch {
    /// A new name.
    pub name: Option<String>,
    /// Members of `channelConfig`.
    pub channel_config: Option<Value>,
    /// Members of `agent`.
    pub agent: Option<Value>,
    /// Members of `messaging`.
    pub messaging: Option<Value>,
    /// Members of `media`.
    pub media: Option<Value>,
    /// Members of `conversation`.
    pub conversation: Option<Value>,
    /// Who may talk to the agents when no access rule says so.
    pub access_mode: Option<AccessMode>,
}

/// Which instances to list.
#[derive(Debug, Clone, Default)]
pub struct InstanceQuery {
    /// Only these networks; empty is all.
    pub channels: Vec<ChannelType>,
    /// Only these states; empty is all.
    pub states: Vec<ConnectionState>,
}
