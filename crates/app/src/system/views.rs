//! Views of the server itself.

use super::DiskState;
use omni_domain::Timestamp;
use omni_domain::instance::ChannelType;
use omni_storage::Node;
use std::collections::BTreeMap;

/// The server's health, by checks.
#[derive(Debug, Clone)]
pub struct Health {
    /// `healthy`, `degraded` (a part is down or a disk nearly full, messages are kept) or `unhealthy` (the
    /// database does not answer, or the server stops soon).
    pub status: &'static str,
    /// The server's version.
    pub version: &'static str,
    /// Seconds since start.
    pub uptime_seconds: u64,
    /// Now.
    pub timestamp: Timestamp,
    /// Database round trip in milliseconds, or why there is none.
    pub database: Result<f64, String>,
    /// The bus: its kind, streams, and whether it answers.
    pub bus: BusCheck,
    /// The disks that this server writes to.
    pub disk: DiskState,
    /// `ok` or why not, by channel.
    pub channels: BTreeMap<ChannelType, String>,
    /// Instances, by channel.
    pub instances: InstanceCounts,
    /// The nodes that share the database, and what each owns; empty where there is one.
    pub nodes: Vec<NodeView>,
}

/// A node, and how many instances it owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeView {
    /// The node.
    pub node: Node,
    /// How many instances it owns.
    pub instances: usize,
}

/// The bus, checked.
#[derive(Debug, Clone)]
pub struct BusCheck {
    /// `in-process`, `postgres` or `nats`.
    pub kind: &'static str,
    /// Whether it answers.
    pub ok: bool,
    /// Streams it carries.
    pub streams: usize,
}

/// How many instances there are.
#[derive(Debug, Clone, Default)]
pub struct InstanceCounts {
    /// All.
    pub total: u64,
    /// Connected, by evidence.
    pub connected: u64,
    /// All, by channel.
    pub by_channel: BTreeMap<ChannelType, u64>,
}

/// Facts about the server.
#[derive(Debug, Clone)]
pub struct Info {
    /// Version.
    pub version: &'static str,
    /// `production`, `development` or `sandbox`.
    pub environment: String,
    /// Seconds since start.
    pub uptime_seconds: u64,
    /// Instances.
    pub instances: InstanceCounts,
    /// Events stored since midnight UTC.
    pub events_today: u64,
    /// Events stored.
    pub events_total: u64,
}
