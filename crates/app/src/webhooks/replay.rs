use super::deliveries::{DeliveryQuery, filter, find};
use super::{load, wake};
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use omni_domain::webhook::{Delivery, DeliveryState};
use omni_storage::Replay;

/// Deliveries of one write.
const PIECE: u32 = 500;
/// Deliveries of one request: a longer range is replayed by further requests, with the time that the first
/// one returned.
const MOST: u64 = 100_000;

/// Which deliveries are sent again. Those that wait are sent anyway.
#[derive(Debug, Clone, Default)]
pub struct ReplayQuery {
    /// Which. Without states, those that were given up.
    pub query: DeliveryQuery,
    /// Those that ended by this time; `None` is now. What was sent again since is not sent a third time.
    pub ended_by: Option<Timestamp>,
}

/// How many are sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    /// Their number.
    pub count: u64,
    /// Whether the range may have more.
    pub has_more: bool,
    /// Those that ended by this time.
    pub ended_by: Timestamp,
}

/// Sends a delivery that ended again, under the same id.
pub async fn replay_one(
    app: &App,
    caller: &Caller,
    id: WebhookDeliveryId,
) -> Result<Delivery, Error> {
    let delivery = find(app, caller, Scope::WebhooksWrite, id).await?;
    active(app, caller, delivery.endpoint_id).await?;
    if app.store.events_at(&[delivery.event_seq]).await?.is_empty() {
        return Err(Error::Gone("the event of this delivery is not kept any more"));
    }
    let (tenant, now) = (caller.tenant_id, app.env.now());
    let replayed = app
        .store
        .write(move |tx| Box::pin(async move { tx.replay_webhook_delivery(tenant, id, now).await }))
        .await?;
    if !replayed {
        return Err(Error::conflict("it waits to be sent already"));
    }
    wake(app);
    find(app, caller, Scope::WebhooksWrite, id).await
}

/// Refuses an endpoint that gets no deliveries.
async fn active(app: &App, caller: &Caller, id: WebhookEndpointId) -> Result<(), Error> {
    if load(app, caller, Scope::WebhooksWrite, id).await?.active {
        return Ok(());
    }
    Err(Error::conflict("the endpoint is disabled; enable it first"))
}

/// Sends deliveries that ended again: a range, or all that were given up. Those to disabled endpoints
/// are left out.
pub async fn replay(app: &App, caller: &Caller, replay: ReplayQuery) -> Result<Replayed, Error> {
    let ReplayQuery { mut query, ended_by } = replay;
    let is_range = query.since.is_some() || query.until.is_some() || query.endpoint_id.is_some();
    if query.states.is_empty() {
        query.states = vec![DeliveryState::Failed];
    }
    if query.states.contains(&DeliveryState::Delivered) && !is_range {
        return Err(Error::invalid(
            Field::WebhookReplay,
            "what was delivered is sent again only of an endpoint or a period; name one",
        ));
    }
    if let Some(id) = query.endpoint_id {
        active(app, caller, id).await?;
    }
    let filter = filter(app, caller, Scope::WebhooksWrite, query).await?;
    let now = app.env.now();
    // What ends from now on is not sent a third time.
    let ended_by = ended_by.map_or(now, |at| at.min(now));
    let replay = Replay { tenant_id: caller.tenant_id, ended_by, filter };
    let mut count = 0;
    loop {
        let piece = replay.clone();
        let sent = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.replay_webhook_deliveries(&piece, now, PIECE).await })
            })
            .await?
            .len() as u64;
        count += sent;
        wake(app);
        if sent < u64::from(PIECE) || count >= MOST {
            return Ok(Replayed { count, has_more: sent == u64::from(PIECE), ended_by });
        }
    }
}
