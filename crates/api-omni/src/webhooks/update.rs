use super::UNREADABLE;
use super::path::EndpointPath;
use super::requests::UpdateWebhookEndpointRequest;
use super::views::WebhookEndpointView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::webhooks::EndpointPatch;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(UNREADABLE);

/// Update webhook endpoint
///
/// Attempts from now on use the new values, also of deliveries that wait.
#[utoipa::path(
    patch,
    path = "/webhook-endpoints/{id}",
    tag = "webhook-endpoints",
    params(EndpointPath, IfMatchHeader),
    request_body = UpdateWebhookEndpointRequest,
    responses((status = 200, body = WebhookEndpointView))
)]
pub(crate) async fn update_webhook_endpoint(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<EndpointPath>,
    ApiJson(body): ApiJson<UpdateWebhookEndpointRequest>,
) -> TaggedReply<WebhookEndpointView> {
    let patch = EndpointPatch { precondition, ..body.into() };
    let details = webhooks::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
