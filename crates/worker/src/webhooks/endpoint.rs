//! The task of one endpoint: sends what is due, within its bounds and in its order.

use super::lanes::{Lanes, is_prompt};
use super::line::Line;
use omni_app::App;
use omni_app::webhooks::{self, Attempted, Fresh, Target};
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use omni_domain::webhook::{Delivery, DeliveryState, Ordering};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// After the database refused to read or to record; doubled with each further error in a row.
const AFTER_ERROR: Duration = Duration::from_millis(500);
/// Up to half a minute.
const MOST_DOUBLINGS: u32 = 6;
/// So many failures in a row may be accidents; from then on the endpoint is only probed.
const TOLERATED: u32 = 3;
/// The pause between two probes, at first and at most.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A request that was answered, or was not in time.
struct Sent {
    id: WebhookDeliveryId,
    attempted: Attempted,
}

#[expect(clippy::struct_excessive_bools, reason = "independent marks")]
struct Sender {
    app: App,
    id: WebhookEndpointId,
    line: Arc<Line>,
    lanes: Arc<Lanes>,
    /// `None` until it is read, and since it has changed.
    target: Option<Arc<Target>>,
    /// It was read before.
    is_known: bool,
    queue: VecDeque<Fresh>,
    /// In the queue, or sent and not recorded yet.
    held: HashSet<WebhookDeliveryId>,
    sending: JoinSet<Sent>,
    /// Attempts that are written to the database. They take no part of the endpoint's concurrency.
    recording: JoinSet<WebhookDeliveryId>,
    /// The database has deliveries that are due and not held.
    behind: bool,
    /// Those may be without an order: to look for the first of each order is not enough.
    behind_at_all: bool,
    /// The key of the order at which the next look begins.
    from: String,
    /// When the database has the next one.
    next_due: Option<Timestamp>,
    /// Not before: it fails.
    paused_until: Option<Instant>,
    /// Not before: it asked for that.
    asked_until: Option<Instant>,
    /// Failures in a row.
    streak: u32,
    is_prompt: bool,
}

/// Sends until the endpoint is disabled or deleted, or the worker stops.
pub(super) async fn run(
    app: App,
    id: WebhookEndpointId,
    line: Arc<Line>,
    lanes: Arc<Lanes>,
    stop: CancellationToken,
) {
    let mut sender = Sender {
        app,
        id,
        line,
        lanes,
        target: None,
        is_known: false,
        queue: VecDeque::new(),
        held: HashSet::new(),
        sending: JoinSet::new(),
        recording: JoinSet::new(),
        behind: true,
        behind_at_all: true,
        from: String::new(),
        next_due: None,
        paused_until: None,
        asked_until: None,
        streak: 0,
        is_prompt: true,
    };
    let mut errors = 0_u32;
    while !stop.is_cancelled() {
        match sender.advance().await {
            Ok(true) => {
                if sender.target.is_some() {
                    errors = 0;
                }
                sender.wait(&stop).await;
            }
            Ok(false) => break,
            Err(error) => {
                tracing::warn!(webhook.endpoint = %id, %error, "deliveries could not be read");
                sender.fall_behind();
                sender.pause(AFTER_ERROR * 2_u32.pow(errors.min(MOST_DOUBLINGS)));
                errors = errors.saturating_add(1);
                sender.wait(&stop).await;
            }
        }
    }
    sender.line.close();
    // What was sent is recorded, so that it is not sent again.
    while let Some(sent) = sender.sending.join_next().await {
        sender.record(sent);
    }
    while sender.recording.join_next().await.is_some() {}
}

impl Sender {
    /// Starts what may be started; whether the endpoint gets deliveries at all.
    async fn advance(&mut self) -> Result<bool, omni_app::Error> {
        let news = self.line.take();
        if news.behind || news.changed {
            self.fall_behind();
        }
        if news.changed {
            // Nothing is sent to the former address, also if the new one cannot be read now.
            self.target = None;
        } else if self.target.is_none() && self.pause_end().is_some() {
            // It could not be read: not again with each event.
            if !news.fresh.is_empty() {
                self.fall_behind();
            }
            return Ok(true);
        }
        if self.target.is_none() {
            let read = webhooks::target(&self.app, self.id).await;
            // What is new is read from the database once it is.
            if read.is_err() && !news.fresh.is_empty() {
                self.fall_behind();
            }
            let Some(target) = read? else {
                return Ok(false);
            };
            if !self.is_known && target.endpoint.failing_since.is_some() {
                // As it was before this process.
                (self.is_prompt, self.streak) = (false, TOLERATED);
                self.line.set_failing(true);
            }
            self.is_known = true;
            self.target = Some(Arc::new(target));
        }
        let Some(target) = self.target.clone() else { return Ok(false) };
        if target.endpoint.ordering == Ordering::None {
            self.take(news.fresh);
        } else if !news.fresh.is_empty() {
            // Only the database shows which of them wait for earlier ones.
            self.behind = true;
            let mut fresh = news.fresh;
            fresh.retain(|one| one.delivery.order_key.is_none());
            self.take(fresh);
        }
        let now = self.app.env.now();
        if self.next_due.is_some_and(|at| at <= now) {
            self.fall_behind();
        }
        if self.pause_end().is_some() {
            return Ok(true);
        }
        if self.behind && self.queue.len() < self.width() && !self.is_full() {
            self.load(target.endpoint.ordering).await?;
        }
        while self.sending.len() < self.width()
            && let Some(fresh) = self.queue.pop_front()
        {
            self.start(&target, fresh);
        }
        Ok(true)
    }

    fn take(&mut self, fresh: VecDeque<Fresh>) {
        if self.is_probed() {
            if !fresh.is_empty() {
                self.fall_behind();
            }
            return;
        }
        for fresh in fresh {
            if self.is_full() {
                self.fall_behind();
            } else if self.held.insert(fresh.delivery.id) {
                self.queue.push_back(fresh);
            }
        }
    }

    /// The database has deliveries of any kind that are not held.
    const fn fall_behind(&mut self) {
        self.behind = true;
        self.behind_at_all = true;
    }

    /// Nothing more is read until some of what is held was recorded.
    fn is_full(&self) -> bool {
        self.held.len() >= self.app.config.webhooks.window
    }

    /// An endpoint that fails gets one request at a time, and nothing of it is held in memory: there may
    /// be many of them, each with a long queue.
    const fn is_probed(&self) -> bool {
        self.streak >= TOLERATED
    }

    /// What was read and not sent is read again once the endpoint is reached.
    fn release(&mut self) {
        if self.queue.is_empty() {
            return;
        }
        for fresh in self.queue.drain(..) {
            self.held.remove(&fresh.delivery.id);
        }
        self.fall_behind();
    }

    fn width(&self) -> usize {
        if self.is_probed() {
            return 1;
        }
        self.app.config.webhooks.endpoint_concurrency.max(1)
    }

    /// When the pause is over; `None` if there is none.
    fn pause_end(&self) -> Option<Instant> {
        let end = self.paused_until.max(self.asked_until)?;
        (Instant::now() < end).then_some(end)
    }

    fn pause(&mut self, time: Duration) {
        self.paused_until = self.paused_until.max(Some(Instant::now() + time));
    }

    /// Reads what is due from the database, together with its events.
    async fn load(&mut self, ordering: Ordering) -> Result<(), omni_app::Error> {
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

    fn start(&mut self, target: &Arc<Target>, fresh: Fresh) {
        let (app, target, lanes) = (self.app.clone(), Arc::clone(target), Arc::clone(&self.lanes));
        let is_prompt = self.is_prompt;
        self.sending.spawn(async move {
            let permit = lanes.permit(is_prompt).await;
            let attempted = webhooks::attempt(&app, &target, &fresh.delivery, &fresh.event).await;
            drop(permit);
            Sent { id: fresh.delivery.id, attempted }
        });
    }

    /// Writes how an attempt ended. Its delivery is held until then: otherwise it would be sent again.
    fn record(&mut self, sent: Result<Sent, JoinError>) {
        let Sent { id, attempted } = match sent {
            Ok(sent) => sent,
            Err(error) => return self.forget(&error),
        };
        self.judge(&attempted);
        let app = self.app.clone();
        self.recording.spawn(async move {
            while let Err(error) = webhooks::record(&app, attempted.ended.clone()).await {
                tracing::warn!(%error, "an attempt could not be recorded; trying again");
                if app.sessions.stopping().is_cancelled() {
                    break;
                }
                tokio::time::sleep(AFTER_ERROR).await;
            }
            id
        });
    }

    /// A task stopped in the middle. Which one is unknown, so that all deliveries are read anew.
    fn forget(&mut self, error: &JoinError) {
        tracing::error!(webhook.endpoint = %self.id, %error, "an attempt stopped in the middle");
        self.held.clear();
        self.queue.clear();
        self.fall_behind();
    }

    /// An attempt is in the database.
    fn recorded(&mut self, recorded: Result<WebhookDeliveryId, JoinError>) {
        match recorded {
            Ok(id) => {
                self.held.remove(&id);
            }
            Err(error) => self.forget(&error),
        }
        let target = self.target.as_ref();
        if target.is_none_or(|target| target.endpoint.ordering != Ordering::None) {
            self.behind = true;
        }
    }

    /// What an attempt shows of the endpoint.
    fn judge(&mut self, attempted: &Attempted) {
        let is_delivered = attempted.is_delivered();
        self.is_prompt = is_prompt(is_delivered, attempted.took);
        if is_delivered {
            (self.streak, self.paused_until) = (0, None);
            self.line.set_failing(false);
            return;
        }
        let finished = &attempted.ended.finished;
        if finished.state == DeliveryState::Pending {
            let due = finished.due_at;
            self.next_due = Some(self.next_due.map_or(due, |other| other.min(due)));
            self.streak = self.streak.saturating_add(1);
            if self.is_probed() {
                self.line.set_failing(true);
                let doublings = (self.streak - TOLERATED).min(10);
                let pause = (SHORTEST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
                // Endpoints that began to fail together are not probed together.
                self.pause(pause.mul_f64(rand::random_range(0.5..=1.0)));
                self.release();
            }
        }
        if let Some(wait) = attempted.retry_after {
            self.asked_until = self.asked_until.max(Some(Instant::now() + wait));
        }
    }

    /// Waits until something may be done.
    async fn wait(&mut self, stop: &CancellationToken) {
        let pause = self.until_due();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.line.wait() => {}
            Some(sent) = self.sending.join_next() => self.record(sent),
            Some(recorded) = self.recording.join_next() => self.recorded(recorded),
            () = tokio::time::sleep(pause) => {}
        }
        // All that ended meanwhile, at once.
        while let Some(sent) = self.sending.try_join_next() {
            self.record(sent);
        }
        while let Some(recorded) = self.recording.try_join_next() {
            self.recorded(recorded);
        }
    }

    /// Until the pause is over, or the next delivery is due.
    fn until_due(&self) -> Duration {
        const IDLE: Duration = Duration::from_mins(1);
        // Not longer, because a clock may be corrected.
        const LONGEST: Duration = Duration::from_secs(1);
        let now = self.app.env.now();
        if let Some(end) = self.pause_end() {
            return end.saturating_duration_since(Instant::now()).min(IDLE);
        }
        if self.sending.len() >= self.width() || self.is_full() {
            return IDLE;
        }
        if self.behind {
            return Duration::from_millis(1);
        }
        let until = |at: Timestamp| at.since(now).clamp(Duration::from_millis(1), LONGEST);
        self.next_due.map_or(IDLE, until)
    }
}
