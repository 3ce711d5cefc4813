//! Webhooks.

use std::time::Duration;

/// Webhooks.
#[derive(Debug, Clone)]
pub struct WebhooksConfig {
    /// Endpoints of one tenant.
    pub endpoints: u32,
    /// Concurrent requests to one endpoint.
    pub endpoint_concurrency: usize,
    /// Concurrent requests to endpoints that answer promptly.
    pub concurrency: usize,
    /// Concurrent requests to endpoints that fail or are slow, so that they delay only each other.
    pub slow_concurrency: usize,
    /// Deliveries of one endpoint in memory; more wait in the database.
    pub window: usize,
    /// An endpoint that no attempt reaches for this long is disabled.
    pub disable_after: Duration,
    /// How long ended deliveries are kept; `None` is for ever.
    pub keep: Option<Duration>,
    /// How long the attempts of an endpoint are counted by hour.
    pub keep_hours: Duration,
}

impl Default for WebhooksConfig {
    fn default() -> Self {
        Self {
            endpoints: 2000,
            endpoint_concurrency: 32,
            concurrency: 256,
            slow_concurrency: 64,
            window: 256,
            disable_after: Duration::from_hours(120),
            keep: Some(Duration::from_hours(30 * 24)),
            keep_hours: Duration::from_hours(30 * 24),
        }
    }
}
