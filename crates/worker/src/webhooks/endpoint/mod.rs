//! The task of one endpoint: sends what is due, within its bounds and in its order.

mod advance;
mod judge;
mod load;
mod record;
mod start;
mod wait;

use super::lanes::Lanes;
use super::line::Line;
use omni_app::App;
use omni_app::webhooks::{Attempted, Fresh, Target};
use omni_domain::Timestamp;
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// After the database refused to read or to record; doubled with each further error in a row.
const AFTER_ERROR: Duration = Duration::from_millis(500);
/// Up to half a minute.
const MOST_DOUBLINGS: u32 = 6;
/// So many failures in a row may be accidents; from then on the endpoint is only probed.
const TOLERATED: u32 = 3;

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
}
