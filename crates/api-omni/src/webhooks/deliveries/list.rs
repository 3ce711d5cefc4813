use crate::choices::{EventChoice, WebhookDeliveryChoice};
use crate::shapes::{ListView, Reply, Time};
use crate::webhooks::views::WebhookDeliveryView;
use axum::Json;
use axum::extract::State;
use omni_app::webhooks::DeliveryQuery;
use omni_app::{App, webhooks};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::event::EventType;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::DeliveryState;
use omni_http::{ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhookDeliveriesQuery {
    /// Only to this endpoint.
    #[param(value_type = Option<Uuid>)]
    endpoint_id: Option<WebhookEndpointId>,
    /// Only these types of events; comma-separated or repeated.
    #[param(inline, value_type = Vec<EventChoice>, example = json!(["message.received"]))]
    event_type: Vec<EventType>,
    /// Only in these states.
    #[param(inline, value_type = Vec<WebhookDeliveryChoice>)]
    status: Vec<DeliveryState>,
    /// Created at this time or later.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Created before this time.
    #[param(value_type = Option<Time>)]
    until: Option<Timestamp>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::WebhooksRead).fails(&[Failure::NotFound]);

/// List webhook deliveries
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/webhook-deliveries",
    tag = "webhook-endpoints",
    params(WebhookDeliveriesQuery, PageParams),
    responses((status = 200, body = ListView<WebhookDeliveryView>))
)]
pub(crate) async fn list_webhook_deliveries(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<WebhookDeliveriesQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<WebhookDeliveryView>> {
    let query = DeliveryQuery {
        endpoint_id: query.endpoint_id,
        event_types: query.event_type.iter().map(|kind| kind.as_str().to_owned()).collect(),
        states: query.status,
        since: query.since,
        until: query.until,
    };
    let page = webhooks::list_deliveries(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, WebhookDeliveryView::from)))
}
