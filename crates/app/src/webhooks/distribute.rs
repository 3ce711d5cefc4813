//! From the log to the endpoints: which events are delivered where.

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::conversation::ChatType;
use omni_domain::event::Event;
use omni_domain::ids::{ChatId, TenantId};
use omni_domain::webhook::{Delivery, DeliveryState, Endpoint, Ordering, delivery_id};
use std::collections::HashMap;
use std::sync::Arc;

/// Events read at once.
const PAGE: u32 = 500;
/// Deliveries written at once: with many endpoints a step is a part of a page.
const MOST: usize = 2000;
/// Without deliveries the position is written only this often: repeating the way to it costs little.
const UNWRITTEN: i64 = 1000;

/// A delivery that was written just now, with its event.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// The delivery.
    pub delivery: Delivery,
    /// Its event.
    pub event: Arc<Event>,
}

/// What a step did.
#[derive(Debug, Default)]
pub struct Step {
    /// New deliveries, in the order of the log.
    pub fresh: Vec<Fresh>,
    /// Whether there may be more to distribute at once.
    pub has_more: bool,
    /// Changes with every endpoint.
    pub revision: i64,
}

/// Distributes the log. It keeps what it knows of the endpoints until one changes.
#[derive(Debug, Default)]
pub struct Distributor {
    endpoints: HashMap<TenantId, Vec<Endpoint>>,
    revision: Option<i64>,
    /// Events up to here are distributed, written or not.
    seen: i64,
}

impl Distributor {
    /// Distributes some of what is new.
    ///
    /// Reads outside of the write, which then checks that nothing has changed meanwhile: the cursor
    /// only moves together with the deliveries of the events that it passes.
    pub async fn step(&mut self, app: &App) -> Result<Step, Error> {
        let done = self.advance(app).await;
        app.webhooks.figures.distributed_to(self.seen);
        done
    }

    async fn advance(&mut self, app: &App) -> Result<Step, Error> {
        let log = app.store.webhook_log().await?;
        if self.revision != Some(log.revision) {
            self.reload(app, log.revision).await?;
        }
        let seen = self.seen.max(log.seq);
        let idle = Step { revision: log.revision, ..Step::default() };
        if log.last_seq <= seen {
            return Ok(idle);
        }
        let events = if self.endpoints.is_empty() {
            Vec::new()
        } else {
            app.store.events_after(None, seen, PAGE).await?
        };
        let is_full = events.len() == PAGE as usize;
        let (fresh, to) = self.matching(app, events, seen).await?;
        // Without endpoints nothing is read, and the end of the log is the position.
        let to = if self.endpoints.is_empty() { log.last_seq } else { to };
        let has_more = is_full || fresh.len() >= MOST;
        if fresh.is_empty() && to - log.seq < UNWRITTEN {
            self.seen = to;
            return Ok(Step { has_more, ..idle });
        }
        match self.write(app, fresh, log.seq, log.revision, to).await? {
            Some(fresh) => {
                self.seen = to;
                Ok(Step { fresh, has_more, revision: log.revision })
            }
            // Another node, or a change of an endpoint: read again.
            None => Ok(Step { has_more: true, ..idle }),
        }
    }

    async fn reload(&mut self, app: &App, revision: i64) -> Result<(), Error> {
        self.endpoints.clear();
        for endpoint in app.store.active_webhook_endpoints().await? {
            self.endpoints.entry(endpoint.tenant_id).or_default().push(endpoint);
        }
        self.revision = Some(revision);
        Ok(())
    }

    /// The deliveries of events, and the position up to which they are complete.
    async fn matching(
        &self,
        app: &App,
        events: Vec<Event>,
        from: i64,
    ) -> Result<(Vec<Fresh>, i64), Error> {
        let chats = self.chat_types(app, &events).await?;
        let (mut fresh, mut to, now) = (Vec::new(), from, app.env.now());
        for event in events {
            if fresh.len() >= MOST {
                break;
            }
            to = event.seq;
            let Some(endpoints) = self.endpoints.get(&event.tenant_id) else { continue };
            let chat = event.chat_id.and_then(|id| chats.get(&id).copied());
            let event = Arc::new(event);
            let wanted = endpoints.iter().filter(|endpoint| {
                event.seq > endpoint.start_seq && takes(app, endpoint, &event, chat)
            });
            fresh.extend(wanted.map(|endpoint| Fresh {
                delivery: delivery(endpoint, &event, now),
                event: Arc::clone(&event),
            }));
        }
        Ok((fresh, to))
    }

    /// The types of the events' chats, if an endpoint depends on them.
    async fn chat_types(
        &self,
        app: &App,
        events: &[Event],
    ) -> Result<HashMap<ChatId, ChatType>, Error> {
        let needing = |event: &&Event| {
            let of_tenant = self.endpoints.get(&event.tenant_id);
            of_tenant.is_some_and(|all| all.iter().any(|one| one.filter.needs_chat_type()))
        };
        chat_types(app, events.iter().filter(needing)).await
    }

    /// Writes deliveries with the new position; `None` if the log is not where it was.
    async fn write(
        &self,
        app: &App,
        fresh: Vec<Fresh>,
        from: i64,
        revision: i64,
        to: i64,
    ) -> Result<Option<Vec<Fresh>>, Error> {
        app.store
            .write(move |tx| {
                Box::pin(async move {
                    let log = tx.lock_webhook_log().await?;
                    if log.seq != from || log.revision != revision {
                        return Ok(None);
                    }
                    let rows: Vec<Delivery> =
                        fresh.iter().map(|fresh| fresh.delivery.clone()).collect();
                    let added = tx.insert_webhook_deliveries(&rows).await?;
                    tx.move_webhook_cursor(to).await?;
                    let is_added = |fresh: &Fresh| added.contains(&fresh.delivery.id);
                    Ok(Some(fresh.into_iter().filter(is_added).collect()))
                })
            })
            .await
    }
}

pub(super) async fn chat_types<'e>(
    app: &App,
    events: impl Iterator<Item = &'e Event>,
) -> Result<HashMap<ChatId, ChatType>, Error> {
    let mut ids: Vec<ChatId> = events.filter_map(|event| event.chat_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let chats = app.store.chats_by_id(&ids).await?;
    Ok(chats.into_iter().map(|chat| (chat.id, chat.chat_type)).collect())
}

/// Whether an event is for an endpoint.
pub(super) fn takes(app: &App, endpoint: &Endpoint, event: &Event, chat: Option<ChatType>) -> bool {
    let renderer = app.webhooks.envelopes.of(endpoint.envelope);
    endpoint.filter.takes(event, chat) && renderer.is_none_or(|renderer| (renderer.takes)(event))
}

/// The delivery of an event.
pub(super) fn delivery(endpoint: &Endpoint, event: &Event, now: Timestamp) -> Delivery {
    let order_key = match endpoint.ordering {
        Ordering::None => None,
        // What is of no chat has no order among itself.
        Ordering::PerChat => event.chat_id.map(|chat| chat.to_string()),
        Ordering::PerEndpoint => Some(String::new()),
    };
    Delivery {
        id: delivery_id(endpoint.id, event.id),
        tenant_id: endpoint.tenant_id,
        endpoint_id: endpoint.id,
        event_seq: event.seq,
        event_id: event.id,
        event_type: event.type_name().to_owned(),
        instance_id: event.instance_id,
        chat_id: event.chat_id,
        order_key,
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        replays: 0,
        due_at: now,
        last_status: None,
        last_error: None,
        created_at: now,
        ended_at: None,
    }
}
