use super::path::EndpointPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::webhooks::{HealthHour, WebhookHealth};
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhookHealthQuery {
    /// How many hours, the present one included.
    #[param(minimum = 1, maximum = 168, default = 24)]
    hours: Option<u32>,
}

/// How the attempts of a webhook endpoint ended recently.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookHealthView {
    /// The beginning of the first hour.
    since: Time,
    /// The end of the last hour.
    until: Time,
    /// Each hour of the period, the earliest first, also those without attempts.
    hours: Vec<WebhookHourView>,
}

/// The attempts of one hour.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookHourView {
    /// The beginning of the hour.
    start: Time,
    /// Attempts that delivered.
    delivered: u64,
    /// Attempts that failed, also those whose repeat delivered.
    failed: u64,
    /// Milliseconds of an attempt on average. Null without attempts.
    average_ms: Option<u64>,
    /// Milliseconds of the slowest attempt. Null without attempts.
    slowest_ms: Option<u64>,
}

impl From<HealthHour> for WebhookHourView {
    fn from(hour: HealthHour) -> Self {
        Self {
            start: hour.start.into(),
            delivered: hour.delivered,
            failed: hour.failed,
            average_ms: hour.average_ms,
            slowest_ms: hour.slowest_ms,
        }
    }
}

impl From<WebhookHealth> for WebhookHealthView {
    fn from(health: WebhookHealth) -> Self {
        Self {
            since: health.since.into(),
            until: health.until.into(),
            hours: health.hours.into_iter().map(WebhookHourView::from).collect(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksRead).fails(&[Failure::NotFound]);

/// Get webhook health
///
/// How the attempts of an endpoint ended in the last hours. They are counted when they end, each in the
/// hour in which it began. Tests are not counted.
#[utoipa::path(
    get,
    path = "/webhook-endpoints/{id}/health",
    tag = "webhook-endpoints",
    params(EndpointPath, WebhookHealthQuery),
    responses((status = 200, body = WebhookHealthView))
)]
pub(crate) async fn get_webhook_health(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EndpointPath>,
    ApiQuery(query): ApiQuery<WebhookHealthQuery>,
) -> Reply<WebhookHealthView> {
    Ok(Json(webhooks::health(&app, &caller, path.id, query.hours).await?.into()))
}
