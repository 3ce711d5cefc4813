use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, system};
use omni_http::{Access, Endpoint, Local};
use serde::Serialize;
use utoipa::ToSchema;

/// The server's status.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InternalHealthView {
    /// `healthy`, `degraded` or `unhealthy`.
    #[schema(example = "healthy")]
    status: &'static str,
    #[schema(example = "omni-api")]
    service: &'static str,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Local);

/// Internal health check
///
/// Accepts only requests from this machine, over its loopback address.
#[utoipa::path(
    get,
    path = "/_internal/health",
    tag = "internal",
    responses(
        (status = 200, body = InternalHealthView),
        (status = 503, description = "It is `unhealthy`.", body = InternalHealthView)
    )
)]
pub(crate) async fn get_internal_health(
    State(app): State<App>,
    _: Local,
) -> (StatusCode, Json<InternalHealthView>) {
    let status = system::health(&app).await.status;
    let code = match status {
        "unhealthy" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    (code, Json(InternalHealthView { status, service: "omni-api" }))
}
