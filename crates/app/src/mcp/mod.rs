//! The MCP server as the rest of the application sees it: whether it runs, starting and stopping
//! it, and writing the configuration of clients.
//!
//! The protocol is implemented by an outer crate (`crates/mcp`), which registers as a [`Host`].

mod clients;
mod config_file;
mod install;
mod start;
mod status;
mod stop;

pub use clients::{Client, KEY_VARIABLE, Method};
pub use install::{Install, Installed, install};
pub use start::{McpAddress, start};
pub use status::{ClientStatus, McpStatus, status};
pub use stop::stop;

use crate::app::App;
use crate::error::Error;
use async_trait::async_trait;
use omni_domain::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// An operator's settings of MCP. `config.default.toml` documents each.
#[derive(Debug, Clone)]
pub struct McpConfig {
    /// Where `start` listens if the request names no address.
    pub address: SocketAddr,
    /// The home folder, below which clients keep their configuration; `None` if there is none.
    pub home: Option<PathBuf>,
    /// Further folders that a configuration may be written below.
    pub config_dirs: Vec<PathBuf>,
}

impl Default for McpConfig {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            home: None,
            config_dirs: Vec::new(),
        }
    }
}

/// The state of the protocol's host.
#[derive(Debug, Clone, Default)]
pub struct HostState {
    /// It answers.
    pub running: bool,
    /// Where it answers: on a listener of its own, or else on the server's.
    pub endpoint: Option<Endpoint>,
    /// When clients last sent a request, by the name they report.
    pub seen: BTreeMap<String, Timestamp>,
}

/// The addresses of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The listener.
    pub address: SocketAddr,
    /// The server, for clients on this machine.
    pub server_url: String,
    /// The protocol on it, for clients on this machine.
    pub url: String,
    /// The header that carries the API key.
    pub key_header: &'static str,
}

/// The implementation of the protocol.
#[async_trait]
pub trait Host: fmt::Debug + Send + Sync {
    /// Its current state.
    fn state(&self) -> HostState;
    /// Starts to answer, also on a listener of its own at this address.
    async fn start(&self, app: &App, address: SocketAddr) -> Result<HostState, Error>;
    /// Stops answering, and closes the listener of its own.
    async fn stop(&self);
}

/// Holds the registered host; empty in a process that does not serve.
#[derive(Debug, Clone, Default)]
pub struct Slot(OnceLock<Arc<dyn Host>>);

impl Slot {
    /// Registers the host; the first one stays.
    pub fn plug(&self, host: Arc<dyn Host>) {
        let _ = self.0.set(host);
    }

    fn host(&self) -> Result<&Arc<dyn Host>, Error> {
        self.0.get().ok_or_else(|| Error::not_supported("this process does not serve MCP"))
    }
}

/// The address of a listener for clients on this machine.
pub fn server_url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        std::net::IpAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        std::net::IpAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}
