use super::set;
use crate::config::Config;
use crate::config::problems::Problems;
use axum::http::HeaderValue;
use ipnet::IpNet;
use omni_http::{HttpOptions, MinRate};
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

/// The environment that `GET /api/v2/info` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// In production.
    Production,
    /// For development.
    Development,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // Such a build never connects to the real network, whatever its configured name.
            _ if omni_channel_whatsapp::SANDBOX => "sandbox",
            Self::Production => "production",
            Self::Development => "development",
        })
    }
}

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub public_url: String,
    pub base_path: String,
    pub environment: Environment,
    pub trusted_proxies: Vec<String>,
    pub cors_origins: Vec<String>,
    pub json_max_bytes: usize,
    pub media_json_max_bytes: usize,
    pub csv_max_bytes: usize,
    pub query_max_names: usize,
    pub bodies_max_bytes: usize,
    pub bodies_max_bytes_per_caller: usize,
    pub min_bytes_per_s: u64,
    pub min_rate_grace_s: u64,
    pub connections_max: usize,
    pub connections_per_address: usize,
    pub head_timeout_s: u64,
    pub idle_timeout_s: u64,
    pub timeout_s: u64,
    pub media_timeout_s: u64,
    pub leave_s: u64,
    pub stop_limit_s: u64,
}

impl Server {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.ip().is_none() {
            problems.add("server.host", "give an IP address, such as 127.0.0.1, 0.0.0.0 or ::1");
        }
        if set(&self.public_url).is_some_and(|text| !is_base(&text)) {
            problems.add("server.public_url", "give an address like https://omni.example.com");
        }
        if set(&self.base_path).is_some_and(|text| !is_path(&text)) {
            problems
                .add("server.base_path", "give a path like /omni, of letters, digits, . _ ~ and -");
        }
        for proxy in self.trusted_proxies.iter().filter(|text| network(text).is_none()) {
            let problem = format!("`{proxy}` is neither an address nor a network like 10.0.0.0/8");
            problems.add("server.trusted_proxies", problem);
        }
        for origin in self.cors_origins.iter().filter(|text| !is_origin(text)) {
            let problem = format!("`{origin}` is not an origin like https://app.example.com");
            problems.add("server.cors_origins", problem);
        }
        problems.range("server.json_max_bytes", self.json_max_bytes, &(1024..=64 << 20));
        problems.range("server.media_json_max_bytes", self.media_json_max_bytes, &(1024..=1 << 30));
        problems.range("server.csv_max_bytes", self.csv_max_bytes, &(1024..=64 << 20));
        problems.range("server.query_max_names", self.query_max_names, &(10..=10_000));
        self.check_connections(problems);
        problems.range("server.timeout_s", self.timeout_s, &(1..=3600));
        problems.range("server.media_timeout_s", self.media_timeout_s, &(1..=3600));
        problems.range("server.leave_s", self.leave_s, &(0..=600));
        problems.range("server.stop_limit_s", self.stop_limit_s, &(1..=600));
    }

    /// A body of the largest size must fit into what one caller may have, and that into all.
    fn check_connections(&self, problems: &mut Problems<'_>) {
        let largest = self.media_json_max_bytes.min(1 << 40);
        let per_caller = self.bodies_max_bytes_per_caller;
        problems.range("server.bodies_max_bytes_per_caller", per_caller, &(largest..=1 << 40));
        let all = self.bodies_max_bytes;
        problems.range("server.bodies_max_bytes", all, &(per_caller.min(1 << 40)..=1 << 40));
        problems.range("server.min_bytes_per_s", self.min_bytes_per_s, &(1..=1_000_000));
        problems.range("server.min_rate_grace_s", self.min_rate_grace_s, &(1..=600));
        problems.range("server.connections_max", self.connections_max, &(16..=1_000_000));
        let per_address = self.connections_per_address;
        problems.range("server.connections_per_address", per_address, &(1..=1_000_000));
        problems.range("server.head_timeout_s", self.head_timeout_s, &(1..=600));
        problems.range("server.idle_timeout_s", self.idle_timeout_s, &(1..=3600));
    }

    /// The address to listen on; `localhost` is 127.0.0.1.
    pub fn ip(&self) -> Option<IpAddr> {
        let host = self.host.trim().trim_start_matches('[').trim_end_matches(']');
        if host == "localhost" { "127.0.0.1".parse().ok() } else { host.parse().ok() }
    }

    /// The public URL, without a trailing slash; empty if none is set. One without a path is that of
    /// the host, and the base path belongs to it.
    pub fn public_url(&self) -> String {
        let Some(url) = set(&self.public_url) else { return String::new() };
        let url = url.trim_end_matches('/');
        let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        if has_path { url.to_owned() } else { format!("{url}{}", self.base_path()) }
    }

    /// The base path, without a trailing slash; empty if none is set.
    pub fn base_path(&self) -> String {
        set(&self.base_path).map(|path| path.trim_end_matches('/').to_owned()).unwrap_or_default()
    }

    /// How long the server answers after its health has asked for no more requests.
    pub const fn leave(&self) -> Duration {
        Duration::from_secs(self.leave_s)
    }

    /// Time limit of a clean stop.
    pub const fn stop_limit(&self) -> Duration {
        Duration::from_secs(self.stop_limit_s)
    }
}

impl Config {
    /// Limits and defaults of the HTTP side.
    pub fn http_options(&self) -> HttpOptions {
        HttpOptions {
            base_path: self.server.base_path(),
            json_max_bytes: self.server.json_max_bytes,
            media_json_max_bytes: self.server.media_json_max_bytes,
            csv_max_bytes: self.server.csv_max_bytes,
            query_max_names: self.server.query_max_names,
            bodies_max_bytes: self.server.bodies_max_bytes,
            bodies_max_bytes_per_caller: self.server.bodies_max_bytes_per_caller,
            min_rate: MinRate {
                bytes_per_s: self.server.min_bytes_per_s,
                grace: Duration::from_secs(self.server.min_rate_grace_s),
            },
            connections_max: self.server.connections_max,
            connections_per_address: self.server.connections_per_address,
            head_timeout: Duration::from_secs(self.server.head_timeout_s),
            idle_timeout: Duration::from_secs(self.server.idle_timeout_s),
            timeout: Duration::from_secs(self.server.timeout_s),
            media_timeout: Duration::from_secs(self.server.media_timeout_s),
            trusted_proxies: self
                .server
                .trusted_proxies
                .iter()
                .filter_map(|text| network(text))
                .collect(),
            cors_origins: self.server.cors_origins.clone(),
            rate_limit_per_minute: self.limits.rate_limit_per_minute,
            hook_deliveries_per_minute: self.limits.hook_deliveries_per_minute,
            rate_limit_max_keys: self.limits.rate_limit_max_keys,
            cookie_security: self.auth.cookie_security(),
            ..HttpOptions::default()
        }
    }
}

fn is_base(text: &str) -> bool {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.is_some_and(|url| {
        url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

/// Parts that no client and no proxy writes in another way.
fn is_path(text: &str) -> bool {
    let is_plain = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
        !part.is_empty() && !matches!(part, "." | "..") && part.bytes().all(plain)
    };
    let text = text.trim_end_matches('/');
    text.is_empty() || text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_plain))
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn is_origin(text: &str) -> bool {
    let scheme = text.starts_with("https://") || text.starts_with("http://");
    text == "*" || (scheme && !text.ends_with('/') && HeaderValue::from_str(text).is_ok())
}
