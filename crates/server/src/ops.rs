//! The whole host: every API, the dashboard, `/health`, and an error for every other path.

use crate::config::Config;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use omni_api_omni::ApiOptions;
use omni_app::{App, metrics, system};
use omni_http::{
    API_KEY_NEEDED, ApiError, Auth, Dialect, Endpoint, Host, HostContext, HostError, Mount, Routes,
    api_key,
};
use omni_mcp::McpHost;
use serde_json::json;
use std::net::SocketAddr;

const DIALECT: Dialect =
    Dialect { name: "ops", render, credential: api_key, credential_needed: API_KEY_NEEDED };

/// Every route of this host.
pub(crate) fn router(
    app: &App,
    config: &Config,
    address: SocketAddr,
    context: HostContext,
) -> Result<Router, HostError> {
    let options = ApiOptions { omni_sdk: config.compat.omni_sdk, ..ApiOptions::default() };
    let mcp = McpHost::new(config.mcp.options(address), context.clone());
    let host = Host::new(context).mount(operations(app)).mount(omni_mcp::mount(app, &mcp));
    app.mcp.plug(mcp);
    let host = omni_api_omni::mounts(app, options).into_iter().fold(host, Host::mount);
    let gateway = omni_api_gateway::mount(app, config.gateway_sockets());
    host.mount(omni_api_wapzi::mount(app))
        .mount(gateway)
        .mount(omni_dashboard::mount())
        .into_router()
}

/// Errors for paths outside all APIs are rendered here, too.
fn operations(app: &App) -> Mount {
    let routes = Routes::new()
        .undocumented(Method::GET, "/health", get(health), Endpoint::open())
        .undocumented(Method::GET, "/metrics", get(show_metrics), Endpoint::operator());
    Mount::new(DIALECT, routes.with_state(app.clone())).owns("/")
}

/// One word, for probes; `GET /api/v2/health` has the details. `degraded` still accepts and stores
/// messages, so a load balancer must not remove the server because of it. `stopping`
/// is answered with 503 for `server.leave_s` while everything else is served.
async fn health(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.is_leaving() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match system::health(&app).await.status {
        "unhealthy" => (StatusCode::SERVICE_UNAVAILABLE, "unhealthy"),
        status => (StatusCode::OK, status),
    }
}

/// The metrics for Prometheus, which sends the key as a bearer token: they show the load of every
/// instance, so a key that may operate the server is needed.
async fn show_metrics(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Result<([(HeaderName, &'static str); 1], String), ApiError> {
    let text = metrics::render(&app, &caller).await?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

fn render(error: &ApiError) -> Response {
    let body = json!({ "error": { "code": error.code, "message": error.message.to_string() } });
    (error.status, Json(body)).into_response()
}
