use crate::config::Config;
use crate::config::problems::Problems;
use omni_api_gateway::SocketOptions;
use serde::Deserialize;
use std::time::Duration;

/// `[gateway]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Gateway {
    pub socket_clients_max: usize,
    pub socket_ping_interval_s: u64,
    pub socket_ping_timeout_s: u64,
    pub socket_handshake_s: u64,
    pub socket_max_payload_bytes: usize,
    pub socket_queue: usize,
    pub socket_send_wait_s: u64,
}

impl Gateway {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("gateway.socket_clients_max", self.socket_clients_max, &(1..=1_000_000));
        problems.range("gateway.socket_ping_interval_s", self.socket_ping_interval_s, &(1..=300));
        problems.range("gateway.socket_ping_timeout_s", self.socket_ping_timeout_s, &(1..=300));
        problems.range("gateway.socket_handshake_s", self.socket_handshake_s, &(1..=120));
        let payload = self.socket_max_payload_bytes;
        problems.range("gateway.socket_max_payload_bytes", payload, &(1024..=16 << 20));
        problems.range("gateway.socket_queue", self.socket_queue, &(4..=10_000));
        problems.range("gateway.socket_send_wait_s", self.socket_send_wait_s, &(1..=300));
    }
}

impl Config {
    /// Bounds of the Gateway's Socket.IO server. A poll is answered before its request times out.
    pub(crate) fn gateway_sockets(&self) -> SocketOptions {
        let gateway = &self.gateway;
        let ping_interval = Duration::from_secs(gateway.socket_ping_interval_s);
        SocketOptions {
            clients: gateway.socket_clients_max,
            ping_interval: ping_interval.min(Duration::from_secs(self.server.timeout_s) / 2),
            ping_timeout: Duration::from_secs(gateway.socket_ping_timeout_s),
            handshake_wait: Duration::from_secs(gateway.socket_handshake_s),
            max_payload: gateway.socket_max_payload_bytes,
            queue: gateway.socket_queue,
            send_wait: Duration::from_secs(gateway.socket_send_wait_s),
        }
    }
}
