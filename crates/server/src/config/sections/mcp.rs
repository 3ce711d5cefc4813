use super::set;
use crate::config::problems::Problems;
use omni_app::mcp::McpConfig;
use omni_mcp::McpOptions;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// `[mcp]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Mcp {
    pub enabled: bool,
    pub host: String,
    pub port: u16,
    pub max_concurrent: usize,
    pub max_body_bytes: usize,
    pub home: String,
    pub config_dirs: Vec<String>,
}

impl Mcp {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if set(&self.host).is_some_and(|host| host.parse::<IpAddr>().is_err()) {
            problems.add("mcp.host", "give an IP address, such as 127.0.0.1, 0.0.0.0 or ::1");
        }
        problems.range("mcp.max_concurrent", self.max_concurrent, &(1..=10_000));
        problems.range("mcp.max_body_bytes", self.max_body_bytes, &(1024..=64 << 20));
        for folder in self.config_dirs.iter().filter(|folder| !Path::new(folder).is_absolute()) {
            problems.add("mcp.config_dirs", format!("`{folder}` is not an absolute path"));
        }
    }

    /// The options of the protocol's host.
    pub(crate) fn options(&self, server: SocketAddr) -> McpOptions {
        McpOptions {
            enabled: self.enabled,
            server: Some(server),
            max_concurrent: self.max_concurrent,
            max_body_bytes: self.max_body_bytes,
        }
    }

    /// `server` is where the server itself listens.
    pub(in crate::config) fn app_config(&self, server: IpAddr) -> McpConfig {
        let own = set(&self.host).and_then(|host| host.parse().ok());
        let ip = own.unwrap_or(server);
        McpConfig {
            address: SocketAddr::new(ip, self.port),
            home: set(&self.home).map(PathBuf::from).or_else(std::env::home_dir),
            config_dirs: self.config_dirs.iter().map(PathBuf::from).collect(),
        }
    }
}
