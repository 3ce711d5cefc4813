use super::UNREADABLE;
use super::path::EndpointPath;
use super::views::WebhookEndpointView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, OptionalJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// Whether what was missed is delivered.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct EnableWebhookEndpointRequest {
    /// Deliver what waited when it was disabled, and what has happened since.
    #[schema(default = false)]
    send_missed: bool,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksWrite).fails(&[Failure::NotFound]).explains(UNREADABLE);

/// Enable webhook endpoint
///
/// After it was disabled, by hand or by its failures. Without `sendMissed` what waited is given up,
/// and can be replayed.
#[utoipa::path(
    post,
    path = "/webhook-endpoints/{id}/enable",
    tag = "webhook-endpoints",
    params(EndpointPath),
    request_body = Option<EnableWebhookEndpointRequest>,
    responses((status = 200, body = WebhookEndpointView))
)]
pub(crate) async fn enable_webhook_endpoint(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EndpointPath>,
    OptionalJson(body): OptionalJson<EnableWebhookEndpointRequest>,
) -> TaggedReply<WebhookEndpointView> {
    let missed = body.unwrap_or_default().send_missed;
    let details = webhooks::enable(&app, &caller, path.id, missed).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
