use axum::http::StatusCode;
use ipnet::IpNet;
use std::time::Duration;

/// Limits and defaults of the HTTP side. `config.default.toml` documents each.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Largest JSON body, bytes.
    pub json_max_bytes: usize,
    /// Largest JSON body of a route that takes a file as base64, bytes.
    pub media_json_max_bytes: usize,
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
    /// Requests per minute and key; 0 is no limit.
    pub rate_limit_per_minute: u32,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            json_max_bytes: 1024 * 1024,
            media_json_max_bytes: 64 * 1024 * 1024,
            timeout: Duration::from_mins(1),
            media_timeout: Duration::from_mins(10),
            timeout_status: StatusCode::REQUEST_TIMEOUT,
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            rate_limit_per_minute: 0,
        }
    }
}
