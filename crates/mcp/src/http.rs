//! The protocol's route: authenticates the caller, takes a permit, and calls rmcp.

use crate::PATH;
use crate::host::McpHost;
use crate::server::OmniServer;
use crate::spelling::McpSpelling;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use omni_app::{App, Hint, Message};
use omni_http::{API_KEY_NEEDED, ApiError, Auth, Dialect, Endpoint, Mount, Routes, api_key};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::json;
use std::sync::Arc;

const DIALECT: Dialect =
    Dialect { name: "mcp", render, credential: api_key, credential_needed: API_KEY_NEEDED };
/// JSON-RPC's range for a server's own errors.
const SERVER_ERROR: i32 = -32_000;

type Service = StreamableHttpService<OmniServer, NeverSessionManager>;

#[derive(Clone)]
struct Parts {
    app: App,
    host: Arc<McpHost>,
    service: Service,
}

impl FromRef<Parts> for App {
    fn from_ref(parts: &Parts) -> Self {
        parts.app.clone()
    }
}

/// `/mcp`, as a part of a host.
pub fn mount(app: &App, host: &Arc<McpHost>) -> Mount {
    let server = OmniServer::new(app.clone(), Arc::clone(host));
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(host.options().max_body_bytes)
        // This check guards against pages that rebind a name to this machine. They have no key, and
        // requests without a key are rejected; and a server behind a proxy has a name that is not
        // known here.
        .disable_allowed_hosts();
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    let parts = Parts { app: app.clone(), host: Arc::clone(host), service };
    // Each tool and resource requires its own scope. Any of them may carry files.
    let endpoint = Endpoint::any_key().with_files();
    // Without sessions there is no stream to open with GET, and nothing to end with DELETE.
    let routes = Routes::new().undocumented(Method::POST, PATH, post(serve), endpoint);
    Mount::new(DIALECT, routes.with_state(parts)).owns(PATH)
}

async fn serve(
    State(parts): State<Parts>,
    Auth(caller): Auth,
    mut request: Request,
) -> Result<Response, ApiError> {
    if !parts.host.is_running() {
        return Err(unavailable(Message::from("MCP is stopped").hint(Hint::StartMcp)));
    }
    let permit = parts.host.permit();
    let _permit = permit.ok_or_else(|| unavailable("too many concurrent requests; try again"))?;
    // rmcp passes the request's extensions on to the tools.
    request.extensions_mut().insert(caller);
    Ok(parts.service.handle(request).await.map(Body::new))
}

fn unavailable(message: impl Into<Message>) -> ApiError {
    let mut error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message);
    error.retry_after_ms = Some(1000);
    error
}

/// Renders an error of a request that does not reach rmcp, in the protocol's own form.
fn render(error: &ApiError) -> Response {
    let body = json!({
        "jsonrpc": "2.0",
        "id": null,
        "error": { "code": SERVER_ERROR, "message": error.text(&McpSpelling), "data": { "code": error.code } },
    });
    let mut response = (error.status, Json(body)).into_response();
    if error.status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer realm=\"omni\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
