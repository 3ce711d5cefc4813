//! Connections of instances, and the nodes that share them.

use std::time::Duration;

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
    /// How long keys, sessions of users and access rules are relied on after they were read, and how long
    /// a change of them waits at most for other nodes.
    pub cache: Duration,
}

impl Default for ClusterConfig {
    fn default() -> Self {
        Self {
            node_name: String::new(),
            poll: Duration::from_secs(1),
            request_wait: Duration::from_secs(20),
            requests: 256,
            cache: Duration::from_secs(5),
        }
    }
}
