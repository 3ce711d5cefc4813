//! What is done with messages, from receiving them to sending the answer.

use omni_agents::BreakerConfig;
use std::time::Duration;

/// Inbound messages.
#[derive(Debug, Clone)]
pub struct IngestConfig {
    /// Largest inbound group written in one transaction.
    pub batch: usize,
    /// Inbound items that wait to be written before sessions are held back.
    pub queue: usize,
}

impl Default for IngestConfig {
    fn default() -> Self {
        Self { batch: 256, queue: 2048 }
    }
}

/// Outbound messages.
#[derive(Debug, Clone)]
pub struct SendsConfig {
    /// How long a send waits for the network before it is answered as `queued`.
    pub wait: Duration,
    /// Attempts of a send before it is failed.
    pub max_attempts: i32,
    /// Sends waiting to be accepted, and as many waiting to be recorded, before callers are held
    /// back.
    pub queue: usize,
    /// The most contacts to whom one status update is sent.
    pub audience: usize,
    /// How long idempotency keys are kept.
    pub idempotency_keep: Duration,
}

impl Default for SendsConfig {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(10),
            max_attempts: 8,
            queue: 1024,
            audience: 5_000,
            idempotency_keep: Duration::from_hours(24),
        }
    }
}

/// Background jobs.
#[derive(Debug, Clone)]
pub struct JobsConfig {
    /// How long a worker may hold a job without renewal before it is released to another.
    pub lease: Duration,
    /// The longest time that one attempt may take; some kinds declare less.
    pub longest: Duration,
}

impl Default for JobsConfig {
    fn default() -> Self {
        Self { lease: Duration::from_mins(2), longest: Duration::from_hours(1) }
    }
}

/// Turns of agents.
#[derive(Debug, Clone)]
pub struct TurnsConfig {
    /// Attempts of a turn before it is given up.
    pub max_attempts: i32,
    /// Input is gathered for this long at most, however much arrives.
    pub debounce_max_wait: Duration,
    /// Messages given to an agent as history.
    pub history: u32,
    /// Images that one answer links and that are sent as images.
    pub images: usize,
    /// How long an agent may take to answer later, to the reply URL it was given.
    pub reply_url_keep: Duration,
}

impl Default for TurnsConfig {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            debounce_max_wait: Duration::from_secs(30),
            history: 20,
            images: 4,
            reply_url_keep: Duration::from_hours(1),
        }
    }
}

/// Requests to agents.
#[derive(Debug, Clone)]
pub struct AgentsConfig {
    /// Files of one turn that are sent to its agent.
    pub files: usize,
    /// Their total size, bytes.
    pub files_bytes: u64,
    /// Documents of one agent.
    pub documents: u32,
    /// Size of a document, as it is given, bytes.
    pub document_bytes: u64,
    /// Passages of documents that an agent is given with one question.
    pub passages: usize,
    /// Characters of these passages together.
    pub passages_chars: usize,
    /// Concurrent requests to one provider.
    pub concurrency: usize,
    /// When a provider that fails gets no more requests, and for how long.
    pub breaker: BreakerConfig,
}

impl Default for AgentsConfig {
    fn default() -> Self {
        Self {
            files: 8,
            files_bytes: 20 * 1024 * 1024,
            documents: 50,
            document_bytes: 5 * 1024 * 1024,
            passages: 6,
            passages_chars: 6000,
            concurrency: 512,
            breaker: BreakerConfig::default(),
        }
    }
}
