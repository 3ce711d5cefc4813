use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use omni_app::mcp::McpAddress;
use omni_app::{App, mcp};
use omni_http::{Auth, Endpoint, Failure, decode_json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The address on which MCP is to listen.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartMcpRequest {
    /// Absent: `mcp.port` of the settings, 8080 by default. 0 lets the system choose.
    #[schema(example = 8080)]
    port: Option<u16>,
    /// An IP address. Absent: `mcp.host` of the settings; by default, where the server itself
    /// listens.
    #[schema(example = "0.0.0.0")]
    host: Option<String>,
}

/// The address on which MCP listens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct McpStartedView {
    #[schema(example = true)]
    success: bool,
    #[schema(example = 8080)]
    port: u16,
    /// The URL for clients on this machine.
    #[schema(example = "http://127.0.0.1:8080/mcp")]
    http_url: String,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::operator().fails(&[Failure::Conflict, Failure::NotSupported]);

/// Start MCP
///
/// Opens a separate listener that serves only `/mcp`; `/mcp` on this server's own port is enabled
/// again as well. Starting twice with the same address is not an error.
#[utoipa::path(
    post,
    path = "/mcp/start",
    tag = "mcp",
    request_body(content = Option<StartMcpRequest>, description = "Optional."),
    responses((status = 200, body = McpStartedView))
)]
pub(crate) async fn start_mcp(
    State(app): State<App>,
    Auth(caller): Auth,
    body: Bytes,
) -> Reply<McpStartedView> {
    let empty = body.iter().all(u8::is_ascii_whitespace);
    let request: Option<StartMcpRequest> = if empty { None } else { decode_json(&body)? };
    let StartMcpRequest { port, host } = request.unwrap_or_default();
    let endpoint = mcp::start(&app, &caller, McpAddress { port, host }).await?;
    let port = endpoint.address.port();
    Ok(Json(McpStartedView { success: true, port, http_url: endpoint.url }))
}
