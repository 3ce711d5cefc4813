use super::requests::CreateWebhookEndpointRequest;
use super::views::CreatedWebhookEndpointView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, webhooks};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "There are as many endpoints as the server allows.")]);

/// Create webhook endpoint
///
/// Returns the secret, this once. Deliveries are POST requests with `{type, timestamp, data}`, `data`
/// being the event as `GET /events/{id}` shows it, signed as Standard Webhooks: `webhook-id`,
/// `webhook-timestamp`, `webhook-signature`.
#[utoipa::path(
    post,
    path = "/webhook-endpoints",
    tag = "webhook-endpoints",
    request_body = CreateWebhookEndpointRequest,
    responses((status = 201, body = CreatedWebhookEndpointView))
)]
pub(crate) async fn create_webhook_endpoint(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateWebhookEndpointRequest>,
) -> Result<(StatusCode, Json<CreatedWebhookEndpointView>), ApiError> {
    let created = webhooks::create(&app, &caller, body.into()).await?;
    let view =
        CreatedWebhookEndpointView { endpoint: created.details.into(), secret: created.secret };
    Ok((StatusCode::CREATED, Json(view)))
}
