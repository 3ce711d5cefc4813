use super::path::EndpointPath;
use super::views::WebhookTestView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksWrite).fails(&[Failure::NotFound]);

/// Test webhook endpoint
///
/// Sends `webhook.test` once and now, and shows what was sent and what was received. It is no
/// delivery: an endpoint that fails is a result, not an error.
#[utoipa::path(
    post,
    path = "/webhook-endpoints/{id}/test",
    tag = "webhook-endpoints",
    params(EndpointPath),
    responses((status = 200, body = WebhookTestView))
)]
pub(crate) async fn test_webhook_endpoint(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EndpointPath>,
) -> Reply<WebhookTestView> {
    Ok(Json(webhooks::test(&app, &caller, path.id).await?.into()))
}
