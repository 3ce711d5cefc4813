use super::{ContentView, QuotedView, ReferralView};
use crate::BASE;
use crate::messages::HoldView;
use crate::shapes::Time;
use omni_app::chats::ChatDetails;
use omni_app::media_processing::Readings;
use omni_domain::conversation::{AgentPause, Assignee, LastMessage};
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::message::{Direction, EditEntry, Message, Reaction, SentBy};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
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

/// The newest message of a chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LastMessageView {
    id: Uuid,
    is_from_me: bool,
    /// `realtime`, `sync`, `api`, `agent` or `device`.
    source: &'static str,
    /// `received`, `undecryptable`, `queued`, `sent`, `delivered`, `read` or `failed`.
    #[schema(example = "delivered")]
    status: &'static str,
    /// The name of who wrote it, if it is known.
    sender_name: Option<String>,
    /// The user who sent it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_by: Option<SentByView>,
}

impl From<LastMessage> for LastMessageView {
    fn from(message: LastMessage) -> Self {
        Self {
            id: message.id.uuid(),
            is_from_me: message.direction == Direction::Outbound,
            source: message.source.as_str(),
            status: message.status.as_str(),
            sender_name: message.sender_name,
            sent_by: message.sent_by.map(SentByView::from),
        }
    }
}

/// The user who sent a message: signed in to the dashboard, or with a token of their own.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SentByView {
    /// `user`.
    #[serde(rename = "type")]
    #[schema(example = "user")]
    kind: &'static str,
    id: Uuid,
    /// Their name; `null` once the user is deleted.
    #[schema(example = "Ann Lee")]
    name: Option<String>,
}

impl From<SentBy> for SentByView {
    fn from(by: SentBy) -> Self {
        let SentBy::User { id, name } = by;
        Self { kind: "user", id: id.uuid(), name }
    }
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

/// A message.
#[expect(clippy::struct_excessive_bools, reason = "the shape of the API: independent marks")]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageView {
    id: Uuid,
    /// The channel's id of the message.
    external_id: String,
    instance_id: Uuid,
    chat_id: Uuid,
    sender: SenderView,
    content: ContentView,
    /// When it was written, according to the channel.
    timestamp: Time,
    /// `received`, `undecryptable`, `queued`, `sent`, `delivered`, `read` or `failed`.
    #[schema(example = "received")]
    status: &'static str,
    /// `inbound` or `outbound`.
    direction: &'static str,
    is_from_me: bool,
    /// Whether the account has put a star on it.
    is_starred: bool,
    /// Whether it is kept for all participants of a chat whose messages disappear.
    is_kept: bool,
    /// Ids of its labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<String>,
    /// `realtime`, `sync`, `api`, `agent` or `device`.
    source: &'static str,
    /// Equal to `content.type`.
    message_type: &'static str,
    /// Equal to `content.text`.
    text_content: Option<String>,
    has_media: bool,
    media_mime_type: Option<String>,
    /// The path of the file's bytes on this host.
    media_url: Option<String>,
    /// Transcription of a voice note, once available.
    transcription: Option<String>,
    /// Description of a picture or a video, once available.
    image_description: Option<String>,
    /// Text of a document, once extracted.
    document_extraction: Option<String>,
    reply_to_external_id: Option<String>,
    /// The external id of the message that begins the album to which it belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    album: Option<String>,
    /// The recipient may open it once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    view_once: bool,
    /// It was forwarded from another chat.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    /// It mentions all members of the group.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mentions_all: bool,
    /// The copy of the quoted message that the reply carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted: Option<QuotedView>,
    /// The advert or post by which the sender found the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    referral: Option<ReferralView>,
    reactions: Vec<ReactionView>,
    /// Earlier texts, oldest first.
    edit_history: Vec<EditView>,
    edited_at: Option<Time>,
    /// When it was deleted.
    deleted_at: Option<Time>,
    sent_at: Option<Time>,
    delivered_at: Option<Time>,
    read_at: Option<Time>,
    /// Why it failed.
    error_code: Option<String>,
    error_message: Option<String>,
    /// Why it is `queued`, if a limit or a restriction delays it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<HoldView>,
    /// The user who sent it; absent of what a key, an agent or the account's own phone has sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_by: Option<SentByView>,
    created_at: Time,
    updated_at: Time,
}

/// The sender of a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SenderView {
    platform_user_id: String,
    display_name: Option<String>,
    person_id: Option<Uuid>,
    platform_identity_id: Option<Uuid>,
}

/// An emoji on a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReactionView {
    emoji: String,
    platform_user_id: String,
    at: Time,
}

impl From<Reaction> for ReactionView {
    fn from(reaction: Reaction) -> Self {
        Self {
            emoji: reaction.emoji,
            platform_user_id: reaction.platform_user_id,
            at: reaction.at.into(),
        }
    }
}

/// A text that was replaced.
#[derive(Debug, Serialize, ToSchema)]
struct EditView {
    text: String,
    at: Time,
}

impl From<EditEntry> for EditView {
    fn from(edit: EditEntry) -> Self {
        Self { text: edit.text, at: edit.at.into() }
    }
}

impl MessageView {
    /// With addresses below the path that others reach this server at.
    pub(crate) fn below(mut self, path: &str) -> Self {
        self.media_url = self.media_url.map(|url| format!("{path}{url}"));
        self
    }

    /// With its star, if it is among those that have one.
    pub(crate) fn with_star(mut self, starred: &HashSet<MessageId>) -> Self {
        self.is_starred = starred.contains(&MessageId(self.id));
        self
    }

    /// As kept, if it is among those that are.
    pub(crate) fn with_kept(mut self, kept: &HashSet<MessageId>) -> Self {
        self.is_kept = kept.contains(&MessageId(self.id));
        self
    }

    /// With its labels, of those of several messages.
    pub(crate) fn with_labels(mut self, labels: &HashMap<MessageId, Vec<String>>) -> Self {
        self.labels = labels.get(&MessageId(self.id)).cloned().unwrap_or_default();
        self
    }

    /// With the readings of its file.
    pub(crate) fn with_readings(mut self, readings: &HashMap<MessageId, Readings>) -> Self {
        if let Some(found) = readings.get(&MessageId(self.id)) {
            self.transcription.clone_from(&found.transcription);
            self.image_description.clone_from(&found.description);
            self.document_extraction.clone_from(&found.extraction);
        }
        self
    }
}

/// The address of a message's file, below the server's public one.
pub(crate) fn file_url(public_url: &str, instance: InstanceId, message: MessageId) -> String {
    format!("{public_url}{BASE}/instances/{instance}/messages/{message}/media?raw=true")
}

impl From<Message> for MessageView {
    fn from(message: Message) -> Self {
        let content = ContentView::from(message.content);
        let media_url = content.media().map(|_| file_url("", message.instance_id, message.id));
        Self {
            id: message.id.uuid(),
            external_id: message.external_id,
            instance_id: message.instance_id.uuid(),
            chat_id: message.chat_id.uuid(),
            sender: SenderView {
                platform_user_id: message.sender_platform_id,
                display_name: message.sender_name,
                person_id: message.sender_person_id.map(omni_domain::ids::PersonId::uuid),
                platform_identity_id: message
                    .sender_identity_id
                    .map(omni_domain::ids::IdentityId::uuid),
            },
            timestamp: message.platform_timestamp.into(),
            status: message.status.as_str(),
            direction: message.direction.as_str(),
            is_from_me: message.direction == Direction::Outbound,
            is_starred: false,
            is_kept: false,
            labels: Vec::new(),
            source: message.source.as_str(),
            message_type: content.kind(),
            text_content: content.text().map(str::to_owned),
            has_media: content.media().is_some(),
            media_mime_type: content.media().map(|file| file.mime_type().to_owned()),
            media_url,
            transcription: None,
            image_description: None,
            document_extraction: None,
            content,
            reply_to_external_id: message.reply_to_external_id,
            album: message.context.album,
            view_once: message.context.view_once,
            forwarded: message.context.forwarded,
            mentions_all: message.context.mentions_all,
            quoted: message.context.quoted.map(|quoted| (*quoted).into()),
            referral: message.context.referral.map(|referral| (*referral).into()),
            reactions: message.reactions.into_iter().map(ReactionView::from).collect(),
            edit_history: message.edits.into_iter().map(EditView::from).collect(),
            edited_at: message.edited_at.map(Time),
            deleted_at: message.deleted_at.map(Time),
            sent_at: message.sent_at.map(Time),
            delivered_at: message.delivered_at.map(Time),
            read_at: message.read_at.map(Time),
            error_code: message.failure_code,
            error_message: message.failure_message,
            hold: message.hold.map(HoldView::from),
            sent_by: message.sent_by.map(SentByView::from),
            created_at: message.created_at.into(),
            updated_at: message.updated_at.into(),
        }
    }
}
