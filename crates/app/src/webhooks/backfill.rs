//! Parts of the log for single endpoints: what they missed, or asked for. Of an endpoint with an order
//! nothing later is sent before its part is written.

use super::distribute::{chat_types, delivery, takes};
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::{Backfill, Delivery};
use uuid::Uuid;

/// Parts continued by one round.
const PARTS: u32 = 20;
/// Events read at once.
const PAGE: u32 = 200;
/// While so many deliveries of the past of an endpoint wait, no more are added.
const WAITING: u32 = 1000;
/// Before every endpoint.
const START: WebhookEndpointId = WebhookEndpointId(Uuid::nil());

/// What a round did.
#[derive(Debug, Default)]
pub struct Backfilled {
    /// The endpoints that got deliveries.
    pub endpoints: Vec<WebhookEndpointId>,
    /// Whether there is more to do at once.
    pub has_more: bool,
    /// Whether an endpoint must deliver some first.
    pub waits: bool,
}

/// Continues the parts, some in each round and every endpoint in its turn: however many wait for
/// endpoints that do not answer, they do not keep the others from theirs.
#[derive(Debug)]
pub struct Past {
    /// The last endpoint of the previous round.
    after: WebhookEndpointId,
}

impl Default for Past {
    fn default() -> Self {
        Self { after: START }
    }
}

impl Past {
    /// Continues some of them.
    pub async fn step(&mut self, app: &App) -> Result<Backfilled, Error> {
        let mut parts = app.store.webhook_backfills(self.after, PARTS).await?;
        if parts.is_empty() && self.after != START {
            parts = app.store.webhook_backfills(START, PARTS).await?;
        }
        let is_full = parts.len() == PARTS as usize;
        let last = parts.last().map(|part| part.endpoint_id);
        self.after = last.filter(|_| is_full).unwrap_or(START);
        // There may be others, whose turn is next.
        let mut done = Backfilled { waits: is_full, ..Backfilled::default() };
        for part in parts {
            let (id, seq) = (part.endpoint_id, part.after_seq);
            if app.store.count_pending_webhooks(id, seq, WAITING).await? >= WAITING {
                done.waits = true;
                continue;
            }
            done.has_more |= one(app, part).await?;
            done.endpoints.push(id);
        }
        Ok(done)
    }
}

/// Continues one; whether it has more.
async fn one(app: &App, part: Backfill) -> Result<bool, Error> {
    let Some(endpoint) = app.store.webhook_endpoint_by_id(part.endpoint_id).await? else {
        return Ok(false);
    };
    let mut events = app.store.events_after(Some(part.tenant_id), part.after_seq, PAGE).await?;
    let is_full = events.len() == PAGE as usize;
    events.retain(|event| event.seq <= part.until_seq);
    let to = match events.last() {
        Some(last) if is_full => last.seq,
        _ => part.until_seq,
    };
    let needing = events.iter().filter(|_| endpoint.filter.needs_chat_type());
    let chats = chat_types(app, needing).await?;
    let now = app.env.now();
    let rows: Vec<Delivery> = events
        .iter()
        .filter(|event| {
            let chat = event.chat_id.and_then(|id| chats.get(&id).copied());
            takes(app, &endpoint, event, chat)
        })
        .map(|event| delivery(&endpoint, event, now))
        .collect();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_webhook_deliveries(&rows).await?;
                tx.advance_webhook_backfill(&part, to).await
            })
        })
        .await?;
    Ok(to < part.until_seq)
}
