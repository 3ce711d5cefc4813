use super::Endpoint;
use super::clients::Client;
use super::config_file;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;

/// The current state of MCP.
#[derive(Debug, Clone)]
pub struct McpStatus {
    /// It answers.
    pub running: bool,
    /// Where.
    pub endpoint: Option<Endpoint>,
    /// Clients that are configured on this machine, or sent requests.
    pub clients: Vec<ClientStatus>,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientStatus {
    /// Its name: that of a known client, or the one it reports.
    pub name: String,
    /// Its configuration on this machine has Omni's entry.
    pub configured: bool,
    /// When its last request was received by this process.
    pub last_seen: Option<Timestamp>,
}

/// The current state of MCP.
pub async fn status(app: &App, caller: &Caller) -> Result<McpStatus, Error> {
    authorization::require_server(caller)?;
    let state = app.mcp.host()?.state();
    let home = app.config.mcp.home.clone();
    let configured = tokio::task::spawn_blocking(move || {
        Client::KNOWN.map(|client| {
            let file = home.as_deref().and_then(|home| client.file(home));
            (client, file.is_some_and(|file| config_file::has_entry(&file)))
        })
    });
    let configured = configured.await.map_err(Error::internal)?;
    let mut seen = state.seen;
    let mut clients: Vec<ClientStatus> = configured
        .into_iter()
        .map(|(client, configured)| {
            let names: Vec<String> =
                seen.keys().filter(|name| client.is_called(name)).cloned().collect();
            let last_seen = names.iter().filter_map(|name| seen.remove(name)).max();
            ClientStatus { name: client.as_str().to_owned(), configured, last_seen }
        })
        .collect();
    let others = seen.into_iter().map(|(name, at)| ClientStatus {
        name,
        configured: false,
        last_seen: Some(at),
    });
    clients.extend(others);
    Ok(McpStatus { running: state.running, endpoint: state.endpoint, clients })
}
