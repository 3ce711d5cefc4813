//! Messages that refer to other messages, and media.

use anyhow::{Context as _, ensure};
use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use wacore::download::{DownloadUtils, MediaType};
use wacore::upload::encrypt_media;
use wacore_binary::Jid;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

use super::log::Received;
use super::send::SendOptions;
use super::{Phone, PhoneMedia};
use crate::whatsapp::node::{now_millis, now_secs};
use crate::whatsapp::relay::Chat;

/// How media is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// An image.
    Image,
    /// A video.
    Video,
    /// Audio; a voice note if the flag is set.
    Audio,
    /// Any file.
    Document,
    /// A sticker.
    Sticker,
}

impl MediaKind {
    fn media_type(self) -> MediaType {
        match self {
            Self::Image => MediaType::Image,
            Self::Video => MediaType::Video,
            Self::Audio => MediaType::Audio,
            Self::Document => MediaType::Document,
            Self::Sticker => MediaType::Sticker,
        }
    }
}

/// The key of a message in the phone's logs: sent or received.
pub(super) fn key(phone: &Phone, chat: &Chat, id: &str) -> anyhow::Result<wa::MessageKey> {
    let remote = match chat {
        Chat::Direct(other) => other.shown_jid(),
        Chat::Group(group) => group.jid(),
        Chat::Status | Chat::Peer => Jid::status_broadcast(),
    };
    let logs = &phone.state().logs;
    let own = logs.sent.lock().iter().any(|sent| sent.id == id);
    let received = logs.arrivals.lock().iter().rev().find(|one| one.id == id).cloned();
    ensure!(own || received.is_some(), "the phone has no message {id}");
    let from_me = own || received.as_ref().is_some_and(|one| one.from_me);
    let participant = match (chat, received) {
        (Chat::Group(group), Some(received)) if !from_me => {
            let author: Jid = received.from.parse()?;
            let account = phone.hub.directory.by_jid(&author).context("the author is unknown")?;
            Some(account.jid(group.addressing).to_string())
        }
        _ => None,
    };
    Ok(wa::MessageKey {
        remote_jid: Some(remote.to_string()),
        from_me: Some(from_me),
        id: Some(id.to_owned()),
        participant,
    })
}

fn text_message(text: &str) -> wa::Message {
    wa::Message { conversation: Some(text.to_owned()), ..Default::default() }
}

impl Phone {
    /// Sends a plain text; returns the message id.
    pub async fn send_text(&self, to: &str, text: &str) -> anyhow::Result<String> {
        self.send(to, text_message(text)).await
    }

    /// Reacts to a message; an empty emoji removes the reaction.
    pub async fn react(&self, to: &str, target: &str, emoji: &str) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let reaction = wa::message::ReactionMessage {
            key: MessageField::some(key(self, &chat, target)?),
            text: Some(emoji.to_owned()),
            sender_timestamp_ms: Some(now_millis()),
            ..Default::default()
        };
        let message =
            wa::Message { reaction_message: MessageField::some(reaction), ..Default::default() };
        self.send_to(chat, message, SendOptions::default()).await
    }

    /// Replaces the text of a message that this phone sent.
    pub async fn edit(&self, to: &str, target: &str, text: &str) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let protocol = wa::message::ProtocolMessage {
            key: MessageField::some(key(self, &chat, target)?),
            r#type: Some(Type::MESSAGE_EDIT),
            edited_message: MessageField::some(text_message(text)),
            timestamp_ms: Some(now_millis()),
            ..Default::default()
        };
        let inner =
            wa::Message { protocol_message: MessageField::some(protocol), ..Default::default() };
        let wrapper = wa::message::FutureProofMessage { message: MessageField::some(inner) };
        let message =
            wa::Message { edited_message: MessageField::some(wrapper), ..Default::default() };
        let options = SendOptions { edit: Some("1".to_owned()), ..Default::default() };
        self.send_to(chat, message, options).await
    }

    /// Revokes a message that this phone sent.
    pub async fn revoke(&self, to: &str, target: &str) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let protocol = wa::message::ProtocolMessage {
            key: MessageField::some(key(self, &chat, target)?),
            r#type: Some(Type::REVOKE),
            ..Default::default()
        };
        let message =
            wa::Message { protocol_message: MessageField::some(protocol), ..Default::default() };
        let options = SendOptions { edit: Some("7".to_owned()), ..Default::default() };
        self.send_to(chat, message, options).await
    }

    /// Replies to a message in the phone's logs, quoting it.
    pub async fn reply(&self, to: &str, target: &str, text: &str) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let logs = &self.state().logs;
        let received = logs.arrivals.lock().iter().rev().find(|one| one.id == target).cloned();
        let sent = logs.sent.lock().iter().rev().find(|one| one.id == target).cloned();
        let (author, quoted) = match (received, sent) {
            (Some(received), _) => (received.from, received.message),
            (None, Some(sent)) => (self.jid(), sent.message),
            (None, None) => anyhow::bail!("the phone has no message {target}"),
        };
        let context = wa::ContextInfo {
            stanza_id: Some(target.to_owned()),
            participant: Some(author),
            quoted_message: MessageField::some((*quoted).clone()),
            ..Default::default()
        };
        let extended = wa::message::ExtendedTextMessage {
            text: Some(text.to_owned()),
            context_info: MessageField::some(context),
            ..Default::default()
        };
        let message = wa::Message {
            extended_text_message: MessageField::some(extended),
            ..Default::default()
        };
        self.send_to(chat, message, SendOptions::default()).await
    }

    /// Encrypts and uploads media, then sends the message that points to it.
    pub async fn send_media(&self, to: &str, media: PhoneMedia) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        let message = self.upload(media)?;
        self.send_to(chat, message, SendOptions::default()).await
    }

    /// Encrypts and uploads media; the message that points to it.
    pub(super) fn upload(&self, media: PhoneMedia) -> anyhow::Result<wa::Message> {
        let kind = media.kind.media_type();
        let encrypted = encrypt_media(&media.bytes, kind)?;
        let blob = Bytes::from(encrypted.data_to_upload);
        let path = self.hub.media.put(kind.mms_type(), &encrypted.file_enc_sha256, blob);
        let pointer = Pointer {
            url: format!("https://{}{path}", self.hub.media.host()),
            path,
            key: encrypted.media_key.to_vec(),
            hash: encrypted.file_sha256.to_vec(),
            sealed_hash: encrypted.file_enc_sha256.to_vec(),
            length: media.bytes.len() as u64,
        };
        Ok(pointer.message(media))
    }

    /// Fetches and decrypts the media of a message that arrived.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn download(&self, received: &Received) -> anyhow::Result<Vec<u8>> {
        let message = innermost(&received.message);
        macro_rules! pointer {
            ($field:ident, $kind:expr) => {
                message.$field.as_option().map(|one| {
                    (one.direct_path.clone(), one.media_key.clone(), one.file_sha256.clone(), $kind)
                })
            };
        }
        let (path, key, hash, kind) = pointer!(image_message, MediaType::Image)
            .or_else(|| pointer!(video_message, MediaType::Video))
            .or_else(|| pointer!(ptv_message, MediaType::Video))
            .or_else(|| pointer!(audio_message, MediaType::Audio))
            .or_else(|| pointer!(document_message, MediaType::Document))
            .or_else(|| pointer!(sticker_message, MediaType::Sticker))
            .context("the message carries no media")?;
        let path = path.context("the media has no path")?;
        let blob = self.hub.media.get(&path).context("the media is gone")?;
        let key = key.context("the media has no key")?;
        let plain = DownloadUtils::verify_and_decrypt(&blob, &key, kind)?;
        DownloadUtils::validate_plaintext_sha256(&plain, &hash.unwrap_or_default())?;
        Ok(plain)
    }
}

/// The message in the envelopes that determine how it is shown.
fn innermost(mut message: &wa::Message) -> &wa::Message {
    loop {
        let envelopes = [
            &message.associated_child_message,
            &message.view_once_message_v2,
            &message.view_once_message_v2_extension,
            &message.document_with_caption_message,
        ];
        let inner = envelopes.into_iter().find_map(|one| one.as_option()?.message.as_option());
        match inner {
            Some(inner) => message = inner,
            None => return message,
        }
    }
}

/// The path and keys of uploaded media.
struct Pointer {
    url: String,
    path: String,
    key: Vec<u8>,
    hash: Vec<u8>,
    sealed_hash: Vec<u8>,
    length: u64,
}

impl Pointer {
    fn message(self, media: PhoneMedia) -> wa::Message {
        let added = i64::try_from(now_secs()).ok();
        macro_rules! fill {
            ($type:ident { $($field:ident: $value:expr),* $(,)? }) => {
                MessageField::some(wa::message::$type {
                    url: Some(self.url),
                    direct_path: Some(self.path),
                    media_key: Some(self.key),
                    file_sha256: Some(self.hash),
                    file_enc_sha256: Some(self.sealed_hash),
                    file_length: Some(self.length),
                    media_key_timestamp: added,
                    mimetype: Some(media.mime),
                    $($field: $value,)*
                    ..Default::default()
                })
            };
        }
        let mut message = wa::Message::default();
        match media.kind {
            MediaKind::Image => {
                message.image_message = fill!(ImageMessage { caption: media.caption });
            }
            MediaKind::Video => {
                message.video_message = fill!(VideoMessage { caption: media.caption });
            }
            MediaKind::Audio => {
                message.audio_message = fill!(AudioMessage { ptt: Some(media.voice_note) });
            }
            MediaKind::Document => {
                message.document_message = fill!(DocumentMessage {
                    caption: media.caption,
                    title: media.file_name.clone(),
                    file_name: media.file_name,
                });
            }
            MediaKind::Sticker => message.sticker_message = fill!(StickerMessage {}),
        }
        message
    }
}
