//! How attempts ended, recorded together.

use super::disable;
use crate::app::App;
use crate::error::Error;
use crate::gather::{Gather, Outcomes, Together};
use futures::future::BoxFuture;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::{
    Attempt, AttemptOutcome, Delivery, DeliveryState, DisabledReason, Endpoint,
};
use omni_storage::{CountedAttempt, FinishedAttempt, Tx};
use std::collections::BTreeMap;

/// Attempts that wait to be recorded.
const QUEUE: usize = 4096;
const REMOVED: &str = "the event is not kept any more";

/// What an attempt shows of its endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// Nothing: it was not asked.
    Unknown,
    /// It took a delivery.
    Reached,
    /// It did not take one, which is tried again.
    Failing,
    /// A delivery was given up.
    GivenUp,
    /// It does not exist any more.
    Gone,
}

/// An attempt that ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Its endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// What is recorded of it.
    pub finished: FinishedAttempt,
    /// What it shows of the endpoint.
    pub health: Health,
}

/// The queue of attempts that ended.
pub type Recorder = RecorderQueue;

/// The queue of attempts that ended.
#[derive(Debug)]
pub struct RecorderQueue(Gather<Recording>);

impl Default for RecorderQueue {
    fn default() -> Self {
        Self(Gather::new(QUEUE))
    }
}

/// Attempts are recorded together.
enum Recording {}

impl Together for Recording {
    type Item = Ended;
    /// Whether the endpoint changed.
    type Done = bool;

    fn write<'t>(app: &'t App, tx: &'t mut Tx, items: Vec<Ended>) -> BoxFuture<'t, Outcomes<bool>> {
        Box::pin(write(app, tx, items))
    }
}

/// Records an attempt, with what follows for its delivery and its endpoint. Returns whether the
/// endpoint changed: it failed for the first time, recovered, or was disabled.
pub async fn record(app: &App, ended: Ended) -> Result<bool, Error> {
    let state = ended.finished.state;
    let changed = app.webhooks.recorder.0.submit(app, ended).await?;
    app.webhooks.figures.count(state);
    Ok(changed)
}

/// Records that the event of a delivery does not exist any more.
pub async fn record_gone(app: &App, delivery: &Delivery) -> Result<bool, Error> {
    let now = app.env.now();
    let attempt = Attempt {
        delivery_id: delivery.id,
        number: delivery.attempts + 1,
        at: now,
        duration_ms: 0,
        request: None,
        outcome: AttemptOutcome { error: Some(REMOVED.to_owned()), ..AttemptOutcome::default() },
    };
    let finished = FinishedAttempt { attempt, state: DeliveryState::Failed, due_at: now, now };
    record(app, Ended { endpoint_id: delivery.endpoint_id, finished, health: Health::Unknown })
        .await
}

async fn write(app: &App, tx: &mut Tx, items: Vec<Ended>) -> Outcomes<bool> {
    let mut of_endpoint = BTreeMap::<WebhookEndpointId, Tally>::new();
    for item in &items {
        of_endpoint.entry(item.endpoint_id).or_default().add(item.health);
    }
    // Before the rows of endpoints, as everywhere, so that no two nodes wait for each other.
    let may_disable = of_endpoint.values().any(Tally::may_disable);
    if may_disable {
        tx.lock_webhook_log().await?;
    }
    let mut changed = BTreeMap::new();
    for (id, tally) in of_endpoint {
        changed.insert(id, apply(app, tx, id, tally).await?);
    }
    let ids: Vec<WebhookEndpointId> = items.iter().map(|item| item.endpoint_id).collect();
    let counted: Vec<CountedAttempt> = items.iter().filter_map(counted).collect();
    tx.count_webhook_attempts(&counted).await?;
    let finished: Vec<FinishedAttempt> = items.into_iter().map(|item| item.finished).collect();
    tx.finish_webhook_attempts(&finished).await?;
    Ok(ids.into_iter().map(|id| Ok(changed.get(&id).copied().unwrap_or(false))).collect())
}

/// An attempt as the hours of its endpoint count it; those in which nothing was sent are not counted.
fn counted(ended: &Ended) -> Option<CountedAttempt> {
    if ended.health == Health::Unknown {
        return None;
    }
    let FinishedAttempt { attempt, state, .. } = &ended.finished;
    Some(CountedAttempt {
        endpoint_id: ended.endpoint_id,
        at: attempt.at,
        duration_ms: attempt.duration_ms,
        is_delivered: *state == DeliveryState::Delivered,
    })
}

/// What several attempts show of one endpoint.
#[derive(Debug, Default)]
struct Tally {
    reached: bool,
    failing: bool,
    /// Since it was reached last.
    given_up: u32,
    gone: bool,
}

impl Tally {
    const fn add(&mut self, health: Health) {
        match health {
            Health::Unknown => {}
            Health::Reached => {
                self.reached = true;
                self.failing = false;
                self.given_up = 0;
            }
            Health::Failing => self.failing = true,
            Health::GivenUp => {
                self.failing = true;
                self.given_up += 1;
            }
            Health::Gone => self.gone = true,
        }
    }

    const fn may_disable(&self) -> bool {
        self.gone || self.failing
    }
}

/// Applies what attempts show to their endpoint; whether it changed.
async fn apply(app: &App, tx: &mut Tx, id: WebhookEndpointId, tally: Tally) -> Result<bool, Error> {
    let Some(before) = tx.webhook_endpoint_by_id(id).await? else { return Ok(false) };
    let is_healthy = before.failures == 0 && before.failing_since.is_none();
    if !before.active || (is_healthy && !tally.may_disable()) {
        return Ok(false);
    }
    let Some(mut endpoint) = tx.lock_webhook_endpoint(before.tenant_id, id).await? else {
        return Ok(false);
    };
    if tally.reached {
        (endpoint.failures, endpoint.failing_since) = (0, None);
    }
    endpoint.failures = endpoint.failures.saturating_add(tally.given_up);
    if tally.failing {
        endpoint.failing_since.get_or_insert(app.env.now());
    }
    if let Some(reason) = disabling(app, &endpoint, &tally) {
        let log = tx.lock_webhook_log().await?;
        disable::write(app, tx, &mut endpoint, reason, log).await?;
        return Ok(true);
    }
    let is_changed =
        (endpoint.failures, endpoint.failing_since) != (before.failures, before.failing_since);
    if is_changed {
        tx.set_webhook_health(id, endpoint.failures, endpoint.failing_since).await?;
    }
    Ok(is_changed)
}

fn disabling(app: &App, endpoint: &Endpoint, tally: &Tally) -> Option<DisabledReason> {
    if tally.gone {
        return Some(DisabledReason::Gone);
    }
    let most = endpoint.disable_after?;
    let too_long = endpoint
        .failing_since
        .is_some_and(|since| app.env.now().since(since) >= app.config.webhooks.disable_after);
    (endpoint.failures >= most || too_long).then_some(DisabledReason::Failures)
}
