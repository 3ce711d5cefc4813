use crate::shapes::Reply;
use crate::webhooks::path::DeliveryPath;
use crate::webhooks::views::WebhookDeliveryView;
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksWrite).fails(&[Failure::NotFound]).explains(&[
        (Failure::Conflict, "It waits to be sent already, or its endpoint is disabled."),
        (Failure::Gone, "Its event is not kept any more."),
    ]);

/// Replay webhook delivery
///
/// Sends it again, delivered or given up, under the same id.
#[utoipa::path(
    post,
    path = "/webhook-deliveries/{id}/replay",
    tag = "webhook-endpoints",
    params(DeliveryPath),
    responses((status = 200, body = WebhookDeliveryView))
)]
pub(crate) async fn replay_webhook_delivery(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DeliveryPath>,
) -> Reply<WebhookDeliveryView> {
    Ok(Json(webhooks::replay_one(&app, &caller, path.id).await?.into()))
}
