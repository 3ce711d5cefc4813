//! Messages that are sent at a time.

use crate::clock::Timestamp;
use crate::content::Content;
use crate::ids::{InstanceId, JobId, MediaId, MessageId, ScheduledMessageId, TenantId, UserId};
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

/// A message to be sent at a time: a text or a file.
#[derive(Debug, Clone, PartialEq)]
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
    /// What is sent. The bytes of a file are stored.
    pub content: Content,
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

impl ScheduledMessage {
    /// The id of the message that it becomes: its own. Thus an idempotency key names both, and a second
    /// message of it cannot be written.
    pub const fn becomes(&self) -> MessageId {
        MessageId(self.id.0)
    }

    /// The row of its file.
    pub const fn file(&self) -> Option<MediaId> {
        match &self.content {
            Content::Media(media) => media.media_id,
            _ => None,
        }
    }
}

/// What a send has besides its content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScheduledOptions {
    /// The message to quote: its internal id or the channel's.
    pub reply_to: Option<String>,
    /// Those whom the text or the caption mentions.
    pub mentions: Vec<String>,
    /// Whether it mentions all members of the group.
    pub mention_all: bool,
    /// Whether the recipient may open the file once.
    pub view_once: bool,
    /// The user who scheduled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<UserId>,
}
