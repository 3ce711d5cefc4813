//! Work that must happen, as rows.

pub mod payloads;
mod subject;

pub use payloads::JobPayload;
pub use subject::JobSubject;

use crate::access::Principal;
use crate::clock::Timestamp;
use crate::ids::{InstanceId, JobId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// The kinds of work.
    pub enum JobKind {
        /// Send an outbound message through its channel.
        MessageSend = "message.send",
        /// Send a reaction, read mark, edit or revoke through its channel.
        ChatAction = "chat.action",
        /// Ask the agent and queue its answer.
        TurnRun = "turn.run",
        /// Read a media file.
        MediaRead = "media.read",
        /// Fetch a media file's bytes from the channel into the blob store.
        MediaFetch = "media.fetch",
        /// The next piece of a batch job.
        BatchRun = "batch.run",
        /// One step of a sync, or the start of the next one of a schedule.
        SyncRun = "sync.run",
        /// Queue a scheduled message as a message.
        MessageSchedule = "message.schedule",
    }
}

text_enum! {
    /// The state of a job. A finished job has no row.
    pub enum JobState {
        /// Waiting for `run_at`, and for earlier jobs of its order key.
        Queued = "queued",
        /// Reserved until `lease_until`.
        Running = "running",
        /// Given up: a dead letter, kept for inspection and retry.
        Dead = "dead",
    }
}

/// A kind as it is stored: a dead letter may be of one that only another version has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredKind {
    /// A kind of this version.
    Known(JobKind),
    /// The name of another one.
    Other(String),
}

impl StoredKind {
    /// Reads a stored name.
    pub fn of(name: String) -> Self {
        match name.parse::<JobKind>() {
            Ok(kind) => Self::Known(kind),
            Err(_) => Self::Other(name),
        }
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(kind) => kind.as_str(),
            Self::Other(name) => name,
        }
    }
}

/// A unit of work. Written in the transaction of the change that needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Job<K = JobKind> {
    /// Internal id; also the order among jobs of one order key.
    pub id: JobId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it is for; only that instance's owner runs it.
    pub instance_id: Option<InstanceId>,
    /// Its kind.
    pub kind: K,
    /// Jobs with the same key run one after another, in id order.
    pub order_key: Option<String>,
    /// The kind's own fields, JSON.
    pub payload: serde_json::Value,
    /// Its state.
    pub state: JobState,
    /// Attempts so far, the current one included.
    pub attempts: i32,
    /// Given up after this many.
    pub max_attempts: i32,
    /// Not before.
    pub run_at: Timestamp,
    /// Until when the worker that reserved it may work on it.
    pub lease_until: Option<Timestamp>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// Creation time.
    pub created_at: Timestamp,
}

text_enum! {
    /// The status of a dead letter.
    pub enum DeadLetterStatus {
        /// It waits for a person.
        Pending = "pending",
        /// It is a job again.
        Retrying = "retrying",
        /// A person has dealt with it otherwise.
        Resolved = "resolved",
    }
}

/// A job that was given up.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// The job.
    pub job: Job<StoredKind>,
    /// How it was dealt with.
    pub resolution: Option<Resolution>,
}

/// How a person dealt with a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Principal,
    /// Their note about it.
    pub note: String,
}

impl DeadLetter {
    /// Its status.
    pub fn status(&self) -> DeadLetterStatus {
        match (&self.resolution, self.job.state) {
            (Some(_), _) => DeadLetterStatus::Resolved,
            (None, JobState::Dead) => DeadLetterStatus::Pending,
            (None, JobState::Queued | JobState::Running) => DeadLetterStatus::Retrying,
        }
    }
}

/// A job to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Internal id.
    pub id: JobId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it is for.
    pub instance_id: Option<InstanceId>,
    /// Its kind.
    pub kind: JobKind,
    /// Jobs with the same key run one after another.
    pub order_key: Option<String>,
    /// The kind's own fields, JSON.
    pub payload: serde_json::Value,
    /// Given up after this many attempts.
    pub max_attempts: i32,
    /// Not before.
    pub run_at: Timestamp,
    /// Creation time.
    pub created_at: Timestamp,
}

impl NewJob {
    /// A job of no instance and no order, due now.
    pub fn new<P: JobPayload>(
        id: JobId,
        tenant_id: TenantId,
        payload: &P,
        max_attempts: i32,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            tenant_id,
            instance_id: None,
            kind: P::KIND,
            order_key: None,
            payload: payload.to_value(),
            max_attempts,
            run_at: now,
            created_at: now,
        }
    }

    /// For an instance.
    #[must_use]
    pub fn of_instance(self, id: InstanceId) -> Self {
        Self { instance_id: Some(id), ..self }
    }

    /// After every earlier job with the same key.
    #[must_use]
    pub fn in_order(self, key: String) -> Self {
        Self { order_key: Some(key), ..self }
    }

    /// Not before this time.
    #[must_use]
    pub fn due(self, at: Timestamp) -> Self {
        Self { run_at: at, ..self }
    }
}
