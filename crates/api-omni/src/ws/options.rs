use std::time::Duration;

/// Waits of the sockets.
#[derive(Debug, Clone, Copy)]
pub struct WsOptions {
    /// Between two pings; a reader that is silent for two of them is gone.
    pub heartbeat: Duration,
    /// For the first message, where the key comes in it.
    pub auth_wait: Duration,
    /// For a reader to take one message; then it is too slow and is sent away.
    pub send_wait: Duration,
    /// For a reader that was too slow to read that it is sent away.
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
