use crate::{CookieSecurity, MinRate};
use axum::http::StatusCode;
use ipnet::IpNet;
use std::time::Duration;

/// Limits and defaults of the HTTP side. `config.default.toml` documents each.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// A path below which every route is served, too: `/omni`, without a slash at its end; empty is
    /// none.
    pub base_path: String,
    /// Largest JSON body, bytes.
    pub json_max_bytes: usize,
    /// Largest JSON body of a route that takes a file as base64, bytes.
    pub media_json_max_bytes: usize,
    /// Largest table of comma-separated values, bytes.
    pub csv_max_bytes: usize,
    /// Most bytes of request bodies that the process holds at once.
    pub bodies_max_bytes: usize,
    /// The same for one credential, and for one address.
    pub bodies_max_bytes_per_caller: usize,
    /// How slow a client may send a body, or receive a response.
    pub min_rate: MinRate,
    /// Most parameters in a query string.
    pub query_max_names: usize,
    /// Time for one request, body included.
    pub timeout: Duration,
    /// Time for one request that carries a file.
    pub media_timeout: Duration,
    /// Status of a request that timed out: 408 or 504.
    pub timeout_status: StatusCode,
    /// Proxies whose `x-forwarded-for` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Origins that browsers may call from; empty is none, `*` is any.
    pub cors_origins: Vec<String>,
    /// When the cookie of a session is sent over TLS only.
    pub cookie_security: CookieSecurity,
    /// Requests per minute and key; 0 is no limit.
    pub rate_limit_per_minute: u32,
    /// Deliveries per minute to one webhook, and with a wrong secret from one address; 0 is no
    /// limit.
    pub hook_deliveries_per_minute: u32,
    /// Most keys and addresses whose requests are counted separately.
    pub rate_limit_max_keys: usize,
    /// Most connections at once, over all listeners.
    pub connections_max: usize,
    /// The same for one address; behind trusted proxies, requests of one forwarded address.
    pub connections_per_address: usize,
    /// Time for the head of a request.
    pub head_timeout: Duration,
    /// Time between two requests of a connection.
    pub idle_timeout: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            base_path: String::new(),
            json_max_bytes: 1024 * 1024,
            media_json_max_bytes: 64 * 1024 * 1024,
            csv_max_bytes: 8 * 1024 * 1024,
            bodies_max_bytes: 256 * 1024 * 1024,
            bodies_max_bytes_per_caller: 128 * 1024 * 1024,
            min_rate: MinRate { bytes_per_s: 1024, grace: Duration::from_secs(15) },
            query_max_names: 100,
            timeout: Duration::from_mins(1),
            media_timeout: Duration::from_mins(10),
            timeout_status: StatusCode::REQUEST_TIMEOUT,
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            cookie_security: CookieSecurity::Auto,
            rate_limit_per_minute: 0,
            hook_deliveries_per_minute: 600,
            rate_limit_max_keys: 100_000,
            connections_max: 10_000,
            connections_per_address: 2000,
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
        }
    }
}
