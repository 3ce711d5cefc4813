use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::mcp::{ClientStatus, McpStatus};
use omni_app::{App, mcp};
use omni_http::{Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// The status of the MCP server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct McpStatusView {
    running: bool,
    /// The port on which it serves; null if it is stopped.
    #[schema(example = 8882)]
    port: Option<u16>,
    /// The URL for clients on this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "http://127.0.0.1:8882/mcp")]
    http_url: Option<String>,
    /// Available through `omni mcp`, on standard input and output.
    #[schema(example = true)]
    stdio_available: bool,
    clients: Vec<McpClientView>,
}

/// A client that is configured on this machine, or has sent requests.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct McpClientView {
    #[schema(example = "claude-code")]
    name: String,
    /// Its configuration on this machine contains this server.
    configured: bool,
    /// The time of its last request to this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<Time>,
}

impl From<McpStatus> for McpStatusView {
    fn from(status: McpStatus) -> Self {
        Self {
            running: status.running,
            port: status.endpoint.as_ref().map(|endpoint| endpoint.address.port()),
            http_url: status.endpoint.map(|endpoint| endpoint.url),
            stdio_available: true,
            clients: status.clients.into_iter().map(McpClientView::from).collect(),
        }
    }
}

impl From<ClientStatus> for McpClientView {
    fn from(client: ClientStatus) -> Self {
        Self {
            name: client.name,
            configured: client.configured,
            last_seen: client.last_seen.map(Time),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator().fails(&[Failure::NotSupported]);

/// Get MCP status
#[utoipa::path(
    get,
    path = "/mcp/status",
    tag = "mcp",
    responses((status = 200, body = McpStatusView))
)]
pub(crate) async fn get_mcp_status(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<McpStatusView> {
    Ok(Json(mcp::status(&app, &caller).await?.into()))
}
