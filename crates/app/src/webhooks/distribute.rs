//! From the log to the endpoints: which events are delivered where.

use super::unwritten::Unwritten;
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::conversation::ChatType;
use omni_domain::event::Event;
use omni_domain::ids::{ChatId, TenantId, WebhookEndpointId};
use omni_domain::webhook::{Delivery, DeliveryState, Endpoint, Ordering, delivery_id};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Events read at once.
const PAGE: u32 = 500;
/// Deliveries that may wait to be written before more events are read: with many endpoints a part of a
/// page is taken.
const MOST: usize = 2000;
/// Deliveries written at once: whatever else is written waits for them.
const PIECE: usize = 250;
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
    /// New deliveries; those of an endpoint in the order of the log.
    pub fresh: Vec<Fresh>,
    /// Whether there may be more to distribute at once.
    pub has_more: bool,
    /// Whether there is more that may wait a moment: to endpoints that fail.
    pub waits: bool,
    /// Changes with every endpoint.
    pub revision: i64,
}

/// Distributes the log. It keeps what it has read of the endpoints until one changes.
///
/// Each step is one write of bounded size. Deliveries to endpoints that take them are written before
/// those to endpoints that fail: many dead endpoints delay only each other.
#[derive(Debug, Default)]
pub struct Distributor {
    endpoints: HashMap<TenantId, Vec<Endpoint>>,
    revision: Option<i64>,
    /// Events up to here were read; their deliveries are written, or in `unwritten`.
    seen: i64,
    unwritten: Unwritten,
}

impl Distributor {
    /// Distributes some of what is new; last to the endpoints that fail.
    ///
    /// Reads outside of the write, which then checks that nothing has changed meanwhile: the cursor
    /// only moves behind events whose deliveries are all written.
    pub async fn step(
        &mut self,
        app: &App,
        failing: &BTreeSet<WebhookEndpointId>,
    ) -> Result<Step, Error> {
        let done = self.advance(app, failing).await;
        if done.is_err() {
            // Whether it was written is unknown. From the cursor, nothing is written twice.
            self.forget();
        }
        app.webhooks.figures.distributed_to(self.unwritten.complete(self.seen));
        done
    }

    async fn advance(
        &mut self,
        app: &App,
        failing: &BTreeSet<WebhookEndpointId>,
    ) -> Result<Step, Error> {
        let log = app.store.webhook_log().await?;
        if self.revision != Some(log.revision) {
            if !self.unwritten.is_empty() {
                self.forget();
            }
            self.reload(app, log.revision).await?;
        }
        self.seen = self.seen.max(log.seq);
        let mut has_more = log.last_seq > self.seen;
        if has_more && self.unwritten.has_room(MOST) {
            has_more = self.read(app, log.last_seq, failing).await?;
        }
        let piece = self.unwritten.take(PIECE);
        // Another node may have been here since.
        let to = self.unwritten.complete(self.seen).max(log.seq);
        has_more |= !self.unwritten.has_room(MOST);
        let waits = !self.unwritten.is_empty();
        let idle = Step { has_more, waits, revision: log.revision, ..Step::default() };
        if piece.is_empty() && to - log.seq < UNWRITTEN {
            return Ok(idle);
        }
        if let Some(fresh) = self.write(app, piece, log.seq, log.revision, to).await? {
            return Ok(Step { fresh, ..idle });
        }
        // Another node, or a change of an endpoint: read again.
        self.forget();
        Ok(Step { has_more: true, ..idle })
    }

    /// Reads on from the cursor the next time.
    fn forget(&mut self) {
        self.seen = 0;
        self.unwritten = Unwritten::default();
    }

    /// Reads events that are new; whether there may be more.
    async fn read(
        &mut self,
        app: &App,
        last: i64,
        failing: &BTreeSet<WebhookEndpointId>,
    ) -> Result<bool, Error> {
        if self.endpoints.is_empty() {
            // Nothing is read, and the end of the log is the position.
            self.seen = last;
            return Ok(false);
        }
        let events = app.store.events_after(None, self.seen, PAGE).await?;
        let is_full = events.len() == PAGE as usize;
        let (fresh, to) = self.matching(app, events, self.seen).await?;
        let has_more = is_full || fresh.len() >= MOST;
        self.unwritten.add(fresh, failing);
        self.seen = to;
        Ok(has_more)
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
