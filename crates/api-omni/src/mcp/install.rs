use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::mcp::{Client, Install, KEY_VARIABLE, Method};
use omni_app::{App, mcp};
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The client, and how it connects to this server.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InstallMcpRequest {
    /// `claude-code`, `cursor` or `custom`.
    #[schema(example = "claude-code")]
    client: String,
    /// `http`, or `stdio`: the client starts `omni mcp`.
    #[schema(example = "http")]
    method: String,
    /// The file of a custom client; for the others it replaces the default path. Below the home
    /// folder of the server's user or a folder of `mcp.config_dirs`.
    #[schema(example = "~/.config/agent/mcp.json")]
    config_path: Option<String>,
}

/// The configuration was written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct McpInstalledView {
    #[schema(example = true)]
    success: bool,
    /// The file.
    #[schema(example = "/home/ana/.claude.json")]
    config_path: String,
    /// The next steps for the user.
    instructions: String,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::operator().fails(&[Failure::Conflict, Failure::TooLarge, Failure::NotSupported]);

/// Install MCP for a client
///
/// Adds this server to the client's configuration on the server's machine and keeps the file's
/// other content. The API key is not written: the file refers to the variable `OMNI_API_KEY`.
#[utoipa::path(
    post,
    path = "/mcp/install",
    tag = "mcp",
    request_body = InstallMcpRequest,
    responses((status = 200, body = McpInstalledView))
)]
pub(crate) async fn install_mcp(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<InstallMcpRequest>,
) -> Reply<McpInstalledView> {
    let client = Client::from_name(&body.client).ok_or_else(|| {
        ApiError::invalid("client", "expected `claude-code`, `cursor` or `custom`")
    })?;
    let method = Method::from_name(&body.method)
        .ok_or_else(|| ApiError::invalid("method", "expected `http` or `stdio`"))?;
    let request = Install { client, method, config_path: body.config_path };
    let installed = mcp::install(&app, &caller, request).await?;
    Ok(Json(McpInstalledView {
        success: true,
        config_path: installed.config_path.display().to_string(),
        instructions: next_steps(installed.client),
    }))
}

fn next_steps(client: Client) -> String {
    let restart = match client {
        Client::ClaudeCode => "restart Claude Code; `claude mcp list` shows the server",
        Client::Cursor => "restart Cursor; Settings, MCP shows the server",
        Client::Custom => "restart the client",
    };
    format!(
        "Create a key with the scopes that the client needs (POST /api/v2/api-keys), put it into \
         the environment variable {KEY_VARIABLE} of the client, and {restart}."
    )
}
