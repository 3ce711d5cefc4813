use super::path::ProviderPath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::providers::HealthReport;
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// The result of a health check.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderHealthView {
    healthy: bool,
    /// Milliseconds until the response, or until the timeout.
    #[schema(example = 12)]
    latency: u64,
    /// Why it is not healthy.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl From<HealthReport> for ProviderHealthView {
    fn from(report: HealthReport) -> Self {
        Self {
            healthy: report.healthy,
            latency: u64::try_from(report.latency.as_millis()).unwrap_or(u64::MAX),
            error: report.error,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::NotFound]);

/// Health check provider
///
/// Checks it now, for five seconds at most. An unreachable provider is a result, not an error.
#[utoipa::path(
    post,
    path = "/providers/{id}/health",
    tag = "providers",
    params(ProviderPath),
    responses((status = 200, body = ProviderHealthView))
)]
pub(crate) async fn check_provider(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ProviderPath>,
) -> Reply<ProviderHealthView> {
    Ok(Json(providers::health(&app, &caller, path.id).await?.into()))
}
