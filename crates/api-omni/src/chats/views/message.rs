use super::{SentByView, file_url};
use crate::chats::{ContentView, QuotedView, ReferralView};
use crate::messages::HoldView;
use crate::shapes::Time;
use omni_app::media_processing::Readings;
use omni_domain::ids::MessageId;
use omni_domain::message::{Direction, EditEntry, Message, Reaction};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

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
