//! Admission of requests to providers: a breaker and a limit of concurrent requests for each, so
//! that one that fails or is slow does not delay the chats of others.

use crate::breaker::{Admission, Breaker, BreakerConfig, BreakerState, Verdict};
use crate::client::{AgentClient, AgentHealth, OnDelta};
use crate::error::AgentError;
use crate::question::{AgentOutcome, Question};
use async_trait::async_trait;
use omni_domain::clock::{Clock, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Limits of one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateConfig {
    /// When it gets no requests.
    pub breaker: BreakerConfig,
    /// Concurrent requests; at least 1.
    pub concurrency: usize,
    /// Providers kept. Those with requests in progress are kept in any case.
    pub max_providers: usize,
}

impl Default for GateConfig {
    fn default() -> Self {
        Self { breaker: BreakerConfig::default(), concurrency: 64, max_providers: 1000 }
    }
}

/// The state of a provider's gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateState {
    /// The key it was entered with.
    pub key: String,
    /// Its breaker.
    pub breaker: BreakerState,
    /// Consecutive failures.
    pub failures: u32,
    /// Requests in progress.
    pub in_flight: usize,
}

/// The gates of all providers. Cheap to clone; clones share everything.
#[derive(Debug, Clone)]
pub struct Gates {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: GateConfig,
    clock: Arc<dyn Clock>,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

/// After so many milliseconds the same health is news again: a check by a person or another process may
/// have recorded the opposite.
const REPORT_AGAIN_MS: u64 = 60_000;

/// What the requests to a provider have shown of its health.
#[derive(Debug, Default)]
struct Health {
    healthy: Option<bool>,
    is_news: bool,
    /// When it last became news, milliseconds since 1970.
    reported: i64,
}

impl Health {
    fn show(&mut self, healthy: bool, now: Timestamp) {
        let is_due = now.millis().abs_diff(self.reported) >= REPORT_AGAIN_MS;
        if is_due || self.healthy != Some(healthy) {
            self.is_news = true;
            self.reported = now.millis();
        }
        self.healthy = Some(healthy);
    }
}

#[derive(Debug)]
struct Gate {
    breaker: Mutex<Breaker>,
    /// Locked within the breaker's lock, so that both change in one order.
    health: Mutex<Health>,
    permits: Arc<Semaphore>,
    used: Mutex<i64>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gates {
    /// Gates that are all open.
    pub fn new(config: GateConfig, clock: Arc<dyn Clock>) -> Self {
        Self { shared: Arc::new(Shared { config, clock, gates: Mutex::default() }) }
    }

    /// A permit for one request to the provider `key` (its id, or an address where there is no
    /// provider); `None` if it has as many as it may. Never waits: the caller may have work for
    /// other providers.
    pub fn permit(&self, key: &str) -> Option<Permit> {
        let gate = self.gate(key);
        let permit = Arc::clone(&gate.permits).try_acquire_owned().ok()?;
        Some(Permit { gate, shared: Arc::clone(&self.shared), held: permit })
    }

    /// The state of all known providers, by key.
    pub fn states(&self) -> Vec<GateState> {
        let now = self.shared.clock.now();
        let concurrency = self.shared.config.concurrency.max(1);
        let mut states: Vec<GateState> = locked(&self.shared.gates)
            .iter()
            .map(|(key, gate)| {
                let breaker = locked(&gate.breaker);
                GateState {
                    key: key.clone(),
                    breaker: breaker.state(now),
                    failures: breaker.failures(),
                    in_flight: concurrency.saturating_sub(gate.permits.available_permits()),
                }
            })
            .collect();
        states.sort_by(|a, b| a.key.cmp(&b.key));
        states
    }

    /// Whether the provider `key` works, if its requests have shown that since this was last called: when the first
    /// one is answered, when its breaker opens, and when that closes again. Not for each request, but the same again
    /// after a minute: another may be recorded by then.
    pub fn take_health(&self, key: &str) -> Option<bool> {
        let gate = locked(&self.shared.gates).get(key).cloned()?;
        let mut health = locked(&gate.health);
        let is_news = std::mem::take(&mut health.is_news);
        health.healthy.filter(|_| is_news)
    }

    fn gate(&self, key: &str) -> Arc<Gate> {
        let config = self.shared.config;
        let now = self.shared.clock.now().millis();
        let mut gates = locked(&self.shared.gates);
        if let Some(gate) = gates.get(key) {
            *locked(&gate.used) = now;
            return Arc::clone(gate);
        }
        if gates.len() >= config.max_providers.max(1) {
            remove_one(&mut gates);
        }
        let gate = Arc::new(Gate {
            breaker: Mutex::new(Breaker::new(config.breaker)),
            health: Mutex::default(),
            permits: Arc::new(Semaphore::new(config.concurrency.clamp(1, Semaphore::MAX_PERMITS))),
            used: Mutex::new(now),
        });
        gates.insert(key.to_owned(), Arc::clone(&gate));
        gate
    }
}

/// Removes the provider that was unused for the longest. One with a permit in use is never
/// removed: its count would start anew.
fn remove_one(gates: &mut HashMap<String, Arc<Gate>>) {
    let idle = gates.iter().filter(|(_, gate)| Arc::strong_count(gate) == 1);
    let oldest = idle.min_by_key(|(_, gate)| *locked(&gate.used)).map(|(key, _)| key.clone());
    if let Some(key) = oldest {
        gates.remove(&key);
    }
}

/// The right to one request to a provider. Returned when it is dropped.
#[derive(Debug)]
pub struct Permit {
    gate: Arc<Gate>,
    shared: Arc<Shared>,
    held: OwnedSemaphorePermit,
}

impl Permit {
    /// The same client behind the provider's breaker. It holds the permit until it is dropped.
    pub fn guard(self, client: Arc<dyn AgentClient>) -> Arc<dyn AgentClient> {
        let Self { gate, shared, held } = self;
        Arc::new(Guarded { gate, shared, client, _held: held })
    }
}

#[derive(Debug)]
struct Guarded {
    gate: Arc<Gate>,
    shared: Arc<Shared>,
    client: Arc<dyn AgentClient>,
    _held: OwnedSemaphorePermit,
}

/// A request in progress. Dropped without a verdict, it records none.
struct Pass<'a> {
    guarded: &'a Guarded,
    admission: Admission,
    verdict: Verdict,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let now = self.guarded.shared.clock.now();
        let gate = &self.guarded.gate;
        let mut breaker = locked(&gate.breaker);
        breaker.record(self.admission, self.verdict, now);
        match (self.verdict, breaker.state(now)) {
            (Verdict::Alive, BreakerState::Closed) => locked(&gate.health).show(true, now),
            (Verdict::Failed, BreakerState::Open) => locked(&gate.health).show(false, now),
            // One failure among answers, or a late outcome.
            _ => {}
        }
    }
}

impl Guarded {
    fn enter(&self) -> Result<Pass<'_>, AgentError> {
        let admission = locked(&self.gate.breaker)
            .admit(self.shared.clock.now())
            .map_err(|wait| AgentError::Unavailable { retry_after: Some(wait) })?;
        Ok(Pass { guarded: self, admission, verdict: Verdict::Unknown })
    }
}

#[async_trait]
impl AgentClient for Guarded {
    fn kind(&self) -> &'static str {
        self.client.kind()
    }

    fn answers_later(&self) -> bool {
        self.client.answers_later()
    }

    fn takes_file(&self, mime_type: &str) -> bool {
        self.client.takes_file(mime_type)
    }

    fn takes_passages(&self) -> bool {
        self.client.takes_passages()
    }

    fn memory_keys(&self) -> &[String] {
        self.client.memory_keys()
    }

    async fn ask(
        &self,
        question: Question,
        cancel: CancellationToken,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        let mut pass = self.enter()?;
        let outcome = self.client.ask(question, cancel, on_delta).await;
        pass.verdict = match &outcome {
            Ok(_) => Verdict::Alive,
            Err(error) => error.verdict(),
        };
        outcome
    }

    /// A health check by a person is sent also while the breaker is open.
    async fn health(&self, timeout: Duration) -> Result<AgentHealth, AgentError> {
        self.client.health(timeout).await
    }
}
