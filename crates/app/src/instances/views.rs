//! What callers see of an instance.

use crate::agents::AgentDetails;
use omni_channel::Evidence;
use omni_domain::Timestamp;
use omni_domain::agent::AgentConfig;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, ConnectionState, Instance, InstanceConfig};

/// An instance with its agent and its live connection, without secrets.
#[derive(Debug, Clone)]
pub struct InstanceDetails {
    /// The stored instance.
    pub instance: Instance,
    /// What answers its conversations.
    pub agent: Option<AgentDetails>,
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
}

/// Which instances to list.
#[derive(Debug, Clone, Default)]
pub struct InstanceQuery {
    /// Only these networks; empty is all.
    pub channels: Vec<ChannelType>,
    /// Only these states; empty is all.
    pub states: Vec<ConnectionState>,
}
