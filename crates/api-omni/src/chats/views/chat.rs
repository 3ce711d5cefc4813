use super::last_message::LastMessageView;
use crate::shapes::Time;
use omni_app::chats::ChatDetails;
use omni_domain::conversation::{AgentPause, Assignee};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "members of an answer")]
pub(crate) struct ChatView {
    id: Uuid,
    instance_id: Uuid,
    /// The channel's address of the chat.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    external_id: String,
    /// Its other address, where the channel has two.
    canonical_id: Option<String>,
    /// `dm`, `group`, `channel`, `thread` or `broadcast`.
    #[schema(example = "dm")]
    chat_type: &'static str,
    /// Its channel.
    #[schema(example = "whatsapp-baileys")]
    channel: &'static str,
    name: Option<String>,
    /// Its picture, if it was requested recently.
    avatar_url: Option<String>,
    /// Number of members; 0 where the channel has not reported it.
    participant_count: i64,
    message_count: i64,
    unread_count: i64,
    last_message_at: Option<Time>,
    last_message_preview: Option<String>,
    /// The newest message, if it is stored.
    last_message: Option<LastMessageView>,
    /// Whether its media is described and transcribed.
    media_processing_enabled: bool,
    /// The note on the reason.
    media_processing_note: Option<String>,
    /// Put away from the main list.
    archived: bool,
    /// At the top of the main list.
    pinned: bool,
    /// Does not notify of new messages now.
    muted: bool,
    /// Until when it is muted; `null` with `muted` is for good.
    muted_until: Option<Time>,
    /// Marked as unread.
    marked_unread: bool,
    /// Seconds after which new messages disappear; 0 is never.
    disappearing_seconds: u32,
    /// Ids of its labels.
    labels: Vec<String>,
    /// The user to whom it is assigned.
    assignee: Option<AssigneeView>,
    /// While its agent is paused.
    agent_pause: Option<AgentPauseView>,
    created_at: Time,
    updated_at: Time,
}

/// The user to whom a chat is assigned.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AssigneeView {
    user_id: Uuid,
    #[schema(example = "Ann Lee")]
    name: String,
    /// Since when.
    assigned_at: Time,
}

impl From<Assignee> for AssigneeView {
    fn from(assignee: Assignee) -> Self {
        Self {
            user_id: assignee.user_id.uuid(),
            name: assignee.name,
            assigned_at: assignee.assigned_at.into(),
        }
    }
}

/// A pause of the agent in a chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AgentPauseView {
    /// Since when.
    since: Time,
    /// Until when; `null` is until it is resumed.
    until: Option<Time>,
    /// What paused it: `person` (who wrote on the account's own device), `api` or `loop` (two programs
    /// answered each other).
    #[schema(example = "api")]
    by: &'static str,
}

impl From<AgentPause> for AgentPauseView {
    fn from(pause: AgentPause) -> Self {
        Self { since: pause.since.into(), until: pause.until.map(Time), by: pause.by.as_str() }
    }
}

impl From<ChatDetails> for ChatView {
    fn from(details: ChatDetails) -> Self {
        let ChatDetails { chat, channel, facts, is_muted, last_message } = details;
        Self {
            id: chat.id.uuid(),
            instance_id: chat.instance_id.uuid(),
            external_id: chat.address.id,
            canonical_id: chat.address.alt,
            chat_type: chat.chat_type.as_str(),
            channel: channel.as_str(),
            name: chat.name,
            avatar_url: facts.picture_url,
            participant_count: facts.participant_count,
            message_count: chat.message_count,
            unread_count: chat.unread_count,
            last_message_at: chat.last_message_at.map(Time),
            last_message_preview: chat.last_message_preview,
            last_message: last_message.map(LastMessageView::from),
            media_processing_enabled: facts.processing.media_enabled,
            media_processing_note: facts.processing.note,
            archived: facts.state.archived,
            pinned: facts.state.pinned,
            muted: is_muted,
            muted_until: facts.state.mute.until().filter(|_| is_muted).map(Time),
            marked_unread: facts.state.marked_unread,
            disappearing_seconds: facts.state.disappearing_seconds,
            labels: facts.labels,
            assignee: facts.assignee.map(AssigneeView::from),
            agent_pause: facts.pause.map(AgentPauseView::from),
            created_at: chat.created_at.into(),
            updated_at: chat.updated_at.into(),
        }
    }
}
