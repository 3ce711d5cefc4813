//! How much a provider is asked: a breaker and a limit of questions at once, each provider its own,
//! so that one that fails or is slow holds up nobody else's chats.

use crate::breaker::{Admission, Breaker, BreakerConfig, BreakerState, Verdict};
use crate::client::{AgentClient, AgentHealth, OnDelta};
use crate::error::AgentError;
use crate::question::{AgentOutcome, Question};
use async_trait::async_trait;
use omni_domain::clock::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Limits of one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateConfig {
    /// When it is left alone.
    pub breaker: BreakerConfig,
    /// Questions at once; at least 1.
    pub concurrency: usize,
    /// Providers remembered. Those asked at this moment are remembered in any case.
    pub max_providers: usize,
}

impl Default for GateConfig {
    fn default() -> Self {
        Self { breaker: BreakerConfig::default(), concurrency: 64, max_providers: 1000 }
    }
}

/// How a provider stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateState {
    /// The key it was entered with.
    pub key: String,
    /// Its breaker.
    pub breaker: BreakerState,
    /// Failures in a row.
    pub failures: u32,
    /// Questions that it is answering.
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

#[derive(Debug)]
struct Gate {
    breaker: Mutex<Breaker>,
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

    /// A permit to ask the provider `key` one question (its id, or an address where there is no
    /// provider); `None` if it is answering as many as it may. Never waits: whoever has work for
    /// other providers, too, does that first.
    pub fn permit(&self, key: &str) -> Option<Permit> {
        let gate = self.gate(key);
        let permit = Arc::clone(&gate.permits).try_acquire_owned().ok()?;
        Some(Permit { gate, shared: Arc::clone(&self.shared), held: permit })
    }

    /// How all known providers stand, by key.
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

    fn gate(&self, key: &str) -> Arc<Gate> {
        let config = self.shared.config;
        let now = self.shared.clock.now().millis();
        let mut gates = locked(&self.shared.gates);
        if let Some(gate) = gates.get(key) {
            *locked(&gate.used) = now;
            return Arc::clone(gate);
        }
        if gates.len() >= config.max_providers.max(1) {
            forget_one(&mut gates);
        }
        let gate = Arc::new(Gate {
            breaker: Mutex::new(Breaker::new(config.breaker)),
            permits: Arc::new(Semaphore::new(config.concurrency.clamp(1, Semaphore::MAX_PERMITS))),
            used: Mutex::new(now),
        });
        gates.insert(key.to_owned(), Arc::clone(&gate));
        gate
    }
}

/// Forgets the provider that nobody has asked for the longest. One with a permit out is
/// never forgotten: its count would start anew.
fn forget_one(gates: &mut HashMap<String, Arc<Gate>>) {
    let idle = gates.iter().filter(|(_, gate)| Arc::strong_count(gate) == 1);
    let oldest = idle.min_by_key(|(_, gate)| *locked(&gate.used)).map(|(key, _)| key.clone());
    if let Some(key) = oldest {
        gates.remove(&key);
    }
}

/// The right to ask a provider one question. Returned when it is dropped.
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

/// A question under way. Dropped without a verdict, it records none.
struct Pass<'a> {
    guarded: &'a Guarded,
    admission: Admission,
    verdict: Verdict,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let now = self.guarded.shared.clock.now();
        locked(&self.guarded.gate.breaker).record(self.admission, self.verdict, now);
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

    /// A person who asks whether the provider is well gets an answer also while it is left alone.
    async fn health(&self, timeout: Duration) -> Result<AgentHealth, AgentError> {
        self.client.health(timeout).await
    }
}
