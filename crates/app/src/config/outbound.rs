//! Requests to addresses that callers give.

use std::time::Duration;

/// Requests to addresses that callers give.
#[derive(Debug, Clone)]
pub struct OutboundConfig {
    /// Hosts and networks that may be reached although they are private.
    pub allow: Vec<String>,
    /// Time for one fetch.
    pub fetch_timeout: Duration,
    /// Time in which the page of a link, and its picture, are read for its preview.
    pub preview_timeout: Duration,
    /// Bytes of that page that are read.
    pub preview_bytes: usize,
}

impl Default for OutboundConfig {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            fetch_timeout: Duration::from_secs(30),
            preview_timeout: Duration::from_secs(3),
            preview_bytes: 512 * 1024,
        }
    }
}
