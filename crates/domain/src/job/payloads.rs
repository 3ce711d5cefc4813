//! The payload of each kind of job: the fields of [`Job::payload`](super::Job::payload), typed.
//!
//! The names of the fields are those of rows that are already written.

use super::JobKind;
use crate::clock::Timestamp;
use crate::ids::{BatchJobId, ChatId, MediaId, MessageId, ScheduledMessageId, SyncId, TurnId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The payload of one kind of job.
pub trait JobPayload: Serialize + DeserializeOwned + Send + 'static {
    /// The kind of job that has it.
    const KIND: JobKind;

    /// As it is stored.
    fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("a payload of ids and texts is always JSON")
    }
}

/// `message.send`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendPayload {
    /// The message to send.
    pub message_id: MessageId,
}

/// `chat.action`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ActionPayload {
    /// Put an emoji on a message; an empty one removes it.
    React {
        /// The reaction's own id on the channel.
        external_id: String,
        /// The chat's address.
        chat: String,
        /// The message.
        message_id: MessageId,
        /// The emoji.
        emoji: String,
    },
    /// Change the text of a message that was sent from here.
    Edit {
        /// The chat's address.
        chat: String,
        /// The message.
        message_id: MessageId,
        /// The new text.
        text: String,
    },
    /// Delete a message that was sent from here, for everyone.
    Revoke {
        /// The chat's address.
        chat: String,
        /// The message.
        message_id: MessageId,
    },
    /// Delete a message on the account's own devices alone.
    DeleteForMe {
        /// The chat's address.
        chat: String,
        /// The message.
        message_id: MessageId,
    },
    /// Pin a message in its chat for all, or unpin it.
    Pin {
        /// The pin's own id on the channel.
        external_id: String,
        /// The chat's address.
        chat: String,
        /// The message.
        message_id: MessageId,
        /// For how long; `None` unpins it.
        seconds: Option<u32>,
    },
    /// Keep a message of a chat whose messages disappear for all, or let it disappear again.
    Keep {
        /// The request's own id on the channel.
        external_id: String,
        /// The chat's address.
        chat: String,
        /// The message.
        message_id: MessageId,
        /// Keep it.
        keep: bool,
    },
    /// Report to the senders that their messages were read.
    MarkRead {
        /// The chat's address.
        chat: String,
        /// Message ids on the channel, and the sender of each.
        messages: Vec<(String, Option<String>)>,
    },
    /// Reject a call.
    RejectCall {
        /// The call's id on the channel.
        call_id: String,
        /// The caller's address.
        caller: String,
        /// When it rang.
        at: Timestamp,
        /// What the caller gets once it is rejected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<CallReply>,
    },
}

/// The text for a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallReply {
    /// The chat with the caller.
    pub chat_id: ChatId,
    /// The text.
    pub text: String,
}

/// `turn.run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TurnPayload {
    /// The turn.
    pub turn_id: TurnId,
}

/// `media.read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadingPayload {
    /// The file.
    pub media_id: MediaId,
    /// The message whose turn waits for it.
    pub message_id: MessageId,
}

/// `media.fetch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchPayload {
    /// The file.
    pub media_id: MediaId,
}

/// `batch.run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchPayload {
    /// The batch job.
    pub batch_job_id: BatchJobId,
}

/// `sync.run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SyncPayload {
    /// Do the next step of a sync.
    Run {
        /// The sync.
        sync_id: SyncId,
    },
    /// Start the next sync of a schedule.
    Next {
        /// The schedule, as it was when this was planned.
        schedule_id: SyncId,
    },
}

/// `message.schedule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SchedulePayload {
    /// The scheduled message.
    pub scheduled_id: ScheduledMessageId,
}

/// Declares which kind has which payload.
macro_rules! carried_by {
    ($($payload:ident: $kind:ident),+ $(,)?) => {
        $(impl JobPayload for $payload {
            const KIND: JobKind = JobKind::$kind;
        })+
    };
}

carried_by! {
    SendPayload: MessageSend,
    ActionPayload: ChatAction,
    TurnPayload: TurnRun,
    ReadingPayload: MediaRead,
    FetchPayload: MediaFetch,
    BatchPayload: BatchRun,
    SyncPayload: SyncRun,
    SchedulePayload: MessageSchedule,
}

#[cfg(test)]
mod tests {
    use super::{
        ActionPayload, BatchPayload, CallReply, FetchPayload, JobPayload, ReadingPayload,
        SchedulePayload, SendPayload, SyncPayload, TurnPayload,
    };
    use crate::clock::Timestamp;
    use crate::job::JobKind;
    use serde_json::{Value, json};
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    const ID: &str = "0190a000-0000-7000-8000-000000000001";
    const OTHER: &str = "0190a000-0000-7000-8000-000000000002";

    /// A row as it is stored reads as this payload, and is written the same again.
    fn is_stored_as<P: JobPayload + PartialEq + Debug>(payload: &P, row: Value) -> JobKind {
        assert_eq!(serde_json::to_value(payload).expect("JSON"), row);
        assert_eq!(&serde_json::from_value::<P>(row).expect("the payload"), payload);
        P::KIND
    }

    #[expect(clippy::too_many_lines, reason = "a table of actions")]
    fn actions_are_stored() -> JobKind {
        let kinds = BTreeSet::from([
            is_stored_as(
                &ActionPayload::React {
                    external_id: "3EB0".to_owned(),
                    chat: "a chat".to_owned(),
                    message_id: ID.parse().expect("an id"),
                    emoji: "👍".to_owned(),
                },
                json!({
                    "action": "react",
                    "externalId": "3EB0",
                    "chat": "a chat",
                    "messageId": ID,
                    "emoji": "👍",
                }),
            ),
            is_stored_as(
                &ActionPayload::Edit {
                    chat: "a chat".to_owned(),
                    message_id: ID.parse().expect("an id"),
                    text: "better".to_owned(),
                },
                json!({ "action": "edit", "chat": "a chat", "messageId": ID, "text": "better" }),
            ),
            is_stored_as(
                &ActionPayload::Revoke {
                    chat: "a chat".to_owned(),
                    message_id: ID.parse().expect("an id"),
                },
                json!({ "action": "revoke", "chat": "a chat", "messageId": ID }),
            ),
            is_stored_as(
                &ActionPayload::DeleteForMe {
                    chat: "a chat".to_owned(),
                    message_id: ID.parse().expect("an id"),
                },
                json!({ "action": "deleteForMe", "chat": "a chat", "messageId": ID }),
            ),
            is_stored_as(
                &ActionPayload::Pin {
                    external_id: "3EB0".to_owned(),
                    chat: "a chat".to_owned(),
                    message_id: ID.parse().expect("an id"),
                    seconds: Some(86_400),
                },
                json!({
                    "action": "pin",
                    "externalId": "3EB0",
                    "chat": "a chat",
                    "messageId": ID,
                    "seconds": 86_400,
                }),
            ),
            is_stored_as(
                &ActionPayload::Keep {
                    external_id: "3EB0".to_owned(),
                    chat: "a chat".to_owned(),
                    message_id: ID.parse().expect("an id"),
                    keep: true,
                },
                json!({
                    "action": "keep",
                    "externalId": "3EB0",
                    "chat": "a chat",
                    "messageId": ID,
                    "keep": true,
                }),
            ),
            is_stored_as(
                &ActionPayload::MarkRead {
                    chat: "a chat".to_owned(),
                    messages: vec![("1".to_owned(), None), ("2".to_owned(), Some("b".to_owned()))],
                },
                json!({ "action": "markRead", "chat": "a chat", "messages": [["1", null], ["2", "b"]] }),
            ),
            is_stored_as(
                &ActionPayload::RejectCall {
                    call_id: "C1".to_owned(),
                    caller: "a person".to_owned(),
                    at: Timestamp(0),
                    reply: Some(CallReply {
                        chat_id: ID.parse().expect("an id"),
                        text: "please write".to_owned(),
                    }),
                },
                json!({
                    "action": "rejectCall",
                    "callId": "C1",
                    "caller": "a person",
                    "at": Timestamp(0),
                    "reply": { "chatId": ID, "text": "please write" },
                }),
            ),
        ]);
        assert_eq!(kinds, BTreeSet::from([JobKind::ChatAction]));
        JobKind::ChatAction
    }

    #[test]
    fn the_stored_form_of_payloads_does_not_change() {
        let kinds = BTreeSet::from([
            is_stored_as(
                &SendPayload { message_id: ID.parse().expect("an id") },
                json!({ "messageId": ID }),
            ),
            actions_are_stored(),
            is_stored_as(
                &TurnPayload { turn_id: ID.parse().expect("an id") },
                json!({ "turnId": ID }),
            ),
            is_stored_as(
                &ReadingPayload {
                    media_id: ID.parse().expect("an id"),
                    message_id: OTHER.parse().expect("an id"),
                },
                json!({ "mediaId": ID, "messageId": OTHER }),
            ),
            is_stored_as(
                &FetchPayload { media_id: ID.parse().expect("an id") },
                json!({ "mediaId": ID }),
            ),
            is_stored_as(
                &BatchPayload { batch_job_id: ID.parse().expect("an id") },
                json!({ "batchJobId": ID }),
            ),
            is_stored_as(
                &SyncPayload::Run { sync_id: ID.parse().expect("an id") },
                json!({ "step": "run", "syncId": ID }),
            ),
            is_stored_as(
                &SyncPayload::Next { schedule_id: ID.parse().expect("an id") },
                json!({ "step": "next", "scheduleId": ID }),
            ),
            is_stored_as(
                &SchedulePayload { scheduled_id: ID.parse().expect("an id") },
                json!({ "scheduledId": ID }),
            ),
        ]);
        assert_eq!(kinds, JobKind::ALL.iter().copied().collect());
    }
}
