//! Reading deliveries.

use super::{list, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use omni_domain::page::{Page, PageRequest};
use omni_domain::webhook::{Attempt, Delivery, DeliveryState};
use omni_storage::DeliveryFilter;

/// Attempts that are shown, the latest.
const ATTEMPTS: u32 = 100;

/// Which deliveries.
#[derive(Debug, Clone, Default)]
pub struct DeliveryQuery {
    /// To this endpoint.
    pub endpoint_id: Option<WebhookEndpointId>,
    /// Of these types of events.
    pub event_types: Vec<String>,
    /// In these states.
    pub states: Vec<DeliveryState>,
    /// Created at this time or later.
    pub since: Option<Timestamp>,
    /// Created before this time.
    pub until: Option<Timestamp>,
}

/// A delivery with its attempts.
#[derive(Debug, Clone)]
pub struct DeliveryDetails {
    /// The delivery.
    pub delivery: Delivery,
    /// Its latest attempts, oldest first.
    pub attempts: Vec<Attempt>,
}

/// The filter of a query, for what the caller may see.
pub(super) async fn filter(
    app: &App,
    caller: &Caller,
    scope: Scope,
    query: DeliveryQuery,
) -> Result<DeliveryFilter, Error> {
    authorization::require(caller, scope)?;
    let endpoint_ids = match query.endpoint_id {
        Some(id) => Some(vec![load(app, caller, scope, id).await?.id]),
        None => list::visible(app, caller).await?,
    };
    Ok(DeliveryFilter {
        endpoint_ids,
        event_types: query.event_types,
        states: query.states,
        since: query.since,
        until: query.until,
    })
}

/// Deliveries, newest first.
pub async fn list_deliveries(
    app: &App,
    caller: &Caller,
    query: DeliveryQuery,
    page: PageRequest,
) -> Result<Page<Delivery>, Error> {
    let filter = filter(app, caller, Scope::WebhooksRead, query).await?;
    Ok(app.store.list_webhook_deliveries(caller.tenant_id, &filter, page).await?)
}

/// A delivery with its attempts.
pub async fn get_delivery(
    app: &App,
    caller: &Caller,
    id: WebhookDeliveryId,
) -> Result<DeliveryDetails, Error> {
    let delivery = find(app, caller, Scope::WebhooksRead, id).await?;
    let attempts = app.store.webhook_attempts(id, ATTEMPTS).await?;
    Ok(DeliveryDetails { delivery, attempts })
}

/// A delivery to an endpoint that the caller may see.
pub(super) async fn find(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: WebhookDeliveryId,
) -> Result<Delivery, Error> {
    authorization::require(caller, scope)?;
    let unknown = || Error::not_found("webhook delivery", id);
    let found = app.store.find_webhook_delivery(caller.tenant_id, id).await?;
    let delivery = found.ok_or_else(unknown)?;
    load(app, caller, scope, delivery.endpoint_id).await.map_err(|error| match error {
        Error::NotFound { .. } => unknown(),
        other => other,
    })?;
    Ok(delivery)
}
