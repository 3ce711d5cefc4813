use super::path::{WebhookPath, find};
use crate::shapes::{ListView, PageParams, Paged, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::webhooks::{self, DeliveryQuery};
use omni_domain::access::Scope;
use omni_domain::webhook::Delivery;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An event that is delivered to a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    id: Uuid,
    /// The event's name in the log of this server.
    #[schema(example = "message.received")]
    event: String,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    status: String,
    attempts: u32,
    /// The status of the last answer.
    last_status: Option<u16>,
    last_error: Option<String>,
    created_at: Time,
    ended_at: Option<Time>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.uuid(),
            event: delivery.event_type,
            status: delivery.state.to_string(),
            attempts: delivery.attempts,
            last_status: delivery.last_status,
            last_error: delivery.last_error,
            created_at: delivery.created_at.into(),
            ended_at: delivery.ended_at.map(Time::from),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksRead);

/// List webhook deliveries
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/accounts/{id}/webhooks/{webhook_id}/deliveries",
    tag = "webhooks",
    params(WebhookPath, PageParams),
    responses((status = 200, body = ListView<DeliveryView>))
)]
pub(crate) async fn list_webhook_deliveries(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<WebhookPath>,
    Paged(page): Paged,
) -> Reply<ListView<DeliveryView>> {
    find(&app, &caller, Scope::WebhooksRead, path).await?;
    let query = DeliveryQuery { endpoint_id: Some(path.webhook_id), ..DeliveryQuery::default() };
    let page = webhooks::list_deliveries(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, DeliveryView::from)))
}
