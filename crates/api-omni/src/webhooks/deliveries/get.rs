use crate::shapes::Reply;
use crate::webhooks::path::DeliveryPath;
use crate::webhooks::views::WebhookDeliveryDetailsView;
use axum::Json;
use axum::extract::State;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksRead).fails(&[Failure::NotFound]);

/// Get webhook delivery
///
/// With its attempts: when, how long, what was sent and what was received.
#[utoipa::path(
    get,
    path = "/webhook-deliveries/{id}",
    tag = "webhook-endpoints",
    params(DeliveryPath),
    responses((status = 200, body = WebhookDeliveryDetailsView))
)]
pub(crate) async fn get_webhook_delivery(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DeliveryPath>,
) -> Reply<WebhookDeliveryDetailsView> {
    let details = webhooks::get_delivery(&app, &caller, path.id).await?;
    Ok(Json(WebhookDeliveryDetailsView {
        delivery: details.delivery.into(),
        request_body: details.request_body,
        attempts: details.attempts.into_iter().map(Into::into).collect(),
    }))
}
