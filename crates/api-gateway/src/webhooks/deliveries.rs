use super::envelope::name_of;
use super::events::only_name;
use super::path::{WebhookPath, find};
use crate::shapes::{DatabaseList, ListView, PageParams, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::webhooks::{self, DeliveryQuery};
use omni_domain::access::Scope;
use omni_domain::webhook::Delivery;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

const PAGES: DatabaseList = DatabaseList("deliveries");

/// An event that is delivered to a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    id: Uuid,
    /// The event's name, as in `x-webhook-event`. Of people in groups it is `group.participants` once the
    /// log of this server does not have the event any more.
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

impl DeliveryView {
    /// `name` is this API's; without one, the log's is shown.
    fn new(delivery: Delivery, name: Option<&'static str>) -> Self {
        Self {
            id: delivery.id.uuid(),
            event: name.map_or(delivery.event_type, str::to_owned),
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
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<DeliveryView>> {
    let page = PAGES.request(&params)?;
    find(&app, &caller, Scope::WebhooksRead, path).await?;
    let query = DeliveryQuery { endpoint_id: Some(path.webhook_id), ..DeliveryQuery::default() };
    let page = webhooks::list_deliveries(&app, &caller, query, page).await?;
    let unnamed = page.items.iter().filter(|one| only_name(&one.event_type).is_none());
    let unnamed: Vec<&Delivery> = unnamed.collect();
    // The name of these follows from what happened, which the event has.
    let names = webhooks::event_names(&app, &caller, &unnamed, name_of).await?;
    let view = |delivery: Delivery| {
        let name = only_name(&delivery.event_type);
        let name = name.or_else(|| names.get(&delivery.event_seq).copied());
        DeliveryView::new(delivery, name)
    };
    Ok(Json(PAGES.page(page, view)))
}
