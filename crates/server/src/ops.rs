//! The whole host: every API, `/health`, and an answer for every other path.

use crate::config::Config;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use omni_api_omni::ApiOptions;
use omni_app::{App, metrics, system};
use omni_http::{ApiError, Auth, Dialect, HttpOptions, edge};
use omni_mcp::{McpHost, McpOptions};
use serde_json::json;
use std::net::SocketAddr;

const DIALECT: Dialect = Dialect { name: "ops", render, carries_files: |_| false };

/// Every route of this host.
pub(crate) fn router(app: &App, config: &Config, address: SocketAddr) -> Router {
    let http = config.http_options();
    let api = ApiOptions {
        http: http.clone(),
        omni_sdk: config.compat.omni_sdk,
        ..ApiOptions::default()
    };
    let host = McpHost::new(McpOptions { http: http.clone(), ..config.mcp.options(address) });
    let mcp = omni_mcp::router(app, &host);
    app.mcp.plug(host);
    operations(app, &http).merge(omni_api_omni::router(app.clone(), api)).merge(mcp)
}

fn operations(app: &App, http: &HttpOptions) -> Router {
    let routes = Router::new().route("/health", get(health)).route("/metrics", get(show_metrics));
    edge(routes, DIALECT, http, &app.env).with_state(app.clone())
}

/// One word, for probes; `GET /api/v2/health` has the particulars. `degraded` still takes and
/// keeps messages, so a balancer must not take the server away for it.
async fn health(State(app): State<App>) -> (StatusCode, &'static str) {
    match system::health(&app).await.status {
        "unhealthy" => (StatusCode::SERVICE_UNAVAILABLE, "unhealthy"),
        status => (StatusCode::OK, status),
    }
}

/// The figures for Prometheus, which sends the key as a bearer token: they tell how busy every
/// instance is, so a key that may see everything is needed.
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
