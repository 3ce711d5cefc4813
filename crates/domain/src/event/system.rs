//! Bodies about jobs, hooks, the first setup, and rows that cannot be read.

use super::kind::EventType;
use crate::access::Principal;
use crate::ids::{JobId, WebhookEndpointId};
use crate::instance::ChannelType;
use crate::job::JobKind;
use crate::text_enum::text_enum;
use crate::webhook::DisabledReason;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A job was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetter {
    /// The job.
    pub job_id: JobId,
    /// Its kind.
    pub kind: JobKind,
    /// Attempts that were made.
    pub attempts: i32,
    /// Why the last one failed.
    pub error: String,
}

text_enum! {
    /// What was done with a dead letter.
    pub enum LetterChange {
        /// It is a job again.
        Retried = "retried",
        /// It was dealt with otherwise, and is kept.
        Resolved = "resolved",
        /// It was deleted.
        Deleted = "deleted",
    }
}

/// A dead letter was retried, resolved or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetterChanged {
    /// The job.
    pub job_id: JobId,
    /// Its kind, which another version may have written.
    pub kind: String,
    /// What was done.
    pub action: LetterChange,
    /// Who did that.
    pub changed_by: Principal,
}

/// A step of the first setup was completed or skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OnboardingChanged {
    /// The step that waits now; `None` at the end.
    pub current_step: Option<String>,
    /// Who did that.
    pub changed_by: Principal,
}

/// A webhook endpoint was disabled by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpointDisabled {
    /// The endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// Why.
    pub reason: DisabledReason,
    /// Deliveries given up in a row.
    pub failures: u32,
}

/// A delivery of an external sender to an instance's hook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomWebhook {
    /// The instance's network.
    pub source: ChannelType,
    /// The sender's own id of it.
    pub delivery_id: Option<String>,
    /// The event's name, given by the sender.
    pub event: String,
    /// The sender's data: JSON whose meaning only the sender defines.
    pub data: Value,
}

/// The type of a row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredType {
    /// The type is known, but not this form of it.
    Known(EventType),
    /// This version does not have the type.
    Other(String),
}

impl StoredType {
    /// The stored name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(kind) => kind.as_str(),
            Self::Other(name) => name,
        }
    }
}

/// A row that this version cannot read: shown as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Unreadable {
    /// The type it was stored with.
    pub stored_type: StoredType,
    /// The body as it is stored; a text if it is not JSON.
    pub payload: Value,
}

impl Serialize for Unreadable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.serialize(serializer)
    }
}

impl Unreadable {
    /// A row of a known type, in a form that this version cannot read.
    pub const fn of(kind: EventType, payload: Value) -> Self {
        Self { stored_type: StoredType::Known(kind), payload }
    }
}
