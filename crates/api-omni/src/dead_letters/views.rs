use crate::shapes::Time;
use omni_app::{App, Error, dead_letters};
use omni_domain::access::Caller;
use omni_domain::conversation::Chat;
use omni_domain::ids::ApiKeyId;
use omni_domain::job::DeadLetter;
use serde::Serialize;
use serde_json::Value;
use std::slice;
use utoipa::ToSchema;
use uuid::Uuid;

/// A job that was given up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeadLetterView {
    id: Uuid,
    instance_id: Option<Uuid>,
    /// The chat that it was about, as it is now. Absent if there is none, and without `messages:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<DeadLetterChatView>,
    /// The job's kind, such as `turn.run` or `media.fetch`.
    #[schema(example = "turn.run")]
    kind: String,
    /// `pending`, or `resolved` by a person; `retrying` in the answer to a retry.
    #[schema(example = "pending")]
    status: &'static str,
    /// `dead`; `queued` after a retry.
    #[schema(example = "dead")]
    state: &'static str,
    /// The ids that it refers to.
    #[schema(value_type = Object)]
    payload: Value,
    attempts: i32,
    max_attempts: i32,
    error: Option<String>,
    created_at: Time,
    /// When it was resolved.
    resolved_at: Option<Time>,
    /// The API key that resolved it.
    resolved_by: Option<Uuid>,
    /// How it was dealt with.
    note: Option<String>,
}

/// The chat that a job was about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeadLetterChatView {
    /// The channel's address of the chat.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    external_id: String,
    name: Option<String>,
}

impl From<&Chat> for DeadLetterChatView {
    fn from(chat: &Chat) -> Self {
        Self { external_id: chat.address.id.clone(), name: chat.name.clone() }
    }
}

impl DeadLetterView {
    /// One that is read by itself, with its chat.
    pub(super) async fn read(
        app: &App,
        caller: &Caller,
        letter: DeadLetter,
    ) -> Result<Self, Error> {
        let chats = dead_letters::chats_of(app, caller, slice::from_ref(&letter)).await?;
        let chat = chats.get(&letter.job.id);
        Ok(Self::about(letter, chat))
    }

    pub(super) fn about(letter: DeadLetter, chat: Option<&Chat>) -> Self {
        let status = letter.status().as_str();
        let DeadLetter { job, resolution } = letter;
        let by = resolution.as_ref().and_then(|resolution| resolution.by.api_key());
        Self {
            id: job.id.uuid(),
            instance_id: job.instance_id.map(omni_domain::InstanceId::uuid),
            chat: chat.map(DeadLetterChatView::from),
            kind: job.kind.as_str().to_owned(),
            status,
            state: job.state.as_str(),
            payload: job.payload,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            error: job.last_error,
            created_at: job.created_at.into(),
            resolved_at: resolution.as_ref().map(|resolution| resolution.at.into()),
            resolved_by: by.map(ApiKeyId::uuid),
            note: resolution.map(|resolution| resolution.note),
        }
    }
}
