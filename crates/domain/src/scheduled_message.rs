//! Messages that are sent at a time.

use crate::clock::Timestamp;
use crate::ids::{InstanceId, JobId, MessageId, ScheduledMessageId, TenantId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state of a scheduled message.
    pub enum ScheduledStatus {
        /// It waits for its time.
        Scheduled = "scheduled",
        /// It is a message, queued as every other one.
        Sent = "sent",
        /// It is not sent.
        Failed = "failed",
        /// It was cancelled before its time.
        Cancelled = "cancelled",
    }
}

/// A text to be sent at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledMessage {
    /// Internal id.
    pub id: ScheduledMessageId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance that sends it.
    pub instance_id: InstanceId,
    /// The recipient, as the caller named it.
    pub to: String,
    /// The recipient's address when it was scheduled.
    pub chat: String,
    /// The text.
    pub text: String,
    /// What else the send has.
    pub options: ScheduledOptions,
    /// When it is due.
    pub send_at: Timestamp,
    /// Its state.
    pub status: ScheduledStatus,
    /// The message that it became.
    pub message_id: Option<MessageId>,
    /// Why it failed, for people.
    pub error: Option<String>,
    /// The job that sends it.
    pub job_id: JobId,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// What a send has besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScheduledOptions {
    /// The message to quote: its internal id or the channel's.
    pub reply_to: Option<String>,
    /// Those whom the text mentions.
    pub mentions: Vec<String>,
    /// Whether it mentions all members of the group.
    pub mention_all: bool,
}
