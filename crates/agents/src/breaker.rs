//! A circuit breaker: a provider that keeps failing is left alone for a while, so that its chats
//! fail fast and it can recover.

use omni_domain::clock::Timestamp;
use std::time::Duration;

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerConfig {
    /// Failures in a row that open it; 0 means never.
    pub failures: u32,
    /// How long it stays open the first time. Doubles each time a trial fails.
    pub cool_down: Duration,
    /// The longest it stays open.
    pub max_cool_down: Duration,
    /// How many questions may try at once whether the provider is back; at least 1.
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

/// What a question said about its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is there, whatever it answered.
    Alive,
    /// It is not, or is no use.
    Failed,
    /// Nothing: the question was cancelled or never sent.
    Unknown,
}

/// What a breaker lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Everything.
    Closed,
    /// Nothing.
    Open,
    /// A few, to see whether the provider is back.
    HalfOpen,
}

impl BreakerState {
    /// A fixed word, for metrics and people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// Leave to ask one question; belongs to the state that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    generation: u64,
}

/// The breaker of one provider. Knows no clock: the time is handed in.
#[derive(Debug)]
pub struct Breaker {
    config: BreakerConfig,
    state: State,
    /// Counts changes of state, so that a late answer does not judge a state it knows nothing of.
    generation: u64,
    /// How often in a row it has opened.
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

    /// How it stands at a moment.
    pub fn state(&self, now: Timestamp) -> BreakerState {
        match self.state {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { until } if now < until => BreakerState::Open,
            State::Open { .. } | State::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }

    /// Failures in a row that it has seen while closed.
    pub const fn failures(&self) -> u32 {
        match self.state {
            State::Closed { failures } => failures,
            State::Open { .. } | State::HalfOpen { .. } => self.config.failures,
        }
    }

    /// Whether a question would be let through, without counting it. The error is how long to wait.
    pub fn check(&self, now: Timestamp) -> Result<(), Duration> {
        match self.state {
            State::Open { until } if now < until => Err(until.since(now)),
            State::Closed { .. } | State::Open { .. } => Ok(()),
            State::HalfOpen { trying } if trying < self.config.trials.max(1) => Ok(()),
            // Somebody else is finding out.
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
