use crate::account::AccountId;
use crate::address::chat_kind;
use crate::shapes::Time;
use omni_app::chats::ChatDetails;
use omni_domain::ai_layer::AiMode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "members of an answer")]
pub(crate) struct ChatView {
    id: Uuid,
    account_id: AccountId,
    /// Its address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    chat_id: String,
    /// `private`, `group`, `channel` or `broadcast`.
    #[serde(rename = "type")]
    #[schema(example = "private")]
    kind: &'static str,
    name: Option<String>,
    chat_pic: Option<String>,
    /// The newest message in one line.
    last_message: Option<String>,
    last_message_at: Option<Time>,
    unread_count: i64,
    /// Marked as unread by a person.
    mark_unread: bool,
    archive: bool,
    pin: bool,
    mute: bool,
    /// When it notifies again; `null` of one that is not muted, or without end.
    mute_until: Option<Time>,
    /// Seconds after which new messages disappear; 0 is never.
    ephemeral_seconds: u32,
    participants_count: i64,
    /// Whether AI answers in it: `inherit`, `enabled` or `disabled`; see `PUT /chats/{id}/ai`.
    #[schema(example = "inherit")]
    ai_mode: &'static str,
    /// A system prompt of its own.
    ai_system_prompt: Option<String>,
    /// The account has blocked the person. Nothing of theirs is answered by AI, in groups neither.
    is_blocked: bool,
    /// Ids of its labels.
    labels: Vec<String>,
}

impl From<ChatDetails> for ChatView {
    fn from(details: ChatDetails) -> Self {
        let ChatDetails { chat, facts, is_muted, .. } = details;
        let until = facts.state.mute.until().filter(|_| is_muted);
        Self {
            id: chat.id.uuid(),
            account_id: AccountId(chat.instance_id),
            chat_id: chat.address.id,
            kind: chat_kind(chat.chat_type),
            name: chat.name,
            chat_pic: facts.picture_url,
            last_message: chat.last_message_preview,
            last_message_at: chat.last_message_at.map(Time::from),
            unread_count: chat.unread_count,
            mark_unread: facts.state.marked_unread,
            archive: facts.state.archived,
            pin: facts.state.pinned,
            mute: is_muted,
            mute_until: until.map(Time::from),
            ephemeral_seconds: facts.state.disappearing_seconds,
            participants_count: facts.participant_count,
            ai_mode: facts.ai.as_ref().map_or(AiMode::Inherit, |ai| ai.mode).as_str(),
            ai_system_prompt: facts.ai.and_then(|ai| ai.prompt),
            is_blocked: facts.is_blocked,
            labels: facts.labels,
        }
    }
}
