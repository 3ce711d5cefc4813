use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, mcp};
use omni_http::{Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// MCP is stopped.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct McpStoppedView {
    #[schema(example = true)]
    success: bool,
    stopped_at: Time,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator().fails(&[Failure::NotSupported]);

/// Stop MCP
///
/// Closes its listener; `/mcp` on this server's own port returns 503 until MCP or the server is
/// started again.
#[utoipa::path(
    post,
    path = "/mcp/stop",
    tag = "mcp",
    responses((status = 200, body = McpStoppedView))
)]
pub(crate) async fn stop_mcp(State(app): State<App>, Auth(caller): Auth) -> Reply<McpStoppedView> {
    let at = mcp::stop(&app, &caller).await?;
    Ok(Json(McpStoppedView { success: true, stopped_at: at.into() }))
}
