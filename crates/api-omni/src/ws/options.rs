use std::time::Duration;

/// Time limits of the sockets.
#[derive(Debug, Clone, Copy)]
pub struct WsOptions {
    /// Interval of pings; a client that is silent for two of them is disconnected.
    pub heartbeat: Duration,
    /// Limit for the first message, if the key is in it.
    pub auth_wait: Duration,
    /// Limit for a client to accept one message; a slower one is disconnected.
    pub send_wait: Duration,
    /// Limit for a slow client to read the close frame.
    pub close_wait: Duration,
}

impl Default for WsOptions {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(30),
            auth_wait: Duration::from_secs(10),
            send_wait: Duration::from_secs(10),
            close_wait: Duration::from_secs(5),
        }
    }
}
