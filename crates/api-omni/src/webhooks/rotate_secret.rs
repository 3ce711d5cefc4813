use super::UNREADABLE;
use super::path::EndpointPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, OptionalJson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// For how long the previous secret stays valid.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct RotateWebhookSecretRequest {
    /// Seconds for which deliveries are signed with both secrets; 0 ends the previous one at once.
    #[schema(maximum = 604_800, default = 86_400)]
    overlap_seconds: Option<u32>,
}

/// A new secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotatedWebhookSecretView {
    /// The whole secret. It is never shown again.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: String,
    /// Until when the previous one signs as well.
    previous_secret_until: Option<Time>,
}

/// Long enough to change a receiver by hand.
const USUAL_OVERLAP_S: u32 = 86_400;

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksWrite).fails(&[Failure::NotFound]).explains(UNREADABLE);

/// Rotate webhook secret
///
/// Returns the new secret, this once. During the overlap `webhook-signature` has two signatures.
#[utoipa::path(
    post,
    path = "/webhook-endpoints/{id}/rotate-secret",
    tag = "webhook-endpoints",
    params(EndpointPath),
    request_body = Option<RotateWebhookSecretRequest>,
    responses((status = 200, body = RotatedWebhookSecretView))
)]
pub(crate) async fn rotate_webhook_endpoint_secret(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EndpointPath>,
    OptionalJson(body): OptionalJson<RotateWebhookSecretRequest>,
) -> Reply<RotatedWebhookSecretView> {
    let overlap = body.unwrap_or_default().overlap_seconds.unwrap_or(USUAL_OVERLAP_S);
    let rotated = webhooks::rotate_secret(&app, &caller, path.id, overlap).await?;
    Ok(Json(RotatedWebhookSecretView {
        secret: rotated.secret,
        previous_secret_until: rotated.previous_until.map(Time::from),
    }))
}
