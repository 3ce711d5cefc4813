//! The health of the bus.

use std::time::Duration;

/// The bus in `/health` and `omni doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusHealth {
    /// `in-process`, `postgres` or `nats`.
    pub kind: &'static str,
    /// Whether everything works. If not, other nodes and outside consumers receive events later.
    pub ok: bool,
    /// Event streams that exist; six if complete.
    pub streams: usize,
    /// Time of one round trip to the server.
    pub latency: Option<Duration>,
    /// Events waiting to be published to `JetStream`.
    pub queued: usize,
    /// Events never published to `JetStream` since start: the queue was full, or they were refused.
    pub dropped: u64,
    /// What is wrong, if anything.
    pub detail: Option<String>,
}
