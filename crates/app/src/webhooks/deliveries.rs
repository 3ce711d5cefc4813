//! Reading deliveries.

use super::{list, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::events::is_visible;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use omni_domain::page::{Page, PageRequest};
use omni_domain::webhook::{Attempt, Delivery, DeliveryState, Envelope};
use omni_storage::DeliveryFilter;
use std::collections::HashMap;

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
    /// The body of the latest request, or of the first one to be; `None` if the caller may not see it, or
    /// if the event is not kept any more.
    pub request_body: Option<String>,
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

/// What a dialect calls the events of deliveries, by their positions in the log; without events that
/// are not kept any more, and those that have no name.
pub async fn event_names(
    app: &App,
    caller: &Caller,
    deliveries: &[&Delivery],
    name: fn(&EventBody) -> Option<&'static str>,
) -> Result<HashMap<i64, &'static str>, Error> {
    authorization::require(caller, Scope::WebhooksRead)?;
    if deliveries.is_empty() {
        return Ok(HashMap::new());
    }
    let seqs: Vec<i64> = deliveries.iter().map(|delivery| delivery.event_seq).collect();
    let events = app.store.events_at(&seqs).await?;
    let own = events.iter().filter(|event| event.tenant_id == caller.tenant_id);
    let named = |event: &Event| name(&event.body).map(|name| (event.seq, name));
    Ok(own.filter_map(named).collect())
}

/// A delivery with its attempts.
pub async fn get_delivery(
    app: &App,
    caller: &Caller,
    id: WebhookDeliveryId,
) -> Result<DeliveryDetails, Error> {
    let delivery = find(app, caller, Scope::WebhooksRead, id).await?;
    let attempts = app.store.webhook_attempts(id, ATTEMPTS).await?;
    let request_body = request_body(app, caller, &delivery, &attempts).await?;
    Ok(DeliveryDetails { delivery, attempts, request_body })
}

/// Renders the event again: a body is not stored beside it.
async fn request_body(
    app: &App,
    caller: &Caller,
    delivery: &Delivery,
    attempts: &[Attempt],
) -> Result<Option<String>, Error> {
    if !caller.may(Scope::EventsRead) {
        return Ok(None);
    }
    let mut events = app.store.events_at(&[delivery.event_seq]).await?;
    let Some(event) = events.pop().filter(|event| is_visible(caller, event)) else {
        return Ok(None);
    };
    if matches!(event.body, EventBody::InstanceQrOffered(_)) && !authorization::may_link(caller) {
        return Ok(None);
    }
    let envelope = envelope(app, delivery, attempts).await?;
    let renderer = envelope.and_then(|envelope| app.webhooks.envelopes.of(envelope));
    let Some(renderer) = renderer.filter(|renderer| (renderer.takes)(&event)) else {
        return Ok(None);
    };
    let rendered = (renderer.event)(app, event);
    Ok(Some(String::from_utf8_lossy(&rendered.body).into_owned()))
}

/// The form of the latest request; before the first one that of its endpoint.
async fn envelope(
    app: &App,
    delivery: &Delivery,
    attempts: &[Attempt],
) -> Result<Option<Envelope>, Error> {
    let sent = attempts.iter().rev().find_map(|attempt| attempt.request.as_ref());
    if let Some(request) = sent {
        return Ok(Some(request.envelope));
    }
    let endpoint = app.store.webhook_endpoint_by_id(delivery.endpoint_id).await?;
    Ok(endpoint.map(|endpoint| endpoint.envelope))
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
