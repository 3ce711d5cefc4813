use super::path::{WebhookPath, find};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// What was received for a test.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookTestView {
    /// The answer is one of success.
    delivered: bool,
    /// Its status, if there was an answer.
    status: Option<u16>,
    /// Why there was none.
    error: Option<String>,
    duration_ms: u64,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite);

/// Test webhook
///
/// Sends `webhook.test` once and now. An address that fails is a result, not an error.
#[utoipa::path(
    post,
    path = "/accounts/{id}/webhooks/{webhook_id}/test",
    tag = "webhooks",
    params(WebhookPath),
    responses((status = 200, body = WebhookTestView))
)]
pub(crate) async fn test_webhook(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<WebhookPath>,
) -> Reply<WebhookTestView> {
    find(&app, &caller, Scope::WebhooksWrite, path).await?;
    let result = webhooks::test(&app, &caller, path.webhook_id).await?;
    Ok(Json(WebhookTestView {
        delivered: result.delivered,
        status: result.outcome.status,
        error: result.outcome.error,
        duration_ms: u64::try_from(result.took.as_millis()).unwrap_or(u64::MAX),
    }))
}
