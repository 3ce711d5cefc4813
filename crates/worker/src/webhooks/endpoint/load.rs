use super::Sender;
use omni_app::webhooks::{self, Fresh};
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::webhook::{Delivery, Ordering};
use std::collections::HashMap;
use std::sync::Arc;

impl Sender {
    /// Reads what is due from the database, together with its events.
    pub(super) async fn load(&mut self, ordering: Ordering) -> Result<(), omni_app::Error> {
        let app = self.app.clone();
        let now = app.env.now();
        let room = match app.config.webhooks.window.saturating_sub(self.held.len()) {
            room if room == 0 || self.is_probed() => 1,
            room => room,
        };
        let limit = u32::try_from(room + self.held.len()).unwrap_or(u32::MAX);
        let found = self.read(ordering, now, limit).await?;
        let new: Vec<Delivery> =
            found.into_iter().filter(|one| !self.held.contains(&one.id)).take(room).collect();
        let seqs: Vec<i64> = new.iter().map(|delivery| delivery.event_seq).collect();
        let events = app.store.events_at(&seqs).await?;
        let events: HashMap<i64, Arc<Event>> =
            events.into_iter().map(|event| (event.seq, Arc::new(event))).collect();
        for delivery in new {
            let Some(event) = events.get(&delivery.event_seq) else {
                webhooks::record_gone(&app, &delivery).await?;
                self.fall_behind();
                continue;
            };
            let event = Arc::clone(event);
            self.held.insert(delivery.id);
            self.queue.push_back(Fresh { delivery, event });
        }
        Ok(())
    }

    /// What is due. A look at all costs with each that waits behind an earlier one; where only an order
    /// went on, the firsts are enough.
    async fn read(
        &mut self,
        ordering: Ordering,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Delivery>, omni_app::Error> {
        let found = if ordering == Ordering::None || self.behind_at_all {
            let found = self.app.store.due_webhook_deliveries(self.id, now, limit).await?;
            self.behind_at_all = found.len() >= limit as usize;
            // Of an order only the first is due, so that others follow when it is done.
            self.behind = self.behind_at_all && ordering == Ordering::None;
            found
        } else {
            self.read_firsts(now, limit).await?
        };
        self.next_due = self.app.store.next_webhook_due(self.id, now).await?;
        Ok(found)
    }

    /// The firsts of some orders: where there are many, each has its turn.
    async fn read_firsts(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Delivery>, omni_app::Error> {
        let store = self.app.store.clone();
        let mut found = store.first_webhook_deliveries(self.id, &self.from, now, limit).await?;
        if found.is_empty() && !self.from.is_empty() {
            self.from.clear();
            found = store.first_webhook_deliveries(self.id, &self.from, now, limit).await?;
        }
        let last = found.last().filter(|_| found.len() >= limit as usize);
        // A space, so that it is behind this one.
        let next = last.and_then(|last| last.order_key.as_ref()).map(|key| format!("{key} "));
        // The orders before these are read at once, as after a last part.
        self.behind = next.is_none() && !self.from.is_empty();
        self.from = next.unwrap_or_default();
        Ok(found)
    }
}
