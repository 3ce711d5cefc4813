use crate::shapes::Time;
use omni_app::system::{Health, Info, InstanceCounts};
use omni_domain::instance::ChannelType;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The server's health.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `healthy`, `degraded` or `unhealthy`.
    #[schema(example = "healthy")]
    status: &'static str,
    #[schema(example = "2.0.0")]
    version: &'static str,
    /// Seconds since start.
    uptime: u64,
    timestamp: Time,
    checks: ChecksView,
    instances: HealthInstancesView,
    /// The nodes that share the database, and how many instances each owns. Only where the database is
    /// Postgres.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nodes: Vec<NodeView>,
}

/// A node that shares the database.
#[derive(Debug, Serialize, ToSchema)]
struct NodeView {
    #[schema(example = "node-0123456789abcdef")]
    id: String,
    /// Its name for people.
    #[schema(example = "server-1")]
    name: String,
    #[schema(example = "2.0.0")]
    version: String,
    /// Instances that it owns.
    instances: usize,
}

/// The checks of the components.
#[derive(Debug, Serialize, ToSchema)]
struct ChecksView {
    database: DatabaseView,
    nats: BusView,
    /// `ok` or `error`, by channel.
    channels: BTreeMap<&'static str, String>,
    /// Only if a disk is nearly full or read-only.
    #[serde(skip_serializing_if = "Option::is_none")]
    disk: Option<DiskView>,
}

/// The check of the disks, where it fails.
#[derive(Debug, Serialize, ToSchema)]
struct DiskView {
    /// `error`.
    status: &'static str,
    /// What is wrong.
    message: String,
}

/// The check of the database.
#[derive(Debug, Serialize, ToSchema)]
struct DatabaseView {
    /// `ok` or `error`.
    status: &'static str,
    /// Round trip, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    latency: Option<f64>,
    /// The error, if it is not `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// The check of the bus.
#[derive(Debug, Serialize, ToSchema)]
struct BusView {
    /// `ok` or `error`.
    status: &'static str,
    streams: usize,
    /// `in-process`, `postgres` or `nats`.
    kind: &'static str,
}

/// The number of instances.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HealthInstancesView {
    total: u64,
    connected: u64,
    by_channel: BTreeMap<&'static str, u64>,
}

const fn status(ok: bool) -> &'static str {
    if ok { "ok" } else { "error" }
}

impl From<Health> for HealthView {
    fn from(health: Health) -> Self {
        let (latency, message) = match health.database {
            // Microseconds are enough to show a slow disk, and easier to read.
            Ok(ms) => (Some((ms * 1000.0).round() / 1000.0), None),
            Err(message) => (None, Some(message)),
        };
        let database = DatabaseView { status: status(message.is_none()), latency, message };
        let nats = BusView {
            status: status(health.bus.ok),
            streams: health.bus.streams,
            kind: health.bus.kind,
        };
        let disk = health.disk.problem();
        let disk = disk.map(|message| DiskView { status: status(false), message });
        let channels = health.channels.into_iter().map(|(kind, state)| (kind.as_str(), state));
        Self {
            status: health.status,
            version: health.version,
            uptime: health.uptime_seconds,
            timestamp: health.timestamp.into(),
            checks: ChecksView { database, nats, channels: channels.collect(), disk },
            instances: health.instances.into(),
            nodes: health.nodes.into_iter().map(NodeView::from).collect(),
        }
    }
}

impl From<omni_app::system::NodeView> for NodeView {
    fn from(view: omni_app::system::NodeView) -> Self {
        let (node, instances) = (view.node, view.instances);
        Self { id: node.id, name: node.name, version: node.version, instances }
    }
}

impl From<InstanceCounts> for HealthInstancesView {
    fn from(counts: InstanceCounts) -> Self {
        let by_channel = counts.by_channel.into_iter();
        let name = |(kind, count): (ChannelType, u64)| (kind.as_str(), count);
        Self {
            total: counts.total,
            connected: counts.connected,
            by_channel: by_channel.map(name).collect(),
        }
    }
}

/// Facts about the server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InfoView {
    #[schema(example = "2.0.0")]
    version: &'static str,
    /// `production`, `development` or `sandbox`.
    environment: String,
    /// Seconds since start.
    uptime: u64,
    instances: InfoInstancesView,
    events: InfoEventsView,
}

/// The number of instances.
#[derive(Debug, Serialize, ToSchema)]
struct InfoInstancesView {
    total: u64,
    connected: u64,
}

/// The number of events.
#[derive(Debug, Serialize, ToSchema)]
struct InfoEventsView {
    /// Since midnight UTC.
    today: u64,
    total: u64,
}

impl From<Info> for InfoView {
    fn from(info: Info) -> Self {
        Self {
            version: info.version,
            environment: info.environment,
            uptime: info.uptime_seconds,
            instances: InfoInstancesView {
                total: info.instances.total,
                connected: info.instances.connected,
            },
            events: InfoEventsView { today: info.events_today, total: info.events_total },
        }
    }
}
