use super::{Endpoint, HostState};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::access::Caller;
use std::net::{IpAddr, SocketAddr};

/// Where to listen; what is absent is taken from the settings.
#[derive(Debug, Clone, Default)]
pub struct McpAddress {
    /// The port; 0 lets the system choose.
    pub port: Option<u16>,
    /// An IP address, or `localhost`.
    pub host: Option<String>,
}

/// Starts MCP, on the server's own port and on a listener of its own. Returns where the latter is.
pub async fn start(app: &App, caller: &Caller, wanted: McpAddress) -> Result<Endpoint, Error> {
    authorization::require_server(caller)?;
    let usual = app.config.mcp.address;
    let ip = match wanted.host.as_deref().map(str::trim) {
        None => usual.ip(),
        Some("localhost") => IpAddr::from([127, 0, 0, 1]),
        Some(text) => text.parse().map_err(|_| {
            Error::invalid(Field::McpHost, "give an IP address, such as 127.0.0.1, 0.0.0.0 or ::1")
        })?,
    };
    let address = SocketAddr::new(ip, wanted.port.unwrap_or(usual.port()));
    let HostState { endpoint, .. } = app.mcp.host()?.start(app, address).await?;
    endpoint.ok_or_else(|| Error::conflict("MCP was stopped while it started"))
}
