use super::create::{schedule, timeout_ms};
use super::events::patterns;
use super::path::{WebhookPath, find};
use super::views::WebhookView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::patch::Change;
use omni_app::webhooks::{self, EndpointPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a webhook: only the given members change.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UpdateWebhookRequest {
    #[schema(max_length = 2048)]
    url: Option<String>,
    /// Replaces all.
    #[schema(max_items = 50)]
    events: Option<Vec<String>>,
    #[schema(minimum = 0, maximum = 10)]
    retry_count: Option<u32>,
    #[schema(minimum = 1, maximum = 60)]
    timeout_seconds: Option<u32>,
    /// Whether it gets deliveries.
    active: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite);

/// Update webhook
#[utoipa::path(
    patch,
    path = "/accounts/{id}/webhooks/{webhook_id}",
    tag = "webhooks",
    params(WebhookPath),
    request_body = UpdateWebhookRequest,
    responses((status = 200, body = WebhookView))
)]
pub(crate) async fn update_webhook(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<WebhookPath>,
    ApiJson(body): ApiJson<UpdateWebhookRequest>,
) -> Reply<WebhookView> {
    find(&app, &caller, Scope::WebhooksWrite, path).await?;
    let retry = body.retry_count.map(schedule).transpose()?;
    let timeout = body.timeout_seconds.map(timeout_ms).transpose()?;
    let patch = EndpointPatch {
        url: body.url,
        events: body.events.as_deref().map(patterns).transpose()?,
        retry: retry.map_or(Change::Keep, Change::Set),
        timeout_ms: timeout.map_or(Change::Keep, Change::Set),
        active: body.active,
        ..EndpointPatch::default()
    };
    let details = webhooks::update(&app, &caller, path.webhook_id, patch).await?;
    Ok(Json(details.endpoint.into()))
}
