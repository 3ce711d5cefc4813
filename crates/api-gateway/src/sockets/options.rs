use std::time::Duration;

/// Bounds of the Socket.IO server.
#[derive(Debug, Clone, Copy)]
pub struct SocketOptions {
    /// Most clients at once; more are refused.
    pub clients: usize,
    /// Interval of pings, which also end a poll that has waited for nothing. Credentials are checked
    /// again as often.
    pub ping_interval: Duration,
    /// Limit for a client to answer a ping.
    pub ping_timeout: Duration,
    /// Limit for a client to send its credential, and for a change of transport.
    pub handshake_wait: Duration,
    /// Largest message from a client and largest answer to a poll, bytes.
    pub max_payload: usize,
    /// Events that are kept for a client that is not reading: in its queue, and as many again behind it.
    pub queue: usize,
    /// Limit for a client with a full queue to read; a slower one is disconnected.
    pub send_wait: Duration,
}

impl Default for SocketOptions {
    fn default() -> Self {
        Self {
            clients: 2_000,
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            handshake_wait: Duration::from_secs(10),
            max_payload: 64 * 1024,
            queue: 64,
            send_wait: Duration::from_secs(10),
        }
    }
}
