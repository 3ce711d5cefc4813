//! A circuit breaker: a provider that keeps failing gets no requests for a while, so that its chats
//! fail fast and it can recover.

use omni_domain::clock::Timestamp;
use std::time::Duration;

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerConfig {
    /// Consecutive failures that open it; 0 means never.
    pub failures: u32,
    /// How long it stays open the first time. Doubles each time a trial fails.
    pub cool_down: Duration,
    /// The longest it stays open.
    pub max_cool_down: Duration,
    /// How many requests may probe at once whether the provider has recovered; at least 1.
    pub trials: u32,
}

impl Default for BreakerConfig {
    fn default() -> Self {
        Self {
            failures: 5,
            cool_down: Duration::from_secs(10),
            max_cool_down: Duration::from_mins(2),
            trials: 1,
        }
    }
}

/// The outcome of a request, for its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It works, whatever it answered.
    Alive,
    /// It is unreachable or failing.
    Failed,
    /// Unknown: the request was cancelled or never sent.
    Unknown,
}

/// The state of a breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Closed: every request is admitted.
    Closed,
    /// Open: no request is admitted.
    Open,
    /// Half-open: a few requests probe whether the provider has recovered.
    HalfOpen,
}

impl BreakerState {
    /// A fixed text, for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// The admission of one request; belongs to the state that admitted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    generation: u64,
}

/// The breaker of one provider. Has no clock: the time is a parameter.
#[derive(Debug)]
pub struct Breaker {
    config: BreakerConfig,
    state: State,
    /// Counts changes of state, so that a late outcome is not counted in a later state.
    generation: u64,
    /// How many times it has opened consecutively.
    openings: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: Timestamp },
    HalfOpen { trying: u32 },
}

impl Breaker {
    /// A closed one.
    pub const fn new(config: BreakerConfig) -> Self {
        Self { config, state: State::Closed { failures: 0 }, generation: 0, openings: 0 }
    }

    /// Its state at a time.
    pub fn state(&self, now: Timestamp) -> BreakerState {
        match self.state {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { until } if now < until => BreakerState::Open,
            State::Open { .. } | State::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }

    /// Consecutive failures that it has seen while closed.
    pub const fn failures(&self) -> u32 {
        match self.state {
            State::Closed { failures } => failures,
            State::Open { .. } | State::HalfOpen { .. } => self.config.failures,
        }
    }

    /// Whether a request would be admitted, without counting it. The error is how long to wait.
    pub fn check(&self, now: Timestamp) -> Result<(), Duration> {
        match self.state {
            State::Open { until } if now < until => Err(until.since(now)),
            State::Closed { .. } | State::Open { .. } => Ok(()),
            State::HalfOpen { trying } if trying < self.config.trials.max(1) => Ok(()),
            // Another request is probing.
            State::HalfOpen { .. } => Err(self.config.cool_down),
        }
    }

    /// Admits a request; [`Self::record`] takes its outcome. The error is how long to
    /// wait.
    pub fn admit(&mut self, now: Timestamp) -> Result<Admission, Duration> {
        self.check(now)?;
        if let State::Open { .. } = self.state {
            self.enter(State::HalfOpen { trying: 0 });
        }
        if let State::HalfOpen { trying } = &mut self.state {
            *trying += 1;
        }
        Ok(Admission { generation: self.generation })
    }

    /// The outcome of an admitted request.
    pub fn record(&mut self, admission: Admission, verdict: Verdict, now: Timestamp) {
        if admission.generation != self.generation {
            return;
        }
        match (&mut self.state, verdict) {
            (State::Closed { failures }, Verdict::Alive) => *failures = 0,
            (State::Closed { failures }, Verdict::Failed) => {
                *failures = failures.saturating_add(1);
                if self.config.failures > 0 && *failures >= self.config.failures {
                    self.open(now);
                }
            }
            (State::HalfOpen { .. }, Verdict::Alive) => {
                self.openings = 0;
                self.enter(State::Closed { failures: 0 });
            }
            (State::HalfOpen { .. }, Verdict::Failed) => self.open(now),
            (State::HalfOpen { trying }, Verdict::Unknown) => *trying = trying.saturating_sub(1),
            (State::Closed { .. }, Verdict::Unknown) | (State::Open { .. }, _) => {}
        }
    }

    fn open(&mut self, now: Timestamp) {
        let doubled = self.config.cool_down.saturating_mul(1 << self.openings.min(16));
        self.openings = self.openings.saturating_add(1);
        let until = now.plus(doubled.min(self.config.max_cool_down.max(self.config.cool_down)));
        self.enter(State::Open { until });
    }

    const fn enter(&mut self, state: State) {
        self.state = state;
        self.generation += 1;
    }
}

#[cfg(test)]
mod tests;
