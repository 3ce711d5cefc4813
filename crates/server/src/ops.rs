//! The whole host: every API, `/health`, and an answer for every other path.

use crate::config::Config;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use omni_api_omni::ApiOptions;
use omni_app::{App, system};
use omni_http::{ApiError, Dialect, HttpOptions, edge};
use serde_json::json;

const DIALECT: Dialect = Dialect { name: "ops", render, carries_files: |_| false };

/// Every route of this host.
pub(crate) fn router(app: &App, config: &Config) -> Router {
    let http = config.http_options();
    let api = ApiOptions { http: http.clone(), ..ApiOptions::default() };
    operations(app, &http).merge(omni_api_omni::router(app.clone(), api))
}

fn operations(app: &App, http: &HttpOptions) -> Router {
    let routes = Router::new().route("/health", get(health));
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

fn render(error: &ApiError) -> Response {
    let body = json!({ "error": { "code": error.code, "message": error.message } });
    (error.status, Json(body)).into_response()
}
