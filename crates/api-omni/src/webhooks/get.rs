use super::path::EndpointPath;
use super::views::WebhookEndpointView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksRead).fails(&[Failure::NotFound]);

/// Get webhook endpoint
#[utoipa::path(
    get,
    path = "/webhook-endpoints/{id}",
    tag = "webhook-endpoints",
    params(EndpointPath),
    responses((status = 200, body = WebhookEndpointView))
)]
pub(crate) async fn get_webhook_endpoint(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EndpointPath>,
) -> TaggedReply<WebhookEndpointView> {
    let details = webhooks::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
