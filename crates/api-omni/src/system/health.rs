use super::views::HealthView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, system};
use omni_http::Endpoint;

pub(crate) const ENDPOINT: Endpoint = Endpoint::open();

/// Health check
///
/// Checks the components now. `degraded` still accepts and stores messages; `unhealthy` returns
/// 503.
#[utoipa::path(
    get,
    path = "/health",
    tag = "system",
    responses(
        (status = 200, description = "Healthy or degraded.", body = HealthView),
        (status = 503, description = "Unhealthy.", body = HealthView)
    )
)]
pub(crate) async fn get_health(State(app): State<App>) -> (StatusCode, Json<HealthView>) {
    let health = system::health(&app).await;
    let status = match health.status {
        "unhealthy" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    (status, Json(health.into()))
}
